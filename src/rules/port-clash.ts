import type { Span } from '../diagnostic.ts';
import type { Fact } from '../fact.ts';
import { keyOf } from '../manifest/located.ts';
import type { Firewall } from '../site/firewall/model.ts';
import type { Datastore, Host, ServicePort, Site, Webserver } from '../site/model.ts';
import type { Member } from '../site/pair/model.ts';
import { at, defineRule } from './rule.ts';

/** One socket that something binds on a host; bind(2), EADDRINUSE. */
interface Claim {
  readonly host: Host;
  readonly address: string;
  readonly port: Fact<number>;
  readonly protocol: string;
  /** the service or datastore */
  readonly who: string;
  readonly place: Span;
  readonly onDemand: boolean;
  /** of a pair, in whose roles it binds it */
  readonly member: Member | null;
  /** how many copies bind it */
  readonly copies: Fact<number> | null;
}

export const portClash = defineRule({
  id: 'port-clash',
  severity: 'error',
  title: 'Two services claim one port of a host',
  why: 'An address, port and protocol of a host has one owner: the one that starts last does not start.',
  fix: 'Publish one of them on another port or another address, or not at all: containers of one stack reach each other without.',
  *check(site) {
    const claims = claimsOf(site);
    for (const [index, claim] of claims.entries()) {
      const first = claims.slice(0, index).find((one) => overlaps(one, claim));
      if (first)
        yield {
          message: `${both(first, claim)} ${socket(claim)} of ${claim.host.name.value}.${whenUp(first, claim)}`,
          at: claim.place,
          related: [{ at: first.place, message: `${first.who} claims ${socket(first)} here.` }],
        };
      if (claim.copies && claim.copies.value > 1)
        yield {
          message: `${claim.who} has ${claim.copies.value} replicas, and each claims ${socket(claim)} of ${claim.host.name.value}.`,
          at: claim.place,
          related: [{ at: at(claim.copies), message: 'The replicas are said here.' }],
        };
    }
  },
  good: [
    `
sitewright: 1
site: example
title: Example
hosts:
  web1: {platform: debian-12, addresses: {lan: 192.0.2.4, vpn: 198.51.100.4}}
  web2: {platform: debian-12, addresses: {lan: 192.0.2.5}}
datastores: {main: {engine: redis, version: "7.0", on: web1, port: 8417}}
stacks:
  one: {on: web1, directory: /opt/one}
  two: {on: web2, directory: /opt/two}
services:
  app:
    stack: one
    container: {image: example/app, tag: 6.4.0}
    limits: {replicas: 2}
    ports: {http: {number: 8417}}
  lan: {stack: one, container: {image: example/app, tag: 6.4.0}, ports: {http: {number: 8417, expose: lan, via: lan}}}
  vpn: {stack: one, container: {image: example/app, tag: 6.4.0}, ports: {http: {number: 8417, expose: lan, via: vpn}}}
  dns: {stack: one, container: {image: example/dns, tag: 6.4.0}, ports: {dns: {number: 8417, protocol: udp, speaks: other, expose: public}}}
  other: {stack: two, container: {image: example/app, tag: 6.4.0}, ports: {http: {number: 8417, expose: public}}}
`,
  ],
  bad: [
    `
sitewright: 1
site: example
title: Example
hosts: {web1: {platform: debian-12, addresses: {lan: 192.0.2.4}}}
stacks: {main: {directory: /opt/main}}
services:
  front:
    container: {image: example/app, tag: 6.4.0}
    ports: {http: {number: 80, published: 8417, expose: public}}
  admin:
    container: {image: example/admin, tag: 2.1.0}
    runs: onDemand
    ports: {http: {number: 8417, expose: loopback}}
`,
    `
sitewright: 1
site: example
title: Example
hosts: {web1: {platform: debian-12, addresses: {lan: 192.0.2.4}}}
stacks: {main: {directory: /opt/main}}
services:
  app:
    container: {image: example/app, tag: 6.4.0}
    ports: {http: {number: 8417, expose: lan}}
    limits: {replicas: 2}
`,
    `
sitewright: 1
site: example
title: Example
hosts: {web1: {platform: debian-12, addresses: {lan: 192.0.2.4}}}
datastores: {main: {engine: postgresql, version: 15, on: web1, listen: [lan], port: 8432}}
stacks: {main: {directory: /opt/main}}
services:
  pooler:
    container: {image: example/pooler, tag: 1.22.0}
    ports: {db: {number: 8432, speaks: other, expose: lan}}
`,
    `
sitewright: 1
site: example
title: Example
hosts:
  web1: {platform: debian-12, addresses: {lan: 192.0.2.4}, firewall: {administer: {from: [{anywhere: true}]}}}
stacks: {main: {directory: /opt/main}}
services:
  git: {container: {image: example/git, tag: 6.4.0}, ports: {ssh: {number: 22, speaks: other, expose: public}}}
`,
    `
sitewright: 1
site: example
title: Example
hosts: {web1: {platform: debian-12, addresses: {lan: 192.0.2.4}}}
services:
  app: {process: {command: [/opt/app/app]}, ports: {http: {number: 8417, expose: loopback}}}
webservers: {front: {on: web1, ports: {http: {number: 8417}}}}
vhosts: {app: {at: front, names: [app.example.org], routes: {app: {match: {prefix: /}, to: {service: app}}}}}
`,
  ],
});

const claimsOf = (site: Site): readonly Claim[] => [
  ...site.firewalls.map(administration),
  ...site.datastores.flatMap(storeClaims),
  ...site.webservers.flatMap(listenerClaims),
  ...site.services.flatMap(({ ports }) => ports.flatMap(portClaims)),
];

/** sshd listens on every address, where nobody says otherwise. */
const administration = ({ host, said: { administer } }: Firewall): Claim => ({
  host,
  address: EVERY,
  port: administer.port,
  protocol: 'tcp',
  who: 'sshd',
  place: administer.port.from[0]?.at ?? keyOf(administer),
  onDemand: false,
  member: null,
  copies: null,
});

/** Programs of the host itself always reach a datastore, so it has the loopback address too. */
function storeClaims(store: Datastore): readonly Claim[] {
  const { host, port, addresses } = store;
  const claim = { host, port, protocol: 'tcp', who: store.name.value, place: at(port), onDemand: false };
  return [LOOPBACK, ...addresses.map(({ value }) => value)].map((address) => ({
    ...claim,
    address,
    member: null,
    copies: null,
  }));
}

/** What the nginx of a host listens on; a container's is claimed by its service. */
const listenerClaims = ({ host, member, name, http, https }: Webserver): readonly Claim[] =>
  [http, https].flatMap((listener) => {
    if (!listener?.exposed) return [];
    const addresses = listener.exposed.expose.value === 'public' ? [EVERY] : listener.addresses;
    return addresses.map((address) => ({
      host,
      member,
      address: typeof address === 'string' ? address : address.value,
      port: listener.number,
      protocol: 'tcp',
      who: name.value,
      place: at(listener.number),
      onDemand: false,
      copies: null,
    }));
  });

function portClaims(port: ServicePort): readonly Claim[] {
  const { service, said, published } = port;
  const { host } = service;
  const onHost = service.container?.networkMode?.value === 'host';
  if (!host || (!published && !onHost)) return [];
  const number = !onHost && published ? published.port : said.number;
  return [
    {
      host,
      address: !onHost && published ? published.address.value : EVERY,
      port: number,
      protocol: said.protocol.value,
      who: service.name.value,
      place: at(number),
      onDemand: service.said.runs.value === 'onDemand',
      member: service.member,
      copies: service.container ? (service.said.limits?.replicas ?? null) : null,
    },
  ];
}

const LOOPBACK = '127.0.0.1';
const EVERY = '0.0.0.0';
const isEvery = (address: string): boolean => address === EVERY || address === '::';

const overlaps = (a: Claim, b: Claim): boolean =>
  a.host === b.host &&
  a.port.value === b.port.value &&
  a.protocol === b.protocol &&
  (a.address === b.address || isEvery(a.address) || isEvery(b.address)) &&
  inOneRole(a.member, b.member);

/** What is of two roles is on no node at the same time. */
const inOneRole = (a: Member | null, b: Member | null): boolean =>
  a === null || b === null || a.roles.some((role) => b.roles.includes(role));

const both = (a: Claim, b: Claim): string =>
  a.who === b.who ? `${a.who} twice claims` : `${a.who} and ${b.who} both claim`;

const socket = ({ address, port, protocol }: Claim): string =>
  `${isEvery(address) ? 'every address' : address}:${port.value}/${protocol}`;

function whenUp(...claims: readonly Claim[]): string {
  const late = claims.find(({ onDemand }) => onDemand);
  return late ? ` ${late.who} runs on demand, and fails as soon as somebody starts it.` : '';
}
