import type { Origin } from '../../src/fact.ts';
import { MARKS } from '../../src/format/place.ts';
import type { Secret, Site } from '../../src/site/model.ts';
import type { Unit } from '../../src/target/effects.ts';
import type { PlacedFile } from '../../src/target/target.ts';

/** A secret that a host needs, and who reads it there. */
export interface Use {
  readonly secret: Secret;
  /** `in` a path of a file that holds it or names it, `by` what reads its own file */
  readonly readers: readonly string[];
  /** the lines and units by which it is read */
  readonly from: readonly Origin[];
}

/** All that a host's files and units say about secrets, sorted by name. */
export function usesOf(site: Site, files: readonly PlacedFile[], units: readonly Unit[]): readonly Use[] {
  const byStored = new Map(site.secrets.map((secret) => [secret.stored.value, secret]));
  const byPath = new Map(site.secrets.map((secret) => [secret.path.value, secret]));
  const uses = new Map<Secret, { readonly readers: Set<string>; readonly from: Origin[] }>();
  const note = (secret: Secret | undefined, reader: string, from: readonly Origin[]): void => {
    if (!secret) return;
    const use = uses.get(secret) ?? { readers: new Set(), from: [] };
    use.readers.add(reader);
    use.from.push(...from);
    uses.set(secret, use);
  };
  for (const { path, text, lines, from } of files)
    for (const [index, line] of linesWithSecrets(text ?? '')) {
      const origins = [...from, ...(lines?.[index]?.origins ?? [])];
      for (const [, stored = ''] of line.matchAll(MARKS)) note(byStored.get(stored), `in ${path}`, origins);
      for (const [kept] of line.matchAll(KEPT)) note(byPath.get(kept), `in ${path}`, origins);
    }
  for (const unit of units)
    for (const read of unit.reads)
      note(byPath.get(read.value), `by ${(unit.known ?? unit.name).value}`, [...unit.from, ...read.from]);
  return [...uses]
    .map(([secret, { readers, from }]) => ({ secret, readers: [...readers].sort(), from }))
    .sort((a, b) => (a.secret.stored.value < b.secret.stored.value ? -1 : 1));
}

/** A secret that is a file, by its place; see `SECRETS` of src/site/hosts.ts. */
const KEPT = /\/etc\/sitewright\/secrets\/[a-z0-9_]+(?:\.[0-9]+)?/g;

/** Most files hold none; looking for two texts is faster than looking at each line. */
function* linesWithSecrets(text: string): Generator<readonly [number, string]> {
  if (!text.includes('${secret:') && !text.includes('/etc/sitewright/secrets/')) return;
  for (const [index, line] of text.split('\n').entries())
    if (line.includes('${secret:') || line.includes('/etc/sitewright/secrets/')) yield [index, line];
}

/** The encoders that the marks of these files name. */
export function encodersOf(files: readonly PlacedFile[]): ReadonlySet<string> {
  const found = new Set<string>();
  for (const { text } of files)
    for (const [, line] of linesWithSecrets(text ?? ''))
      for (const [, , encoders = ''] of line.matchAll(MARKS))
        for (const one of encoders.split('|')) if (one !== '') found.add(one);
  return found;
}

export const isForm = ({ text }: PlacedFile): boolean => text?.includes('${secret:') ?? false;
