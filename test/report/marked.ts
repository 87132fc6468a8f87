import type { Source, Span } from '../../src/diagnostic.ts';

export interface Marked {
  readonly source: Source;
  /** what stood between `«` and `»`, in order of the opening marks; `«»` is a point */
  readonly spans: readonly Span[];
}

/** A source whose spans are drawn in its text. */
export function marked(name: string, drawn: string): Marked {
  let text = '';
  const spans: { start: number; end: number }[] = [];
  const open: { start: number; end: number }[] = [];
  for (const character of drawn) {
    if (character === '«') {
      const span = { start: text.length, end: -1 };
      spans.push(span);
      open.push(span);
    } else if (character === '»') {
      const span = open.pop();
      if (span === undefined) throw new Error(`» without « in ${name}`);
      span.end = text.length;
    } else text += character;
  }
  if (open.length > 0) throw new Error(`« without » in ${name}`);
  const source = { name, text };
  return { source, spans: spans.map((span) => ({ source, ...span })) };
}

/** The only span of a drawn text, or the one at an index. */
export function spanIn(of: Marked, index = 0): Span {
  const span = of.spans[index];
  if (span === undefined) throw new Error(`${of.source.name} has no span ${index}`);
  return span;
}
