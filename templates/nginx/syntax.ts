import type { Syntax } from '../../src/format/place.ts';
import { places } from './places.ts';

/**
 * What the next parameter of a statement means to nginx, one letter:
 * `s` the name of a directive · `a` plain · `t` plain, a regex after `~` · `r` a regex · `p` the path of a location ·
 * `l` a location's path or modifier · `c` part of an `if` condition · `C` its regex · `k` a key of a map, a regex after `~` ·
 * `K` a key of another table · `m` a parameter of a block whose body holds map keys · `M` of one with another table
 */
type Role = 's' | 'a' | 't' | 'r' | 'p' | 'l' | 'c' | 'C' | 'k' | 'K' | 'm' | 'M';

/** `between` parameters; in a `bare` word; in `double` or `single` quotes; `closed` after a value or a quote; `comment` */
type Mode = 'between' | 'bare' | 'double' | 'single' | 'closed' | 'comment';

/** What was just read: a backslash, `$`, the letters after it, `${` and letters, an opening quote, a value */
type Just = '' | '\\' | '$' | 'name' | '{' | 'quote' | 'value';

/**
 * A state remembers only what decides about later places, so that two branches of a template that end alike end in
 * equal states: `word` is kept where it names a directive, a modifier or an operator; `blocks` are the open blocks.
 */
interface State {
  readonly mode: Mode;
  readonly role: Role;
  readonly just: Just;
  readonly regex: boolean;
  readonly word: string;
  /** what stands at the start of a statement in each open block, the outermost first */
  readonly blocks: string;
}

const START: State = { mode: 'between', role: 's', just: '', regex: false, word: '', blocks: '' };

const write = ({ mode, role, just, regex, word, blocks }: State): string =>
  [mode, role, just, regex ? 'regex' : '', blocks, word].join(' ');

function read(text: string): State {
  const [mode, role, just, regex, blocks, ...word] = text.split(' ');
  return {
    mode: mode as Mode,
    role: role as Role,
    just: just as Just,
    regex: regex === 'regex',
    blocks: blocks ?? '',
    word: word.join(' '),
  };
}

const ROLES: Readonly<Record<string, Role>> = {
  location: 'l',
  if: 'c',
  rewrite: 'r',
  map: 'm',
  geo: 'M',
  types: 'M',
  split_clients: 'M',
  charset_map: 'M',
  server_name: 't',
  valid_referers: 't',
  proxy_redirect: 't',
  proxy_cookie_domain: 't',
  proxy_cookie_path: 't',
  proxy_cookie_flags: 't',
};
const roleOf = (directive: string): Role =>
  Object.hasOwn(ROLES, directive) ? (ROLES[directive] ?? 'a') : 'a';

const STARTS_STATEMENT = 'skK';
const BLANK = /[ \t\r\n]/;
const VARIABLE = /[A-Za-z0-9_]/;

/** The role of the parameter after one that is complete. */
function next({ role, word }: State): Role {
  switch (role) {
    case 's':
      return roleOf(word);
    case 'l':
      return word === '~' || word === '~*' ? 'r' : word === '=' || word === '^~' ? 'p' : 'a';
    case 'c':
      return /^!?~\*?$/.test(word) ? 'C' : 'c';
    case 'C':
      return 'c';
    case 't':
    case 'm':
    case 'M':
      return role;
    default:
      return 'a';
  }
}

const between = (state: State): State => ({ ...START, role: next(state), blocks: state.blocks });
const statement = (blocks: string): State => ({ ...START, role: (blocks.at(-1) ?? 's') as Role, blocks });

function opened(state: State): State {
  const body = state.role === 'm' ? 'k' : state.role === 'M' ? 'K' : 's';
  return statement(state.blocks + body);
}

/** Whether a `~` at the start of this parameter makes the rest of it a regex. */
const tilde = (role: Role): boolean => 'tkl'.includes(role);
const always = (role: Role): boolean => role === 'r' || role === 'C';

type Step = State | string;

function startParameter(state: State, char: string): Step {
  if (BLANK.test(char)) return state;
  const starts = STARTS_STATEMENT.includes(state.role);
  switch (char) {
    case ';':
    case '{':
      if (starts) return `\`${char}\` where a statement should start`;
      return char === '{' ? opened(state) : statement(state.blocks);
    case '}':
      if (!starts) return 'a statement that is not closed by `;` before `}`';
      return state.blocks === ''
        ? '`}` closes a block that this template did not open'
        : statement(state.blocks.slice(0, -1));
    case '#':
      return { ...state, mode: 'comment' };
    case '"':
    case "'":
      return { ...state, mode: char === '"' ? 'double' : 'single', just: 'quote', regex: always(state.role) };
    default: {
      const regex = always(state.role) || (char === '~' && tilde(state.role));
      return inParameter({ ...state, mode: 'bare', regex, just: '' }, char);
    }
  }
}

function inParameter(state: State, char: string): Step {
  if (state.just === '\\') return { ...state, just: '' };
  if (state.mode === 'bare') {
    if (char === '{' && state.just === '$') return { ...state, just: '{' };
    if (char === '{' && state.just === 'value' && state.regex)
      return 'a value directly before `{`; write a blank between them';
    if (BLANK.test(char)) return between(state);
    if (char === ';' || char === '{') return startParameter(between(state), char);
  } else if (char === (state.mode === 'double' ? '"' : "'")) {
    return { ...state, mode: 'closed', just: '', word: '', regex: false };
  }
  const regex = state.regex || (char === '~' && state.just === 'quote' && tilde(state.role));
  const word = state.mode === 'bare' && 'slc'.includes(state.role) ? state.word + char : '';
  return { ...state, regex, word, just: followed(state.just, char) };
}

function followed(just: Just, char: string): Just {
  if (char === '\\') return '\\';
  if (char === '$') return '$';
  if (char === '{' && just === '$') return '{';
  if (!VARIABLE.test(char)) return '';
  return just === '$' ? 'name' : just === 'name' || just === '{' ? just : '';
}

function afterClosed(state: State, char: string): Step {
  if (BLANK.test(char)) return between(state);
  if (char === '{' && state.regex) return 'a value directly before `{`; write a blank between them';
  if (char === ';' || char === '{') return startParameter(between(state), char);
  if (char === ')' && 'cC'.includes(state.role)) return { ...state, role: 'c', regex: false };
  return `\`${char}\` directly after a value or a closing quote; put the whole parameter into one pair of quotes`;
}

function step(state: State, char: string): Step {
  switch (state.mode) {
    case 'between':
      return startParameter(state, char);
    case 'closed':
      return afterClosed(state, char);
    case 'comment':
      return char === '\n' ? { ...state, mode: 'between' } : state;
    default:
      return inParameter(state, char);
  }
}

function advance(text: string, added: string): string {
  if (text.startsWith('error: ')) return text;
  let state = read(text);
  for (const char of added) {
    const stepped = step(state, char);
    if (typeof stepped === 'string') return `error: ${stepped}`;
    state = stepped;
  }
  return write(state);
}

const AT_START: Readonly<Record<Role, keyof typeof places>> = {
  s: 'name',
  k: 'key',
  K: 'argument',
  l: 'path',
  p: 'path',
  r: 'regex',
  C: 'regex',
  a: 'argument',
  t: 'argument',
  c: 'argument',
  m: 'argument',
  M: 'argument',
};

function placeOf(state: State): keyof typeof places | null {
  const { mode, role, just, regex } = state;
  if (mode === 'comment') return 'comment';
  if (mode === 'between') return AT_START[role];
  if (mode === 'closed' || just === '\\' || (mode === 'bare' && role === 's')) return null;
  if (regex) return mode === 'double' ? 'regexDouble' : mode === 'single' ? 'regexSingle' : 'regexBare';
  if (just === '$' || just === 'name' || just === '{') return 'variable';
  return mode;
}

function afterValue(state: State): State {
  if (state.mode === 'comment') return state;
  if (state.mode === 'between') {
    // After a name or a key that is a value every parameter is plain: a list of none ends like a list of many.
    const role = STARTS_STATEMENT.includes(state.role) ? 'a' : state.role;
    return { ...state, role, mode: 'closed', regex: always(state.role) };
  }
  const just =
    state.just === '$' ? 'name' : state.just === 'name' || state.just === '{' ? state.just : 'value';
  return { ...state, just: state.regex ? 'value' : just, word: '' };
}

/**
 * nginx.conf, as text with values. A template may be the whole file or any run of whole statements; blocks that it
 * opens it closes. A value at the start of a parameter is the whole parameter.
 */
export const syntax: Syntax = {
  id: 'nginx',
  comment: (text) => `# ${text}`,
  initial: write(START),
  advance,
  place: (text) => (text.startsWith('error: ') ? null : placeOf(read(text))),
  after: (text) => (text.startsWith('error: ') ? text : write(afterValue(read(text)))),
  complete: (text) => text === write(START),
  places,
};
