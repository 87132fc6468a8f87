import type { EnvConsumer } from './write.ts';

/** One variable, as its consumer reads it. `line` counts from 1. */
export interface EnvVariable {
  readonly name: string;
  readonly value: string;
  readonly line: number;
}

/** Where a reader stands in a text. */
interface Cursor {
  readonly text: string;
  at: number;
}

const lineAt = (cursor: Cursor, at: number): number => cursor.text.slice(0, at).split('\n').length;

const fail = (cursor: Cursor, what: string): never => {
  throw new SyntaxError(`env file, line ${lineAt(cursor, cursor.at)}: ${what}`);
};

/** The character here, and one step on; empty at the end. */
function take(cursor: Cursor): string {
  const character = cursor.text[cursor.at] ?? '';
  cursor.at += 1;
  return character;
}

/** What a sticky pattern matches here, and over it. */
function match(cursor: Cursor, pattern: RegExp): RegExpExecArray | null {
  pattern.lastIndex = cursor.at;
  const found = pattern.exec(cursor.text);
  if (found !== null) cursor.at = pattern.lastIndex;
  return found;
}

/** docker/cli `opts`: lines, cut at the first `=`, nothing trimmed off the value. */
function docker(cursor: Cursor): EnvVariable[] {
  return cursor.text.split('\n').flatMap((row, index) => {
    const line = row.replace(/\r$/, '').replace(/^\s+/, '');
    if (line === '' || line.startsWith('#')) return [];
    const cut = line.indexOf('=');
    if (cut < 0) throw new SyntaxError(`env file, line ${index + 1}: a name without a value.`);
    const name = line.slice(0, cut);
    if (name === '' || /[ \t]/.test(name))
      throw new SyntaxError(`env file, line ${index + 1}: "${name}" is no name.`);
    return [{ name, value: line.slice(cut + 1), line: index + 1 }];
  });
}

/** compose-go's substitution with no other variables at hand: `$$` is a dollar; a name is something we never mean. */
function interpolate(cursor: Cursor, text: string): string {
  return text.replace(/\$(\$|[A-Za-z_{]?)/g, (all, next: string) =>
    next === '$' ? '$' : next === '' ? all : fail(cursor, 'compose would interpolate this value.'),
  );
}

const COMPOSE_ESCAPES: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\u000b',
  $: '$$',
  '"': '"',
  '\\': '\\',
};

/** compose-go's `dotenv` (docker compose v2). In quotes, a backslash before that quote vanishes and others stay. */
function composeValue(cursor: Cursor): string {
  const quote = cursor.text[cursor.at] ?? '';
  if (quote !== '"' && quote !== "'") {
    const [row = ''] = match(cursor, /[^\n]*/y) ?? [];
    return interpolate(cursor, row.replace(/ #.*$/, '').trimEnd());
  }
  cursor.at += 1;
  let value = '';
  for (let next = take(cursor); next !== quote; next = take(cursor)) {
    if (next === '') fail(cursor, 'a quoted value has no end.');
    if (next !== '\\') value += next;
    else {
      const after = take(cursor);
      value += after === quote ? after : next + after;
    }
  }
  if (quote === "'") return value;
  const unescaped = value.replace(/\\([abfnrtv$"\\]|0\d)/g, (_, letter: string) =>
    letter.length > 1 ? fail(cursor, 'octal escapes are not ours.') : (COMPOSE_ESCAPES[letter] ?? ''),
  );
  return interpolate(cursor, unescaped);
}

/** parse_env_file_internal of systemd: pieces in quotes are joined, and blanks between and around them vanish. */
function systemdValue(cursor: Cursor): string {
  let value = '';
  for (;;) {
    match(cursor, /[ \t]*/y);
    const quote = cursor.text[cursor.at] ?? '';
    if (quote === "'") value += match(cursor, /'([^']*)'/y)?.[1] ?? fail(cursor, 'a quote has no end.');
    else if (quote === '"') {
      const inside = match(cursor, /"((?:[^"\\]|\\[^])*)"/y)?.[1] ?? fail(cursor, 'a quote has no end.');
      value += inside.replace(/\\([^])/g, (all, next: string) =>
        '"\\`$'.includes(next) ? next : next === '\n' ? '' : all,
      );
    } else break;
  }
  return value + systemdBare(cursor);
}

/** The unquoted end of a systemd value: blanks at its end vanish, those behind a backslash stay. */
function systemdBare(cursor: Cursor): string {
  const [rest = ''] = match(cursor, /(?:[^\n\r\\]|\\[^])*/y) ?? [];
  let value = '';
  let kept = 0;
  for (const [, behind, plain] of rest.matchAll(/\\([^])|([^\\])/g)) {
    value += behind === '\n' ? '' : (behind ?? plain ?? '');
    if (behind !== undefined || !/[ \t]/.test(plain ?? '')) kept = value.length;
  }
  return value.slice(0, kept);
}

/** A word of POSIX sh (XCU 2.2) that is nothing but text: expansions and operators are refused. */
function shellValue(cursor: Cursor): string {
  let value = '';
  for (;;) {
    const found = match(cursor, /'([^']*)'|"((?:[^"\\$`]|\\[^])*)"|\\([^])|([A-Za-z0-9_@%+=:,./-]+)/y);
    if (found === null) break;
    const [, single, double, one, bare] = found;
    value += double?.replace(/\\([$`"\\\n])/g, (_, next: string) => (next === '\n' ? '' : next)) ?? '';
    value += single ?? (one === '\n' ? '' : one) ?? bare ?? '';
  }
  if (!/^(?:[ \t]*(?:\n|$)|[ \t]+#)/.test(cursor.text.slice(cursor.at)))
    fail(cursor, 'sh would expand or run part of this line.');
  match(cursor, /[^\n]*/y);
  return value;
}

interface Grammar {
  /** blanks and comments before a name */
  readonly skip: RegExp;
  readonly name: RegExp;
  readonly value: (cursor: Cursor) => string;
}

const GRAMMARS: Readonly<Record<Exclude<EnvConsumer, 'docker'>, Grammar>> = {
  compose: {
    skip: /(?:\s+|#[^\n]*)*/y,
    name: /(?:export\s+)?([\p{L}\p{N}_.[\]-]+)[ \t]*[=:][ \t]*/uy,
    value: composeValue,
  },
  systemd: { skip: /(?:\s+|[#;](?:[^\n\r\\]|\\[^])*)*/y, name: /([^\s=]+)[ \t]*=/y, value: systemdValue },
  shell: { skip: /(?:\s+|#[^\n]*)*/y, name: /([A-Za-z_][A-Za-z0-9_]*)=/y, value: shellValue },
};

/**
 * Reads an env file as its consumer does, written from that consumer's rules and not from our writer. Throws a
 * SyntaxError for a text that the consumer would refuse or that would mean more than text to it.
 */
export function readEnv(consumer: EnvConsumer, text: string): EnvVariable[] {
  const cursor: Cursor = { text, at: 0 };
  if (consumer === 'docker') return docker(cursor);
  const grammar = GRAMMARS[consumer];
  const variables: EnvVariable[] = [];
  for (match(cursor, grammar.skip); cursor.at < text.length; match(cursor, grammar.skip)) {
    const line = lineAt(cursor, cursor.at);
    const name = match(cursor, grammar.name)?.[1] ?? fail(cursor, 'no name of a variable.');
    variables.push({ name, value: grammar.value(cursor), line });
  }
  return variables;
}
