import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PROJECT } from '../compiled.ts';

const text = (name: string): string => readFileSync(join(PROJECT, 'templates/nginx', name), 'utf8');

/** In the file of a vhost a server stands at the edge; in nginx.conf, where nginx is in a container, inside of `http`. */
test.each([
  ['siteserver.hbs', 'server.hbs'],
  ['sitelocation.hbs', 'location.hbs'],
])('%s is %s without the indentation', (site, inner) => {
  expect(text(site)).toBe(text(inner).replace(/^ {2}/gm, '').replace('{{> location', '{{> sitelocation'));
});
