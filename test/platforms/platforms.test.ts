import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { beforeAll, describe, expect, test } from 'vitest';
import { PLATFORMS, fill, postgresqlMajor, type Platform } from '../../src/site/platform/platform.ts';
import { PROJECT } from '../compiled.ts';
import { packagesIn, type DebianPackage } from './packages.ts';

const folder = join(PROJECT, 'schema/platforms');
const files = readdirSync(folder).filter((name) => name !== 'platform.schema.json');
const json = (name: string): unknown => JSON.parse(readFileSync(join(folder, name), 'utf8'));

test('every platform but `other` has a file, and every file a platform', () => {
  const schema = JSON.parse(readFileSync(join(PROJECT, 'schema/host.schema.json'), 'utf8')) as {
    $defs: { host: { properties: { platform: { enum: string[] } } } };
  };
  const said = schema.$defs.host.properties.platform.enum.filter((name) => name !== 'other').sort();
  expect(files.map((name) => name.replace(/\.json$/, '')).sort()).toEqual(said);
  expect(Object.keys(PLATFORMS).sort()).toEqual(said);
});

const ajv = new Ajv2020({ allErrors: true, strict: true, strictTypes: false, allowUnionTypes: true });
const valid = ajv.compile(json('platform.schema.json') as object);

describe.each(files)('%s', (name) => {
  test('is what its schema describes', () => {
    valid(json(name));
    expect(valid.errors ?? []).toEqual([]);
  });

  test('brings each extension with one package', () => {
    const platform = json(name) as Platform;
    const all = Object.values(platform.postgresql.extensions.packages).flat();
    expect(all.filter((one, index) => all.indexOf(one) !== index)).toEqual([]);
  });
});

test('the schema refuses what is no path, no unit and no field', () => {
  const bad = structuredClone(json('debian-12.json')) as {
    redis: { first: { unit: string; pid: string }; port?: number };
  };
  bad.redis.first.unit = 'redis-server';
  bad.redis.first.pid = 'run/{version}.pid';
  bad.redis.port = 6379;
  valid(bad);
  expect(
    (valid.errors ?? []).map(({ instancePath, keyword }) => `${instancePath} ${keyword}`).sort(),
  ).toEqual(['/redis additionalProperties', '/redis/first/pid pattern', '/redis/first/unit pattern']);
});

test('names are filled in', () => {
  expect(fill('postgresql@{major}-{name}.service', { major: '9.6', name: 'main' })).toBe(
    'postgresql@9.6-main.service',
  );
  expect(fill('postgresql{digits}-server', { major: '9.6' })).toBe('postgresql96-server');
  expect(['9.6.24', '10.19', 15, '17'].map(postgresqlMajor)).toEqual(['9.6', '10', '15', '17']);
});

describe('debian-12 and the packages of bookworm', { timeout: 240_000 }, () => {
  const platform = PLATFORMS['debian-12'];
  const major = platform.postgresql.versions[0] ?? '';
  const named = (text: string): string => fill(text, { major });
  const brought = Object.entries(platform.postgresql.extensions.packages).map(
    ([text, extensions]) => [named(text), extensions] as const,
  );
  let packages: Readonly<Record<string, DebianPackage>> = {};
  beforeAll(async () => {
    // What they merely depend on: units, scripts and tools stand in these.
    const more = [
      'postgresql-common',
      'nginx-common',
      'redis-tools',
      'cron-daemon-common',
      'iproute2',
      'util-linux',
    ];
    const scripts = [
      'postgresql-15-postgis-3-scripts',
      'postgresql-15-pgrouting-scripts',
      'postgresql-client-common',
    ];
    const programs = PROGRAMS.flatMap((program) => platform[program]?.packages.map(named) ?? []);
    packages = await packagesIn('bookworm', [
      ...new Set([...more, ...scripts, ...programs, ...brought.map(([name]) => name)]),
    ]);
  }, 240_000);

  const every = (): readonly DebianPackage[] => Object.values(packages);
  /** Debian 12 has /bin, /sbin and /lib in /usr, and packages that still say otherwise. */
  const settled = (path: string): string => path.replace(/^\/(bin|sbin|lib)\//, '/usr/$1/');
  const holds = (path: string): boolean =>
    every().some((one) => one.files.some((file) => settled(file) === settled(path)));
  const textOf = (path: string): string =>
    every()
      .flatMap(({ texts }) => Object.entries(texts))
      .find(([file]) => settled(file) === settled(path))?.[1] ?? '';

  test('the extensions are those that the packages bring, each by the package that is named', () => {
    const found = brought.map(([name]) => [name, controlsOf(packages, name)] as const);
    expect(found).toEqual(brought.map(([name, extensions]) => [name, [...extensions].sort()]));
  });

  test.each(PROGRAMS.map((program) => [program]))('%s is of the version that is stated', (program) => {
    const { versions, packages: names } = platform[program] ?? { versions: [], packages: [] };
    const own = packages[named(names[0] ?? '')]?.version.replace(/^\d+:/, '') ?? '';
    expect(own).not.toBe('');
    for (const version of versions) expect(own.startsWith(version), `${own} is ${version}`).toBe(true);
  });

  test('every unit is one of the packages, or one that systemd makes of a script in /etc/init.d', () => {
    const units = ['postgresql@.service', 'redis-server.service', 'redis-server@.service'];
    const others = PROGRAMS.flatMap((program) => {
      const entry = platform[program];
      return entry && 'unit' in entry && entry.unit !== null && !entry.unit.includes('{') ? [entry.unit] : [];
    });
    const all = [...units, ...others, platform.pacemaker.corosync.unit];
    const lost = all.filter(
      (unit) =>
        !holds(`/lib/systemd/system/${unit}`) && !holds(`/etc/init.d/${unit.replace(/\.service$/, '')}`),
    );
    expect(lost).toEqual([]);
    expect(platform.postgresql.unit).toBe('postgresql@{major}-{name}.service');
    expect(platform.redis.further.unit).toBe('redis-server@{name}.service');
  });

  test('the configuration is where the packages ship it, and every tool where scripts call it', () => {
    const shipped = [
      platform.nginx.configuration,
      platform.monit.configuration,
      platform.redis.first?.configuration ?? '',
      platform.nftables?.configuration ?? '',
      platform.logrotate.configuration,
      platform.pacemaker.corosync.configuration,
    ];
    expect(shipped.filter((path) => !holds(path))).toEqual([]);
    const made = new Set(['/usr/bin/psql', '/usr/bin/redis-cli']);
    expect(Object.values(platform.tools).filter((path) => !holds(path) && !made.has(path))).toEqual([]);
  });

  test('units and shipped configuration name the same accounts and files', () => {
    const { redis, nginx, monit, nftables, keepalived, postgresql } = platform;
    const said: readonly (readonly [text: string, word: string])[] = [
      [textOf('/lib/systemd/system/redis-server.service'), `User=${redis.user}`],
      [textOf('/lib/systemd/system/redis-server.service'), `Group=${redis.group}`],
      [textOf('/lib/systemd/system/redis-server.service'), `PIDFile=${redis.first?.pid}`],
      [textOf('/lib/systemd/system/redis-server.service'), `redis-server ${redis.first?.configuration} `],
      [
        textOf('/lib/systemd/system/redis-server@.service'),
        `PIDFile=${fill(redis.further.pid, { name: '%i' })}`,
      ],
      [
        textOf('/lib/systemd/system/redis-server@.service'),
        ` ${fill(redis.further.configuration, { name: '%i' })} `,
      ],
      [textOf('/lib/systemd/system/redis-server@.service'), `ReadWritePaths=-${redis.further.data}`],
      [textOf('/etc/redis/redis.conf'), `\nlogfile ${redis.first?.log}\n`],
      [textOf('/etc/redis/redis.conf'), `\ndir ${redis.first?.data}\n`],
      [textOf('/etc/redis/redis.conf'), `\ndbfilename ${redis.first?.dump}\n`],
      [textOf('/etc/nginx/nginx.conf'), `user ${nginx.user};`],
      [textOf('/etc/nginx/nginx.conf'), `pid ${nginx.pid};`],
      [textOf('/etc/nginx/nginx.conf'), `include ${nginx.enabled}/*;`],
      [textOf('/etc/nginx/nginx.conf'), `include ${nginx.modules}/*.conf;`],
      [textOf('/etc/nginx/nginx.conf'), ` ${nginx.log}/error.log;`],
      [textOf('/lib/systemd/system/nginx.service'), `PIDFile=${nginx.pid}`],
      [textOf('/etc/monit/monitrc'), `include ${monit.enabled}/*`],
      [textOf('/etc/monit/monitrc'), `\nset log ${monit.log}\n`],
      [textOf('/etc/monit/monitrc'), `\nset idfile ${monit.id}\n`],
      [textOf('/etc/monit/monitrc'), `\nset statefile ${monit.state}\n`],
      [textOf('/etc/monit/monitrc'), `basedir ${monit.queue} `],
      [textOf('/lib/systemd/system/nftables.service'), `nft -f ${nftables?.configuration}`],
      [textOf('/lib/systemd/system/keepalived.service'), `ConditionFileNotEmpty=${keepalived.configuration}`],
      [
        textOf('/lib/systemd/system/postgresql@.service'),
        `AssertPathExists=${postgresql.configuration.replace('{major}/{name}', '%I')}/postgresql.conf`,
      ],
      [
        textOf('/lib/systemd/system/postgresql@.service'),
        ` ${postgresql.data.replace('{major}/{name}', '%I')}\n`,
      ],
      [
        textOf('/lib/systemd/system/postgresql@.service'),
        `PIDFile=${postgresql.pid.replace('/var/run', '/run').replace('{major}-{name}', '%i')}`,
      ],
    ];
    expect(said.filter(([text, word]) => !text.includes(word)).map(([, word]) => word)).toEqual([]);
    expect(every().some(({ files }) => files.includes(`${named(postgresql.programs)}/postgres`))).toBe(true);
  });
});

const PROGRAMS = [
  'postgresql',
  'redis',
  'nginx',
  'systemd',
  'cron',
  'monit',
  'keepalived',
  'pacemaker',
  'uwsgi',
  'nftables',
  'logrotate',
  'sysctl',
] as const;

/** The extensions of a package and of its scripts: control files, and those that its installation links. */
function controlsOf(packages: Readonly<Record<string, DebianPackage>>, name: string): readonly string[] {
  const own = [name, ...(packages[name]?.depends ?? []).filter((one) => one === `${name}-scripts`)];
  const words = own.flatMap((one) => [
    ...(packages[one]?.files ?? []),
    ...(packages[one]?.texts['postinst'] ?? '')
      .split('\n')
      .flatMap((line) => /--(?:install|slave) (\S+\.control)/.exec(line)?.[1] ?? []),
  ]);
  return [
    ...new Set(words.flatMap((path) => /(?:extension|\$DIR)\/([^/]+)\.control$/.exec(path)?.[1] ?? [])),
  ].sort();
}
