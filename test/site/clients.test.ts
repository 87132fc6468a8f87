import { expect, test } from 'vitest';
import { compiled } from '../compiled.ts';

const SITE = `sitewright: 1
site: example
title: Example
hosts:
  db1: {platform: debian-12, addresses: {lan: 10.0.10.4, v6: '2001:db8::4'}}
  web2: {platform: debian-12, addresses: {wan: 192.0.2.9, lan: 10.0.10.9}}
  web3: {platform: debian-12, addresses: {wan: 192.0.2.3, dmz: 198.51.100.3}}
secrets: {app_db_password: {for: password of app}, other_db_password: {for: password of other}}
datastores:
  main:
    engine: postgresql
    version: 15
    on: db1
    listen: [LISTEN]
    databases: {app: {owner: app}, other: {owner: other}}
    users: {app: {password: {secret: app_db_password}}, other: {password: {secret: other_db_password}}}
stacks:
  one: {on: db1, directory: /opt/one, subnet: 172.28.0.0/24}
  two: {on: db1, directory: /opt/two}
  three: {on: web2, directory: /opt/three}
  four: {on: web3, directory: /opt/four}
networks: {back: {subnet: 172.29.0.0/24}, plain: {}}
envSets: {shared: {URL: {database: main/other, as: url}}}
services:
  app:
    stack: STACK
    container: {image: example/app, tag: 2.4.1}
    env: {URL: {database: main/app, as: url}}
`;

/** Who connects to the databases, and from where. */
async function clients(
  listen: string,
  stack: string,
  more = '',
): Promise<readonly (readonly [string, string])[]> {
  const text = SITE.replace('LISTEN', listen).replace('STACK', stack) + more;
  const { site, diagnostics } = await compiled(text);
  expect(diagnostics.filter(({ code }) => code !== 'unreachable-datastore')).toEqual([]);
  return (site?.clients ?? []).map(({ user, sources }) => [
    user.value,
    sources.map(({ value }) => value).join(' '),
  ]);
}

const JOINED = '    networks: {back: {}}\n';
const PLAIN = '    networks: {back: {}, plain: {}}\n';
const POOLS = '172.16.0.0/12 192.168.0.0/16';

test.each<[string, string, string, string]>([
  ['a container of a stack with a network', 'one', '', '172.28.0.0/24'],
  ['a container of a stack without one', 'two', '', POOLS],
  ['a container of a network', 'two', JOINED, '172.29.0.0/24'],
  ['a container of two networks, one of which says no addresses', 'one', PLAIN, `172.29.0.0/24 ${POOLS}`],
  ['a container of another host, by the address that the server can see', 'three', '', '10.0.10.9/32'],
  [
    'a container of a host that shares no network by name, by all',
    'four',
    '',
    '192.0.2.3/32 198.51.100.3/32',
  ],
])('%s', async (_, stack, more, sources) => {
  expect(await clients('lan', stack, more)).toEqual([['app', sources]]);
});

test('a program of the host itself comes from the address that it connects to', async () => {
  const file = `files: {f: {on: db1, path: /etc/f.json, format: json, content: {dsn: {database: main/other, as: url}}}}\n`;
  expect(await clients('lan', 'one', file)).toContainEqual(['other', '10.0.10.4/32']);
  expect(await clients('v6', 'one', file)).toContainEqual(['other', '2001:db8::4/128']);
  expect(await clients('', 'one', file)).toContainEqual(['other', '127.0.0.1/32']);
});

test('a variable that is overridden connects nobody', async () => {
  expect(await clients('lan', 'one', '    envSets: [shared]\n')).toEqual([['app', '172.28.0.0/24']]);
});

test('a container on a node of a pair comes from its own network, or, after a failover, from its host', async () => {
  const { site, diagnostics } = await compiled(`sitewright: 1
site: example
title: Example
hosts:
  db1:
    platform: debian-12
    addresses: {lan: 10.0.10.4}
    firewall: {administer: {from: [{network: 198.51.100.0/24}]}}
  db2: {platform: debian-12, addresses: {lan: 10.0.10.5}}
pairs: {stores: {nodes: [db1, db2], primary: db1, address: {at: 10.0.10.200/24}}}
secrets: {app_db_password: {for: password of app}, replica_password: {for: password of the standby}}
datastores:
  main:
    engine: postgresql
    version: 15
    on: stores
    listen: [lan]
    replication: {user: replica, keep: 1GiB}
    databases: {app: {owner: app}}
    users: {app: {password: {secret: app_db_password}}, replica: {password: {secret: replica_password}, replication: true}}
stacks: {one: {on: db1, directory: /opt/one, subnet: 10.0.11.0/24}}
services:
  app:
    container: {image: example/app, tag: 2.4.1}
    env: {URL: {database: main/app, as: url}}
`);
  expect(diagnostics).toEqual([]);
  const own = (site?.clients ?? []).filter(({ replication }) => !replication);
  const ways = own.map(({ sources, bridged }) => [bridged, ...sources.map(({ value }) => value)]);
  expect(ways).toEqual([
    [false, '10.0.10.4/32', '10.0.10.200/32'],
    [true, '10.0.11.0/24'],
  ]);
  const opening = site?.firewalls[0]?.openings.find(({ kind }) => kind === 'datastore');
  expect(opening?.sources.map(({ network, bridged }) => [network?.value, bridged])).toContainEqual([
    '10.0.11.0/24',
    true,
  ]);
});
