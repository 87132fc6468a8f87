import type { Component } from '../site/check/places.ts';
import { rolesOf } from '../site/check/roles.ts';
import type { Site } from '../site/model.ts';
import { comesAndGoes } from '../site/pair/comes.ts';
import { defineRule } from './rule.ts';

/** What of a pair nobody watches does not fail over when it fails. */
export const unwatchedComponent = defineRule({
  id: 'unwatched-component',
  severity: 'warning',
  title: 'Something of a pair runs in a role in which no check watches it',
  why: 'A failover begins with a check that fails. What nobody watches can be down for days on a pair that counts as working.',
  fix: 'Say a check `of` it, or one that names its unit. What nobody needs to watch can be accepted with a reason.',
  *check(site) {
    if (!site.complete) return;
    for (const component of componentsOf(site)) {
      const { host, member, name, at } = component.of;
      if (!host || !member || host !== member.pair.nodes[0]) continue;
      if (!site.monitors.some((monitor) => monitor.host === host)) continue;
      const watching = site.checks.filter(({ controls }) => controls?.of === component.of);
      const role = member.roles.find((one) => !watching.some((check) => rolesOf(check).includes(one)));
      if (role)
        yield {
          message: `${name.value} runs on the ${role} of ${member.pair.name.value}, and no check watches it there.`,
          at,
          related: [{ at: member.pair.at, message: `${member.pair.name.value} is said here.` }],
        };
    }
  },
  good: [
    `
sitewright: 1
site: example
title: Example
hosts:
  sms1: {platform: debian-12, addresses: {lan: 192.0.2.4}}
  sms2: {platform: debian-12, addresses: {lan: 192.0.2.5}}
pairs: {cims: {nodes: [sms1, sms2], primary: sms1}}
datastores: {cache: {engine: redis, version: "7.0", on: cims, listen: [lan]}}
services:
  worker: {on: cims/primary, process: {command: [/opt/app/worker], pidFile: /run/worker.pid}}
  report: {on: cims/standby, process: {type: oneshot, command: [/opt/app/report]}}
  repair: {on: cims/primary, runs: onDemand, process: {command: [/opt/app/repair]}}
  sweep: {on: cims, process: {command: [/opt/app/sweep]}}
timers: {sweep: {starts: sweep, every: 5m}}
checks:
  worker: {of: {service: worker}}
  cache: {of: {datastore: cache}}
`,
  ],
  bad: [
    `
sitewright: 1
site: example
title: Example
hosts:
  sms1: {platform: debian-12, addresses: {lan: 192.0.2.4}}
  sms2: {platform: debian-12, addresses: {lan: 192.0.2.5}}
pairs: {cims: {nodes: [sms1, sms2], primary: sms1}}
services:
  worker: {on: cims/primary, process: {command: [/opt/app/worker], pidFile: /run/worker.pid}}
  agent: {on: cims, process: {command: [/opt/app/agent], pidFile: /run/agent.pid}}
checks:
  worker: {of: {service: worker}}
  agent: {on: cims/primary, process: {pidfile: /run/agent.pid}, unit: agent.service}
`,
  ],
});

/** Every server, and every process that is there all the time. */
const componentsOf = (site: Site): readonly Component[] => [
  ...site.datastores.map((of) => ({ kind: 'datastore' as const, of })),
  ...site.services.flatMap((of) =>
    of.process && !comesAndGoes(site, of) ? [{ kind: 'service' as const, of }] : [],
  ),
];
