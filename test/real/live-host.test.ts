import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ensurePrograms } from '../../src/verify/programs.ts';
import { verification } from '../../templates/nginx/verify.ts';
import { readCase } from '../cases.ts';
import { hostNamed, siteOf } from './compiled.ts';
import { start, type Answer, type Live, type Seen } from './live.ts';

/** The nginx of Debian 12 with the rendered files of a host, a uwsgi application behind a socket, and one behind a port. */
const CASE = join(import.meta.dirname, '../../templates/nginx/cases/host.txt');
const HOST = 'rapidpro.example.org';

const CONTENT: Readonly<Record<string, string>> = {
  '/home/rapidpro/sitestatic/css/a.css': 'style',
  '/home/rapidpro/app/media/a.txt': 'medium',
  '/home/rapidpro/pictures/x/a.png': 'picture',
  // nginx reads {PLAIN} too (ngx_http_auth_basic_module)
  '/etc/sitewright/secrets/staff': 'ann:{PLAIN}secret\n',
};

let live: Live;
beforeAll(async () => {
  const { value } = await ensurePrograms(verification.programs);
  const site = await siteOf(readCase(readFileSync(CASE, 'utf8')).inputs.get('site.yaml') ?? '');
  const [check] = verification.checks(hostNamed(site, 'sms1'));
  const program = check && value?.get(check.program.id);
  if (!check || !program) throw new Error('no nginx');
  expect(check.program.suite).toBe('bookworm');
  // There is but one account in a sandbox.
  const files = [...check.stage.files].map(
    ([path, file]) =>
      [path, { ...file, text: file.text.replace(/^user www-data;$/m, 'user root;') }] as const,
  );
  const content = Object.entries(CONTENT).map(([path, text]) => [path, { text, mode: 0o644 }] as const);
  live = await start(
    program,
    {
      ...check.stage,
      files: new Map([...files, ...content]),
      directories: [...check.stage.directories, '/run/rapidpro'],
    },
    [
      { name: 'rapidpro', address: '', port: 0, socket: '/run/rapidpro/uwsgi.sock', speaks: 'uwsgi' },
      { name: 'mailroom', address: '127.0.0.1', port: 8090, speaks: 'http' },
    ],
  );
}, 300_000);
afterAll(() => live?.stop());

const get = (path: string, headers: Readonly<Record<string, string>> = {}): Promise<Answer> =>
  live.ask({ scheme: 'https', host: HOST, path, headers });
const seenBy = ({ body }: Answer): Seen => JSON.parse(body) as Seen;

describe('a host', () => {
  test.each<[string, string]>([
    ['/sitestatic/css/a.css', 'style'],
    ['/media/a.txt', 'medium'],
    ['/x/a.png', 'picture'],
    ['/ping', 'pong'],
  ])('%s is answered by nginx itself', async (path, body) => {
    expect(await get(path)).toMatchObject({ status: 200, body });
  });

  test('static files may be kept for 30 days', async () => {
    expect((await get('/sitestatic/css/a.css')).headers).toMatchObject({
      'cache-control': 'max-age=2592000',
    });
    expect((await get('/media/a.txt')).headers).not.toHaveProperty('cache-control');
  });

  test('the application behind the socket gets its variables in the uwsgi protocol', async () => {
    const seen = seenBy(await get('/contact/?page=2', { Cookie: 'a=b' }));
    expect(seen).toMatchObject({ application: 'rapidpro', url: '/contact/?page=2' });
    expect(seen.headers).toMatchObject({
      PATH_INFO: '/contact/',
      QUERY_STRING: 'page=2',
      HTTP_HOST: HOST,
      HTTP_COOKIE: 'a=b',
      REMOTE_ADDR: '127.0.0.1',
      REQUEST_SCHEME: 'https',
      HTTPS: 'on',
    });
  });

  test('a rewritten path reaches it beside the one that was asked', async () => {
    const { headers } = seenBy(await get('/ABC/export'));
    expect(headers).toMatchObject({ REQUEST_URI: '/ABC/export', PATH_INFO: '/a' });
  });

  test('the other application is asked over HTTP', async () => {
    expect(seenBy(await get('/mr/x?y'))).toMatchObject({ application: 'mailroom', url: '/mr/x?y' });
    expect(seenBy(await get('/m/z'))).toMatchObject({ application: 'mailroom', url: '/mr/moved' });
  });

  test('staff needs a password', async () => {
    const basic = (words: string) => ({ Authorization: `Basic ${Buffer.from(words).toString('base64')}` });
    expect((await get('/admin/')).status).toBe(401);
    expect((await get('/admin/', basic('ann:wrong'))).status).toBe(401);
    expect(seenBy(await get('/admin/', basic('ann:secret')))).toMatchObject({ application: 'rapidpro' });
  });

  test('plain HTTP is redirected, but for what is excepted; other names are refused', async () => {
    const http = (host: string, path: string) => live.ask({ scheme: 'http', host, path });
    expect(await http(HOST, '/a?b')).toMatchObject({
      status: 301,
      headers: { location: `https://${HOST}/a?b` },
    });
    expect(await http(HOST, '/ping')).toMatchObject({ status: 200, body: 'pong' });
    expect(await http('nobody.example.org', '/')).toMatchObject({ status: 0, failed: 'ECONNRESET' });
    const { failed } = await live.ask({ scheme: 'https', host: 'nobody.example.org', path: '/' });
    expect(failed).toBe('SSL alert number 112');
  });

  test('each vhost is a file of its own, and both are read', async () => {
    const answer = await live.ask({ scheme: 'https', host: 'api.example.org', path: '/v1' });
    expect(seenBy(answer)).toMatchObject({ application: 'mailroom', url: '/v1' });
  });

  test('requests are logged where the package rotates', async () => {
    await get('/logged');
    await expect.poll(() => live.read('/var/log/nginx/rapidpro.log')).toContain('GET /logged');
  });
});
