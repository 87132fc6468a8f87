import type { Source, Span } from '../diagnostic.ts';

/** Lines and columns start at 1; a column counts UTF-16 code units, as editors and the language server protocol do. */
export interface Position {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  /** one past the last character, as `Span.end` is */
  readonly endColumn: number;
}

const tables = new WeakMap<Source, readonly number[]>();

/** The offset at which each line of a source starts. Lines end with a newline; a carriage return before it belongs to it. */
export function lineStarts(source: Source): readonly number[] {
  const known = tables.get(source);
  if (known !== undefined) return known;
  const starts = [0];
  for (let at = source.text.indexOf('\n'); at !== -1; at = source.text.indexOf('\n', at + 1))
    starts.push(at + 1);
  tables.set(source, starts);
  return starts;
}

/** The line, counted from 0, that holds an offset; an offset outside of the text counts as its nearest end. */
export function lineAt(source: Source, offset: number): number {
  const starts = lineStarts(source);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The offsets of a line, counted from 0, without its line break. */
export function lineRange(source: Source, line: number): { readonly start: number; readonly end: number } {
  const starts = lineStarts(source);
  const start = starts[line] ?? source.text.length;
  const next = starts[line + 1];
  if (next === undefined) return { start, end: source.text.length };
  const end = next - 1;
  return { start, end: end > start && source.text[end - 1] === '\r' ? end - 1 : end };
}

/** Where a span stands, or null where its source has no text to count in (`nowhere`, an empty file). */
export function positionOf(span: Span): Position | null {
  const { source } = span;
  if (source.text === '') return null;
  const start = Math.min(Math.max(span.start, 0), source.text.length);
  const end = Math.min(Math.max(span.end, start), source.text.length);
  const line = lineAt(source, start);
  const endLine = lineAt(source, end);
  return {
    line: line + 1,
    column: start - lineRange(source, line).start + 1,
    endLine: endLine + 1,
    endColumn: end - lineRange(source, endLine).start + 1,
  };
}
