import type { Diagnostic, Span } from '../diagnostic.ts';

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

const place = (at: Span): readonly unknown[] => [at.source.name, at.start, at.end];

/** All that a reader could tell two diagnostics apart by. */
const identity = (one: Diagnostic): string =>
  JSON.stringify([
    one.severity,
    one.message,
    place(one.at),
    one.why,
    one.help,
    one.related.map(({ at, message }) => [place(at), message]),
  ]);

/**
 * Diagnostics by source name, start, code and then everything else, each once. Names are compared by code unit, so that
 * no locale changes the order; a YAML alias or a shared layer would repeat its diagnostics otherwise.
 */
export function inOrder(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const once = new Map(diagnostics.map((one) => [`${one.code} ${identity(one)}`, one] as const));
  return [...once]
    .sort(
      ([a, one], [b, other]) =>
        compare(one.at.source.name, other.at.source.name) ||
        one.at.start - other.at.start ||
        compare(one.code, other.code) ||
        compare(a, b),
    )
    .map(([, one]) => one);
}
