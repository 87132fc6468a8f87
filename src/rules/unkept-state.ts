import { keyOf } from '../manifest/located.ts';
import { placeOf } from '../site/program/known.ts';
import { concerns, has } from '../site/program/version.ts';
import { defineRule } from './rule.ts';

/** What a container writes outside its volumes is deleted with it, and `docker compose up` makes it anew at each change. */
export const unkeptState = defineRule({
  id: 'unkept-state',
  severity: 'warning',
  title: 'A program keeps state in no volume',
  why: 'The next change of the service makes its container anew, and what it wrote is gone.',
  fix: 'Name a volume under `uses`.',
  *check(site) {
    for (const { name, said, running, mounts, container } of site.services) {
      if (!running || !container) continue;
      const { program, version, duty, uses } = running;
      for (const [use, { lost, instead, path = '', ...rest }] of Object.entries(program.uses ?? {})) {
        const isThere = has(version.value, rest) && concerns(rest, duty?.name.value ?? null);
        if (lost === undefined || !isThere || uses.has(use)) continue;
        if (instead !== undefined && uses.has(instead)) continue;
        if (mounts.some((mount) => path === mount.path.value || path.startsWith(`${mount.path.value}/`)))
          continue;
        yield {
          message: `No volume keeps ${path} of ${name.value}: ${lost}.`,
          at: keyOf(said),
          related: [{ at: placeOf(running.name), message: `Its need is called \`${use}\`.` }],
        };
      }
    }
  },
  good: [
    `
sitewright: 1
site: example
title: Example
hosts: {web1: {platform: debian-12, addresses: {lan: 192.0.2.4}}}
stacks: {main: {directory: /opt/main}}
volumes: {index: {}}
services:
  search: {program: elasticsearch, version: 7.17.9, uses: {data: index}}
  other:
    program: elasticsearch
    version: 7.17.9
    mounts: {/usr/share/elasticsearch: {volume: index}}
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
  search: {program: elasticsearch, version: 7.17.9}
`,
  ],
});
