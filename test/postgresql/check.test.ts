import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { covers } from '../../templates/postgresql/network.ts';
import { readCase } from '../cases.ts';
import { compiled, PROJECT } from '../compiled.ts';

const CASE = readFileSync(join(PROJECT, 'templates/postgresql/cases/every-field.txt'), 'utf8');
const MANIFEST = readCase(CASE).inputs.get('site.yaml') ?? '';

test.each<[string, string, string, string]>([
  ['an owner that is no user', 'archive: {owner: app,', 'archive: {owner: ap,', 'unknown-user'],
  ['a grant in no database', 'archive: connect}', 'archiv: connect}', 'unknown-database'],
  [
    'a line for no database',
    'database: archive, user: reporting}',
    'database: archiv, user: reporting}',
    'unknown-database',
  ],
  [
    'a line for no user',
    'database: replication, user: standby',
    'database: replication, user: standbi',
    'unknown-user',
  ],
  ['a line for no host', '{host: web2, database', '{host: web3, database', 'unknown-host'],
  ['a secret that nobody says', 'secret: guest_db_password}', 'secret: gues_db_password}', 'unknown-secret'],
  [
    'peer over the network',
    '{network: 10.0.10.0/24, ',
    '{network: 10.0.10.0/24, method: peer, ',
    'postgresql/peer-without-socket',
  ],
  ['TLS of a server that speaks none', 'ssl: true', 'ssl: false', 'postgresql/tls-without-ssl'],
  [
    'a reference of a user without a right',
    'user: reporting, as: url',
    'user: standby, as: url',
    'postgresql/user-without-grant',
  ],
  [
    'a reference to a database that is shut',
    'network: 10.0.66.0/24',
    'network: 10.0.0.0/8',
    'postgresql/shadowed-access',
  ],
  [
    'a setting of a module that is not known',
    'jit: false',
    'pg_stat_statement.max: 100',
    'postgresql/unknown-setting',
  ],
  [
    'two owners of a passfile',
    'createRoles: true, passfile: {path: /root/.pgpass}',
    'createRoles: true, passfile: {path: /root/.pgpass, owner: etl}',
    'postgresql/passfile-clash',
  ],
  [
    'a client from a host without an address',
    'addresses: {wan: 192.0.2.9, lan: 10.0.10.9}',
    'capacity: {cpus: 1}',
    'unreachable-host',
  ],
])('%s is refused at its place', async (_, from, to, code) => {
  expect(MANIFEST.split(from)).toHaveLength(2);
  const text = MANIFEST.replace(from, to);
  const { diagnostics, artifacts } = await compiled(text);
  expect(artifacts).toBeNull();
  expect(diagnostics.map((one) => one.code)).toContain(code);
  expect(diagnostics.every((one) => one.code === code && one.severity === 'error')).toBe(true);
  expect(diagnostics[0]?.at.source.name).toBe('sites/example.yaml');
});

test.each(['pg_stat_statements.max: 100', 'auto_explain.log_analyze: true'])(
  'a setting of a known module is taken: %s',
  async (said) => {
    const { diagnostics } = await compiled(MANIFEST.replace('jit: false', said));
    expect(diagnostics).toEqual([]);
  },
);

describe('one network in another', () => {
  test.each<[string | null, string | null, boolean]>([
    ['172.16.0.0/12', '172.31.255.0/24', true],
    ['172.16.0.0/12', '172.32.0.0/16', false],
    [null, null, true],
    [null, '10.0.0.0/8', false],
    ['10.0.0.0/8', null, false],
  ])('%s holds %s: %s', (wide, narrow, expected) => expect(covers(wide, narrow)).toBe(expected));
});
