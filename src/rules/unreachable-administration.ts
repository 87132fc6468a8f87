import { holds } from '../site/firewall/cidr.ts';
import type { Source } from '../site/firewall/model.ts';
import type { Host } from '../site/model.ts';
import { defineRule } from './rule.ts';

/** Administrators must come from some address outside of the host. */
export const unreachableAdministration = defineRule({
  id: 'unreachable-administration',
  severity: 'error',
  title: 'Nobody can log in to a host',
  why: 'As soon as the rules are loaded, every new connection to SSH is dropped, and only the console is left.',
  fix: 'Say the network, the range or the other host that administrators come from.',
  *check(site) {
    for (const { host, openings } of site.firewalls)
      for (const { kind, sources, at } of openings) {
        // A source that could not be resolved had a finding of its own.
        if (kind !== 'administration' || sources.length === 0 || !site.complete) continue;
        if (sources.some((source) => isOutside(source, host))) continue;
        yield {
          message: `Administrators of ${host.name.value} are admitted from ${host.name.value} itself and from nowhere else.`,
          at,
          related: [{ at: host.at, message: `${host.name.value} is said here.` }],
        };
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
    addresses: {lan: 192.0.2.4}
    firewall: {administer: {from: [{network: 127.0.0.1}, {host: web1}, {host: bastion}]}}
  bastion:
    platform: debian-12
    addresses: {lan: 192.0.2.5}
    firewall: {administer: {port: 8022, from: [{anywhere: true}]}}
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
    addresses: {lan: 192.0.2.4}
    firewall: {administer: {from: [{network: 127.0.0.0/8}, {host: web1}]}}
`,
    `
sitewright: 1
site: example
title: Example
hosts:
  web1:
    platform: debian-12
    addresses: {lan: 192.0.2.4}
    firewall: {administer: {from: [{stack: main}]}}
stacks: {main: {directory: /opt/main}}
services: {app: {container: {image: example/app, tag: 6.4.0}}}
`,
  ],
});

const LOOPBACK = ['127.0.0.0/8', '::1'];

function isOutside({ network, bridged }: Source, host: Host): boolean {
  if (bridged) return false;
  if (network === null) return true;
  const own = [...LOOPBACK, ...[...host.addresses.values()].map(({ value }) => value)];
  return !own.some((one) => holds(one, network.value));
}
