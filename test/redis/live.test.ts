import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { stubOf } from '../../src/target/verification.ts';
import { isFailure } from '../../src/verify/process.ts';
import type { Server } from '../../src/verify/sandbox.ts';
import { openStage, type Stage } from '../../src/verify/stage.ts';
import { readRedis } from '../../templates/redis/reader.ts';
import { configurations } from '../../templates/redis/substitution.ts';
import { startOf, verification } from '../../templates/redis/verify.ts';
import { nearestServed, RELEASES } from '../../templates/redis/versions.ts';
import { checkDirective, type Vocabulary } from '../../templates/redis/vocabulary.ts';
import { hostNamed, siteNamed, siteOf, textOf } from '../real/compiled.ts';
import { verdictsOf } from '../real/verdicts.ts';
import { ask, valueIn } from './live.ts';
import { PLAIN, redisPrograms } from './programs.ts';

interface Running {
  readonly server: Server;
  readonly socket: string;
  /** what redis-cli prints, asked from beside the server */
  readonly cli: (...argv: string[]) => Promise<string>;
}

const SERVED = ['6.0', '7.0', '8.0'];
const opened: Stage[] = [];
afterAll(() => Promise.all(opened.map((stage) => stage.close())));

/**
 * Boots what a manifest renders to, as the unit of the package would, with a socket file for the test. Where its version
 * cannot be had, the nearest one gets the very file: it must take what older ones took.
 */
async function boot(manifest: string): Promise<Running & { readonly version: string }> {
  const host = hostNamed(await siteOf(manifest), 'web1');
  const [path = ''] = configurations(host);
  const need =
    verification.programs[SERVED.indexOf(nearestServed(/version: '(.*)'/.exec(manifest)?.[1] ?? ''))];
  const program = (await redisPrograms()).find((one) => one.need.id === need?.id);
  if (!need || !program) throw new Error('no redis is rendered');
  const check = startOf(host, path, need);
  const stage = await openStage(check.stage, { program });
  if (isFailure(stage)) throw new Error(stage.failed);
  opened.push(stage);
  const options = [
    '--daemonize',
    'no',
    '--supervised',
    'no',
    '--logfile',
    '',
    '--unixsocket',
    '/run/test.sock',
  ];
  const server = await stage.spawn(['redis-server', path, ...options], { env: PLAIN });
  const socket = join(stage.root, 'run/test.sock');
  await ask(socket, [['PING']]).catch((fault: unknown) => {
    throw new Error(server.output().slice(-2000), { cause: fault });
  });
  const cli = async (...argv: string[]): Promise<string> => {
    const { stdout, stderr } = await server.run(['redis-cli', ...argv]);
    return (stdout + stderr).trim();
  };
  return { server, socket, cli, version: program.version };
}

const HOSTS = `
  web1: {platform: debian-12, addresses: {lan: 192.0.2.4, vpn: 198.51.100.4}}`;

const SITE = (version: string, settings: string): string => `sitewright: 1
site: example
title: Example
hosts:${HOSTS}
datastores:
  main:
    engine: redis
    version: '${version}'
    on: web1
    listen: [lan]
    port: 8379
    caches: {app: {number: 3, note: the sessions}, reports: {number: 1}}
    memory: {limit: 1.5GiB, policy: volatile-ttl}
    persistence: {snapshots: [{after: 15m, changes: 1}, {after: 60s, changes: 10000}], appendOnly: true, sync: always}
    settings: ${settings}
`;

/** Each version with settings in its own spelling, and what CONFIG GET must say of them. */
const SPELLINGS: readonly (readonly [string, string, string, Readonly<Record<string, string>>])[] = [
  ['4.0', '6.0.16', '{slave-priority: 7, hz: 20}', { 'replica-priority': '7', hz: '20' }],
  [
    '5.0',
    '6.0.16',
    '{replica-priority: 7, dynamic-hz: false}',
    { 'replica-priority': '7', 'dynamic-hz': 'no' },
  ],
  [
    '6.0',
    '6.0.16',
    '{slowlog-max-len: 512, client-output-buffer-limit: [pubsub, 32mb, 8mb, 60]}',
    { 'slowlog-max-len': '512' },
  ],
  ['6.2', '7.0.15', '{lazyfree-lazy-user-flush: true}', { 'lazyfree-lazy-user-flush': 'yes' }],
  [
    '7.0',
    '7.0.15',
    `{proc-title-template: '{title} of "a b"', timeout: 30}`,
    { 'proc-title-template': '{title} of "a b"', timeout: '30' },
  ],
  ['7.2', '7.0.15', '{maxmemory-clients: 5%}', { 'maxmemory-clients': '5%' }],
  ['7.4', '8.0.2', '{hash-max-listpack-entries: 64}', { 'hash-max-listpack-entries': '64' }],
  ['8.0', '8.0.2', '{loglevel: nothing, io-threads: 2}', { loglevel: 'nothing', 'io-threads': '2' }],
];

test.each(SERVED)(
  'a Redis %s of which no persistence is said makes snapshots by the rules that are built in',
  async (version) => {
    const { cli, server } = await boot(SITE(version, '{}').replace(/^ +persistence: .*\n/m, ''));
    expect(await cli('-p', '8379', 'CONFIG', 'GET', 'save')).toBe('save\n3600 1 300 100 60 10000');
    await server.stop();
  },
);

test('every release is booted, or its nearest', () => {
  expect(SPELLINGS.map(([version]) => version)).toEqual(RELEASES);
});

describe.each(SPELLINGS)('a Redis %s, run by redis-server %s', (stated, actual, settings, meant) => {
  let running: Awaited<ReturnType<typeof boot>>;
  beforeAll(async () => {
    running = await boot(SITE(stated, settings));
  }, 60_000);

  it('says back what the manifest says', async () => {
    expect(running.version).toBe(actual);
    const expected: Readonly<Record<string, string>> = {
      ...meant,
      bind: /^[45]|^6\.0/.test(stated) ? '127.0.0.1 192.0.2.4' : '127.0.0.1 -::1 192.0.2.4',
      port: '8379',
      'protected-mode': 'no',
      databases: '4',
      dir: '/var/lib/redis',
      dbfilename: 'dump-main.rdb',
      appendfilename: 'appendonly-main.aof',
      appendonly: 'yes',
      appendfsync: 'always',
      save: '900 1 60 10000',
      maxmemory: String(1.5 * 2 ** 30),
      'maxmemory-policy': 'volatile-ttl',
      pidfile: '/run/redis-main/redis-server.pid',
    };
    const names = Object.keys(expected);
    const replies = await ask(
      running.socket,
      names.map((name) => ['CONFIG', 'GET', name]),
    );
    expect(Object.fromEntries(names.map((name, at) => [name, valueIn(replies[at])]))).toEqual(expected);
  });

  it('listens where it should, and nowhere else', async () => {
    expect(await running.cli('-h', '192.0.2.4', '-p', '8379', 'ping')).toBe('PONG');
    expect(await running.cli('-h', '127.0.0.1', '-p', '8379', 'ping')).toBe('PONG');
    expect(await running.cli('-h', '198.51.100.4', '-p', '8379', 'ping')).toContain('Connection refused');
  });

  it('has the numbers that are somebody’s, and none above', async () => {
    const [last, above] = await ask(running.socket, [
      ['SELECT', '3'],
      ['SELECT', '4'],
    ]);
    expect(last).toBe('OK');
    expect(String(above)).toContain('out of range');
  });

  it('is written with nothing that its version does not know', async () => {
    const text = textOf(
      hostNamed(await siteOf(SITE(stated, settings)), 'web1'),
      '/etc/redis/redis-main.conf',
    );
    const directives = readRedis(text);
    expect(directives.length).toBeGreaterThan(12);
    const wrong = directives.map((one) => checkDirective(vocabulary, stated, one)?.message ?? null);
    expect(wrong.filter((one) => one !== null)).toEqual([]);
  });
});

const vocabulary = JSON.parse(
  readFileSync(new URL('../../templates/redis/vocabulary.json', import.meta.url), 'utf8'),
) as Vocabulary;

const GUARDED = (version: string, password: string): string => `sitewright: 1
site: example
title: Example
hosts:${HOSTS}
secrets: {${password === '' ? '' : 'all: {for: everybody}, '}app_password: {for: app}, reports_password: {for: reports}}
datastores:
  main:
    engine: redis
    version: '${version}'
    on: web1
    listen: [lan]
    ${password}
    accounts:
      app: {password: {secret: app_password}, commands: [+@all, -flushall], keys: ['app:*']}
      reports: {password: {secret: reports_password}, commands: [+get], keys: ['*']}
`;

describe.each(['6.0', '7.0', '8.0'])('accounts of a Redis %s', (version) => {
  const asAccount = (name: string): readonly string[] => [
    '-h',
    '192.0.2.4',
    '--no-auth-warning',
    '--user',
    name,
    '-a',
    stubOf(`${name}_password`),
  ];

  it('may do what they are for, and nobody else anything', { timeout: 60_000 }, async () => {
    const { cli } = await boot(GUARDED(version, ''));
    expect(await cli('-h', '192.0.2.4', 'get', 'app:x')).toMatch(/^NOAUTH/);
    expect(await cli(...asAccount('app'), 'set', 'app:x', '1')).toBe('OK');
    expect(await cli(...asAccount('app'), 'set', 'other:x', '1')).toMatch(/^NOPERM/);
    expect(await cli(...asAccount('app'), 'flushall')).toMatch(/^NOPERM/);
    expect(await cli(...asAccount('reports'), 'get', 'app:x')).toBe('1');
    expect(await cli(...asAccount('reports'), 'set', 'app:x', '2')).toMatch(/^NOPERM/);
    expect(await cli('-h', '192.0.2.4', '--no-auth-warning', '-a', stubOf('all'), 'get', 'x')).toMatch(
      /WRONGPASS|NOAUTH/,
    );
  });

  it('stand beside the password of all', { timeout: 60_000 }, async () => {
    const { cli } = await boot(GUARDED(version, 'password: {secret: all}'));
    expect(await cli('-h', '192.0.2.4', 'ping')).toMatch(/^NOAUTH/);
    expect(await cli('-h', '192.0.2.4', '--no-auth-warning', '-a', stubOf('all'), 'ping')).toBe('PONG');
    expect(await cli(...asAccount('reports'), 'get', 'x')).toBe('');
  });
});

describe('what redis-server refuses', () => {
  const REDIS = '/etc/redis/redis-main.conf';
  const ACCESS = '/etc/redis/access.conf';
  test.each<[string, string, string, string, string, number | null]>([
    ['7.0', REDIS, 'port 8379', 'port 83790', 'between 0 and 65535', 5],
    ['7.0', REDIS, 'hz 20', 'hertz 20', 'Bad directive', null],
    ['8.0', REDIS, 'hz 20', 'hertz 20', 'no directive has this name', null],
    ['6.0', REDIS, 'maxmemory 1536mb', 'maxmemory 1.5gb', 'memory value', null],
    ['7.0', REDIS, 'hz 20', 'hz "20', 'Unbalanced quotes', null],
    ['7.0', REDIS, '192.0.2.4', '192.0.2.9', 'Could not create server TCP listening socket', 4],
    ['7.0', REDIS, '/var/lib/redis', '/var/lib/redis/', '', null],
    ['6.0', ACCESS, '+get', '+gte', "Error loading ACL rule '+gte'", null],
    ['8.0', ACCESS, '+get', '+gte', "Error loading ACL rule '+gte'", null],
  ])('%s %s: %s → %s', { timeout: 60_000 }, async (version, path, from, to, words) => {
    const manifest = path === ACCESS ? GUARDED(version, '') : SITE(version, '{hz: 20}');
    const rendered = await siteOf(manifest);
    const broken = rendered.artifacts.map((one) => {
      if (one.path !== path || one.content.kind !== 'file') return one;
      expect(one.content.text).toContain(from);
      return { ...one, content: { kind: 'file' as const, text: one.content.text.replace(from, to) } };
    });
    const { verdicts, diagnostics } = await verdictsOf({ ...rendered, artifacts: broken }, 'web1');
    const outcome = verdicts.find((one) => one.path === path)?.outcome;
    if (words === '') {
      expect({ outcome, diagnostics }).toEqual({ outcome: 'verified', diagnostics: [] });
      return;
    }
    expect(outcome).toBe('refused');
    expect(diagnostics.map(({ message }) => message).join('\n')).toContain(words);
    expect(diagnostics.map(({ message }) => message).join('\n')).toContain(`${path}:`);
    expect(diagnostics[0]?.at.source.name).toBe('sites/example.yaml');
  });
});

test(
  'the Redis of One2One Youth starts, at the nearest version that can be had',
  { timeout: 60_000 },
  async () => {
    const { verdicts, diagnostics } = await verdictsOf(await siteNamed('ooy'), 'lvct');
    expect(diagnostics).toEqual([]);
    expect(verdicts.find(({ path }) => path === '/etc/redis/redis.conf')).toMatchObject({
      outcome: 're-rendered',
      by: ['redis-server 6.0.16'],
      substitution: { stated: '4.0', nearest: '6.0', without: [] },
    });
  },
);
