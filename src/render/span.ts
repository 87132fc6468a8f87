import type { Source, Span } from '../diagnostic.ts';

/** A template's line as a span, without its newline. */
export function lineSpan(source: Source, line: number): Span {
  const start = offset(source.text, line);
  const end = source.text.indexOf('\n', start);
  return { source, start, end: end === -1 ? source.text.length : end };
}

/** Where Handlebars saw something, as a span. */
export const span = (source: Source, loc: hbs.AST.SourceLocation): Span => ({
  source,
  start: offset(source.text, loc.start.line) + loc.start.column,
  end: offset(source.text, loc.end.line) + loc.end.column,
});

function offset(text: string, line: number): number {
  let start = 0;
  for (let n = 1; n < line; n++) start = text.indexOf('\n', start) + 1;
  return start;
}
