import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensurePrograms } from '../../src/verify/programs.ts';
import { verification } from '../../templates/nginx/verify.ts';
import { hostNamed, siteNamed } from './compiled.ts';
import { start, type Application, type Asking, type Live, type Seen } from './live.ts';

const CONFIG = '/etc/nginx/nginx.conf';
const MIB = 2 ** 20;

/** The ports that the applications of One2One Youth listen on. */
const PORTS: Readonly<Record<string, number>> = {
  courier: 8080,
  mailroom: 8090,
  rapidpro: 8000,
  casepro: 8000,
  contentrepo: 8000,
};

/**
 * Waiting is a hundred times shorter than in the file: the timeouts that it states, and the 60 s that nginx waits where
 * nothing is said.
 */
function scaled(text: string): string {
  const lines = text.split('\n').map((line) => {
    const [, indent, seconds] = /^( *)proxy_read_timeout (\d+)s;$/.exec(line) ?? [];
    return seconds === undefined ? line : `${indent}proxy_read_timeout ${Number(seconds) * 10}ms;`;
  });
  const http = lines.indexOf('http {');
  return [...lines.slice(0, http + 1), '  proxy_read_timeout 600ms;', ...lines.slice(http + 1)].join('\n');
}

let live: Live;
let rendered: string;
let run: string;
beforeAll(async () => {
  const { value } = await ensurePrograms(verification.programs);
  const program = value?.get('nginx');
  const [check] = verification.checks(hostNamed(await siteNamed('ooy'), 'lvct'));
  const file = check?.stage.files.get(CONFIG);
  if (program === undefined || check === undefined || file === undefined) throw new Error('no nginx');
  rendered = file.text;
  run = scaled(rendered);
  const names = [...check.stage.names.keys()].sort();
  const addresses = new Map(names.map((name, index) => [name, `127.0.7.${index + 1}`]));
  const applications = Object.entries(PORTS).map(([name, port]): Application => {
    const address = addresses.get(name);
    if (address === undefined) throw new Error(`the model does not know the name ${name}`);
    return { name, address, port, speaks: 'http' };
  });
  const files = new Map([...check.stage.files, [CONFIG, { ...file, text: run }]]);
  live = await start(program, { ...check.stage, files, names: addresses }, applications);
}, 300_000);
afterAll(() => live?.stop());

test('nginx runs the file that was rendered, but for the scale of its waiting', () => {
  const before = rendered.split('\n');
  const after = run.split('\n');
  expect(after.filter((line) => !before.includes(line)).map((line) => line.trim())).toEqual([
    'proxy_read_timeout 600ms;',
    'proxy_read_timeout 3000ms;',
  ]);
  expect(before.filter((line) => !after.includes(line)).map((line) => line.trim())).toEqual([
    'proxy_read_timeout 300s;',
  ]);
  expect(after).toHaveLength(before.length + 1);
});

const RAPIDPRO = 'one2one.rapidpro.lvcthealth.org';
const CONTENT = 'one2one.content.lvcthealth.org';

const seenBy = (body: string): Seen => JSON.parse(body) as Seen;

describe('over https', () => {
  test.each<[string, string, string]>([
    [RAPIDPRO, '/', 'rapidpro'],
    [RAPIDPRO, '/org/home/?a=%20b&c', 'rapidpro'],
    [RAPIDPRO, '/c/t/123/receive?x=1', 'courier'],
    [RAPIDPRO, '/c/', 'courier'],
    [RAPIDPRO, '/mr/docs', 'mailroom'],
    [RAPIDPRO, '/x/c/y', 'rapidpro'],
    [RAPIDPRO, '/x/mr/y', 'rapidpro'],
    [RAPIDPRO, '/contacts', 'rapidpro'],
    ['casepro.lvcthealth.org', '/a', 'casepro'],
    ['first.casepro.lvcthealth.org', '/a', 'casepro'],
    ['a.b.casepro.lvcthealth.org', '/c/', 'casepro'],
    [CONTENT, '/admin/', 'contentrepo'],
  ])('%s%s is answered by %s', async (host, path, application) => {
    const { status, body, headers, failed } = await live.ask({ scheme: 'https', host, path });
    expect({ status, failed }).toEqual({ status: 200, failed: null });
    const seen = seenBy(body);
    expect(seen).toMatchObject({ application, method: 'GET', url: path });
    expect(seen.headers).toEqual({
      host,
      connection: 'close',
      'x-real-ip': '127.0.0.1',
      'x-forwarded-for': '127.0.0.1',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': host,
      ...(application === 'casepro' ? { 'x-scheme': 'https' } : {}),
    });
    // Casepro's own name is let through, nginx keeps its version to itself.
    expect(headers['server']).toBe(application === 'casepro' ? 'casepro/1.0' : 'nginx');
  });

  test('a connection to Casepro is not kept, others are', async () => {
    const connections = [RAPIDPRO, 'casepro.lvcthealth.org', CONTENT].map(async (host) => {
      const { headers } = await live.ask({
        ...{ scheme: 'https', host, path: '/' },
        headers: { Connection: 'keep-alive' },
      });
      return headers.connection;
    });
    expect(await Promise.all(connections)).toEqual(['keep-alive', 'close', 'keep-alive']);
  });

  test('nginx adds the slash that a prefix of an application ends in', async () => {
    const { status, headers } = await live.ask({ scheme: 'https', host: RAPIDPRO, path: '/c?a=1' });
    expect({ status, location: headers.location }).toEqual({
      status: 301,
      location: `https://${RAPIDPRO}/c/?a=1`,
    });
  });

  test('an address that a proxy in front tells is added to, not believed', async () => {
    const { body } = await live.ask({
      ...{ scheme: 'https', host: RAPIDPRO, path: '/' },
      headers: { 'X-Forwarded-For': '203.0.113.9', 'X-Forwarded-Proto': 'http', 'X-Real-IP': '203.0.113.9' },
    });
    expect(seenBy(body).headers).toMatchObject({
      'x-forwarded-for': '203.0.113.9, 127.0.0.1',
      'x-forwarded-proto': 'https',
      'x-real-ip': '127.0.0.1',
    });
  });

  test.each(['nobody.example.org', 'lvcthealth.org', 'rapidpro.lvcthealth.org'])(
    'a handshake for %s is refused',
    async (host) => {
      expect(await live.ask({ scheme: 'https', host, path: '/' })).toMatchObject({
        status: 0,
        // unrecognized_name, RFC 6066
        failed: 'SSL alert number 112',
      });
    },
  );
});

describe('over http', () => {
  test.each([
    [RAPIDPRO, '/'],
    [RAPIDPRO, '/c/t/123/receive?x=1&y=%2F'],
    ['casepro.lvcthealth.org', '/a'],
    ['first.casepro.lvcthealth.org', '/a?b'],
    [CONTENT, '/api/v2/pages/'],
  ])('%s%s is redirected to https', async (host, path) => {
    const { status, headers } = await live.ask({ scheme: 'http', host, path });
    expect({ status, location: headers.location }).toEqual({
      status: 301,
      location: `https://${host}${path}`,
    });
  });

  test.each(['nobody.example.org', '127.0.0.1', 'lvcthealth.org'])(
    'a request for %s gets no answer',
    async (host) => {
      expect(await live.ask({ scheme: 'http', host, path: '/' })).toMatchObject({
        status: 0,
        failed: 'ECONNRESET',
      });
    },
  );
});

/** vhost, path, bytes that are let through at most, or null for nginx's own limit. */
const LIMITS: readonly (readonly [string, string, string, number])[] = [
  [RAPIDPRO, '/flow/upload', 'rapidpro', 50 * MIB],
  [RAPIDPRO, '/c/t/receive', 'courier', MIB],
  [RAPIDPRO, '/mr/send', 'mailroom', MIB],
  ['casepro.lvcthealth.org', '/upload', 'casepro', MIB],
  [CONTENT, '/admin/images/add/', 'contentrepo', 50 * MIB],
];

describe.each(LIMITS)('a body for %s%s', (host, path, application, limit) => {
  const asking: Asking = { scheme: 'https', host, path, method: 'POST' };
  test(`of ${limit} bytes reaches ${application}`, async () => {
    const { status, body } = await live.ask({ ...asking, body: limit });
    expect(status).toBe(200);
    expect(seenBy(body)).toMatchObject({ application, bodyLength: limit });
  });
  test('of one more is refused', async () => {
    expect(await live.ask({ ...asking, body: limit + 1, bodySent: false })).toMatchObject({ status: 413 });
  });
});

describe('an application that takes its time', () => {
  const ask = (host: string, path: string): Promise<number> =>
    live.ask({ scheme: 'https', host, path }).then(({ status }) => status);
  test.concurrent.each<[string, string, number, number]>([
    [RAPIDPRO, '/', 1200, 200],
    [RAPIDPRO, '/', 2500, 200],
    [RAPIDPRO, '/', 4500, 504],
    [RAPIDPRO, '/c/', 300, 200],
    [RAPIDPRO, '/c/', 1200, 504],
    [RAPIDPRO, '/mr/', 1200, 504],
    ['casepro.lvcthealth.org', '/', 300, 200],
    ['casepro.lvcthealth.org', '/', 1200, 504],
    [CONTENT, '/', 1200, 504],
  ])('%s%s after %i ms: %i', async (host, path, wait, status) => {
    expect(await ask(host, `${path}?wait=${wait}`)).toBe(status);
  });
});

test('requests are logged in the format that the site says', async () => {
  await live.ask({
    ...{ scheme: 'https', host: RAPIDPRO, path: '/logged?a="b"' },
    headers: { Referer: 'https://example.org/"x"', 'User-Agent': 'probe/1' },
  });
  await expect
    .poll(() =>
      live
        .read('/var/log/nginx/access.log')
        .split('\n')
        .find((line) => line.includes('/logged')),
    )
    .toMatch(
      /^127\.0\.0\.1 - - \[.+\] "GET \/logged\?a=\\x22b\\x22 HTTP\/1\.1" 200 127\.0\.7\.\d+:8000 "https:\/\/example\.org\/\\x22x\\x22" "probe\/1" "-"$/,
    );
});
