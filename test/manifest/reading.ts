import type { Diagnostic, Source } from '../../src/diagnostic.ts';
import { read, type Read } from '../../src/manifest/read.ts';
import { positionOf } from '../../src/report/position.ts';
import { parse } from '../../src/source/parse.ts';

/** Reads `site.yaml` of manifests that are given as texts, with all that it extends. */
export async function reading(texts: Readonly<Record<string, string>>): Promise<Read> {
  const sources = new Map(
    Object.entries(texts).map(([path, text]): [string, Source] => [path, { name: path, text }]),
  );
  return read('site.yaml', {
    tree: async (path) => parse(sources.get(path) ?? { name: path, text: '' }),
    known: () => Object.keys(texts),
  });
}

/** `code file:line:column`, in the order in which they were found */
export const placesOf = (diagnostics: readonly Diagnostic[]): readonly string[] =>
  diagnostics.map(({ code, at }) => `${code} ${placeOf(at)}`);

export function placeOf(at: Diagnostic['at']): string {
  const position = positionOf(at);
  return position ? `${at.source.name}:${position.line}:${position.column}` : at.source.name;
}
