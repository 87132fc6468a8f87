import type { Diagnostic, Source, Span } from '../diagnostic.ts';

export interface Range {
  readonly start: number;
  readonly end: number;
}

/** What stands in for a credential: always as long, so that its length is not told either. */
export const BULLETS = '•'.repeat(8);

/** What a whole report keeps to itself. */
export interface Masks {
  /** the hidden ranges of a source, in order and without overlap */
  ranges(source: Source): readonly Range[];
  /** a message without the credentials that its author quoted in it */
  words(text: string): string;
  /** a span that ends where its first credential begins: an end behind it would tell the length */
  outside(span: Span): Span;
}

/** Shorter texts are left in words: bullets in the middle of other words would spell them out. */
const SHORTEST = 4;

/**
 * The masks of all diagnostics together: the frame of one finding shows lines that another finding knows to hold a
 * credential.
 */
export function masksOf(diagnostics: readonly Diagnostic[]): Masks {
  const spans = diagnostics.flatMap((one) => one.masked).filter((span) => span.end > span.start);
  const secrets = [...new Set(spans.flatMap((span) => textsOf(span, spans)))].sort(
    (a, b) => b.length - a.length || (a < b ? -1 : 1),
  );
  const known = new Map<Source, readonly Range[]>();
  const ranges = (source: Source): readonly Range[] => {
    const found =
      known.get(source) ?? merge([...spansIn(source, spans), ...occurrences(source.text, secrets)]);
    known.set(source, found);
    return found;
  };
  return {
    ranges,
    words: (text) => secrets.reduce((words, secret) => words.split(secret).join(BULLETS), text),
    outside(span) {
      const first = ranges(span.source).find(({ start, end }) => end > span.start && start < span.end);
      if (first === undefined) return span;
      return { source: span.source, start: Math.min(span.start, first.start), end: first.start };
    },
  };
}

/** The ranges of one source; the same file may have been read twice, so its name decides and not its object. */
const spansIn = (source: Source, spans: readonly Span[]): readonly Range[] =>
  spans.filter((span) => span.source.name === source.name);

/**
 * The texts of a masked span to look for in words and in other places: the whole and, of a key or a certificate, each
 * line. A plain word that the source also says elsewhere in the open is often a name (user and password `rapidpro`):
 * hiding it everywhere would make messages unreadable and tell that the name is the password.
 */
function textsOf(span: Span, spans: readonly Span[]): readonly string[] {
  const { text } = span.source;
  const whole = text.slice(span.start, span.end);
  return [whole, ...whole.split('\n')]
    .map((line) => line.trim())
    .filter(
      (line) =>
        line.length >= SHORTEST && !(/^[a-z][a-z_-]*$/i.test(line) && isSaidOpenly(line, span.source, spans)),
    );
}

function isSaidOpenly(word: string, source: Source, spans: readonly Span[]): boolean {
  const hidden = spansIn(source, spans);
  return occurrences(source.text, [word]).some(
    (at) => !hidden.some(({ start, end }) => start < at.end && end > at.start),
  );
}

function occurrences(text: string, words: readonly string[]): readonly Range[] {
  const found: Range[] = [];
  for (const word of words)
    for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + word.length))
      found.push({ start: at, end: at + word.length });
  return found;
}

function merge(ranges: readonly Range[]): readonly Range[] {
  const merged: Range[] = [];
  for (const { start, end } of [...ranges].sort((a, b) => a.start - b.start || a.end - b.end)) {
    const last = merged.at(-1);
    if (last !== undefined && start <= last.end)
      merged[merged.length - 1] = { start: last.start, end: Math.max(last.end, end) };
    else merged.push({ start, end });
  }
  return merged;
}
