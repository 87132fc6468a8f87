import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { error, nowhere, type Diagnostic } from '../../src/diagnostic.ts';
import { describe, expect, test } from 'vitest';
import { readCase } from '../cases.ts';
import { PROJECT } from '../compiled.ts';
import { siteOf } from '../real/compiled.ts';
import type { Recompiling } from '../../src/commands/verify/again.ts';
import { damaged, verdictsOf } from '../real/verdicts.ts';

const every = readCase(readFileSync(join(PROJECT, 'templates/postgresql/cases/every-field.txt'), 'utf8'));
const fields = every.inputs.get('site.yaml') ?? '';

const CONF = '/etc/postgresql/15/main/postgresql.conf';
const HBA = '/etc/postgresql/15/main/pg_hba.conf';
const BOOTSTRAP = '/etc/sitewright/postgresql/main/bootstrap.sql';
const PASSFILE = '/root/.pgpass';

const SITE = (version: string, settings: string, database = 'extensions: [hstore]'): string => `sitewright: 1
site: example
title: Example
hosts: {db1: {platform: debian-12, addresses: {lan: 192.0.2.4}}}
secrets: {app_password: {for: app}}
datastores:
  main:
    engine: postgresql
    version: '${version}'
    on: db1
    listen: [lan]
    databases: {app: {owner: app, ${database}}}
    users: {app: {password: {secret: app_password}, passfile: {path: /root/.pgpass}}}
    settings: ${settings}
`;

/** The verdicts that are not `reader only`, and what is said, without the words around it. */
async function asked(
  manifest: string,
  damage: readonly [path: string, from: string, to: string] | null = null,
  changed = (recompiling: Recompiling): Recompiling => recompiling,
): Promise<{ readonly outcomes: Readonly<Record<string, string>>; readonly said: readonly string[] }> {
  const { recompiling, ...rendered } = await siteOf(manifest);
  const artifacts = damage === null ? rendered.artifacts : damaged(rendered.artifacts, ...damage);
  const { verdicts, diagnostics } = await verdictsOf(
    { ...rendered, artifacts, recompiling: changed(recompiling) },
    'db1',
    ['postgresql'],
  );
  const own = verdicts.filter(({ path }) => /^(?!.*systemd).*(postgresql|pgpass)/.test(path));
  return {
    outcomes: Object.fromEntries(own.map(({ path, outcome }) => [path, outcome])),
    said: diagnostics.map(({ message }) => message),
  };
}

/** For the nearest version, the manifest gives nothing. */
const unrendered =
  (...diagnostics: readonly Diagnostic[]) =>
  ({ compile, vocabulary }: Recompiling): Recompiling => ({
    compile: async (options) => ({ ...(await compile(options)), artifacts: null, diagnostics }),
    vocabulary,
  });

test('locales are those of Debian', { timeout: 60_000 }, async () => {
  const { outcomes, said } = await asked(SITE('17', '{lc_messages: de_AT.UTF-8}', 'locale: de_DE.UTF-8'));
  expect(said).toEqual([]);
  expect([...new Set(Object.values(outcomes))]).toEqual(['verified']);
  const wrong = await asked(SITE('17', '{}', 'locale: de_XX.UTF-8'));
  expect(wrong.said).toEqual([expect.stringContaining('invalid LC_COLLATE locale name: "de_XX.UTF-8"')]);
});

describe('what a PostgreSQL 15 refuses', { timeout: 60_000 }, () => {
  test.each<[string, string, string, RegExp]>([
    [CONF, "cluster_name = 'main'", "clusted_name = 'main'", /:4: unrecognized configuration parameter/],
    [CONF, 'max_connections = 200', 'max_connections = 0', /:14: 0 is outside the valid range/],
    [CONF, 'jit = off', "jit = 'off", /: syntax error/],
    [HBA, '10.0.66.0/24 reject', '10.0.66.0/24 rejects', /:5: invalid authentication method "rejects"/],
    [
      BOOTSTRAP,
      'CREATE EXTENSION IF NOT EXISTS "hstore"',
      'CREATE EXTENSION IF NOT EXIST "hstore"',
      /:\d+: syntax error/,
    ],
    [
      BOOTSTRAP,
      'CREATE EXTENSION IF NOT EXISTS "uuid-ossp"',
      'CREATE EXTENSION "uuid-ossp"',
      /:\d+: extension "uuid-ossp" already exists/,
    ],
    [
      BOOTSTRAP,
      '"archive" OWNER TO "app"',
      '"archive" OWNER TO "nobody"',
      /:\d+: role "nobody" does not exist/,
    ],
    [
      PASSFILE,
      'archive:reporting:${secret:reporting_db_password}',
      'archive:reporting:${secret:etl_db_password}',
      /:3: .*password authentication failed/,
    ],
    [PASSFILE, '10.0.10.4:5433:archive', '10.0.10.4:5434:archive', /:3: .*Connection refused/],
  ])('%s: %s → %s', async (path, from, to, words) => {
    const { outcomes, said } = await asked(fields, [path, from, to]);
    expect(said).toHaveLength(1);
    expect(said[0]).toMatch(words);
    expect(said[0]).toMatch(new RegExp(`^postgresql-15 [0-9.]+ refuses ${path}:`));
    expect(outcomes[path]).toBe('refused');
    expect(Object.values(outcomes).filter((one) => one === 'unasked').length).toBeGreaterThan(1);
  });
});

describe('a version that cannot be had', { timeout: 60_000 }, () => {
  test.each([
    ['9.6', '13', '{max_connections: 50}', []],
    ['10', '13', '{wal_keep_segments: 32, vacuum_cost_delay: 20ms}', ['wal_keep_segments']],
    ['14', '15', '{idle_session_timeout: 1h, stats_temp_directory: /run/stats}', ['stats_temp_directory']],
    ['16', '17', '{scram_iterations: 8192}', []],
  ])('%s is rendered again at %s', async (stated, nearest, settings, without) => {
    const { verdicts, diagnostics } = await verdictsOf(await siteOf(SITE(stated, settings)), 'db1');
    expect(diagnostics).toEqual([]);
    const again = { outcome: 're-rendered', substitution: { stated, nearest, without } };
    expect(verdicts.map(({ path, outcome, substitution }) => ({ path, outcome, substitution }))).toEqual([
      { path: `/etc/postgresql/${stated}/main/pg_hba.conf`, ...again },
      { path: `/etc/postgresql/${stated}/main/postgresql.conf`, ...again },
      { path: BOOTSTRAP, ...again },
      {
        path: `/etc/systemd/system/postgresql@${stated}-main.service.d/40-example.conf`,
        outcome: 'verified',
        substitution: undefined,
      },
      { path: '/install', outcome: 'verified', substitution: undefined },
      { path: PASSFILE, ...again },
      { path: '/secrets.list', outcome: 'reader only', substitution: undefined },
    ]);
  });

  test.each<[string, string, string, string, RegExp]>([
    [
      '10',
      'postgresql.conf',
      "unix_socket_directories = '/var/run/postgresql'",
      "wal_keep_size = '1GB'",
      /:9: PostgreSQL 10 does not know `wal_keep_size` yet/,
    ],
    [
      '16',
      'postgresql.conf',
      "unix_socket_directories = '/var/run/postgresql'",
      "promote_trigger_file = '/x'",
      /:9: PostgreSQL 16 no longer knows/,
    ],
    ['16', 'postgresql.conf', 'port = 5432', 'port = 99999', /`port` is 99999, which is out of range/],
    [
      '10',
      'postgresql.conf',
      "unix_socket_directories = '/var/run/postgresql'",
      "unix_socket_directories = '/var/run",
      /:9: syntax error/,
    ],
    [
      '9.6',
      'pg_hba.conf',
      '"postgres" peer',
      '"postgres" scram-sha-256',
      /:3: invalid authentication method "scram-sha-256"/,
    ],
    ['14', 'pg_hba.conf', 'local all', 'locale all', /:3: invalid connection type "locale"/],
  ])('%s: its table judges %s: %s → %s', async (version, file, from, to, words) => {
    const path = `/etc/postgresql/${version}/main/${file}`;
    const { outcomes, said } = await asked(SITE(version, '{}'), [path, from, to], unrendered());
    expect(said).toEqual([expect.stringMatching(words)]);
    expect(said[0]).toMatch(new RegExp(`^the table of PostgreSQL ${version} refuses ${path}:`));
    expect(outcomes[path]).toBe('refused');
  });

  test('that the manifest gives nothing for is said, and nothing is called verified', async () => {
    const fault = error('some/fault', nowhere('sites/example.yaml'), 'It does not work.');
    const { outcomes, said } = await asked(SITE('10', '{}'), null, unrendered(fault));
    expect(said).toEqual(['Rendered for 13 in place of 10: It does not work.']);
    expect([...new Set(Object.values(outcomes))]).toEqual(['unasked']);
  });
});

test(
  'a script with an extension of another package is read by nobody, and the rest is verified',
  { timeout: 60_000 },
  async () => {
    const { outcomes, said } = await asked(SITE('15', '{}', 'extensions: [pg_cron]'));
    expect(said).toEqual([]);
    expect(outcomes).toEqual({
      ...{ [CONF]: 'verified', [HBA]: 'verified' },
      ...{ [BOOTSTRAP]: 'reader only', [PASSFILE]: 'reader only' },
    });
  },
);
