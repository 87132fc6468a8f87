import { distance } from 'fastest-levenshtein';

/** vocabulary.json: the options that real uWSGIs list, with their plugins for Python and HTTP. */
export interface Vocabulary {
  /** the versions that were asked, the oldest first */
  readonly versions: readonly string[];
  /** the first and last version that has it, where that is not the first or the last one asked */
  readonly options: Readonly<Record<string, { readonly from?: string; readonly until?: string }>>;
}

/** Up to three names that differ in at most a third of their letters, the nearest first. */
export function nearest(name: string, known: readonly string[]): string | null {
  const limit = Math.max(2, Math.floor(name.length / 3));
  const found = known
    .map((one) => ({ one, far: distance(name, one) }))
    .filter(({ far }) => far <= limit)
    .sort((a, b) => a.far - b.far || (a.one < b.one ? -1 : 1))
    .slice(0, 3)
    .map(({ one }) => `\`${one}\``);
  return found.length < 2 ? (found[0] ?? null) : `${found.slice(0, -1).join(', ')} or ${found.at(-1) ?? ''}`;
}
