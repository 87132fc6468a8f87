import type { Diagnostic, Span } from '../diagnostic.ts';
import { printable } from './cells.ts';
import { frame } from './frame.ts';
import { masksOf } from './mask.ts';
import type { Masks } from './mask.ts';
import { inOrder } from './order.ts';

export interface Options {
  readonly color: boolean;
}

/** More than a person reads; a fault in one layer of many sites repeats itself. */
const MOST = 100;

const ANSI = { bold: 1, dim: 2, red: 31, yellow: 33, cyan: 36 } as const;
type Style = keyof typeof ANSI;
type Paint = (style: Style, text: string) => string;

const colored: Paint = (style, text) => (text === '' ? '' : `\u001b[${ANSI[style]}m${text}\u001b[0m`);
const plain: Paint = (_style, text) => text;

/**
 * Diagnostics for people, with the text they speak of; this form may change. Nothing at all gives an empty string.
 * Of more than a hundred, errors are printed before warnings.
 */
export function pretty(diagnostics: readonly Diagnostic[], options: Options): string {
  const all = inOrder(diagnostics);
  if (all.length === 0) return '';
  const masks = masksOf(diagnostics);
  const paint = options.color ? colored : plain;
  const shown = firstOf(all);
  const rest = all.filter((one) => !shown.includes(one));
  const blocks = shown.map((one) => block(one, masks, paint));
  if (rest.length > 0)
    blocks.push(
      `… and ${rest.length} more (${count(rest)}) that ${rest.length === 1 ? 'is' : 'are'} not printed.\n`,
    );
  const files = new Set(all.map((one) => one.at.source.name)).size;
  blocks.push(`${paint('bold', `${count(all)} in ${plural(files, 'file')}.`)}\n`);
  return blocks.join('\n');
}

/** In the order of the list, but never a warning at the expense of an error. */
function firstOf(all: readonly Diagnostic[]): readonly Diagnostic[] {
  const errors = all.filter((one) => one.severity === 'error');
  const warnings = all.filter((one) => one.severity === 'warning');
  const chosen = new Set([...errors, ...warnings].slice(0, MOST));
  return all.filter((one) => chosen.has(one));
}

function block(one: Diagnostic, masks: Masks, paint: Paint): string {
  const words = (text: string): string => hang(printable(masks.words(text)));
  const color = one.severity === 'error' ? 'red' : 'yellow';
  const title = paint('bold', paint(color, `${one.severity}[${one.code}]`));
  const lines = [
    `${title}: ${paint('bold', words(one.message))}`,
    ...excerpt(one.at, '', color, masks, paint),
  ];
  for (const { at, message } of one.related)
    lines.push('', ...excerpt(at, `: ${words(message)}`, 'cyan', masks, paint));
  if (one.why !== null || one.help !== null) lines.push('');
  if (one.why !== null) lines.push(`  ${paint('cyan', 'why')}: ${words(one.why)}`);
  if (one.help !== null) lines.push(`  ${paint('cyan', 'help')}: ${words(one.help)}`);
  return `${lines.join('\n')}\n`;
}

function excerpt(at: Span, tail: string, carets: Style, masks: Masks, paint: Paint): readonly string[] {
  const { place, lines } = frame(at, masks.ranges(at.source));
  const printed = lines.map(({ kind, gutter, text }) => {
    const body = kind === 'carets' ? paint(carets, text) : kind === 'omitted' ? paint('dim', text) : text;
    return `  ${paint('dim', gutter)}${body === '' ? '' : ' '}${body}`;
  });
  return [`  ${paint('cyan', printable(place))}${tail}`, ...printed];
}

/** Further lines of a text, such as what a program said, stay inside its diagnostic. */
const hang = (text: string): string => text.trimEnd().replaceAll('\n', '\n    ');

const plural = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

function count(diagnostics: readonly Diagnostic[]): string {
  const errors = diagnostics.filter((one) => one.severity === 'error').length;
  const warnings = diagnostics.length - errors;
  return [
    ...(errors > 0 ? [plural(errors, 'error')] : []),
    ...(warnings > 0 ? [plural(warnings, 'warning')] : []),
  ].join(', ');
}
