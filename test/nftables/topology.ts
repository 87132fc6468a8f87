import type { DockerNetwork } from './docker.ts';
import type { Endpoint, Listener, Node } from './lab.ts';

/** A host that has every kind of opening, and its neighbours. */
export const SITE = `sitewright: 1
site: example
title: Example
hosts:
  web1:
    platform: debian-12
    addresses: {lan: 10.0.10.4, wan: 198.51.100.4, v6: '2001:db8::4'}
    firewall:
      administer: {from: [{range: office}, {host: web2}]}
      admit:
        dns: {port: 53, protocol: udp, listener: dnsmasq, from: [{stack: one}]}
        metrics: {port: 9100, listener: node-exporter, from: [{network: '10.0.10.77/32'}, {network: '2001:db8::4d'}]}
  web2: {platform: debian-12, addresses: {lan: 10.0.10.5, v6: '2001:db8::5'}}
ranges: {office: [203.0.113.0/24]}
secrets: {app_db_password: {for: password of app}}
datastores:
  main:
    engine: postgresql
    version: 15
    on: web1
    listen: [lan]
    databases: {app: {owner: app}}
    users: {app: {password: {secret: app_db_password}}}
  cache: {engine: redis, version: '7.0', on: web1, listen: [lan, v6], caches: {app: {number: 0}}}
stacks:
  one: {on: web1, directory: /opt/one, subnet: 172.28.0.0/24}
  two: {on: web1, directory: /opt/two, subnet: 172.29.0.0/24}
  three: {on: web2, directory: /opt/three}
services:
  proxy:
    stack: one
    container: {image: nginx, tag: 1.26.3}
    ports:
      https: {number: 8443, published: 443, expose: public}
      admin: {number: 8080, expose: lan}
      debug: {number: 8082, expose: loopback}
      stats: {number: 8125, protocol: udp, speaks: other, expose: lan}
      inner: {number: 8083}
  app:
    stack: one
    container: {image: example/app, tag: 2.4.1}
    env: {DATABASE_URL: {database: main/app, as: url}, CACHE_URL: {cache: cache/app, as: url}}
  lone: {stack: two, container: {image: example/lone, tag: 2.4.1}}
  far:
    stack: three
    container: {image: example/app, tag: 2.4.1}
    env: {DATABASE_URL: {database: main/app, as: url}, CACHE_URL: {cache: cache/app, as: url}}
`;

const tcp = (...ports: readonly number[]): readonly Listener[] =>
  ports.map((port) => ({ port, protocol: 'tcp' }));
const udp = (...ports: readonly number[]): readonly Listener[] =>
  ports.map((port) => ({ port, protocol: 'udp' }));

/** On every address, so that the rules alone decide: what the site knows, docker-proxy, and 7777 that nobody knows. */
export const LISTENS = [...tcp(22, 443, 8080, 8082, 5432, 6379, 9100, 7777), ...udp(53, 8125, 7777)];

export const NETWORKS: readonly DockerNetwork[] = [
  {
    bridge: 'br-4c1d2e3f5a6b',
    subnet: '172.28.0.0/24',
    containers: { proxy: '172.28.0.2', app: '172.28.0.3' },
  },
  { bridge: 'br-9e8d7c6b5a4f', subnet: '172.29.0.0/24', containers: { lone: '172.29.0.2' } },
];

const node = (
  name: string,
  on: string,
  addresses: readonly string[],
  ...routes: readonly string[]
): Node => ({
  name,
  on,
  addresses,
  routes,
  listens: [],
});
const LAN_ROUTES = ['172.28.0.0/24 via 10.0.10.4', '198.51.100.0/24 via 10.0.10.4'];
export const NODES: readonly Node[] = [
  node('web2', 'lan0', ['10.0.10.5/24', '2001:db8::5/64'], ...LAN_ROUTES),
  node('stranger', 'lan0', ['10.0.10.77/24', '2001:db8::4d/64'], ...LAN_ROUTES),
  { ...node('outside', 'wan0', ['198.51.100.9/24'], 'default via 198.51.100.4'), listens: tcp(8888) },
  node('office', 'wan0', ['203.0.113.7/24'], '198.51.100.4 dev eth0', 'default via 198.51.100.4'),
  {
    ...node('proxy', 'br-4c1d2e3f5a6b', ['172.28.0.2/24'], 'default via 172.28.0.1'),
    listens: [...tcp(8443, 8080, 8082, 8083), ...udp(8125)],
  },
  node('app', 'br-4c1d2e3f5a6b', ['172.28.0.3/24'], 'default via 172.28.0.1'),
  node('lone', 'br-9e8d7c6b5a4f', ['172.29.0.2/24'], 'default via 172.29.0.1'),
];

const bridge = (name: string, ...addresses: readonly string[]): readonly string[] => [
  `ip link add ${name} type bridge`,
  `echo 0 > /proc/sys/net/ipv6/conf/${name}/accept_dad`,
  `ip link set ${name} up`,
  ...addresses.map((address) => `ip address add ${address} dev ${name}`),
];
export const WIRING = [
  ...bridge('lan0', '10.0.10.4/24', '2001:db8::4/64'),
  ...bridge('wan0', '198.51.100.4/24'),
  'ip route add 203.0.113.0/24 dev wan0',
  ...bridge('br-4c1d2e3f5a6b', '172.28.0.1/24'),
  ...bridge('br-9e8d7c6b5a4f', '172.29.0.1/24'),
];

const ADDRESSES = ['10.0.10.4', '198.51.100.4', '2001:db8::4'];
/** Every port of every address of the host. */
export const ENDPOINTS = ADDRESSES.flatMap((address) =>
  LISTENS.map((one): Endpoint => ({ ...one, address })),
);
export const CONTAINERS = ['proxy', 'app', 'lone'];
