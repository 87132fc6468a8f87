import type { Call } from '../../console/io.ts';
import type { Made } from '../new.ts';
import { identifier, isPlain, NO_CHECKOUT, registered } from './registry.ts';

/** Copies the skeleton of a target and registers it. */
export function newTarget(name: string, { io: { disk }, setting }: Call): Made {
  const templates = `${setting.assets}/templates`;
  const registry = disk.read(`${templates}/index.ts`);
  const files = disk.list(`${templates}/_new`);
  if (registry === null || files.length === 0) return { refused: NO_CHECKOUT };
  if (!isPlain(name))
    return {
      refused: `${JSON.stringify(name)} cannot be the name of a target. Use lower case letters, digits and "-".`,
    };
  if (disk.list(`${templates}/${name}`).length > 0)
    return { refused: `templates/${name}/ is there already; it was not changed.` };
  const text = registered(registry, 'targets', identifier(name), `./${name}/target.ts`);
  if (text === null) return { refused: 'templates/index.ts has no list `targets` to add a line to.' };
  for (const file of files) {
    const written = disk.create(
      `${templates}/${name}/${renamed(file, name)}`,
      renamed(disk.read(`${templates}/_new/${file}`) ?? '', name),
    );
    if (written !== null) return { refused: written.failed };
  }
  const written = disk.replace(`${templates}/index.ts`, text);
  if (written !== null) return { refused: written.failed };
  return {
    said: `templates/${name}/ is written, and registered in templates/index.ts. Begin with its target.ts, then prove its quoting in test/${name}/.`,
  };
}

/** The skeleton calls itself `skeleton`, also where a name of the language is needed. */
const renamed = (text: string, name: string): string =>
  text.replaceAll('const skeleton ', `const ${identifier(name)} `).replaceAll('skeleton', name);
