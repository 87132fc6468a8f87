import { TITLES, usesOf } from '../site/platform/packages.ts';
import { at, defineRule } from './rule.ts';

/** What a host is asked for must be known of its operating system: where its files go, and what brings it. */
export const platformWithoutProgram = defineRule({
  id: 'platform-without-program',
  severity: 'error',
  title: 'A host is asked for a program that its platform does not have',
  why: 'Where the program keeps its files, and which package brings it, is not known; nothing can be written for it.',
  fix: 'Let it run on another host, or say the platform of the host.',
  *check(site) {
    for (const { host, program, who, at: place, isPlaced } of usesOf(site)) {
      const { platform, said, name } = host;
      if (platform ? platform[program] : !isPlaced) continue;
      yield {
        message: platform
          ? `${who} needs ${TITLES[program]}, which ${platform.title} does not have.`
          : `${who} needs ${TITLES[program]}, and nothing is known of the platform of ${name.value}.`,
        at: place,
        related: [{ at: at(said.platform), message: `The platform of ${name.value} is said here.` }],
      };
    }
  },
  good: [
    `
sitewright: 1
site: example
title: Example
hosts:
  db1: {platform: sles-12, addresses: {lan: 192.0.2.4}}
  web1: {platform: other, addresses: {lan: 192.0.2.5}}
datastores: {cache: {engine: redis, version: '5.0', on: db1}}
stacks: {main: {on: web1, directory: /opt/main}}
services: {app: {container: {image: example/app, tag: 2.4.1}}}
`,
  ],
  bad: [
    `
sitewright: 1
site: example
title: Example
hosts: {db1: {platform: other, addresses: {lan: 192.0.2.4}}}
datastores: {cache: {engine: redis, version: '7.0', on: db1}}
`,
    `
sitewright: 1
site: example
title: Example
hosts: {app1: {platform: sles-12, addresses: {lan: 192.0.2.4}}}
stacks: {main: {directory: /opt/main}}
services: {app: {container: {image: example/app, tag: 2.4.1}}}
`,
  ],
});
