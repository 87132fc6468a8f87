import { describe, expect, test } from 'vitest';
import { compiled } from '../compiled.ts';

/** A whole small site; `from` is replaced by `to`, and one name leads nowhere. */
const SITE = `sitewright: 1
site: example
title: Example
hosts:
  web1: {platform: debian-12, addresses: {lan: 192.0.2.4}}
  web2: {platform: debian-12}
secrets: {site_crt: {for: chain, deliver: file}, site_key: {for: key, deliver: file}, token: {for: reports}}
datastores: {main: {engine: postgresql, version: 15, on: web1, listen: [lan]}}
stacks:
  one: {on: web1, directory: /opt/one}
  two: {on: web2, directory: /opt/two}
networks: {back: {internal: true}}
volumes: {media: {}}
envSets: {common: {TZ: Etc/UTC}}
services:
  front:
    stack: one
    container: {image: nginx, tag: 1.26.3}
    ports: {http: {number: 80, expose: lan, via: lan}, https: {number: 443, expose: public}}
    mounts: {/srv/media: {volume: media}}
  first: {stack: one, container: {image: example/first, tag: 1.0.2}}
  app:
    stack: one
    container: {image: example/app, tag: 6.4.0}
    ports: {http: {number: 8417}}
    envSets: [common]
    envFiles: [extra]
    networks: {back: {}}
    secrets: [token]
    after: {first: started}
    mounts: {/etc/app.ini: {file: settings}, /etc/app.key: {secret: site_key}}
    health: {http: /status, port: http}
certificates: {site: {certificate: site_crt, key: site_key, names: [site.example.org]}}
webservers: {front: {service: front}}
vhosts:
  site:
    at: front
    names: [site.example.org]
    tls: {certificate: site}
    routes:
      media: {match: {prefix: /media/}, static: {volume: media}}
      files: {match: {prefix: /}, fallback: {root: /srv, try: ["{path}"], then: rest}}
      rest: {match: {named: rest}, to: {service: app}}
files:
  extra: {on: web1, path: /opt/one/extra.env, format: env, consumer: compose, content: {A: b}}
  settings: {on: web1, path: /opt/one/app.ini, format: ini, content: {main: {a: b}}}
`;

test('the site itself has no finding', async () => {
  const { diagnostics } = await compiled(SITE);
  expect(diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
});

describe('a name that leads nowhere is said where it stands', () => {
  test.each<[from: string, to: string, code: string, near: string]>([
    ['on: web1, listen', 'on: wbe1, listen', 'unknown-host', '"web1"'],
    ['listen: [lan]', 'listen: [lna]', 'unknown-address', '"lan"'],
    ['one: {on: web1', 'one: {on: wbe1', 'unknown-host', '"web1"'],
    ['settings: {on: web1', 'settings: {on: wbe1', 'unknown-host', '"web1"'],
    ['via: lan', 'via: lam', 'unknown-address', '"lan"'],
    ['/srv/media: {volume: media}', '/srv/media: {volume: meida}', 'unknown-volume', '"media"'],
    ['static: {volume: media}', 'static: {volume: meida}', 'unknown-volume', '"media"'],
    ['app:\n    stack: one', 'app:\n    stack: oen', 'unknown-stack', '"one"'],
    ['[common]', '[comon]', 'unknown-envSet', '"common"'],
    ['[extra]', '[exra]', 'unknown-file', '"extra"'],
    ['{back: {}}', '{bakc: {}}', 'unknown-network', '"back"'],
    ['[token]', '[tokn]', 'unknown-secret', '"token"'],
    ['{first: started}', '{frst: started}', 'unknown-service', '"first"'],
    ['{file: settings}', '{file: setings}', 'unknown-file', '"settings"'],
    ['{secret: site_key}', '{secret: sit_key}', 'unknown-secret', '"site_key"'],
    ['certificate: site_crt', 'certificate: site_cert', 'unknown-secret', '"site_crt"'],
    ['port: http}', 'port: htpt}', 'unknown-port', '"http"'],
    ['{service: front}', '{service: fromt}', 'unknown-service', '"front"'],
    ['at: front', 'at: frotn', 'unknown-webserver', '"front"'],
    ['tls: {certificate: site}', 'tls: {certificate: siet}', 'unknown-certificate', '"site"'],
    ['then: rest', 'then: rset', 'unknown-route', '"rest"'],
    ['to: {service: app}', 'to: {service: apq}', 'unknown-service', '"app"'],
  ])('%s → %s', async (from, to, code, near) => {
    expect(SITE).toContain(from);
    const { diagnostics } = await compiled(SITE.replace(from, to));
    const found = diagnostics.filter((one) => one.code === code);
    expect(found).toHaveLength(1);
    const [first] = found;
    const said = first?.at.source.text.slice(first.at.start, first.at.end) ?? '';
    expect(to).toContain(said);
    expect(from).not.toContain(said);
    expect(first?.message).toContain(`Did you mean ${near}`);
  });
});

describe('what is not said, and cannot be guessed', () => {
  test.each<[from: string, to: string, code: string]>([
    ['one: {on: web1, ', 'one: {', 'missing-host'],
    ['app:\n    stack: one', 'app:', 'missing-stack'],
    ['extra: {on: web1, ', 'extra: {', 'missing-host'],
    ['{http: {number: 8417}}', '{http: {number: 8417}, admin: {number: 8418}}', 'route-without-service-port'],
    [', port: http}', '}\n    restart: always', ''],
  ])('%s → %s', async (from, to, code) => {
    expect(SITE).toContain(from);
    const { diagnostics } = await compiled(SITE.replace(from, to));
    expect([...new Set(diagnostics.map((one) => one.code))]).toEqual(code === '' ? [] : [code]);
  });
});

test('a name that an earlier finding took out is no second finding', async () => {
  const { diagnostics } = await compiled(SITE.replace('media: {}', 'media: {drivr: local}'));
  expect(diagnostics.map(({ code }) => code)).toEqual(['schema/unknown-key']);
});
