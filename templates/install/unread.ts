import { error, warning, type Diagnostic } from '../../src/diagnostic.ts';
import { scalarsOf } from '../../src/manifest/located.ts';
import type { Site } from '../../src/site/model.ts';

/** Keys under which the name of a secret stands: references, certificates, `auth` of a route. */
const NAMES_SECRET: ReadonlySet<string> = new Set(['secret', 'certificate', 'key', 'users']);

/**
 * Secrets that no host can read. Who refers to one believes that something has it; one that nothing refers to harms
 * nobody, and a parent may say it for those of its sites that need it.
 *
 * @param needed names of secrets that some host reads
 */
export function unread(site: Site, needed: ReadonlySet<string>): readonly Diagnostic[] {
  const lost = site.secrets.filter(({ name }) => !needed.has(name.value));
  if (lost.length === 0) return [];
  const references = scalarsOf(site.said).filter(({ key }) => NAMES_SECRET.has(key));
  return lost.map(({ name, at }) => {
    const named = references.filter(({ value }) => value === name.value);
    return named.length === 0
      ? warning('unused-secret', at, `Nothing refers to the secret ${name.value}.`, {
          why: 'No host reads it, so nobody is asked for its value.',
          help: 'Refer to it where it is needed, or remove it.',
        })
      : error('unreadable-secret', at, `No host can read the secret ${name.value}.`, {
          related: named.map((one) => ({ at: one.at, message: 'No file of a host comes of this.' })),
          why: 'No file that is rendered holds it or names it: nobody is asked for its value, and what was meant to have it has not.',
          help: 'Let something that runs on a host use what refers to it, or remove both.',
        });
  });
}
