import type { Host, Site } from '../site/model.ts';
import { at, defineRule, type Finding } from './rule.ts';

/** What is offered to a network must have somebody there whom the firewall lets through. */
export const unreachablePort = defineRule({
  id: 'unreachable-port',
  severity: 'warning',
  title: 'The firewall admits nobody to a port that is offered to a network',
  why: 'The firewall opens a port for those who are known, and drops the connections of all others.',
  fix: 'Say the network under `ranges`, by the name of the address; or offer the port to the host alone.',
  *check(site) {
    for (const { host } of site.firewalls) {
      yield* published(host, site);
      yield* stores(host, site);
    }
  },
  good: [
    `
sitewright: 1
site: example
title: Example
hosts:
  web1:
    platform: debian-12
    addresses: {lan: 192.0.2.4, vpn: 198.51.100.4}
    firewall: {administer: {from: [{anywhere: true}]}}
  web2: {platform: debian-12, addresses: {lan: 192.0.2.5}}
ranges: {vpn: [198.51.100.0/24]}
datastores: {cache: {engine: redis, version: '7.0', on: web1, listen: [lan], caches: {app: {number: 0}}}}
stacks: {main: {on: web1, directory: /opt/main}}
services:
  app:
    container: {image: example/app, tag: 6.4.0}
    env: {CACHE: {cache: cache/app, as: url}}
    ports: {http: {number: 8417, expose: lan}, admin: {number: 8418, expose: lan, via: vpn}}
`,
  ],
  bad: [
    `
sitewright: 1
site: example
title: Example
hosts:
  web1:
    platform: debian-12
    addresses: {lan: 192.0.2.4, vpn: 198.51.100.4}
    firewall: {administer: {from: [{anywhere: true}]}}
  web2: {platform: debian-12, addresses: {lan: 192.0.2.5}}
stacks: {main: {on: web1, directory: /opt/main}}
services:
  app: {container: {image: example/app, tag: 6.4.0}, ports: {http: {number: 8417, expose: lan, via: vpn}}}
`,
    `
sitewright: 1
site: example
title: Example
hosts:
  web1:
    platform: debian-12
    addresses: {lan: 192.0.2.4}
    firewall: {administer: {from: [{anywhere: true}]}}
datastores: {cache: {engine: redis, version: '7.0', on: web1, listen: [lan]}}
`,
  ],
});

function* published(host: Host, site: Site): Generator<Finding> {
  const openings = site.firewalls.find((one) => one.host === host)?.openings ?? [];
  for (const service of site.services)
    for (const port of service.ports) {
      const opening = openings.find((one) => one.kind === 'published' && one.at === port.at);
      if (!opening || opening.sources.some(({ bridged }) => !bridged)) continue;
      yield {
        message: `The port ${port.name.value} of ${service.name.value} is offered to a network of ${host.name.value} of which nobody is known.`,
        at: at(port.said.expose),
      };
    }
}

function* stores(host: Host, site: Site): Generator<Finding> {
  const openings = site.firewalls.find((one) => one.host === host)?.openings ?? [];
  for (const store of site.datastores) {
    const [first] = store.said.listen ?? [];
    const isKnown =
      openings.some((one) => one.at === store.at) || site.connections.some((one) => one.store === store);
    if (store.host !== host || !first || isKnown) continue;
    yield {
      message: `${store.name.value} listens for others, and nobody is known who connects to it.`,
      at: at(first),
      related: [{ at: store.at, message: `${store.name.value} is said here.` }],
    };
  }
}
