import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** The manifest that a fleet is made from, as its text. */
export interface Model {
  readonly name: string;
  readonly text: string;
}

/**
 * Writes a fleet of `count` sites below `root/sites/`: the model under other names, addresses, domains, versions and
 * numbers, and with some more variables, so that no two sites share a text. The same fleet every time.
 */
export function writeFleet(root: string, model: Model, count: number): readonly string[] {
  mkdirSync(join(root, 'sites'), { recursive: true });
  return Array.from({ length: count }, (_, index) => {
    const name = nameOf(index);
    writeFileSync(join(root, 'sites', `${name}.yaml`), manifestOf(model, index));
    return name;
  });
}

export const nameOf = (index: number): string => `site-${String(index + 1).padStart(4, '0')}`;

/** One manifest of a fleet. Fails where the model no longer holds what is to be varied. */
export function manifestOf(model: Model, index: number): string {
  const name = nameOf(index);
  const [low, high] = [index % 250, Math.floor(index / 250)];
  const extra = Array.from(
    { length: 1 + (index % 5) },
    (_, n) => `      EXTRA_${n}: ${name}-${index * 7 + n}x\n`,
  );
  return [
    [`site: ${model.name}\n`, `site: ${name}\n`],
    [/^title: .*$/m, `title: Deployment ${index + 1} of a fleet`],
    [`/opt/${model.name}/`, `/opt/${name}/`],
    ['lvcthealth.org', `${name}.example.org`],
    ['10.0.10.4', `10.${20 + high}.${low}.4`],
    [/tag: sha-\w+/g, `tag: sha-${String(index % 7).repeat(7)}`],
    ['API_THROTTLE_V2: 2500000/hour', `API_THROTTLE_V2: ${100_000 + index}/hour`],
    ['      BQ_KEY_PATH:', `${extra.join('')}      BQ_KEY_PATH:`],
  ].reduce((text, [from = '', to = '']) => varied(text, from, String(to)), model.text);
}

function varied(text: string, from: string | RegExp, to: string): string {
  const changed = typeof from === 'string' ? text.replaceAll(from, to) : text.replace(from, to);
  if (changed === text) throw new Error(`the model has no ${String(from)} any more: correct bench/sites.ts`);
  return changed;
}
