import type { Source, Span } from '../diagnostic.ts';
import { cellsOf } from './cells.ts';
import type { Cell } from './cells.ts';
import type { Range } from './mask.ts';
import { lineAt, lineRange, lineStarts, positionOf } from './position.ts';

/** One printed line: of the source, or of carets under it, or the words in place of lines that are left out. */
export interface FrameLine {
  readonly kind: 'source' | 'carets' | 'omitted';
  /** line number and bar; all gutters of a frame are equally wide */
  readonly gutter: string;
  readonly text: string;
}

/** A place and the text around it. `lines` is empty where the source has no text. */
export interface Frame {
  /** `name:line:column`, or the name alone */
  readonly place: string;
  readonly lines: readonly FrameLine[];
}

/** How many columns of a long line are shown. */
const COLUMNS = 100;
/** How many lines of a long range are shown. */
const LINES = 3;

/**
 * The line before, the lines of the span with carets under its range, the line after. Every `hidden` range of the
 * source prints as bullets, in whichever line it stands.
 */
export function frame(at: Span, hidden: readonly Range[] = []): Frame {
  const { source } = at;
  const position = positionOf(at);
  if (position === null) return { place: source.name, lines: [] };

  const range = visible(at);
  const first = lineAt(source, range.start);
  const last = lineAt(source, Math.max(range.start, range.end - 1));
  const shown = Math.min(last, first + LINES - 1);
  const following = shown === last && hasText(source, shown + 1) ? shown + 1 : null;
  const digits = String((following ?? shown) + 1).length;
  const gutter = (label: string): string => `${label.padStart(digits)} |`;

  const lines: FrameLine[] = [];
  const add = (line: number, marked: Range | null): void => {
    const { text, carets } = excerpt(source, lineRange(source, line), marked, hidden);
    lines.push({ kind: 'source', gutter: gutter(String(line + 1)), text });
    if (carets !== '') lines.push({ kind: 'carets', gutter: gutter(''), text: carets });
  };
  if (first > 0) add(first - 1, null);
  for (let line = first; line <= shown; line++) add(line, range);
  if (shown < last) {
    const more = last - shown;
    lines.push({
      kind: 'omitted',
      gutter: gutter(''),
      text: `… ${more} more ${more === 1 ? 'line' : 'lines'}`,
    });
  }
  if (following !== null) add(following, null);
  return { place: `${source.name}:${position.line}:${position.column}`, lines };
}

/** The range within the text, without blanks and line breaks at its end: a YAML block ends on the line after it. */
function visible(at: Span): Range {
  const { text } = at.source;
  const start = Math.min(Math.max(at.start, 0), text.length);
  const covered = text.slice(start, Math.max(start, at.end));
  const trimmed = covered.trimEnd();
  // A range of blanks alone is about the blanks.
  return { start, end: start + (trimmed === '' ? covered.search(/[\r\n]|$/) : trimmed.length) };
}

/** Whether a line exists; the nothing behind the last newline is none. */
const hasText = (source: Source, line: number): boolean =>
  (lineStarts(source)[line] ?? source.text.length) < source.text.length;

function excerpt(
  source: Source,
  line: Range,
  marked: Range | null,
  hidden: readonly Range[],
): { readonly text: string; readonly carets: string } {
  const focus = marked === null ? null : within(source, line, marked);
  // A minified file may be one line of megabytes: only the part that can be shown is looked at.
  const from = Math.max(line.start, (focus?.start ?? line.start) - 4 * COLUMNS);
  const to = Math.min(line.end, (focus?.start ?? line.start) + 4 * COLUMNS);
  const near = hidden.filter((range) => range.end > from && range.start < to);
  const all = cellsOf(source.text, from, to, near);
  const isBehind = focus !== null && focus.start >= line.end;
  const cells = isBehind ? [...all, { text: '', width: 1, ...focus }] : all;

  const isMarked = (cell: Cell): boolean =>
    focus !== null && cell.start < focus.end && cell.end > focus.start;
  const [left, right] = fold(cells, isMarked);
  const cutLeft = left > 0 || from > line.start ? '…' : '';
  const cutRight = right < cells.length || to < line.end ? '…' : '';
  const seen = cells.slice(left, right);
  const text = cutLeft + seen.map((cell) => cell.text).join('') + cutRight;
  const carets = seen.map((cell) => (isMarked(cell) ? '^' : ' ').repeat(cell.width)).join('');
  return {
    text: text.trimEnd(),
    carets: carets.trim() === '' ? '' : (' '.repeat(cutLeft.length) + carets).trimEnd(),
  };
}

/** The part of a marked range on one line, without indentation; a range without length marks the character it points at. */
function within(source: Source, line: Range, marked: Range): Range | null {
  if (marked.start === marked.end) return { start: marked.start, end: marked.start + 1 };
  const start = Math.max(marked.start, line.start);
  const end = Math.min(marked.end, line.end);
  const indent = source.text.slice(start, end).search(/\S/);
  if (indent !== -1) return { start: start + indent, end };
  return marked.start >= line.start && marked.end <= line.end ? { start, end } : null;
}

/** First and one past the last cell to print, so that the marked cells stand in the middle of at most COLUMNS columns. */
function fold(cells: readonly Cell[], isMarked: (cell: Cell) => boolean): readonly [number, number] {
  const width = (some: readonly Cell[]): number => some.reduce((sum, cell) => sum + cell.width, 0);
  if (width(cells) <= COLUMNS) return [0, cells.length];
  const focus = Math.max(0, cells.findIndex(isMarked));
  const wanted = Math.min(width(cells.filter(isMarked)), COLUMNS - 40);
  const grow = (from: number, step: -1 | 1, room: number): number => {
    let at = from;
    let left = room;
    for (;;) {
      const next = cells[step === 1 ? at : at - 1];
      if (next === undefined || next.width > left) return at;
      left -= next.width;
      at += step;
    }
  };
  const start = grow(focus, -1, Math.floor((COLUMNS - wanted) / 2));
  const end = grow(start, 1, COLUMNS);
  return end === cells.length ? [grow(end, -1, COLUMNS), end] : [start, end];
}
