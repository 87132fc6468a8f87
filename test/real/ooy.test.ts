import { beforeAll, describe, expect, test } from 'vitest';
import { ensurePrograms } from '../../src/verify/programs.ts';
import { needs } from '../programs.ts';
import type { Verdict } from '../../src/verify/verdict.ts';
import { isFailure } from '../../src/verify/process.ts';
import { openStage } from '../../src/verify/stage.ts';
import { verification as nginx } from '../../templates/nginx/verify.ts';
import { hostNamed, siteNamed, type Rendered } from './compiled.ts';
import { damaged, lineAt, verdictsOf } from './verdicts.ts';

let ooy: Rendered;
beforeAll(async () => {
  expect((await ensurePrograms(needs)).diagnostics).toEqual([]);
  ooy = await siteNamed('ooy');
}, 300_000);

const COMPOSE = '/opt/ooy/combined/compose.yaml';
const DOTENV = '/opt/ooy/combined/.env';
const NGINX = '/opt/ooy/combined/front/nginx.conf';
const REDIS = '/etc/redis/redis.conf';
const SYSCTL = '/etc/sysctl.d/60-ooy.conf';
const AGI = '/opt/rapidpro_connection/environment.env';

const CONF = '/etc/postgresql/10/main/postgresql.conf';
const HBA = '/etc/postgresql/10/main/pg_hba.conf';
const BOOTSTRAP = '/etc/sitewright/postgresql/main/bootstrap.sql';

const NFT = '/etc/nftables.conf';
/** Servers that wait for the addresses of their host after a boot. */
const WAITING = ['postgresql@10-main', 'redis-server'].map(
  (unit) => `/etc/systemd/system/${unit}.service.d/40-ooy.conf`,
);
const INSTALL = '/install';
const LIST = '/secrets.list';

const BY: Readonly<Record<string, string>> = {
  [NFT]: 'nftables 0.9.8',
  [REDIS]: 'redis-server 6.0.16',
  [SYSCTL]: 'procps 4.0.2',
  [DOTENV]: 'docker-compose 2.26.1',
  [COMPOSE]: 'docker-compose 2.26.1',
  [NGINX]: 'nginx 1.26.3',
  [AGI]: 'docker-compose 2.26.1',
  [CONF]: 'postgresql-13 13.16',
  [HBA]: 'postgresql-13 13.16',
  [BOOTSTRAP]: 'postgresql-13 13.16',
  [INSTALL]: 'shellcheck 0.9.0',
  ...Object.fromEntries(WAITING.map((path) => [path, 'systemd 247.3'])),
};
/** The script is asked of bash and of shellcheck. */
const byOf = (path: string): unknown => (path === INSTALL ? expect.arrayContaining([BY[path]]) : [BY[path]]);
const AT_13 = { stated: '10', nearest: '13', without: [] };
const AGAIN: Readonly<Record<string, Verdict['substitution']>> = {
  ...{ [CONF]: AT_13, [HBA]: AT_13, [BOOTSTRAP]: AT_13 },
  [NFT]: { stated: '0.8', nearest: '0.9.8', without: [] },
  [REDIS]: { stated: '4.0', nearest: '6.0', without: [] },
};
/** Who else reads a file. */
const VERIFICATIONS: Readonly<Record<string, readonly string[]>> = { [DOTENV]: ['compose', 'env'] };
const DIALPLAN = '/etc/asterisk/extensions_rapidpro.conf';

const ALONE: Readonly<Record<string, string>> = {
  [DIALPLAN]: 'which program it is for is not said',
  [LIST]: 'a person fills it in, and the script beside it reads that',
};

describe('every file that One2One Youth renders to', () => {
  test.each([
    ['lvct', [NFT, HBA, CONF, REDIS, BOOTSTRAP, SYSCTL, ...WAITING, INSTALL, DOTENV, COMPOSE, NGINX, LIST]],
    ['pbx', [DIALPLAN, INSTALL, AGI, LIST]],
  ])('is accepted on %s by the program that reads it', async (host, paths) => {
    const { verdicts, diagnostics } = await verdictsOf(ooy, host);
    expect(diagnostics).toEqual([]);
    expect(verdicts).toEqual(
      paths.map((path) =>
        ALONE[path] !== undefined
          ? { path, outcome: 'reader only', by: [], why: ALONE[path] }
          : AGAIN[path] === undefined
            ? { path, outcome: 'verified', by: byOf(path), why: null }
            : { path, outcome: 're-rendered', by: [BY[path]], why: null, substitution: AGAIN[path] },
      ),
    );
  });
});

test('nginx reads what was rendered, and of its image only the table of content types', async () => {
  const [check] = nginx.checks(hostNamed(ooy, 'lvct'));
  const { value } = await ensurePrograms(nginx.programs);
  const stage = await openStage(check?.stage ?? {}, { program: value?.get('nginx') ?? null });
  if (isFailure(stage)) throw new Error(stage.failed);
  const { status, stdout, stderr } = await stage.run(['nginx', '-T']);
  await stage.close();
  expect({ status, stderr }).toEqual({
    status: 0,
    stderr: `nginx: the configuration file /etc/nginx/nginx.conf syntax is ok
nginx: configuration file /etc/nginx/nginx.conf test is successful
`,
  });
  const read = [...stdout.matchAll(/^# configuration file (\S+):$/gm)].map((found) => found[1]);
  expect(read).toEqual(['/etc/nginx/nginx.conf', '/etc/nginx/mime.types']);
  // Names that the model does not know are unknown in the sandbox as well.
  expect([...(check?.stage.names.keys() ?? [])].sort()).toEqual(
    ooy.site.services.flatMap(({ stack, name }) => (stack === null ? [] : [name.value])).sort(),
  );
});

/** Path, text of one line, what becomes of it, the verification that fails, its words, and the line of the manifest. */
type Damage = readonly [string, string, string, string, string | RegExp, RegExp];

describe('one damaged line', () => {
  test.each<Damage>([
    [
      CONF,
      'port = 5432',
      'port = 70000',
      'postgresql',
      'out of range: from 1 to 65535',
      /^engine: postgresql/,
    ],
    [
      NFT,
      'dport 443 accept',
      'dport 443 admit',
      'nftables',
      'admit is not known to it',
      /https: \{ ?number: 443/,
    ],
    [CONF, "'main'", "'main", 'postgresql', 'syntax error', /^main:/],
    [
      HBA,
      '"casepro" 172.28.0.0/24',
      '"casepro" 172.28.0.0/33',
      'postgresql',
      /invalid (CIDR|IP) mask/,
      /^database: main\/casepro/,
    ],
    [
      NGINX,
      'proxy_read_timeout 300s',
      'proxy_read_timeot 300s',
      'nginx',
      'unknown directive "proxy_read_timeot"',
      /^timeouts: \{ ?read: 300s/,
    ],
    [
      NGINX,
      'server courier:8080',
      'server couriers:8080',
      'nginx',
      'host not found in upstream "couriers:8080"',
      /courier/,
    ],
    [
      NGINX,
      'ssl_session_cache shared:tls:10m',
      'ssl_session_cache shared:tls:10b',
      'nginx',
      /invalid/,
      /^sessionCache: 10MiB/,
    ],
    [
      NGINX,
      'ssl_certificate /etc/nginx/tls/content.crt',
      'ssl_certificate /etc/nginx/tl/content.crt',
      'nginx',
      /cannot load/,
      /content/,
    ],
    [
      NGINX,
      'proxy_set_header X-Scheme $scheme',
      'proxy_set_header X-Scheme $schema',
      'nginx',
      'unknown "schema" variable',
      /X-Scheme/,
    ],
    [
      NGINX,
      'worker_connections 1024;',
      'worker_connections many;',
      'nginx',
      /invalid number "many"/,
      /^connections: 1024/,
    ],
    [COMPOSE, '"443:443"', '"443000:443"', 'compose', /443000/, /nginx:|https/],
    [
      COMPOSE,
      'condition: service_healthy',
      'condition: service_helthy',
      'compose',
      /depends_on/,
      /elasticsearch: elasticsearch/,
    ],
    [COMPOSE, 'soft: 65535', 'soft: many', 'compose', /ulimits/, /nofile|ulimits/],
    [
      COMPOSE,
      '- es_data:/usr',
      '- es_date:/usr',
      'compose',
      /undefined volume es_date/,
      /elasticsearch|es_data|mounts/,
    ],
    [COMPOSE, 'start_period: 2m', 'start_periods: 2m', 'compose', /start_periods/, /program: elasticsearch/],
    [
      COMPOSE,
      'container_name: combined_rapidpro_1',
      'container_nam: combined_rapidpro_1',
      'compose',
      /container_nam/,
      /rapidpro/,
    ],
    [COMPOSE, 'image: nginx:1.26.3', 'image: "nginx:1.26.3', 'compose', /yaml/, /nginx/],
    [
      DOTENV,
      "SMTP_HOST='${secret:smtp_host}'",
      "SMTP_HOST='${secret:smtp_host}",
      'compose',
      /unexpected character|unterminated/,
      // The line after it: there the quote opens that should have closed here.
      /smtp/,
    ],
    [
      DOTENV,
      "SMTP_USER='${secret:smtp_user|single}'",
      "SMTP_USER='${secret:smtp_user|single}",
      'compose',
      /unexpected character|unterminated/,
      /smtp/,
    ],
    [
      // The last line: nothing stands after it.
      DOTENV,
      "SMTP_USER_IN_URL='${secret:smtp_user|percent|single}'",
      "SMTP_USER_IN_URL='${secret:smtp_user|percent|single}",
      'compose',
      /unterminated quoted value/,
      /smtp/,
    ],
    [DOTENV, 'MEDIA_BUCKET=', 'MEDIA BUCKET=', 'compose', 'key cannot contain a space', /media_bucket/],
    [DOTENV, 'MEDIA_BUCKET=', 'MEDIA_BUKET=', 'compose', /MEDIA_BUCKET/, /media_bucket|bucket: media/],
    [
      SYSCTL,
      'vm.max_map_count =',
      'vm.max_map_count',
      'sysctl',
      'invalid syntax',
      /^vm.max_map_count: 262144/,
    ],
    [
      SYSCTL,
      'vm.max_map_count',
      'vm.max_mapcount',
      'sysctl',
      /there is vm.max_map_count/,
      /^vm.max_map_count: 262144/,
    ],
    [
      AGI,
      "RAPIDPRO_FLOW='${secret:pbx_rapidpro_flow}'",
      "RAPIDPRO_FLOW='${secret:pbx_rapidpro_flow}",
      'env',
      /unterminated/,
      /pbx_rapidpro_flow/,
    ],
    [AGI, 'RAPIDPRO_TOKEN=', 'RAPIDPRO-TOKEN!=', 'env', /unexpected character/, /pbx_rapidpro_token/],
  ])('%s: %s → %s', async (path, from, to, verification, words, line) => {
    const artifacts = damaged(ooy.artifacts, path, from, to);
    const host = artifacts.find((one) => one.path === path)?.host ?? '';
    const { verdicts, diagnostics } = await verdictsOf(
      { ...ooy, artifacts },
      host,
      VERIFICATIONS[path] ?? [verification],
    );
    expect(diagnostics.map(({ code }) => code)).toEqual([`verify/${verification}`]);
    const [only] = diagnostics;
    expect(only?.message).toMatch(words);
    const at = only && lineAt(only.at);
    expect(at).toEqual({ name: 'sites/ooy.yaml', text: expect.stringMatching(line) as string });
    // Two files belong to one question to compose, and to PostgreSQL.
    const asked = [
      [COMPOSE, DOTENV],
      [CONF, HBA],
    ].find((both) => both.includes(path)) ?? [path];
    expect(verdicts.some((one) => one.outcome === 'refused' && asked.includes(one.path))).toBe(true);
    const others = verdicts.filter((one) => !asked.includes(one.path) && !(one.path in ALONE));
    expect(others.filter((one) => !['verified', 're-rendered', 'reader only'].includes(one.outcome))).toEqual(
      [],
    );
  });
});
