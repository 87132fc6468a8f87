import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/**
 * Where fetched programs and stubs are kept: inside node_modules, so that removing node_modules removes them, and
 * nothing of them is ever installed.
 * @param start any folder inside the package
 */
export function cacheFolder(start: string = import.meta.dirname): string {
  let folder = start;
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error(`no package.json above ${start}`);
    folder = parent;
  }
  return join(folder, 'node_modules/.cache/sitewright');
}

/** The folder of a fetched program, laid out like `/`. It exists once `ensurePrograms` has returned the program. */
export const programRoot = (id: string, cache: string = cacheFolder()): string => join(cache, 'programs', id);
