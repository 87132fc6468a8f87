import { beforeAll, describe, expect, test } from 'vitest';
import type { HostArtifacts, Vantage } from '../../src/target/verification.ts';
import { ensurePrograms } from '../../src/verify/programs.ts';
import { verification } from '../../templates/nginx/verify.ts';
import { hostOf, outcomeOf, type Texts } from './host.ts';

beforeAll(async () => {
  expect((await ensurePrograms(verification.programs)).diagnostics).toEqual([]);
}, 300_000);

const MAIN = `user app;
worker_processes auto;
pid /run/nginx.pid;
events {}
http {
  include /etc/nginx/mime.types;
  access_log /var/log/nginx/access.log;
  include /etc/nginx/conf.d/*.conf;
  include /etc/nginx/sites-enabled/*;
}
`;
const APP = `upstream app {
  server rapidpro:8417;
}
server {
  listen 10.7.7.7:8443 ssl;
  server_name one.test;
  ssl_certificate /etc/tls/one.pem;
  ssl_certificate_key "/etc/tls/one.key";
  location /c/ {
    include proxy_params;
    proxy_pass http://app;
    proxy_read_timeout 300s;
  }
}
`;
const texts: Texts = {
  '/etc/nginx/nginx.conf': MAIN,
  '/etc/nginx/conf.d/app.conf': APP,
  '/etc/nginx/sites-available/other': 'server { listen 8081; return 404; }\n',
};
const links: Texts = { '/etc/nginx/sites-enabled/other': '../sites-available/other' };
const known: Partial<Vantage> = {
  names: new Map([['rapidpro', null]]),
  addresses: ['10.7.7.7'],
  users: ['app'],
};
const host = (changed: Texts = {}, vantage: Partial<Vantage> = {}): HostArtifacts =>
  hostOf({ ...texts, ...changed }, links, { ...known, ...vantage });
const app = (from: string | RegExp, to: string): Texts => ({
  '/etc/nginx/conf.d/app.conf': APP.replace(from, to),
});

describe('a host that runs nginx', () => {
  test('a good tree is accepted, with every file that nginx read', async () => {
    const { verdicts, said } = await outcomeOf(host());
    expect(said).toEqual([]);
    expect(verdicts).toEqual(
      ['conf.d/app.conf', 'nginx.conf', 'sites-available/other'].map((name) => ({
        path: `/etc/nginx/${name}`,
        outcome: 'verified',
        by: ['nginx 1.26.3'],
        why: null,
      })),
    );
  });

  test('a host on bookworm is asked with the nginx of bookworm', async () => {
    const changed = app('server_name', 'http2 on;\n  server_name');
    expect((await outcomeOf(host(changed))).said).toEqual([]);
    expect((await outcomeOf(host(changed, { suite: 'bookworm' }))).said).toEqual([
      '/etc/nginx/conf.d/app.conf:6: unknown directive "http2".',
    ]);
  });

  test.each<[string, string]>([
    ['debian-12', '1.22'],
    ['ubuntu-22.04', '1.18'],
    // Its 1.14 cannot be had.
    ['ubuntu-18.04', '1.18'],
    ['sles-12', '1.26'],
    ['other', '1.26'],
  ])('a host on %s is asked with nginx %s', async (platform, series) => {
    const suite = platform === 'debian-12' ? 'bookworm' : null;
    const { verdicts, said } = await outcomeOf(host({}, { platform, suite }));
    expect(said).toEqual([]);
    expect(verdicts.flatMap(({ by }) => by).filter((by) => !by.startsWith(`nginx ${series}.`))).toEqual([]);
    expect(verdicts).toHaveLength(3);
  });

  test.each<[string, Texts, string]>([
    [
      'an unknown directive',
      app('proxy_read_timeout', 'proxy_read_timeot'),
      '/etc/nginx/conf.d/app.conf:12: unknown directive "proxy_read_timeot".',
    ],
    ['a forgotten semicolon', app('300s;', '300s'), '/etc/nginx/conf.d/app.conf:13: unexpected "}".'],
    [
      'a bad value',
      app('300s', '300x'),
      '/etc/nginx/conf.d/app.conf:12: "proxy_read_timeout" directive invalid value.',
    ],
    [
      'a bad port',
      app('7:8443', '7:80000'),
      '/etc/nginx/conf.d/app.conf:5: invalid port in "10.7.7.7:80000" of the "listen" directive.',
    ],
    [
      'a directive in the wrong place',
      app('upstream app', 'location /x {}\nupstream app'),
      '/etc/nginx/conf.d/app.conf:1: "location" directive is not allowed here.',
    ],
    [
      'a name that the model does not know',
      app('rapidpro:', 'rapidprox:'),
      '/etc/nginx/conf.d/app.conf:2: host not found in upstream "rapidprox:8417".',
    ],
    [
      'an open block',
      app(/\}\n$/, ''),
      '/etc/nginx/conf.d/app.conf:14: unexpected end of file, expecting "}".',
    ],
    [
      'a bad regular expression',
      app('location /c/', 'location ~ ^/(c/'),
      '/etc/nginx/conf.d/app.conf:9: pcre2_compile() failed: missing closing parenthesis in "^/(c/".',
    ],
    [
      'a missing include',
      app('include proxy_params', 'include none_params'),
      '/etc/nginx/conf.d/app.conf:10: open() "/etc/nginx/none_params" failed (2: No such file or directory).',
    ],
    [
      'an address that the host does not have',
      app('10.7.7.7', '10.7.7.8'),
      '/etc/nginx/conf.d/app.conf:5: bind() to 10.7.7.8:8443 failed (99: Cannot assign requested address).',
    ],
    [
      'an unknown variable',
      app('http://app', 'http://app$requesturi'),
      '/etc/nginx/conf.d/app.conf:11: unknown "requesturi" variable.',
    ],
    [
      'an unknown account',
      { '/etc/nginx/nginx.conf': MAIN.replace('user app', 'user appx') },
      '/etc/nginx/nginx.conf:1: getpwnam("appx") failed.',
    ],
    [
      'a warning: one name twice',
      { '/etc/nginx/conf.d/b.conf': APP.slice(APP.indexOf('server {\n')) },
      '/etc/nginx/conf.d/b.conf:3: conflicting server name "one.test" on 10.7.7.7:8443, ignored.',
    ],
    [
      'an include pattern that matches nothing',
      { '/etc/nginx/nginx.conf': MAIN.replace('conf.d/*.conf', 'conf.d/*.cfg') },
      '/etc/nginx/conf.d/app.conf: nginx never reads this file: no include matches it.',
    ],
  ])('%s', async (_, changed, expected) => {
    const { verdicts, said } = await outcomeOf(host(changed));
    expect(said).toEqual([expected]);
    const path = /^[^: ]+/.exec(expected)?.[0];
    expect(verdicts.find((one) => one.path === path)?.outcome).toBe('refused');
    expect(verdicts.filter((one) => one.outcome === 'verified')).toEqual([]);
  });

  test("files for Debian's own nginx.conf are read by it", async () => {
    const { said } = await outcomeOf(hostOf({ '/etc/nginx/conf.d/app.conf': APP }, {}, known));
    expect(said).toEqual([]);
  });
});

describe('nginx in a container', () => {
  const inContainer = (seen: string, vantage: Partial<Vantage> = {}): HostArtifacts => {
    const rendered = hostOf({
      '/srv/stack/web.conf': APP.replace('    include proxy_params;\n', ''),
      '/srv/stack/spare.conf': 'server {}\n',
    });
    const container: Vantage = {
      ...{
        service: 'web',
        suite: null,
        platform: null,
        users: [],
        names: new Map([['rapidpro', null]]),
        addresses: ['10.7.7.7'],
      },
      files: new Map([[seen, '/srv/stack/web.conf']]),
      present: ['/etc/tls/one.pem', '/etc/tls/one.key'],
      ...vantage,
    };
    return { ...rendered, vantages: [...rendered.vantages, container] };
  };

  test('a mounted file is read where the container sees it, and proves the file of the host', async () => {
    const { verdicts, said } = await outcomeOf(inContainer('/etc/nginx/conf.d/default.conf'));
    expect(said).toEqual([]);
    expect(verdicts.map((one) => [one.path, one.outcome, one.why])).toEqual([
      ['/srv/stack/spare.conf', 'reader only', 'no nginx here reads it: it lies outside /etc/nginx'],
      ['/srv/stack/web.conf', 'verified', null],
    ]);
  });

  test('a problem is told with the path on the host', async () => {
    const { said } = await outcomeOf(inContainer('/etc/nginx/conf.d/default.conf', { names: new Map() }));
    expect(said).toEqual(['/srv/stack/web.conf:2: host not found in upstream "rapidpro:8417".']);
  });

  test('a certificate that is not mounted is missing', async () => {
    const { said } = await outcomeOf(
      inContainer('/etc/nginx/conf.d/default.conf', { present: ['/etc/tls/one.key'] }),
    );
    expect(said).toEqual([
      expect.stringMatching(/^\/srv\/stack\/web.conf:7: cannot load certificate "\/etc\/tls\/one.pem"/),
    ]);
  });

  test('a mount that the image does not include is told', async () => {
    const { said } = await outcomeOf(inContainer('/etc/nginx/sites/default.conf'));
    expect(said).toEqual(['/srv/stack/web.conf: nginx never reads this file: no include matches it.']);
  });
});
