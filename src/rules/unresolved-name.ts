import { isFact } from '../manifest/located.ts';
import type { Site } from '../site/model.ts';
import { at, defineRule } from './rule.ts';

/** A name without a dot is in no public DNS: a host whose /etc/hosts is written from here has it from there, or nowhere. */
export const unresolvedName = defineRule({
  id: 'unresolved-name',
  severity: 'warning',
  title: 'An endpoint has a short name that a host does not know',
  why: 'A name without a dot is in no DNS but that of the own network; with /etc/hosts written here, it is likely forgotten.',
  fix: 'Say it under `etcHosts.names` of the host, or as a host of the site; or accept it where a DNS of the network knows it.',
  *check(site) {
    for (const { said, name } of site.services) {
      const address = said.external?.address;
      if (!address || !isFact(address) || !/^[A-Za-z0-9_-]+$/.test(String(address.value))) continue;
      const [first] = lacking(site, String(address.value));
      if (first)
        yield {
          message: `${name.value} is at "${address.value}", a name that ${first.host.name.value} does not know.`,
          at: at(address),
          related: [{ at: first.at, message: `/etc/hosts of ${first.host.name.value} is said here.` }],
        };
    }
  },
  good: [
    `
sitewright: 1
site: example
title: Example
hosts:
  sms1: {platform: debian-12, addresses: {lan: 192.0.2.4}, etcHosts: {names: {relay: 192.0.2.9}}}
  gateway: {platform: other, addresses: {lan: 192.0.2.130}}
services:
  sms: {external: {kind: http, address: gateway, port: 90}}
  mail: {external: {kind: smtp, address: relay, port: 25}}
  web: {external: {kind: http, address: site.example.org, port: 80}}
`,
  ],
  bad: [
    `
sitewright: 1
site: example
title: Example
hosts: {sms1: {platform: debian-12, addresses: {lan: 192.0.2.4}, etcHosts: {}}}
services: {sms: {external: {kind: http, address: gateway, port: 90}}}
`,
  ],
});

const lacking = ({ hostsFiles }: Site, name: string): Site['hostsFiles'] =>
  hostsFiles.filter(({ own, others, virtual, further }) =>
    [own, ...others, ...virtual, ...further].every(({ names }) => names.every(({ value }) => value !== name)),
  );
