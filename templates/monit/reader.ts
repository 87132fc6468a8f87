/** A word, a number or a text of a control file. `line` counts from 1. */
export interface MonitToken {
  readonly kind: 'word' | 'text' | 'program';
  /** of a text, what monit makes of it */
  readonly text: string;
  /** of a program: its arguments */
  readonly args: readonly string[];
  readonly line: number;
}

/**
 * Reads a control file as monit's scanner does (l.l), as far as our files go, without a look at the quoters: words,
 * texts between quotes, and the strings that are programs. Throws a SyntaxError, with the line, for an open quote.
 */
export function readMonit(file: string): MonitToken[] {
  const tokens: MonitToken[] = [];
  let line = 1;
  for (let at = 0; at < file.length;) {
    const letter = file.charAt(at);
    if (letter === '\n') line++;
    if (/[\s,;()]/.test(letter)) at++;
    else if (letter === '#') at = endOf(file, '\n', at, line);
    else if (letter === '"') {
      const end = endOf(file, '"', at + 1, line);
      if (end === file.length) throw new SyntaxError(`monit, line ${line}: a quote is open.`);
      const inside = file.slice(at + 1, end);
      const before = tokens.at(-1)?.text.toLowerCase() ?? '';
      const kind = isProgram(before, tokens) ? 'program' : 'text';
      const args = kind === 'program' ? argumentsIn(inside) : [];
      tokens.push({ kind, text: kind === 'program' ? inside : unquoted(`"${inside}"`), args, line });
      line += inside.split('\n').length - 1;
      at = end + 1;
    } else {
      const [text = letter] = /^[^\s",;#]+/.exec(file.slice(at)) ?? [];
      tokens.push({ kind: 'word', text, args: [], line });
      at += text.length;
    }
  }
  return tokens;
}

function endOf(file: string, what: string, from: number, _line: number): number {
  const end = file.indexOf(what, from);
  return end === -1 ? file.length : end;
}

/** `start program = "…"`, `exec "…"`, and the path of `check program`. */
function isProgram(before: string, tokens: readonly MonitToken[]): boolean {
  if (before === 'exec') return true;
  const words = tokens.slice(-6).map(({ text }) => text.toLowerCase());
  if (before === '=') return words.at(-2) === 'program' && /^(start|stop|restart)$/.test(words.at(-3) ?? '');
  const check = words.lastIndexOf('check');
  return before === 'path' && check !== -1 && words[check + 1] === 'program';
}

/** Bare arguments stand for themselves; in single quotes escapes are read. */
function argumentsIn(text: string): readonly string[] {
  return [...text.matchAll(/'[^']*'(?=\s|$)|[^\s]+/g)].map(([argument]) =>
    argument.startsWith("'") && argument.endsWith("'") && argument.length > 1 ? unquoted(argument) : argument,
  );
}

const SHORT: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', '\\': '\\' };

/** What monit makes of a quoted text: blanks and quotes cut off both ends, then escapes. */
function unquoted(text: string): string {
  const cut = text.replace(/^[\s"']+/, '').replace(/[\s"']+$/, '');
  const bytes: number[] = [];
  for (let at = 0; at < cut.length;) {
    const [whole = '', hex, short] = /^\\(?:0x([0-9a-fA-F]{2})|([nrt\\]))/.exec(cut.slice(at)) ?? [];
    if (hex !== undefined) bytes.push(Number.parseInt(hex, 16));
    else if (short !== undefined) bytes.push(...Buffer.from(SHORT[short] ?? ''));
    else {
      const letter = String.fromCodePoint(cut.codePointAt(at) ?? 0);
      bytes.push(...Buffer.from(letter));
      at += letter.length;
      continue;
    }
    at += whole.length;
  }
  return Buffer.from(bytes).toString();
}
