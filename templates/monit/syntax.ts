import type { Value } from '../../src/fact.ts';
import { isRefusal, type Place, type Refusal, type Syntax } from '../../src/format/place.ts';
import {
  hashComment,
  illFormed,
  INVISIBLE,
  keyText,
  refusal,
  spell,
  unprintable,
} from '../../src/format/text.ts';

const plain = (name: string, shape: RegExp, what: string, help: string): Place => ({
  name,
  quote: (value) => {
    const text = keyText(typeof value === 'object' ? value : String(value));
    return isRefusal(text) || shape.test(text)
      ? text
      : refusal(`is ${JSON.stringify(text)}, which is no ${what}`, help);
  },
});

/** A service, a group, an account: what every version reads without quotes as one word. */
const name = plain(
  'monit name',
  /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/,
  'name for monit',
  'Use letters, digits, "_", "-" and ".".',
);

/** Keywords, numbers, units and marks of comparison: nothing that opens a string or begins a comment. */
const word = plain(
  'monit word',
  /^[A-Za-z0-9_.:*/$%+@<>=!()[\]{},-]+$/,
  'word of monit’s',
  'Say it in a field that is a text.',
);

const glob = plain(
  'monit pattern of files',
  /^\/[A-Za-z0-9_./*-]*$/,
  'pattern of files',
  'Use letters, digits and "*".',
);

/** The rest of a line between braces: no quotes, no escapes. */
const line = plain(
  'text of a mail',
  /^[^\s{}"](?:[^{}"\n\r\t]*[^\s{}"])?$/,
  'text that stands in one line between braces',
  'Leave out braces, quotes and newlines.',
);

/**
 * Between quotes. Monit cuts blanks and quotes off both ends, then reads `\\`, `\n`, `\r`, `\t` and `\0x41` (handle_quoted_string
 * of its scanner): whatever could be mistaken is written as its octets.
 */
function escaped(text: string, isFirst: boolean, isLast: boolean): string | Refusal {
  const bad = illFormed(text);
  if (bad !== null) return bad;
  if (text.includes('\0'))
    return refusal('holds the character U+0000, at which monit ends a text', 'Remove the character.');
  const letters = [...text];
  return letters
    .map((letter, index) => {
      if (letter === '\\') return '\\\\';
      const isEnd = (isFirst && index === 0) || (isLast && index === letters.length - 1);
      if (letter === '"' || letter === "'" || (isEnd && letter === ' ')) return octets(letter);
      return letter !== ' ' && INVISIBLE.test(letter) ? octets(letter) : letter;
    })
    .join('');
}

const octets = (letter: string): string =>
  [...new TextEncoder().encode(letter)].map((byte) => `\\0x${byte.toString(16).padStart(2, '0')}`).join('');

/** The whole of a quoted text. What begins with `/` is a path to monit, and no text. */
function quoted(value: Value, isPath: boolean): string | Refusal {
  const parts = Array.isArray(value) ? value.length : 1;
  let index = 0;
  const text = spell(value, (literal) => {
    const at = index++;
    const written = escaped(literal, at === 0, at === parts - 1);
    return at === 0 && !isPath && !isRefusal(written) && written.startsWith('/')
      ? `${octets('/')}${written.slice(1)}`
      : written;
  });
  return text;
}

/** Text between the double quotes of the template. */
const text: Place = { name: 'monit text', quote: (value) => quoted(value, false) };

/** What is asked of a web server: a path to monit's scanner, and never without quotes. */
const target: Place = {
  name: 'monit request',
  quote: (value) => {
    const whole = keyText(value);
    if (isRefusal(whole)) return whole;
    if (!whole.startsWith('/'))
      return refusal(`is ${JSON.stringify(whole)}, which is no absolute path`, 'Begin it with "/".');
    const written = quoted(whole, true);
    return isRefusal(written) ? written : `"${written}"`;
  },
};

/** A path, bare where it can be. */
const path: Place = {
  name: 'monit path',
  quote: (value) => {
    const whole = keyText(value);
    return isRefusal(whole) || /^\/[A-Za-z0-9_./+-]*$/.test(whole) ? whole : target.quote(value);
  },
};

/** One argument of a program between double quotes: bare where it reads the same, else in single quotes. */
const argument: Place = {
  name: 'argument of a program that monit runs',
  quote: (value) => {
    const bare = spell(value, (literal) => literal);
    if (!isRefusal(bare) && /^[A-Za-z0-9_@%+=:,./$\x7b\x7d-]+$/.test(bare)) return bare;
    const written = quoted(value, true);
    return isRefusal(written) ? written : `'${written}'`;
  },
};

const comment: Place = {
  name: 'monit comment',
  quote: (value) => spell(value, (literal) => unprintable(literal) ?? literal.replaceAll('\n', ' ')),
};

const PLACES = { name, word, glob, line, text, path, target, argument, comment };

/** Words after which a value of a kind of its own stands. */
const BEFORE: Readonly<Record<string, keyof typeof PLACES>> = {
  process: 'name',
  host: 'name',
  program: 'name',
  file: 'name',
  directory: 'name',
  filesystem: 'name',
  network: 'name',
  depends: 'name',
  on: 'name',
  group: 'name',
  path: 'path',
  pidfile: 'path',
  idfile: 'path',
  statefile: 'path',
  unixsocket: 'path',
  request: 'target',
  basedir: 'path',
  log: 'path',
  include: 'glob',
  'from:': 'line',
  'reply-to:': 'line',
  'subject:': 'line',
};
/** Words after which a string is a program and its arguments. */
const PROGRAMS: readonly string[] = ['program=', 'exec', 'path'];
const WATCHED = [...new Set([...Object.keys(BEFORE), ...PROGRAMS])];

/**
 * `gap W`: between words, W the watched word before or nothing; `word W`: in a word that is or may become the watched W;
 * `word`: in any other; `text`, `program`: inside a string; `comment`.
 */
function step(state: string, letter: string): string {
  if (state === 'comment') return letter === '\n' ? 'gap ' : 'comment';
  if (state === 'text' || state === 'program') {
    if (letter === '\n') return 'error: a string is open at the end of the line';
    return letter === '"' ? 'word' : state;
  }
  if (letter === '\n') return 'gap ';
  const [kind, said = ''] = state.split(' ');
  if (letter === ' ' || letter === '\t')
    return kind === 'gap' ? state : `gap ${WATCHED.includes(said) ? said : ''}`;
  if (letter === '"') return PROGRAMS.includes(said) ? 'program' : 'text';
  if (letter === '#' && kind === 'gap') return 'comment';
  // `start program = "…"`: any other `=` stands before a text.
  const before = kind === 'gap' ? (letter === '=' && said === 'program' ? said : '') : said;
  const begun = state === 'word' ? null : before + letter;
  return begun !== null && WATCHED.some((one) => one.startsWith(begun)) ? `word ${begun}` : 'word';
}

/** Monit’s control file: words, numbers and strings; newlines mean nothing. */
export const syntax: Syntax = {
  id: 'monit',
  comment: hashComment,
  initial: 'gap ',
  advance: (state, text) => {
    let now = state;
    for (const letter of text) {
      if (now.startsWith('error: ')) return now;
      now = step(now, letter);
    }
    return now;
  },
  place: (state) => {
    if (state === 'comment') return 'comment';
    if (state === 'text') return 'text';
    if (state === 'program') return 'argument';
    const [kind, said = ''] = state.split(' ');
    return kind === 'gap' ? (BEFORE[said] ?? 'word') : null;
  },
  after: (state) => (state.startsWith('gap ') ? 'word' : state),
  complete: (state) => state === 'gap ',
  places: PLACES,
};
