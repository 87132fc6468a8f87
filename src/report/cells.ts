import { BULLETS } from './mask.ts';
import type { Range } from './mask.ts';

/** What one place of a line prints, how many terminal columns that takes, and which offsets it stands for. */
export interface Cell extends Range {
  readonly text: string;
  readonly width: number;
}

/** A tab is drawn, and always as wide: a tab is often the fault itself, and no terminal's tab stops may move the carets. */
const TAB = '→   ';

/**
 * The cells of one line's text from `from` to `to`. A hidden range is one cell of bullets. Controls, bidirectional
 * overrides and lone surrogates are drawn as stand-ins, so that no manifest can write to the reader's terminal.
 */
export function cellsOf(text: string, from: number, to: number, hidden: readonly Range[]): readonly Cell[] {
  const cells: Cell[] = [];
  let at = from;
  while (at < to) {
    const mask = hidden.find((range) => range.start <= at && range.end > at);
    if (mask !== undefined) {
      const end = Math.min(mask.end, to);
      cells.push({ text: BULLETS, width: BULLETS.length, start: at, end });
      at = end;
      continue;
    }
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    const end = Math.min(at + character.length, to);
    const last = cells.at(-1);
    const cell = cellOf(character);
    if (cell.width === 0 && last !== undefined)
      cells[cells.length - 1] = { ...last, text: last.text + cell.text, end };
    else cells.push({ ...cell, start: at, end });
    at = end;
  }
  return cells;
}

/** Text for a terminal: controls and what could reorder a line are replaced by stand-ins; newlines stay. */
export const printable = (text: string): string => text.replace(UNSAFE, standIn);

const UNSAFE =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\p{Cs}/gu;

function standIn(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (character === '\t') return TAB;
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  return code === 0x7f ? '␡' : '�';
}

function cellOf(character: string): Pick<Cell, 'text' | 'width'> {
  const text = printable(character);
  return { text, width: text === character ? widthOf(character) : text.length };
}

/** Scripts and symbols that terminals draw two columns wide: East Asian Wide and Fullwidth of UAX 11, by block. */
const WIDE: readonly (readonly [number, number])[] = [
  [0x1100, 0x115f],
  [0x2e80, 0x303e],
  [0x3041, 0xa4cf],
  [0xac00, 0xd7a3],
  [0xf900, 0xfaff],
  [0xfe30, 0xfe6f],
  [0xff00, 0xff60],
  [0xffe0, 0xffe6],
  [0x1f300, 0x1f64f],
  [0x1f680, 0x1faff],
  [0x20000, 0x3fffd],
];

function widthOf(character: string): number {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x300) return 1;
  if (/[\p{Mn}\p{Me}\u200c\u200d]/u.test(character)) return 0;
  return WIDE.some(([first, last]) => code >= first && code <= last) ? 2 : 1;
}
