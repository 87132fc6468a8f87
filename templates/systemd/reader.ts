/** One setting of a unit. `line` counts from 1 and is its first one. */
export interface UnitSetting {
  readonly section: string;
  readonly name: string;
  /** as it stands, joined lines with a blank between them */
  readonly value: string;
  readonly line: number;
}

/**
 * Reads a unit as config_parse() of conf-parser.c does, without a look at the quoters. Throws a SyntaxError, with the
 * line, for what systemd refuses.
 */
export function readUnit(text: string): UnitSetting[] {
  const settings: UnitSetting[] = [];
  let section = '';
  let held: { readonly text: string; readonly line: number } | null = null;
  for (const [index, row] of text.split('\n').entries()) {
    const trimmed = row.replace(/^[ \t\r\n]+/, '');
    if (/^[#;]/.test(trimmed)) continue;
    const whole: string = (held?.text ?? '') + (held ? row : trimmed);
    const line: number = held?.line ?? index + 1;
    held = null;
    if (/(^|[^\\])(\\\\)*\\$/.test(whole)) {
      held = { text: `${whole.slice(0, -1)} `, line };
      continue;
    }
    const said = whole.trim();
    if (said === '') continue;
    const heading = /^\[(.*)\]$/.exec(said)?.[1];
    if (heading !== undefined) {
      section = heading;
      continue;
    }
    const at = said.indexOf('=');
    if (at < 1 || section === '') throw new SyntaxError(`unit, line ${line}: no assignment in a section.`);
    settings.push({ section, name: said.slice(0, at).trim(), value: said.slice(at + 1).trim(), line });
  }
  return settings;
}

const SHORT: Readonly<Record<string, string>> = {
  ...{ a: '\x07', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t', v: '\v', s: ' ' },
  ...{ '\\': '\\', '"': '"', "'": "'" },
};

/** One escape behind its backslash: what it stands for and how long it is; null for what systemd keeps as it is. */
function escape(text: string): readonly [string, number] | null {
  const short = SHORT[text.charAt(0)];
  if (short !== undefined) return [short, 1];
  const [all = '', , hex = '', octal] = /^([xuU])([0-9a-fA-F]{2,8})/.exec(text)
    ? hexIn(text)
    : [/^[0-3][0-7]{2}/.exec(text)?.[0] ?? '', '', '', true];
  if (all === '') return null;
  return [
    String.fromCodePoint(Number.parseInt(octal === undefined ? hex : all, octal === undefined ? 16 : 8)),
    all.length,
  ];
}

function hexIn(text: string): readonly [string, string, string, undefined] {
  const kind = text.charAt(0);
  const length = kind === 'x' ? 2 : kind === 'u' ? 4 : 8;
  const hex = text.slice(1, 1 + length);
  return hex.length === length && /^[0-9a-fA-F]+$/.test(hex)
    ? [kind + hex, kind, hex, undefined]
    : ['', '', '', undefined];
}

/** Words as extract_first_word() splits them with quotes and C escapes; null where a quote is not closed. */
export function wordsOf(text: string): readonly string[] | null {
  const words: string[] = [];
  let word: string | null = null;
  let quote = '';
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (character === '\\') {
      const found = escape(text.slice(at + 1));
      word = (word ?? '') + (found?.[0] ?? character);
      at += found?.[1] ?? 0;
    } else if (quote !== '') {
      if (character === quote) quote = '';
      else word = (word ?? '') + character;
    } else if (character === '"' || character === "'") {
      quote = character;
      word ??= '';
    } else if (/[ \t\r\n]/.test(character)) {
      if (word !== null) words.push(word);
      word = null;
    } else word = (word ?? '') + character;
  }
  if (quote !== '') return null;
  return word === null ? words : [...words, word];
}

/** A command as it is run when no specifier and no variable is in it: `%%` and `$$` are single ones. */
export function commandOf(value: string): { readonly prefix: string; readonly words: readonly string[] } {
  const prefix = /^[-@:+!|]*/.exec(value)?.[0] ?? '';
  const [program, ...rest] = wordsOf(value.slice(prefix.length)) ?? [];
  if (program === undefined) return { prefix, words: [] };
  return {
    prefix,
    words: [specifiers(program), ...rest.map((word) => specifiers(word).replaceAll('$$', '$'))],
  };
}

/** `NAME=value` of an Environment= line; no `$` means anything here. */
export const assignmentsOf = (value: string): readonly string[] => (wordsOf(value) ?? []).map(specifiers);

export const specifiers = (text: string): string => text.replaceAll('%%', '%');
