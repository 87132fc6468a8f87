import { describe, expect, test } from 'vitest';
import { partsOf, type Fact, type Value } from '../../src/fact.ts';
import { compiled } from '../compiled.ts';
import { placeOf } from '../manifest/reading.ts';

/** Two hosts, two stacks on one of them; everything that a reference may name. */
const SITE = `sitewright: 1
site: example
title: Example
hosts:
  web1: {platform: debian-12, addresses: {lan: 192.0.2.4, vpn: 198.51.100.4}}
  web2: {platform: debian-12, addresses: {lan: 192.0.2.5}}
  bare: {platform: other}
secrets:
  db_password: {for: app in main}
  reader_password: {for: reader in main}
  site_crt: {for: chain, deliver: file}
  site_key: {for: key, deliver: file}
datastores:
  main:
    engine: postgresql
    version: 15
    on: web1
    listen: [vpn]
    port: 8432
    databases: {app: {owner: app}}
    users: {app: {password: {secret: db_password}}, reader: {password: {secret: reader_password}, grants: {app: read}}}
  cache: {engine: redis, version: "7.0", on: web1, listen: [lan], caches: {app: {number: 9}}}
  local: {engine: redis, version: "7.0", on: web1, port: 8379, caches: {app: {number: 3}}}
  guarded:
    engine: redis
    version: "7.0"
    on: web1
    listen: [vpn]
    port: 8380
    password: {secret: db_password}
    accounts: {reader: {password: {secret: reader_password}, commands: [+get], keys: ["*"]}}
    caches: {app: {number: 1}, reports: {number: 2, account: reader}}
buckets: {media: {name: site-media, region: eu-west-1, prefix: up, accessKey: {secret: db_password}}}
stacks:
  one: {on: web1, directory: /opt/one}
  two: {on: web1, directory: /opt/two}
  far: {on: web2, directory: /opt/far}
services:
  front: {stack: one, container: {image: nginx, tag: 1.26.3}, ports: {http: {number: 80, expose: public}, https: {number: 443, expose: public}}}
  inside: {stack: one, container: {image: example/app, tag: 1.0.0}, ports: {http: {number: 8417}}}
  looped: {stack: one, container: {image: example/app, tag: 1.0.0}, ports: {http: {number: 8418, published: 9418, expose: loopback}}}
  open: {stack: one, container: {image: example/app, tag: 1.0.0}, ports: {web: {number: 8419, published: 9419, expose: public, speaks: https}}}
  lan: {stack: one, container: {image: example/app, tag: 1.0.0}, ports: {http: {number: 8420, expose: lan, via: vpn}}}
  several: {stack: one, container: {image: example/app, tag: 1.0.0}, ports: {http: {number: 8421}, admin: {number: 8422}}}
  relay: {external: {kind: smtp, address: mail.example.org, port: 587, user: "a@b", password: {secret: db_password}}}
  api: {external: {kind: https, address: api.example.org, port: 8443}}
  asker:
    stack: STACK
    container: {image: example/asker, tag: 1.0.0}
    env:
      ASKED: VALUE
certificates: {site: {certificate: site_crt, key: site_key, names: [app.example.org]}}
webservers: {front: {service: front}}
vhosts:
  app: {at: front, names: [.app.example.org, other.example.org], tls: {certificate: site}, routes: {all: {match: {prefix: /}, respond: {code: 204}}}}
  plain: {at: front, names: ["*.plain.example.org"], routes: {all: {match: {prefix: /}, respond: {code: 204}}}}
files:
  asker: {on: web1, path: /etc/asker.json, format: json, content: {asked: CONTENT}}
`;

type From = 'its own stack' | 'another stack' | 'another host' | 'the host';
const STACK: Readonly<Record<From, string>> = {
  'its own stack': 'one',
  'another stack': 'two',
  'another host': 'far',
  'the host': 'one',
};

const manifestOf = (from: From, said: string): string =>
  SITE.replace('STACK', STACK[from])
    .replace('VALUE', from === 'the host' ? 'nothing' : said)
    .replace('CONTENT', from === 'the host' ? said : 'nothing');

async function asked(from: From, said: string) {
  const { site, diagnostics } = await compiled(manifestOf(from, said));
  const variable = site?.services.find(({ name }) => name.value === 'asker')?.env[0]?.value;
  const content = site?.files[0]?.content;
  const leaf = content?.kind === 'map' ? content.entries[0]?.value : undefined;
  const fact = from === 'the host' ? (leaf?.kind === 'leaf' ? leaf.fact : null) : variable;
  return { fact: fact ?? null, diagnostics };
}

/** A secret as `<name>`, where a URL takes it as `<name%>`. */
const textOf = (fact: Fact<Value> | null): string | null =>
  fact &&
  partsOf(fact.value)
    .map((part) =>
      typeof part === 'string'
        ? part
        : 'secret' in part
          ? `<${part.secret}${part.encode === 'percent' ? '%' : ''}>`
          : '?',
    )
    .join('');

describe('a reference gives', () => {
  test.each<[said: string, from: From, text: string]>([
    ['{service: inside, as: url}', 'its own stack', 'http://inside:8417'],
    ['{service: inside, as: url, path: /c/}', 'its own stack', 'http://inside:8417/c/'],
    ['{service: inside, as: url, scheme: ws}', 'its own stack', 'ws://inside:8417'],
    ['{service: inside, as: url, options: {a: b, c: d}}', 'its own stack', 'http://inside:8417?a=b&c=d'],
    ['{service: inside}', 'its own stack', 'inside'],
    ['{service: inside, as: host}', 'its own stack', 'inside'],
    ['{service: open}', 'another host', '192.0.2.4'],
    ['{service: several, as: host}', 'its own stack', 'several'],
    ['{service: inside, as: port}', 'its own stack', '8417'],
    ['{service: inside, as: address}', 'its own stack', 'inside:8417'],
    ['{service: several, port: admin, as: address}', 'its own stack', 'several:8422'],
    ['{service: looped, as: url}', 'its own stack', 'http://looped:8418'],
    ['{service: looped, as: url}', 'the host', 'http://127.0.0.1:9418'],
    ['{service: open, as: url}', 'its own stack', 'https://open:8419'],
    ['{service: open, as: url}', 'another stack', 'https://192.0.2.4:9419'],
    ['{service: open, as: url}', 'another host', 'https://192.0.2.4:9419'],
    ['{service: open, as: url}', 'the host', 'https://127.0.0.1:9419'],
    ['{service: lan, as: url}', 'another stack', 'http://198.51.100.4:8420'],
    ['{service: lan, as: url}', 'another host', 'http://198.51.100.4:8420'],
    ['{service: lan, as: port}', 'the host', '8420'],
    ['{service: relay, as: url}', 'another host', 'smtp://a%40b:<db_password%>@mail.example.org:587'],
    ['{service: relay, as: host}', 'the host', 'mail.example.org'],
    ['{service: relay, as: port}', 'the host', '587'],
    ['{service: relay, as: address}', 'the host', 'mail.example.org:587'],
    ['{service: relay, as: user}', 'the host', 'a@b'],
    ['{service: relay, as: password}', 'the host', '<db_password>'],
    ['{service: api, as: url, path: /v1}', 'another stack', 'https://api.example.org:8443/v1'],
    ['{vhost: app}', 'its own stack', 'https://app.example.org'],
    ['{vhost: app, as: url, path: /x}', 'another host', 'https://app.example.org/x'],
    ['{vhost: app, as: domain}', 'the host', 'app.example.org'],
    ['{vhost: plain}', 'its own stack', 'http://plain.example.org'],
    ['{database: main/app}', 'its own stack', 'postgresql://app:<db_password%>@198.51.100.4:8432/app'],
    [
      '{database: main/app, user: reader, scheme: postgis, options: {sslmode: disable}}',
      'another host',
      'postgis://reader:<reader_password%>@198.51.100.4:8432/app?sslmode=disable',
    ],
    ['{database: main/app, as: host}', 'the host', '198.51.100.4'],
    ['{database: main/app, as: port}', 'the host', '8432'],
    ['{database: main/app, as: address}', 'the host', '198.51.100.4:8432'],
    ['{database: main/app, as: name}', 'the host', 'app'],
    ['{database: main/app, as: user}', 'the host', 'app'],
    ['{database: main/app, as: password}', 'the host', '<db_password>'],
    ['{cache: cache/app}', 'another stack', 'redis://192.0.2.4:6379/9'],
    ['{cache: cache/app, as: number}', 'its own stack', '9'],
    ['{cache: cache/app, as: address}', 'another host', '192.0.2.4:6379'],
    ['{cache: local/app}', 'the host', 'redis://127.0.0.1:8379/3'],
    ['{cache: guarded/app}', 'another host', 'redis://:<db_password%>@198.51.100.4:8380/1'],
    ['{cache: guarded/app, as: password}', 'the host', '<db_password>'],
    ['{cache: guarded/app, as: address}', 'the host', '198.51.100.4:8380'],
    [
      '{cache: guarded/reports, scheme: rediss}',
      'its own stack',
      'rediss://reader:<reader_password%>@198.51.100.4:8380/2',
    ],
    ['{cache: guarded/reports, as: user}', 'its own stack', 'reader'],
    ['{cache: guarded/reports, as: password}', 'its own stack', '<reader_password>'],
    ['{bucket: media}', 'its own stack', 'site-media'],
    ['{bucket: media, as: region}', 'its own stack', 'eu-west-1'],
    ['{bucket: media, as: prefix}', 'its own stack', 'up'],
    ['{bucket: media, as: access-key}', 'its own stack', '<db_password>'],
    ['{host: web1}', 'another host', '192.0.2.4'],
    ['{host: web1, via: vpn}', 'another host', '198.51.100.4'],
    ['{secret: db_password}', 'the host', '<db_password>'],
    ['{public: "a:b"}', 'the host', 'a:b'],
    ['{concat: [a, {host: web2}, ":", 3]}', 'the host', 'a192.0.2.5:3'],
    ['{list: [a, {host: web2}]}', 'the host', 'a,192.0.2.5'],
    ['{list: [a, b, c], separator: "; "}', 'its own stack', 'a; b; c'],
    [
      '{pattern: ["https://%s.", {vhost: plain, as: domain}]}',
      'its own stack',
      'https://%s.plain.example.org',
    ],
    ['5', 'its own stack', '5'],
  ])('%s from %s: %s', async (said, from, text) => {
    const { fact, diagnostics } = await asked(from, said);
    expect(diagnostics.map(({ code, message }) => `${code}: ${message}`)).toEqual([]);
    expect(textOf(fact)).toBe(text);
  });
});

describe('a reference that leads nowhere is said where it stands', () => {
  test.each<[said: string, from: From, code: string, word: string, message: string]>([
    [
      '{secret: db_pasword}',
      'the host',
      'unknown-secret',
      'db_pasword',
      'There is no secret "db_pasword". Did you mean "db_password"?',
    ],
    [
      '{service: insde}',
      'its own stack',
      'unknown-service',
      'insde',
      'There is no service "insde". Did you mean "inside"?',
    ],
    [
      '{service: inside, port: htpt, as: url}',
      'its own stack',
      'unknown-port',
      'htpt',
      'The service inside has no port "htpt". Did you mean "http"?',
    ],
    [
      '{service: several, as: url}',
      'its own stack',
      'missing-port',
      'ASKED',
      'The service several has several ports.',
    ],
    [
      '{service: inside, as: domain}',
      'its own stack',
      'unknown-form',
      'domain',
      'A service has no form "domain".',
    ],
    [
      '{service: inside, as: url}',
      'another stack',
      'unreachable-service',
      'ASKED',
      'inside cannot be reached from here.',
    ],
    [
      '{service: inside, as: url}',
      'the host',
      'unreachable-service',
      'asked',
      'inside cannot be reached from here.',
    ],
    [
      '{service: looped, as: url}',
      'another stack',
      'unreachable-service',
      'ASKED',
      'looped cannot be reached from here.',
    ],
    [
      '{service: looped, as: url}',
      'another host',
      'unreachable-service',
      'ASKED',
      'looped cannot be reached from here.',
    ],
    ['{service: api, as: user}', 'the host', 'missing-credential', 'asked', 'The service api has no user.'],
    ['{vhost: ap}', 'the host', 'unknown-vhost', 'ap', 'There is no vhost "ap". Did you mean "app"?'],
    ['{vhost: app, as: port}', 'the host', 'unknown-form', 'port', 'A vhost has no form "port".'],
    [
      '{database: mian/app}',
      'the host',
      'unknown-datastore',
      'mian/app',
      'There is no datastore "mian". Did you mean "main"?',
    ],
    [
      '{database: main/ap}',
      'the host',
      'unknown-database',
      'main/ap',
      'The datastore main has no database "ap". Did you mean "app"?',
    ],
    [
      '{database: main/app, user: raeder}',
      'the host',
      'unknown-user',
      'raeder',
      'The datastore main has no user "raeder". Did you mean "reader"?',
    ],
    ['{database: main}', 'the host', 'schema/bad-shape', 'main', '"main" does not name a database.'],
    [
      '{cache: cache/aap}',
      'the host',
      'unknown-cache',
      'cache/aap',
      'The datastore cache has no cache "aap". Did you mean "app"?',
    ],
    [
      '{cache: cache/app, as: user}',
      'the host',
      'missing-credential',
      'asked',
      'The cache cache/app has no user.',
    ],
    [
      '{cache: local/app}',
      'its own stack',
      'unreachable-datastore',
      'ASKED',
      'local cannot be reached from here: only its own host may connect.',
    ],
    [
      '{cache: local/app}',
      'another host',
      'unreachable-datastore',
      'ASKED',
      'local cannot be reached from here: only its own host may connect.',
    ],
    [
      '{bucket: meda}',
      'the host',
      'unknown-bucket',
      'meda',
      'There is no bucket "meda". Did you mean "media"?',
    ],
    [
      '{bucket: media, as: secret-key}',
      'the host',
      'missing-credential',
      'asked',
      'The bucket media has no secret-key.',
    ],
    [
      '{host: web3}',
      'the host',
      'unknown-host',
      'web3',
      'There is no host "web3". Did you mean "web1" or "web2"?',
    ],
    [
      '{host: web1, via: lna}',
      'the host',
      'unknown-address',
      'lna',
      'The host web1 has no address "lna". Did you mean "lan"?',
    ],
    ['{host: bare}', 'the host', 'unknown-address', 'asked', 'The host bare has no address.'],
    [
      '{pattern: ["%s%s"]}',
      'its own stack',
      'unsafe-pattern',
      'ASKED',
      'The pattern "%s%s" must hold exactly one %s and no other %.',
    ],
    [
      '{pattern: ["100% %s"]}',
      'its own stack',
      'unsafe-pattern',
      'ASKED',
      'The pattern "100% %s" must hold exactly one %s and no other %.',
    ],
    [
      '{concat: [a, {list: [{host: web9}]}]}',
      'its own stack',
      'unknown-host',
      'web9',
      'There is no host "web9". Did you mean "web1" or "web2"?',
    ],
  ])('%s from %s', async (said, from, code, word, message) => {
    const { fact, diagnostics } = await asked(from, said);
    expect(diagnostics.map((one) => [one.code, one.message])).toEqual([[code, message]]);
    expect(textOf(fact)).toBeNull();
    const at = diagnostics[0]?.at;
    expect(at && at.source.text.slice(at.start, at.end)).toBe(word);
  });
});

test('a reference is owed to every place that it was made of', async () => {
  const { fact } = await asked('another host', '{service: lan, as: url}');
  expect(fact?.from.map(({ at }) => at.source.text.slice(at.start, at.end)).sort()).toEqual(
    ['198.51.100.4', '8420', 'http', 'http', 'lan', 'lan', 'url', 'vpn'].sort(),
  );
  expect(fact?.from[0] && placeOf(fact.from[0].at)).toMatch(/^sites\/example\.yaml:/);
});

describe('data that only resembles a reference stays data', () => {
  test.each([
    '{host: mail.example.org, port: 25}',
    '{public: true}',
    '{service: 5}',
    '{concat: text}',
    '{vhost: a, service: b}',
    '{list: []}',
    '{list: [{a: 1}]}',
    '{database: x, path: /y}',
  ])('%s', async (said) => {
    const { site, diagnostics } = await compiled(manifestOf('the host', said));
    expect(diagnostics.map(({ code }) => code)).toEqual([]);
    const content = site?.files[0]?.content;
    expect(content?.kind === 'map' && content.entries[0]?.value.kind).toBe('map');
  });
});
