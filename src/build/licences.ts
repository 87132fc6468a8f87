import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The licences of the packages that a bundle holds, each in its own words: most of them ask to be passed on. */
export const licencesOf = (root: string, packages: readonly string[]): string =>
  packages
    .map((name) => `${name}\n\n${licenceOf(join(root, 'node_modules', name), name)}\n`)
    .join('\n---\n\n');

function licenceOf(folder: string, name: string): string {
  const file = readdirSync(folder).find((one) => /^licen[cs]e(\.(md|txt))?$/i.test(one));
  if (file === undefined) throw new Error(`the package ${name} has no licence that could be passed on`);
  return readFileSync(join(folder, file), 'utf8').trim();
}
