import { at, defineRule } from './rule.ts';

/** Words with which the makers of images name what moves. */
const MOVING = new Set([
  'latest',
  'stable',
  'edge',
  'main',
  'master',
  'nightly',
  'dev',
  'develop',
  'lts',
  'rolling',
  'testing',
  'unstable',
  'current',
  'mainline',
]);

/** The OCI distribution specification: a tag is a pointer, and only a digest names content. */
export const unpinnedImage = defineRule({
  id: 'unpinned-image',
  severity: 'warning',
  title: 'An image has no version',
  why: 'The next pull gives another program, on one host and not on the other, and nothing here has changed.',
  fix: 'Say the tag of a version, or a digest.',
  *check(site) {
    for (const { name, container, image } of site.services) {
      if (!image || image.digest || container?.build) continue;
      const { tag } = image;
      if (!tag)
        yield { message: `The image of ${name.value} has no tag, which means latest.`, at: at(image.name) };
      else if (isMoving(tag.value))
        yield { message: `The tag "${tag.value}" of ${name.value} names no version.`, at: at(tag) };
    }
  },
  good: [
    `
sitewright: 1
site: example
title: Example
hosts: {web1: {platform: debian-12, addresses: {lan: 192.0.2.4}}}
stacks: {main: {directory: /opt/main}}
services:
  version: {container: {image: example/app, tag: v6.4-alpine}}
  commit: {container: {image: example/app, tag: sha-e8bfeed}}
  day: {container: {image: example/app, tag: main-20240131}}
  digest:
    container:
      image: example/app
      tag: latest
      digest: sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
  own: {container: {image: example/own, build: {context: /srv/src/own}}}
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
  front: {container: {image: nginx, tag: latest}}
`,
    `
sitewright: 1
site: example
title: Example
hosts: {web1: {platform: debian-12, addresses: {lan: 192.0.2.4}}}
stacks: {main: {directory: /opt/main}}
services:
  front: {container: {image: nginx}}
`,
    `
sitewright: 1
site: example
title: Example
hosts: {web1: {platform: debian-12, addresses: {lan: 192.0.2.4}}}
stacks: {main: {directory: /opt/main}}
services:
  front: {container: {image: nginx, tag: stable-alpine3.19}}
`,
  ],
});

/** A word that moves, unless a day or a commit follows it; without such a word, a name without any number. */
function isMoving(tag: string): boolean {
  const words = tag.toLowerCase().split(/[-_.]/);
  const isFixed = words.some((word) => /^([0-9]{6,}|[0-9a-f]{7,40})$/.test(word));
  return !isFixed && (words.some((word) => MOVING.has(word)) || !/[0-9]/.test(tag));
}
