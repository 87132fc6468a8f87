import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensurePrograms } from '../../src/verify/programs.ts';
import { verification } from '../../templates/nginx/verify.ts';
import { hostNamed, siteOf } from './compiled.ts';
import { start, type Answer, type Asking, type Live, type Seen } from './live.ts';

const HOST = 'app.example.org';
const MIB = 2 ** 20;

/** What the volumes and directories hold that the web server mounts. */
const CONTENT: Readonly<Record<string, string>> = {
  '/srv/media/a.txt': 'medium',
  '/srv/media/b.png': 'no picture',
  '/srv/docs/manual/index.txt': 'the manual',
  '/srv/www/sorry.html': 'sorry',
  '/srv/www/files/a.txt': 'a file',
  '/srv/www/files/folder/index.html': 'a folder',
  '/srv/www/strict/a.txt': 'strict',
  // nginx reads {PLAIN} too (ngx_http_auth_basic_module)
  '/etc/nginx/users/staff': 'ann:{PLAIN}secret\n',
};
/** Of clients. */
const ADDRESSES = ['10.1.2.3', '10.1.9.9', '10.7.0.1', '10.9.1.1'];

let live: Live;
beforeAll(async () => {
  const { value } = await ensurePrograms(verification.programs);
  const site = await siteOf(readFileSync(join(import.meta.dirname, 'web.yaml'), 'utf8'));
  const [check] = verification.checks(hostNamed(site, 'web1'));
  const program = value?.get('nginx');
  if (program === undefined || check === undefined) throw new Error('no nginx');
  const content = Object.entries(CONTENT).map(([path, text]) => [path, { text, mode: 0o644 }] as const);
  const names = new Map([
    ['app', '127.0.7.1'],
    ['other', '127.0.7.2'],
    ['nginx', '127.0.7.3'],
  ]);
  expect([...check.stage.names.keys()].sort()).toEqual([...names.keys()].sort());
  live = await start(
    program,
    { ...check.stage, files: new Map([...check.stage.files, ...content]), names, addresses: ADDRESSES },
    [
      { name: 'app', address: '127.0.7.1', port: 8417, speaks: 'http' },
      { name: 'fast app', address: '127.0.7.1', port: 8418, speaks: 'uwsgi' },
      { name: 'other', address: '127.0.7.2', port: 9417, speaks: 'http' },
    ],
  );
}, 300_000);
afterAll(() => live?.stop());

const get = (path: string, more: Partial<Asking> = {}): Promise<Answer> =>
  live.ask({ scheme: 'https', host: HOST, path, ...more });
const seenBy = ({ body }: Answer): Seen => JSON.parse(body) as Seen;

/** Headers that every answer of the vhost carries. */
const EFFECTIVE = {
  'x-server': 'front',
  'x-frame-options': 'SAMEORIGIN',
  'x-content-type-options': 'nosniff',
  'x-site': `app at ${HOST}`,
  'strict-transport-security': 'max-age=31536000',
};

describe('answers of nginx itself', () => {
  test.each<[string, number, string]>([
    ['/robots.txt', 200, 'User-agent: * # {x} \\ "q"'],
    ['/r/abc/two', 200, 'first'],
    ['/r/a1/two', 200, 'first'],
    ['/a/B.PNG', 200, 'picture /a/B.PNG'],
    ['/kept/b.png', 200, 'kept'],
    ['/media/a.txt', 200, 'medium'],
    ['/media/b.png', 200, 'picture /media/b.png'],
    ['/manual/', 200, 'the manual'],
    ['/files/a.txt', 200, 'a file'],
    ['/files/folder', 200, 'a folder'],
    ['/strict/a.txt', 200, 'strict'],
  ])('%s: %i %s', async (path, status, body) => {
    expect(await get(path)).toMatchObject({ status, body, failed: null, headers: { 'x-server': 'front' } });
  });

  test.each<[string, number]>([
    ['/media/none.txt', 404],
    ['/strict/none', 404],
    ['/sorry.html', 404],
  ])('%s: %i, with the headers of the vhost', async (path, status) => {
    const { headers, ...answer } = await get(path);
    expect(answer).toMatchObject({ status, failed: null });
    expect(headers).toMatchObject(path.startsWith('/media/') ? { 'x-media': 'yes' } : EFFECTIVE);
  });

  test.each<[string, number, string]>([
    ['/s/q1w2?a=b&c', 301, `https://${HOST}/f/q1w2?a=b&c`],
    ['/s/q1w2', 301, `https://${HOST}/f/q1w2`],
    ['/moved/a%20b?c=%2F', 308, 'https://other.example.org/moved/a%20b?c=%2F'],
    ['/gone/2024', 302, `https://${HOST}/echo/2024`],
    ['/manual', 301, `https://${HOST}/manual/`],
  ])('%s: %i to %s', async (path, status, location) => {
    expect(await get(path)).toMatchObject({ status, headers: { location } });
  });

  test('a route that sets a header keeps those around it, whatever their case', async () => {
    const { headers } = await get('/media/a.txt');
    expect(headers).toMatchObject({
      ...EFFECTIVE,
      'x-frame-options': 'DENY',
      'x-media': 'yes',
      'cache-control': 'max-age=2592000',
    });
  });
});

describe('what the application is asked', () => {
  test.each<[string, string, string]>([
    ['/', 'app', '/'],
    ['/a/b?c=%20', 'app', '/a/b?c=%20'],
    ['/gone/20240', 'app', '/gone/20240'],
    ['/old/a/b?c=d', 'app', '/echo/a/b?was=old&c=d'],
    ['/hub/a?b', 'app', '/ws/a?b'],
    ['/files/none?a=b', 'app', '/files.php?a=b'],
    ['/changed/a/b?c', 'app', '/was/a/b?c'],
    ['/stats/export?a=b', 'fast app', '/stats/export?a=b'],
    ['/Stats/export', 'app', '/Stats/export'],
    ['/pages/a', 'app', '/pages/a'],
  ])('%s → %s %s', async (path, application, url) => {
    const answer = await get(path);
    expect(answer).toMatchObject({ status: 200, headers: EFFECTIVE });
    expect(seenBy(answer)).toMatchObject({ application, url });
  });

  const STANDARD = {
    host: HOST,
    'x-real-ip': '127.0.0.1',
    'x-forwarded-for': '127.0.0.1',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': HOST,
  };
  test.each<[string, Readonly<Record<string, string>>, Readonly<Record<string, string>>]>([
    ['/', {}, STANDARD],
    ['/cookies/', {}, STANDARD],
    ['/hub/', {}, { ...STANDARD, connection: 'close' }],
    ['/pages/one', { accept: 'text/calendar' }, { ...STANDARD, 'x-audience': 'calendar' }],
    ['/pages/two', { accept: 'text/x-ab' }, { ...STANDARD, 'x-audience': 'html' }],
    ['/pages/three', { accept: 'text/x-abc' }, { ...STANDARD, 'x-audience': `other of ${HOST}` }],
    ['/pages/four', { accept: 'default' }, { ...STANDARD, 'x-audience': 'literally' }],
    ['/bare/', { 'accept-encoding': 'gzip', accept: 'a/b' }, { host: 'app_http', 'x-only': 'https GET' }],
  ])('%s with %j carries %j', async (path, sent, expected) => {
    const { headers } = seenBy(await get(path, { headers: sent }));
    const { accept: _, ...rest } = headers;
    expect(rest).toEqual(expected);
  });

  test('idle connections are kept', async () => {
    expect(seenBy(await get('/'))).toMatchObject({ httpVersion: '1.1' });
    expect(seenBy(await get('/')).headers).not.toHaveProperty('connection');
  });

  test('a proxy in front is believed about its client', async () => {
    const { headers } = seenBy(
      await get('/', { from: '10.7.0.1', headers: { 'X-Forwarded-For': '198.51.100.7, 10.7.0.9' } }),
    );
    expect(headers).toMatchObject({ 'x-real-ip': '198.51.100.7' });
    const { headers: other } = seenBy(
      await get('/', { from: '10.9.1.1', headers: { 'X-Forwarded-For': '198.51.100.7' } }),
    );
    expect(other).toMatchObject({ 'x-real-ip': '10.9.1.1', 'x-forwarded-for': '198.51.100.7, 10.9.1.1' });
  });

  test('every name of the vhost is its own', async () => {
    for (const host of ['a.app.example.org', 'de.example.net']) {
      const answer = await get('/', { host });
      expect(seenBy(answer).headers).toMatchObject({ host, 'x-forwarded-host': host });
      expect(answer.headers['x-site']).toBe(`app at ${host}`);
    }
    expect((await get('/', { host: 'deu.example.net' })).failed).toBe('SSL alert number 112');
  });

  test('headers that are hidden do not pass, cookies are moved', async () => {
    const { headers } = await get(
      '/cookies/?header=X-Powered-By=php&header=Set-Cookie=a=1;Path=/&header=X-More=1',
    );
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(headers).toMatchObject({
      'x-more': '1',
      'set-cookie': ['a=1; Path=/app/'],
    });
  });
});

describe('who is let in', () => {
  test.each<[string, string, number]>([
    ['/office/', '10.1.2.3', 200],
    ['/office/', '10.1.9.9', 403],
    ['/office/', '10.9.1.1', 403],
    ['/open/', '10.1.9.9', 403],
    ['/open/', '10.9.1.1', 200],
  ])('%s from %s: %i', async (path, from, status) => {
    expect(await get(path, { from })).toMatchObject({ status });
  });

  const basic = (words: string): Readonly<Record<string, string>> => ({
    Authorization: `Basic ${Buffer.from(words).toString('base64')}`,
  });
  test('staff needs a password', async () => {
    expect(await get('/staff/')).toMatchObject({
      status: 401,
      headers: { 'www-authenticate': 'Basic realm="Staff \\"x\\""' },
    });
    expect((await get('/staff/', { headers: basic('ann:wrong') })).status).toBe(401);
    expect((await get('/staff/', { headers: basic('ann:secret') })).status).toBe(200);
  });

  test('a client logs in three times a minute at once, and no client waits for another', async () => {
    const from = (address: string): Promise<number> =>
      get('/login.png', { from: '10.7.0.1', headers: { 'X-Forwarded-For': address } }).then(
        ({ status }) => status,
      );
    const one: number[] = [];
    for (let turn = 0; turn < 5; turn += 1) one.push(await from('198.51.100.1'));
    expect(one).toEqual([200, 200, 200, 429, 429]);
    expect(await from('198.51.100.2')).toBe(200);
  });

  test('a body of more than two mebibytes is refused', async () => {
    expect((await get('/', { method: 'POST', body: 2 * MIB })).status).toBe(200);
    expect((await get('/', { method: 'POST', body: 2 * MIB + 1, bodySent: false })).status).toBe(413);
    expect((await get('/bare/', { method: 'POST', body: MIB + 1, bodySent: false })).status).toBe(413);
  });
});

test('a web socket is opened and carries both ways', async () => {
  const headers = { Upgrade: 'websocket', Connection: 'Upgrade' };
  expect(await get('/hub/room', { headers, say: 'hello' })).toMatchObject({
    status: 101,
    body: 'app /ws/room heard hello',
  });
  const { status, body } = await get('/elsewhere', { headers });
  expect({ status, upgrade: seenBy({ body } as Answer).headers.upgrade }).toEqual({
    status: 200,
    upgrade: undefined,
  });
});

describe('the cache', () => {
  test('answers the second request, keeps nothing with a session, and says which it did', async () => {
    const ask = (path: string, headers = {}): Promise<readonly [unknown, number]> =>
      get(path, { headers }).then((answer) => [answer.headers['x-cache'], seenBy(answer).count] as const);
    const [first, count] = await ask('/pages/kept');
    expect(first).toBe('MISS');
    expect(await ask('/pages/kept')).toEqual(['HIT', count]);
    const [bypassed, another] = await ask('/pages/kept', { Cookie: 'session=1' });
    expect([bypassed, another > count]).toEqual(['BYPASS', true]);
    expect(await ask('/pages/kept')).toEqual(['HIT', count]);
  });

  test('of one name is never told to another', async () => {
    const ask = (host: string): Promise<Answer> => get('/pages/mixed', { host });
    expect(seenBy(await ask(HOST)).headers.host).toBe(HOST);
    expect(seenBy(await ask('a.app.example.org')).headers.host).toBe('a.app.example.org');
  });
});

test('an application that fails is excused, with the status that is said', async () => {
  expect(await get('/broken/?status=502')).toMatchObject({ status: 503, body: 'sorry', headers: EFFECTIVE });
  expect((await get('/broken/?status=500')).status).toBe(500);
});

test('answers are compressed for those who can read them', async () => {
  const { headers } = await get('/', { headers: { 'Accept-Encoding': 'gzip' } });
  expect(headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
  expect((await get('/')).headers).not.toHaveProperty('content-encoding');
});

describe('over http', () => {
  const http = (host: string, path: string): Promise<Answer> => live.ask({ scheme: 'http', host, path });
  test('everything of a vhost with TLS is redirected but what is excepted', async () => {
    expect(seenBy(await http(HOST, '/ping'))).toMatchObject({
      ...{ application: 'app', url: '/ping' },
      headers: { 'x-forwarded-proto': 'http' },
    });
    for (const path of ['/pings', '/ping/a', '/', '/robots.txt'])
      expect(await http(HOST, path)).toMatchObject({
        status: 301,
        headers: { location: `https://${HOST}${path}` },
      });
  });
  test('a vhost without redirect answers the same on both', async () => {
    for (const scheme of ['http', 'https'] as const) {
      const answer = await live.ask({ scheme, host: 'both.example.org', path: '/a' });
      expect(seenBy(answer)).toMatchObject({
        application: 'other',
        headers: { 'x-forwarded-proto': scheme },
      });
    }
  });
  test('a vhost without TLS is there, and not on https', async () => {
    expect(seenBy(await http('plain.example.org', '/sub/a?b'))).toMatchObject({
      application: 'other',
      url: '/a?b',
    });
    expect((await http('plain.example.org', '/a')).status).toBe(404);
    const { failed } = await live.ask({ scheme: 'https', host: 'plain.example.org', path: '/sub/' });
    expect(failed).toBe('SSL alert number 112');
  });
  test('an unknown host gets the answer that is said', async () => {
    expect(await http('nobody.example.org', '/')).toMatchObject({
      status: 404,
      body: 'Nobody lives here. {} "q"',
      headers: { 'content-type': 'text/plain' },
    });
  });
});

test('requests are logged as JSON says text', async () => {
  await get('/logged?"a\\b"');
  await expect
    .poll(
      () =>
        live
          .read('/var/log/nginx/access.log')
          .split('\n')
          .find((line) => line.includes('/logged')) ?? '',
    )
    .toBe('127.0.0.1 "GET /logged?\\"a\\\\b\\" HTTP/1.1" 200');
});
