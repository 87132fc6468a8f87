import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { ensurePrograms } from '../../src/verify/programs.ts';
import { PROJECT } from '../compiled.ts';
import { needs } from '../programs.ts';
import { hostNamed, siteNamed, textOf } from './compiled.ts';
import { verdictsOf } from './verdicts.ts';

const cims = await siteNamed('cims');
const manifest = readFileSync(join(PROJECT, 'sites/cims.yaml'), 'utf8');
const NODES = ['sms1', 'sms2'] as const;

beforeAll(async () => {
  expect((await ensurePrograms(needs)).diagnostics).toEqual([]);
}, 300_000);

describe.each(NODES)('every file that %s renders to', (node) => {
  test('is accepted by the program that reads it, or no such program can be had', async () => {
    const { verdicts, diagnostics } = await verdictsOf(cims, node);
    expect(diagnostics).toEqual([]);
    const ofOutcome = (outcome: string): readonly string[] =>
      verdicts.flatMap((one) => (one.outcome === outcome ? [one.path] : [])).sort();
    expect(ofOutcome('refused')).toEqual([]);
    expect(ofOutcome('unasked')).toEqual([]);
    expect(ofOutcome('reader only')).toEqual([
      '/etc/sitewright/roles/primary/is-primary',
      '/etc/sitewright/roles/standby/is-standby',
      '/etc/sitewright/roles/standby/postgresql-main-recovery.conf',
      '/etc/sitewright/unwatched/nothing',
      '/secrets.list',
    ]);
    expect(verdicts.length).toBeGreaterThan(40);
  }, 180_000);
});

test('both nodes have the same files, and differ where they name each other', () => {
  const [a, b] = NODES.map((node) => hostNamed(cims, node).files);
  expect([...(a?.keys() ?? [])].sort()).toEqual([...(b?.keys() ?? [])].sort());
  const nameless = (text = ''): string =>
    text.replaceAll(/\bsms[12]\b/g, 'NODE').replaceAll(/\b10\.172\.20\.20[12]\b/g, 'ADDRESS');
  const differing = [...(a ?? [])].flatMap(([path, { text }]) =>
    nameless(text) === nameless(b?.get(path)?.text) ? [] : [path],
  );
  // The initial role.
  expect(differing).toEqual(['/install']);
});

test.each(Array.from({ length: 18 }, (_, index) => `1.10.${index + 1}`))(
  'the rough edge %s is treated, or said to be left',
  (number) => {
    expect(manifest).toMatch(new RegExp(`# ${number.replaceAll('.', '\\.')}: `));
  },
);

const FAILURE = ['if 2 restarts within 3 cycles', 'exec "/usr/local/sbin/sitectl record-failure"'] as const;
const UNMONITOR = ['if 2 restarts within 3 cycles', 'unmonitor'] as const;
const UID = ['if failed uid "rapidpro"', 'restart'] as const;
const GID = ['if failed gid "www-data"', 'restart'] as const;
type Row = readonly [test: string, action: string];
type CheckRows = readonly [set: string, check: string, rows: readonly Row[], component: string | null];

const controlled = (component: string): readonly string[] =>
  ['start', 'stop', 'restart'].map(
    (verb) => `${verb} program = "/usr/local/sbin/sitectl ${verb} ${component}"`,
  );
const alert = (words: string): string => `exec "/usr/local/sbin/sitectl alert '${words}'"`;
const worker = (name: string): CheckRows => [
  'celery',
  `process ${name} with pidfile /run/rapidpro/${name}.pid`,
  [UID, GID, FAILURE, UNMONITOR],
  'celery',
];

/**
 * The sets that the cluster had, row by row: set, check, each test with its tolerance and its action, and the component
 * that monit starts and stops. What differs from theirs: sitectl instead of systemctl and the scripts, /run instead of
 * /var/run, and tests that are derived, which are left out here.
 */
const SETS: readonly CheckRows[] = [
  [
    'system',
    'system $HOST',
    [
      ['if loadavg(5min) > 3 for 4 cycles', 'alert'],
      ['if loadavg(15min) > 2 for 4 cycles', 'alert'],
      ['if memory > 90%', 'alert'],
      ['if cpu(user) > 80% for 3 cycles', 'alert'],
      ['if cpu(system) > 80% for 3 cycles', 'alert'],
    ],
    null,
  ],
  ['system', 'filesystem rootfs with path /', [['if space usage > 80%', 'alert']], null],
  ['system', 'filesystem varfs with path /var', [['if space usage > 80%', 'alert']], null],
  [
    'nginx',
    'process nginx with pidfile /var/run/nginx.pid',
    [['if failed port 80 protocol http request "/"', 'restart'], FAILURE, UNMONITOR],
    'front',
  ],
  [
    'nginx',
    'host rapidpro-web with address "localhost"',
    [['if failed port 443 protocol https with ssl options { verify:enable, selfsigned:allow }', 'alert']],
    null,
  ],
  [
    'postgresql',
    'process postgresql with pidfile /var/lib/pgsql/data/postmaster.pid',
    [['if failed host "127.0.0.1" port 5432 protocol pgsql', 'restart'], FAILURE, UNMONITOR],
    'main',
  ],
  [
    'postgresql.standby',
    'process postgresql with pidfile /var/lib/pgsql/data/postmaster.pid',
    // Theirs was commented out: a standby that reads much does not answer in time.
    [['if failed host "127.0.0.1" port 5432 protocol pgsql', 'alert'], FAILURE, UNMONITOR],
    'main',
  ],
  [
    'redis-server',
    'process redis-server with pidfile /var/run/redis/default.pid',
    [['if failed host "127.0.0.1" port 6379 protocol redis', 'restart'], FAILURE, UNMONITOR],
    'default',
  ],
  [
    'rapidpro',
    'process rapidpro-uwsgi with pidfile /run/rapidpro/uwsgi.pid',
    [UID, GID, ['if failed host "127.0.0.1" port 3030 protocol http', 'restart'], FAILURE, UNMONITOR],
    'rapidpro',
  ],
  [
    'celerybeat',
    'process celerybeat with pidfile /run/rapidpro/celerybeat.pid',
    [UID, GID, FAILURE, UNMONITOR],
    'celerybeat',
  ],
  worker('celery-default-node'),
  worker('celery-flow-node'),
  worker('celery-handler-node'),
  worker('celery-msg-node'),
  [
    'cluster',
    'file rapidpro-status with path /var/lib/sitewright/sitectl/status',
    [['if content = "failure"', 'alert']],
    null,
  ],
  [
    'cluster',
    'program cluster-ip with path "/usr/local/sbin/sitectl cluster-ip"',
    [
      ['if status != 0 for 2 cycles', 'alert'],
      ['if status != 0 for 2 cycles', alert('no node has the address of the cluster')],
    ],
    null,
  ],
  ['network', 'network eth0 with interface "eth0"', [['if failed link', 'alert']], null],
  [
    'network',
    'host google with address "google.com"',
    [
      ['if failed ping for 3 cycles', alert('internet connection lost (google ping)')],
      ['if failed port 443 protocol https for 3 cycles', alert('internet connection lost (google https)')],
    ],
    null,
  ],
  [
    'smsgateway',
    'host smsgateway with address "smsgateway"',
    [
      ['if failed ping', 'alert'],
      ['if failed port 90 protocol http request "/"', 'alert'],
    ],
    null,
  ],
];

describe.each(NODES)('what monit watches on %s', (node) => {
  const host = hostNamed(cims, node);
  const set = (name: string): string => textOf(host, `/etc/monit/conf-available/${name}`);
  /** The lines of one check. */
  const block = (name: string, check: string): readonly string[] => {
    const found = set(name)
      .split(/\n(?=check )/)
      .find((one) => one.startsWith(`check ${check}\n`));
    return (found ?? '').split('\n').map((line) => line.trim());
  };

  test.each<CheckRows>(SETS)('%s: %s', (name, check, rows, component) => {
    const lines = block(name, check);
    const wanted = [
      ...rows.map(([what, action]) => `${what} then ${action}`),
      ...(component === null ? [] : controlled(component)),
    ];
    expect(wanted.filter((row) => !lines.includes(row))).toEqual([]);
  });

  /** The sets that monit reads in a role. */
  const inRole = (role: string): readonly string[] =>
    [...host.links]
      .filter(([path]) => path.startsWith(`/etc/sitewright/roles/${role}/monit/`))
      .map(([, to]) => to.slice(to.lastIndexOf('/') + 1));
  const checksIn = (role: string): readonly string[] =>
    inRole(role)
      .flatMap((name) => [...set(name).matchAll(/^check \w+ (\S+)/gm)])
      .map(([, check = '']) => check)
      .sort();

  test('a primary watches everything, a standby its databases', () => {
    expect(checksIn('standby')).toEqual(['postgresql', 'redis-server']);
    expect(checksIn('primary')).toEqual([
      ...['celery-default-node', 'celery-flow-node', 'celery-handler-node', 'celery-msg-node', 'celerybeat'],
      ...['mage', 'nginx', 'postgresql', 'rapidpro-uwsgi', 'rapidpro-web', 'redis-server'],
    ]);
  });

  test('the sets of both roles stand in conf-enabled', () => {
    const enabled = [...host.links.keys()]
      .filter((path) => path.startsWith('/etc/monit/conf-enabled/'))
      .map((path) => path.slice('/etc/monit/conf-enabled/'.length));
    expect(enabled.sort()).toEqual(['cluster', 'network', 'smsgateway', 'system']);
    expect(textOf(host, '/etc/monitrc')).toContain('set daemon 30 with start delay 240\n');
  });
});
