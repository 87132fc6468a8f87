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

/** The name of a directive; redis-server takes any case, we write small letters. */
const name: Place = {
  name: 'redis directive',
  quote: (value) => {
    const text = keyText(value);
    if (isRefusal(text) || /^[a-z][a-z0-9_.-]*$/.test(text)) return text;
    return refusal(
      `is ${JSON.stringify(text)}, which is no name of a redis directive`,
      'Use small letters, digits, "-", "_" and ".".',
    );
  },
};

/** Nothing that sdssplitargs() of sds.c reads as more than itself, outside quotes; a `#` begins a comment in front only. */
const BARE = /^[A-Za-z0-9_.:/@%+=,~^*?&|!<>()[\]{}$;#-]+$/;

/** Between double quotes: `\xHH` for what nobody would see, a backslash before `"` and itself. */
function escaped(text: string): string | Refusal {
  const bad = illFormed(text);
  if (bad !== null) return bad;
  if (text.includes('\0'))
    return refusal('holds the character U+0000, at which redis-server ends a text', 'Remove the character.');
  return [...text].map(escapedCharacter).join('');
}

const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

const escapedCharacter = (character: string): string =>
  SHORT[character] ??
  (character !== ' ' && INVISIBLE.test(character)
    ? [...new TextEncoder().encode(character)]
        .map((byte) => `\\x${byte.toString(16).padStart(2, '0')}`)
        .join('')
    : character);

/** Switches are `yes` and `no`. */
const worded = (value: Value): Value => (typeof value === 'boolean' ? (value ? 'yes' : 'no') : value);

/** A whole argument: bare where that reads the same, else in double quotes. */
const argument: Place = {
  name: 'redis argument',
  quote: (value) => {
    const bare = spell(worded(value), (text) => text);
    if (!isRefusal(bare) && BARE.test(bare)) return bare;
    const text = spell(worded(value), escaped, 'double');
    return isRefusal(text) ? text : `"${text}"`;
  },
};

/** The rest of an argument that the template began without quotes. */
const bare: Place = {
  name: 'end of a redis argument without quotes',
  quote: (value) => {
    const text = spell(worded(value), (literal) => literal);
    if (isRefusal(text) || text === '' || BARE.test(text)) return text;
    return refusal(
      'holds a character that cannot stand in a redis argument without quotes',
      'Leave out blanks, quotes and backslashes here, or quote the argument in the template.',
    );
  },
};

/** Part of an argument between double quotes that the template writes. */
const double: Place = {
  name: 'text in double quotes',
  quote: (value) => spell(worded(value), escaped, 'double'),
};

/** A remark; each of its lines becomes a comment line. */
const comment: Place = {
  name: 'redis comment',
  quote: (value) =>
    spell(value, (text) => {
      const bad = unprintable(text);
      return bad ?? text.split('\n').join('\n# ');
    }),
};

/**
 * `line`: nothing but blanks so far; `gap`: blanks after a name or an argument; `closed`: right after a quoted argument
 * or a value, where only a blank or the end of the line may follow; `escape`: after a backslash in double quotes.
 */
type State =
  'line' | 'comment' | 'name' | 'gap' | 'bare' | 'double' | 'escape' | 'single' | 'quoted' | 'closed';

const STATES: readonly string[] = [
  'line',
  'comment',
  'name',
  'gap',
  'bare',
  'double',
  'escape',
  'single',
  'quoted',
  'closed',
] satisfies State[];
const isState = (state: string): state is State => STATES.includes(state);

const UNCLOSED = 'error: a quote is open at the end of the line, and redis-server refuses the line';
const ADJOINED = 'error: a closing quote or a value must be followed by a blank or the end of the line';

function step(state: State, character: string): string {
  const blank = character === ' ' || character === '\t';
  if (character === '\n') {
    const open = state === 'double' || state === 'escape' || state === 'single' || state === 'quoted';
    return open ? UNCLOSED : 'line';
  }
  switch (state) {
    case 'line':
      return blank ? 'line' : character === '#' ? 'comment' : 'name';
    case 'comment':
      return 'comment';
    case 'closed':
      return blank ? 'gap' : ADJOINED;
    case 'double':
      return character === '\\' ? 'escape' : character === '"' ? 'closed' : 'double';
    case 'escape':
      return 'double';
    case 'single':
      return character === '\\' ? 'quoted' : character === "'" ? 'closed' : 'single';
    case 'quoted':
      return 'single';
    case 'name':
      return blank ? 'gap' : 'name';
    default:
      if (blank) return 'gap';
      // Inside a word without quotes a quote opens a quoted part, which must end the word.
      return character === '"' ? 'double' : character === "'" ? 'single' : 'bare';
  }
}

const PLACES = { name, argument, bare, double, comment };

const PLACE_OF: Readonly<Record<State, keyof typeof PLACES | null>> = {
  line: 'name',
  comment: 'comment',
  name: null,
  gap: 'argument',
  bare: 'bare',
  double: 'double',
  escape: null,
  single: null,
  quoted: null,
  closed: null,
};

/** redis.conf: `directive argument …` a line, arguments as redis-cli takes them. */
export const syntax: Syntax = {
  id: 'redis',
  comment: hashComment,
  initial: 'line',
  advance: (state, text) => {
    let now: string = state;
    for (const character of text) {
      if (!isState(now)) return now;
      now = step(now, character);
    }
    return now;
  },
  place: (state) => (isState(state) ? PLACE_OF[state] : null),
  after: (state) => (state === 'line' || state === 'gap' ? 'closed' : state),
  complete: (state) => state === 'line',
  places: PLACES,
};
