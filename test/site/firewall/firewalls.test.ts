import { expect, test } from 'vitest';
import { compiled } from '../../compiled.ts';

const SITE = `sitewright: 1
site: example
title: Example
hosts:
  web1:
    platform: debian-12
    addresses: {lan: 10.0.10.4, v6: '2001:db8::4', wan: 198.51.100.4}
    firewall: {administer: {from: [{range: office}]}}
  web2: {platform: debian-12, addresses: {lan: 10.0.10.5}}
  web3: {platform: debian-12, addresses: {wan: 198.51.100.6}}
ranges: {office: [203.0.113.0/24]RANGES}
secrets: {app_db_password: {for: password of app}}
datastores:
  main:
    engine: postgresql
    version: 15
    on: web1
    listen: [lan]
    databases: {app: {owner: app}}
    users: {app: {password: {secret: app_db_password}}}
    access: ACCESS
  cache: {engine: redis, version: '7.0', on: web1, listen: [LISTEN], caches: {app: {number: 0}}}
stacks:
  one: {on: web1, directory: /opt/one, subnet: 172.28.0.0/24}
  two: {on: web2, directory: /opt/two}
networks: {back: {subnet: 172.29.0.0/24}}
services:
  app:
    stack: STACK
    container: {image: example/app, tag: 2.4.1}
    SERVICE
`;

interface Parts {
  readonly service?: string;
  readonly stack?: string;
  readonly listen?: string;
  readonly access?: string;
  readonly ranges?: string;
}

/** `what port/protocol address ← sources` of every opening but that of the administrators. */
async function openings(parts: Parts): Promise<readonly string[]> {
  const text = SITE.replace('SERVICE', parts.service ?? '')
    .replace('STACK', parts.stack ?? 'one')
    .replace('LISTEN', parts.listen ?? '')
    .replace('ACCESS', parts.access ?? '[]')
    .replace('RANGES', parts.ranges ?? '');
  const { site, diagnostics } = await compiled(text);
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  const [first, ...others] = site?.firewalls[0]?.openings ?? [];
  expect(first?.kind).toBe('administration');
  return others.map(({ purpose, port, protocol, to, sources }) => {
    const from = sources.map(
      ({ network, bridged }) => `${bridged ? 'containers ' : ''}${network?.value ?? 'anywhere'}`,
    );
    const at = to.map(({ value }) => value).join(' ') || 'everywhere';
    return `${purpose.value} ${port.value}/${protocol.value} ${at} ← ${from.join(', ')}`;
  });
}

const PORT = (said: string, more = ''): string => `ports: {http: {number: 8000, ${said}}}${more}`;

test.each<[string, string, readonly string[]]>([
  ['public', PORT('expose: public, published: 80'), ['app http: for everybody 80/tcp everywhere ← anywhere']],
  [
    'of udp',
    PORT('expose: public, protocol: udp'),
    ['app http: for everybody 8000/udp everywhere ← anywhere'],
  ],
  ['of the network alone', PORT('expose: network'), []],
  ['of the host alone', PORT('expose: loopback'), []],
  [
    'of the first network, for the hosts in it',
    PORT('expose: lan'),
    ['app http: for its network 8000/tcp 10.0.10.4 ← 10.0.10.5, containers anywhere'],
  ],
  [
    'of a network that is named',
    PORT('expose: lan, via: wan'),
    ['app http: for its network 8000/tcp 198.51.100.4 ← 198.51.100.6, containers anywhere'],
  ],
])('a port %s', async (_, service, expected) => expect(await openings({ service })).toEqual(expected));

test('a range with the name of an address is its network', async () => {
  const ranges = ', lan: [10.0.10.0/24, 10.0.11.0/24]';
  expect(await openings({ service: PORT('expose: lan'), ranges })).toEqual([
    'app http: for its network 8000/tcp 10.0.10.4 ← 10.0.10.0/24, 10.0.11.0/24, 10.0.10.5, containers anywhere',
  ]);
});

test('a container on the network of the host has its own port, and no other host’s is opened here', async () => {
  const service = 'ports: {http: {number: 8000, published: 80, expose: public}}';
  const onHost = service.replace('ports', 'ports');
  const text = `${onHost}\n`;
  const tag = SITE.replace('tag: 2.4.1}', 'tag: 2.4.1, networkMode: host}');
  const { site } = await compiled(
    tag
      .replace('SERVICE', text)
      .replace('STACK', 'one')
      .replace('LISTEN', '')
      .replace('ACCESS', '[]')
      .replace('RANGES', ''),
  );
  expect(site?.firewalls[0]?.openings.map(({ port }) => port.value)).toEqual([22, 8000]);
  expect(await openings({ service: PORT('expose: public'), stack: 'two' })).toEqual([]);
});

const USES = (as: string): string => `env: {URL: {${as}, as: url}}`;

test.each<[string, Parts, readonly string[]]>([
  [
    'containers of the host, by the network of their stack',
    { service: USES('database: main/app') },
    ['main (postgresql) 5432/tcp 10.0.10.4 ← containers 172.28.0.0/24'],
  ],
  [
    'containers of networks of their own',
    { service: `${USES('database: main/app')}\n    networks: {back: {}}` },
    ['main (postgresql) 5432/tcp 10.0.10.4 ← containers 172.29.0.0/24'],
  ],
  [
    'containers of another host, by its address',
    { service: USES('database: main/app'), stack: 'two' },
    ['main (postgresql) 5432/tcp 10.0.10.4 ← 10.0.10.5/32'],
  ],
  [
    'users of a Redis',
    { service: USES('cache: cache/app'), listen: 'lan, v6' },
    ['cache (redis) 6379/tcp 10.0.10.4 2001:db8::4 ← containers 172.28.0.0/24'],
  ],
  ['nobody, where nobody connects', { listen: 'lan' }, []],
  [
    'whom the access of PostgreSQL names, and not whom it rejects',
    {
      access:
        '[{network: 203.0.113.9/32, database: app, user: app, method: reject}, {network: 203.0.113.0/28, database: app, user: app}, {host: web2, database: app, user: app}, {socket: true, database: app, user: app}]',
    },
    ['main (postgresql) 5432/tcp 10.0.10.4 ← 203.0.113.0/28, 10.0.10.5/32'],
  ],
])('a datastore is open to %s', async (_, parts, expected) =>
  expect(await openings(parts)).toEqual(expected),
);

test('what is said besides comes last, and its sources are resolved', async () => {
  const admit =
    'admit: {dns: {port: 53, protocol: udp, listener: dnsmasq, from: [{stack: one}, {host: web1}, {range: office}, {network: 203.0.113.9}, {anywhere: true}]}}';
  const text = SITE.replace('administer:', `${admit}, administer:`)
    .replace('SERVICE', 'networks: {back: {}}')
    .replace('STACK', 'one')
    .replace('LISTEN', '')
    .replace('ACCESS', '[]')
    .replace('RANGES', '');
  const { site } = await compiled(text);
  const last = site?.firewalls[0]?.openings.at(-1);
  expect(last?.sources.map(({ network, bridged }) => [network?.value ?? null, bridged])).toEqual([
    ['172.28.0.0/24', true],
    ['172.29.0.0/24', true],
    ['10.0.10.4', false],
    ['2001:db8::4', false],
    ['198.51.100.4', false],
    ['203.0.113.0/24', false],
    ['203.0.113.9', false],
    [null, false],
  ]);
});
