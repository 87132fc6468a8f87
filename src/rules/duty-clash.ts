import type { Service } from '../site/model.ts';
import { onlyRole } from '../site/pair/member.ts';
import { wordsOf } from '../site/program/known.ts';
import { at, defineRule, type Finding } from './rule.ts';

/** Celery’s scheduler and others like it know nothing of each other: each sends every task. */
export const dutyClash = defineRule({
  id: 'duty-clash',
  severity: 'error',
  title: 'A duty that one service may have is had by several',
  why: 'Two schedulers on one broker send every task twice: messages go out twice, and so do bills. Two migrations of one database block or break each other.',
  fix: 'Give one of them another duty; a worker takes tasks and schedules none.',
  *check(site) {
    const first = new Map<string, Service>();
    for (const service of site.services) {
      const { running } = service;
      const once = running?.duty?.said.once;
      if (!running?.duty || once === undefined) continue;
      const shared = running.uses.get(once);
      const replicas = service.said.limits?.replicas;
      if (replicas && replicas.value > 1)
        yield {
          message: `${service.name.value} runs ${replicas.value} times; ${wordsOf(running)} may have the duty ${running.duty.name.value} once.`,
          at: at(replicas),
        };
      if (!shared || service.said.runs.value === 'onDemand') continue;
      const key = `${running.name.value} ${once} ${shared.value}`;
      const before = first.get(key);
      // What runs in one role of a pair runs on one node at a time.
      if (before && before === service.twin && onlyRole(service.member)) continue;
      if (before) yield twice(wordsOf(running), `${once} ${shared.value}`, service, before);
      else first.set(key, service);
    }
  },
  good: [
    `
sitewright: 1
site: example
title: Example
hosts: {web1: {platform: debian-12, addresses: {lan: 192.0.2.4}}}
secrets: {db: {for: archiver in main}}
datastores:
  main:
    engine: postgresql
    version: 15
    on: web1
    listen: [lan]
    databases: {one: {owner: app}, two: {owner: app}}
    users: {app: {password: {secret: db}}}
buckets: {archives: {name: site-archives, region: eu-west-1}}
stacks: {main: {directory: /opt/main}}
services:
  archiver: {program: rp-archiver, version: 7.4.0, uses: {database: main/one, bucket: archives}}
  other: {program: rp-archiver, version: 7.4.0, uses: {database: main/two, bucket: archives}}
`,
  ],
  bad: [
    `
sitewright: 1
site: example
title: Example
hosts: {web1: {platform: debian-12, addresses: {lan: 192.0.2.4}}}
secrets: {db: {for: archiver in main}}
datastores:
  main:
    engine: postgresql
    version: 15
    on: web1
    listen: [lan]
    databases: {one: {owner: app}}
    users: {app: {password: {secret: db}}}
buckets: {archives: {name: site-archives, region: eu-west-1}}
stacks: {main: {directory: /opt/main}}
services:
  archiver: {program: rp-archiver, version: 7.4.0, uses: {database: main/one, bucket: archives}}
  other: {program: rp-archiver, version: 7.4.0, uses: {database: main/one, bucket: archives}}
`,
    `
sitewright: 1
site: example
title: Example
hosts: {web1: {platform: debian-12, addresses: {lan: 192.0.2.4}}}
secrets: {db: {for: archiver in main}}
datastores:
  main:
    engine: postgresql
    version: 15
    on: web1
    listen: [lan]
    databases: {one: {owner: app}}
    users: {app: {password: {secret: db}}}
buckets: {archives: {name: site-archives, region: eu-west-1}}
stacks: {main: {directory: /opt/main}}
services:
  archiver:
    program: rp-archiver
    version: 7.4.0
    uses: {database: main/one, bucket: archives}
    limits: {replicas: 2}
`,
  ],
});

const twice = (program: string, once: string, service: Service, before: Service): Finding => ({
  message: `${before.name.value} and ${service.name.value} both have a duty that ${program} may have once, on the ${once}.`,
  at: service.at,
  related: [{ at: before.at, message: 'This is the other one.' }],
});
