import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { PROJECT } from '../compiled.ts';
import { readCase } from '../cases.ts';
import { hostNamed, siteOf, textOf } from '../real/compiled.ts';
import { readConf } from '../../templates/postgresql/reader.ts';
import { start, type Asking, type Postgres } from './server.ts';

/** Fills a form as a host does: each secret has a value of its own. */
const password = (secret: string): string => `${secret}~A-1.x`;
const filled = (text: string): string =>
  text.replaceAll(/\$\{secret:([^}|]+)(?:\|[a-z]+)*\}/g, (_, secret: string) => password(secret));

const ooy = readFileSync(join(PROJECT, 'sites/ooy.yaml'), 'utf8').replace('site: ooy', 'site: example');
const every = readCase(readFileSync(join(PROJECT, 'templates/postgresql/cases/every-field.txt'), 'utf8'));
const fields = every.inputs.get('site.yaml') ?? '';

/** What is rendered for one server, started as it is, but for the secrets. */
async function rendered(
  manifest: string,
  stated: RegExp,
  host: string,
  major: string,
  addresses: readonly string[],
): Promise<Postgres> {
  expect(manifest).toMatch(stated);
  const site = await siteOf(manifest.replace(stated, `version: '${major}'`));
  const artifacts = hostNamed(site, host);
  const folder = `/etc/postgresql/${major}/main`;
  const bootstrap = '/etc/sitewright/postgresql/main/bootstrap.sql';
  return start(major, {
    addresses,
    data: `/var/lib/postgresql/${major}/main`,
    configuration: folder,
    certificates: ['/etc/ssl/db1.pem'],
    files: {
      [`${folder}/postgresql.conf`]: textOf(artifacts, `${folder}/postgresql.conf`),
      [`${folder}/pg_hba.conf`]: textOf(artifacts, `${folder}/pg_hba.conf`),
      [`${folder}/pg_ident.conf`]: '',
      '/bootstrap.sql': filled(textOf(artifacts, bootstrap)),
      ...(artifacts.files.has('/root/.pgpass')
        ? { '/root/.pgpass': filled(textOf(artifacts, '/root/.pgpass')) }
        : {}),
    },
  });
}

const FAULTS = `SELECT 'pg_hba.conf', line_number, error FROM pg_hba_file_rules WHERE error IS NOT NULL
  UNION ALL SELECT 'postgresql.conf', sourceline, error FROM pg_file_settings WHERE error IS NOT NULL;`;

/** Applies the script and gives the whole state of the server. */
async function applied(server: Postgres, port: number): Promise<string> {
  const script = [
    'psql',
    '-X',
    '-U',
    'postgres',
    '-p',
    String(port),
    '-d',
    'postgres',
    '-f',
    '/bootstrap.sql',
  ];
  expect(await server.run(script)).toMatchObject({ status: 0, stderr: '', stdout: '' });
  const dump = await server.run([
    'pg_dumpall',
    '-U',
    'postgres',
    '-p',
    String(port),
    '--no-role-passwords',
    '--schema-only',
  ]);
  expect(dump.status).toBe(0);
  // Its newer minors put a random word into each dump.
  return dump.stdout.replaceAll(/^\\(un)?restrict .*$/gm, '');
}

describe('One2One Youth, written for 10 and re-rendered at 13', { timeout: 120_000 }, () => {
  let server: Postgres;
  const SERVER = '10.0.10.4';
  beforeAll(async () => {
    const addresses = [SERVER, '172.28.0.7', '172.17.0.5', '10.0.66.9'];
    server = await rendered(ooy, /version: 10\b/, 'lvct', '13', addresses);
  }, 200_000);
  afterAll(() => server?.stop());

  test('the server finds no fault in its files', async () => {
    expect(await server.rows(FAULTS)).toEqual([]);
  });

  test('the script may be applied twice, unmodified, and the second time changes nothing', async () => {
    const first = await applied(server, 5432);
    expect(await applied(server, 5432)).toBe(first);
    expect(
      await server.rows('SELECT extname FROM pg_extension ORDER BY 1;', { database: 'rapidpro' }),
    ).toEqual(['hstore', 'plpgsql', 'postgis', 'uuid-ossp']);
    expect(await server.rows("SELECT count(*) FROM pg_authid WHERE rolpassword LIKE 'md5%';")).toEqual(['3']);
    expect(await server.log()).not.toContain('~A-1.x');
  });

  const as = (user: string, more: Partial<Asking> = {}): Asking => ({
    ...{ user, database: user, host: SERVER, from: '172.28.0.7' },
    password: password(`${user}_db_password`),
    ...more,
  });

  test.each(['rapidpro', 'casepro', 'contentrepo'])(
    '%s connects from its stack and owns its database',
    async (user) => {
      const script = 'SELECT current_user, inet_client_addr(); CREATE TABLE t (a int); DROP TABLE t;';
      expect(await server.psql(script, as(user))).toMatchObject({
        status: 0,
        stdout: `${user}|172.28.0.7\nCREATE TABLE\nDROP TABLE\n`,
      });
    },
  );

  test.each<[string, Asking, RegExp]>([
    ['from another network of Docker', as('rapidpro', { from: '172.17.0.5' }), /no pg_hba.conf entry/],
    ['from the office', as('casepro', { from: '10.0.66.9' }), /no pg_hba.conf entry/],
    ['from the host itself', as('contentrepo', { from: SERVER }), /no pg_hba.conf entry/],
    ['to the database of another', as('casepro', { database: 'rapidpro' }), /no pg_hba.conf entry/],
    ['to the server’s own database', as('casepro', { database: 'postgres' }), /no pg_hba.conf entry/],
    ['as the administrator', as('postgres', { database: 'rapidpro' }), /no pg_hba.conf entry/],
    ['with a wrong password', as('rapidpro', { password: 'x' }), /password authentication failed/],
  ])('nobody connects %s', async (_, asking, words) => {
    const answer = await server.psql('SELECT 1;', asking);
    expect(answer.status).toBe(2);
    expect(answer.stderr).toMatch(words);
  });
});

describe.each(['13', '15', '17'])('a server with every field, at %s', { timeout: 120_000 }, (major) => {
  let server: Postgres;
  const here = { host: '10.0.10.4', port: 5433 };
  beforeAll(async () => {
    const addresses = [
      '10.0.10.4',
      '2001:db8::4',
      '10.0.10.9',
      '10.0.66.9',
      '172.28.0.7',
      '172.29.0.7',
      '10.0.10.77',
    ];
    server = await rendered(fields, /version: 15\b/, 'db1', major, addresses);
  }, 200_000);
  afterAll(() => server?.stop());

  test('it starts with the settings that are said, and applies its script twice', async () => {
    expect(await server.rows(FAULTS, { port: 5433 })).toEqual([]);
    const shown = [
      'cluster_name',
      'max_connections',
      'shared_buffers',
      'random_page_cost',
      'jit',
      'log_line_prefix',
    ];
    const script = `${shown.map((name) => `SHOW ${name};`).join('')} SHOW synchronous_commit; SHOW listen_addresses;`;
    expect(await server.rows(script, { port: 5433 })).toEqual([
      ...['main', '200', '2GB', '1.1', 'off', "%m [%p] it's \\", 'remote_write'],
      '127.0.0.1, 10.0.10.4, 2001:db8::4',
    ]);
    const first = await applied(server, 5433);
    expect(await applied(server, 5433)).toBe(first);
  });

  test('postgres -C reads each value as the manifest means it', async () => {
    const folder = `/etc/postgresql/${major}/main`;
    const meant: Readonly<Record<string, string>> = {
      ...{ cluster_name: 'main', port: '5433', max_connections: '200', random_page_cost: '1.1', jit: 'off' },
      shared_buffers: String(2 ** 31 / 8192),
      ...{ log_line_prefix: "%m [%p] it's \\", synchronous_commit: 'remote_write', ssl: 'on' },
      ...{ ssl_cert_file: '/etc/ssl/db1.pem', ssl_key_file: '/etc/ssl/db1.pem' },
      listen_addresses: '127.0.0.1, 10.0.10.4, 2001:db8::4',
      unix_socket_directories: '/var/run/postgresql',
      data_directory: `/var/lib/postgresql/${major}/main`,
      hba_file: `${folder}/pg_hba.conf`,
      ident_file: `${folder}/pg_ident.conf`,
      external_pid_file: `/var/run/postgresql/${major}-main.pid`,
      password_encryption: 'scram-sha-256',
    };
    const text = (await server.run(['cat', `${folder}/postgresql.conf`])).stdout;
    expect(
      readConf(text)
        .map(([name]) => name)
        .sort(),
    ).toEqual(Object.keys(meant).sort());
    const script = `for name in ${Object.keys(meant).join(' ')}; do postgres -C $name -D ${folder} || exit 1; done`;
    const { status, stdout, stderr } = await server.run(['sh', '-c', script]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout.split('\n').slice(0, -1)).toEqual(Object.values(meant));
  });

  const as = (user: string, from: string, database: string): Asking => ({
    ...here,
    ...{ user, database, from, password: password(`${user}_db_password`) },
  });

  test('grants are what they say, for tables to come too', async () => {
    const owner = as('app', '172.28.0.7', 'app');
    expect(
      await server.psql('CREATE TABLE t (a serial); INSERT INTO t DEFAULT VALUES;', owner),
    ).toMatchObject({ status: 0 });
    const reader = as('reporting', '172.28.0.7', 'app');
    expect((await server.psql('SELECT * FROM t;', reader)).stdout).toBe('1\n');
    expect((await server.psql('INSERT INTO t DEFAULT VALUES;', reader)).stderr).toMatch(/permission denied/);
    expect((await server.psql('CREATE TABLE u (a int);', reader)).stderr).toMatch(
      /permission denied for schema public/,
    );
    const writer = as('etl', '172.29.0.7', 'app');
    expect(await server.psql('INSERT INTO t DEFAULT VALUES; DELETE FROM t;', writer)).toMatchObject({
      status: 0,
    });
    expect((await server.psql('DROP TABLE t;', writer)).stderr).toMatch(/must be owner/);
  });

  test.each<[string, string, string, boolean]>([
    ['app', '10.0.10.9', 'app', true],
    ['app', '10.0.10.4', 'app', true],
    ['app', '10.0.10.77', 'app', false],
    ['app', '172.29.0.7', 'app', false],
    ['app', '172.29.0.7', 'archive', true],
    ['reporting', '10.0.10.77', 'archive', true],
    ['reporting', '10.0.10.77', 'app', false],
    ['guest', '172.28.0.7', 'app', false],
    ['app', '10.0.66.9', 'app', false],
  ])('%s from %s to %s: %s', async (user, from, database, admitted) => {
    const answer = await server.psql('SELECT 1;', as(user, from, database));
    expect(answer.status === 0, answer.stderr).toBe(admitted);
    if (!admitted) expect(answer.stderr).toMatch(/no pg_hba.conf entry|pg_hba.conf rejects/);
  });

  test('libpq finds each password in the passfile', async () => {
    const { password: _, ...unasked } = as('reporting', '10.0.10.77', 'archive');
    const env = { PGPASSFILE: '/root/.pgpass' };
    expect(await server.psql('SELECT current_user;', { ...unasked, env })).toMatchObject({
      status: 0,
      stdout: 'reporting\n',
    });
    expect((await server.psql('SELECT 1;', unasked)).stderr).toMatch(/no password supplied/);
  });

  /** A damaged line, and from which version the server complains about exactly it. */
  const damages: readonly (readonly [string, (line: string) => string])[] = [
    ['pg_hba.conf', (line) => line.replace(/ \S+$/, '')],
    ['pg_hba.conf', (line) => line.replace(/\S+$/, 'scram')],
    ['pg_hba.conf', (line) => line.replace(/^\w+/, 'hosts')],
    ['pg_hba.conf', (line) => line.replace(/\/\d+ /, '/333 ')],
    ['postgresql.conf', (line) => line.replace(/^\w+/, '$&x')],
    ['postgresql.conf', (line) => line.replace(/'$/, '')],
    ['postgresql.conf', (line) => line.replace(/$/, ' x')],
  ];

  test.each(damages)('%s: every line that is damaged (%s) is complained about', async (file, damage) => {
    const path = `/etc/postgresql/${major}/main/${file}`;
    const text = (await server.run(['cat', path])).stdout;
    const lines = text.split('\n');
    const view =
      file === 'pg_hba.conf'
        ? 'line_number, error FROM pg_hba_file_rules'
        : 'sourceline, error FROM pg_file_settings';
    let damaged = 0;
    for (const [index, line] of lines.entries()) {
      const other = damage(line);
      if (line.startsWith('#') || line === '' || other === line) continue;
      damaged += 1;
      server.write(path, lines.toSpliced(index, 1, other).join('\n'));
      const said = await server.rows(`SELECT ${view} WHERE error IS NOT NULL;`, { port: 5433 });
      // A quote that is open is told at the end of its line.
      expect(
        said.some((row) => [index + 1, index + 2].includes(Number.parseInt(row, 10))),
        `${other}: ${said.join()}`,
      ).toBe(true);
    }
    server.write(path, text);
    expect(damaged).toBeGreaterThan(3);
    expect(await server.rows(FAULTS, { port: 5433 })).toEqual([]);
  });
});
