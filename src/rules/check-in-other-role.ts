import { rolesOf } from '../site/check/roles.ts';
import { defineRule } from './rule.ts';

/** Monit starts what it watches: on a node whose role is another one, that is what a failover has just stopped. */
export const checkInOtherRole = defineRule({
  id: 'check-in-other-role',
  severity: 'error',
  title: 'A check watches what does not run in the role of its node',
  why: 'Monit starts what it finds stopped: again and again on a node that must not run it, until it counts as failed.',
  fix: 'Let the check look in the role in which it runs: `on: PAIR/ROLE`, or `of`, which looks where it runs.',
  *check(site) {
    for (const check of site.checks) {
      const { controls, host } = check;
      const member = controls?.of.member;
      if (!controls || !member) continue;
      const other = rolesOf(check).find((role) => !member.roles.includes(role));
      if (other)
        yield {
          message: `${check.name.value} watches ${controls.of.name.value} on ${host.name.value} while that is ${other}, and it does not run there then.`,
          at: check.at,
          related: [{ at: controls.of.at, message: `${controls.of.name.value} is said here.` }],
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
services: {worker: {on: cims/primary, process: {command: [/opt/app/worker], pidFile: /run/worker.pid}}}
checks:
  worker: {on: cims/primary, process: {pidfile: /run/worker.pid}, unit: worker.service}
  disk: {on: cims, filesystem: {path: /}, tests: [{space: {over: 80%}, then: {do: alert}}]}
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
services: {worker: {on: cims/primary, process: {command: [/opt/app/worker], pidFile: /run/worker.pid}}}
checks:
  worker: {of: {service: worker}}
  again: {on: sms1, process: {pidfile: /run/worker.pid}, unit: worker.service}
`,
  ],
});
