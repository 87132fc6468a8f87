import type { Diagnostic, Span } from '../diagnostic.ts';
import { masksOf } from './mask.ts';
import type { Masks } from './mask.ts';
import { inOrder } from './order.ts';
import { positionOf } from './position.ts';

/**
 * Diagnostics as annotations of a GitHub workflow run, one command a line. The annotation's text is the message, then
 * each related place, why and help on lines of their own.
 * https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-commands
 */
export function github(diagnostics: readonly Diagnostic[]): string {
  const masks = masksOf(diagnostics);
  return inOrder(diagnostics)
    .map((one) => `::${one.severity} ${properties(one, masks)}::${data(masks.words(text(one, masks)))}\n`)
    .join('');
}

/** Annotations take columns only when they begin and end on one line (start_column of the check runs API). */
function properties(one: Diagnostic, masks: Masks): string {
  const position = positionOf(masks.outside(one.at));
  const entries: [string, string | number][] = [['file', one.at.source.name]];
  if (position !== null) {
    const { line, column, endLine, endColumn } = position;
    entries.push(['line', line]);
    if (line === endLine) entries.push(['col', column], ['endLine', endLine], ['endColumn', endColumn]);
    // A block ends at the beginning of a line that is not its own, and that the file may not have.
    else entries.push(['endLine', endColumn === 1 ? endLine - 1 : endLine]);
  }
  entries.push(['title', one.code]);
  return entries.map(([key, value]) => `${key}=${property(String(value))}`).join(',');
}

function text(one: Diagnostic, masks: Masks): string {
  const lines = [one.message, ...one.related.map(({ at, message }) => `${placeOf(at, masks)}: ${message}`)];
  if (one.why !== null) lines.push(`why: ${one.why}`);
  if (one.help !== null) lines.push(`help: ${one.help}`);
  return lines.join('\n');
}

function placeOf(at: Span, masks: Masks): string {
  const position = positionOf(masks.outside(at));
  return position === null ? at.source.name : `${at.source.name}:${position.line}:${position.column}`;
}

/** The percent sign goes first: it is what the other escapes begin with. */
const data = (value: string): string =>
  value.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const property = (value: string): string => data(value).replaceAll(':', '%3A').replaceAll(',', '%2C');
