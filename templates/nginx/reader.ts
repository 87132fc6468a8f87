/** One statement of nginx, with what nginx itself sees: quotes and escapes are resolved, variables are not. */
export interface Directive {
  readonly name: string;
  readonly args: readonly string[];
  /** the statements between its braces; null where it ends in `;` */
  readonly block: readonly Directive[] | null;
  /** of its first character, both from 1; columns count UTF-16 units */
  readonly line: number;
  readonly column: number;
  /** half-open range of UTF-16 offsets, from its name to its last argument */
  readonly start: number;
  readonly end: number;
}

/** Why nginx would not read a file. It stops at its first problem, and so does the reader. */
export interface ReadProblem {
  readonly message: string;
  readonly line: number;
  readonly column: number;
  readonly offset: number;
}

export interface NginxText {
  /** the statements up to the first problem */
  readonly value: readonly Directive[];
  readonly problems: readonly ReadProblem[];
}

interface Token {
  readonly kind: 'word' | ';' | '{' | '}' | 'end' | 'bad';
  /** of a bad token: what is wrong */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const bad = (text: string, at: number): Token => ({ kind: 'bad', text, start: at, end: at });
const UNENDED = 'unexpected end of file, expecting ";" or "}"';

const isBlank = (char: string | undefined): boolean =>
  char === ' ' || char === '\t' || char === '\r' || char === '\n';

/** Parameters longer than this do not fit nginx's buffer of 4096 bytes with the character that ends them. */
const LONGEST_PARAMETER = 4094;

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "'": "'",
  '\\': '\\',
  t: '\t',
  r: '\r',
  n: '\n',
};

/** nginx resolves these inside and outside of quotes; before any other character a backslash is kept. */
const resolve = (raw: string): string =>
  raw.replace(/\\(["'\\trn])/g, (_, escaped: string) => ESCAPES[escaped] ?? escaped);

/** The next token at or after `from`. */
function tokenAt(text: string, from: number): Token {
  let at = from;
  for (;;) {
    while (isBlank(text[at])) at++;
    if (text[at] !== '#') break;
    while (at < text.length && text[at] !== '\n') at++;
  }
  const first = text[at];
  if (first === undefined) return { kind: 'end', text: '', start: at, end: at };
  if (first === ';' || first === '{' || first === '}')
    return { kind: first, text: first, start: at, end: at + 1 };
  return first === '"' || first === "'" ? quotedWord(text, at, first) : bareWord(text, at);
}

const word = (start: number, raw: string, end: number): Token =>
  new TextEncoder().encode(raw).length > LONGEST_PARAMETER
    ? bad(`too long parameter "${raw.slice(0, 10)}..."`, start)
    : { kind: 'word', text: resolve(raw), start, end };

function bareWord(text: string, start: number): Token {
  let at = start;
  for (; at < text.length; at++) {
    const char = text[at];
    if (char === '\\') at++;
    else if (char === '$' && text[at + 1] === '{') at++;
    else if (isBlank(char) || char === ';' || char === '{') break;
  }
  if (at >= text.length) return bad(UNENDED, text.length);
  return word(start, text.slice(start, at), at);
}

function quotedWord(text: string, start: number, quote: string): Token {
  let at = start + 1;
  while (at < text.length && text[at] !== quote) at += text[at] === '\\' ? 2 : 1;
  if (at >= text.length) return bad(`no ${quote} closes the one that opens here`, start);
  const after = text[at + 1];
  if (after !== undefined && !isBlank(after) && !';{)'.includes(after))
    return bad(`unexpected "${after}" after a closing quote`, at + 1);
  return word(start, text.slice(start + 1, at), at + 1);
}

interface Cursor {
  readonly text: string;
  offset: number;
  /** offsets at which lines start */
  readonly lines: readonly number[];
}

function position(lines: readonly number[], offset: number): { line: number; column: number } {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((lines[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return { line: low + 1, column: offset - (lines[low] ?? 0) + 1 };
}

/** Reads statements into `into` up to the end of the block; gives the token that does not belong there, or null. */
function block(cursor: Cursor, into: Directive[], depth: number): Token | null {
  for (;;) {
    const words: Token[] = [];
    let token = tokenAt(cursor.text, cursor.offset);
    for (; token.kind === 'word'; token = tokenAt(cursor.text, token.end)) words.push(token);
    cursor.offset = token.end;
    const [name, ...args] = words;
    if (token.kind === 'bad') return token;
    if (name === undefined) {
      if (token.kind === (depth > 0 ? '}' : 'end')) return null;
      if (token.kind === 'end') return bad('unexpected end of file, expecting "}"', token.start);
      return bad(`unexpected "${token.text}"`, token.start);
    }
    if (token.kind === 'end') return bad(UNENDED, token.start);
    if (token.kind === '}') return bad('unexpected "}"', token.start);
    const body: Directive[] | null = token.kind === '{' ? [] : null;
    into.push({
      name: name.text,
      args: args.map((arg) => arg.text),
      block: body,
      ...position(cursor.lines, name.start),
      start: name.start,
      end: args.at(-1)?.end ?? name.end,
    });
    const wrong = body === null ? null : block(cursor, body, depth + 1);
    if (wrong !== null) return wrong;
  }
}

/**
 * Reads a file as nginx does (ngx_conf_read_token() in ngx_conf_file.c), without a look at the quoters. It knows no
 * directives: the body of a `map` is statements too, and `*_by_lua_block` is not read.
 */
export function readNginx(text: string): NginxText {
  const lines = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) lines.push(at + 1);
  const value: Directive[] = [];
  const wrong = block({ text, offset: 0, lines }, value, 0);
  if (wrong === null) return { value, problems: [] };
  return { value, problems: [{ message: wrong.text, offset: wrong.start, ...position(lines, wrong.start) }] };
}
