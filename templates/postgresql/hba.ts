import type { Place, Refusal, Syntax } from '../../src/format/place.ts';
import { isRefusal } from '../../src/format/place.ts';
import { hashComment, keyText, refusal, spell, unprintable } from '../../src/format/text.ts';

/** A type of connection, a keyword, an address, a method. */
const word: Place = {
  name: 'pg_hba word',
  quote: (value) => {
    const text = keyText(value);
    return isRefusal(text) || /^[A-Za-z0-9][A-Za-z0-9.:/-]*$|^::[A-Za-z0-9.:/-]*$/.test(text)
      ? text
      : refusal(`is ${JSON.stringify(text)}, which is no word of pg_hba.conf`, 'Use one word.');
  },
};

/** Names of databases and users are at most this many bytes long (NAMEDATALEN). */
const LONGEST = 63;

function nameText(text: string): string | Refusal {
  const bad = unprintable(text);
  if (bad !== null) return bad;
  if (text === '' || Buffer.byteLength(text) > LONGEST)
    return refusal(`is no name of 1 to ${LONGEST} bytes`, 'Use another name.');
  if (/[\n\r]/.test(text)) return refusal('holds a newline, which ends a line', 'Use another name.');
  // From version 16 it begins a regular expression, in quotes too.
  if (text.startsWith('/'))
    return refusal('begins with a slash, which stands for a pattern', 'Use another name.');
  return text.replaceAll('"', '""');
}

/** The name of a database or user between quotes, where `all` and `replication` are names like others. */
const name: Place = {
  name: 'pg_hba name',
  quote: (value) => {
    const text = keyText(value);
    return isRefusal(text) ? text : nameText(text);
  },
};

const comment: Place = {
  name: 'pg_hba comment',
  quote: (given) =>
    spell(given, (text) => {
      if (/[\n\r]/.test(text))
        return refusal('holds a newline, which ends a comment', 'Write it on one line.');
      if (text.endsWith('\\'))
        return refusal('ends in a backslash, which would join the next line', 'Leave the backslash out.');
      return unprintable(text) ?? text;
    }),
};

type State = 'line' | 'comment' | 'word' | 'blank' | 'open' | 'quoted' | 'closed';
const STATES: readonly string[] = [...['line', 'comment', 'word', 'blank', 'open', 'quoted', 'closed']];
const isState = (state: string): state is State => STATES.includes(state);
const FAULT =
  'error: a field of pg_hba.conf is one word, or stands between quotes, and blanks part it from others';

function step(state: State, character: string): State | typeof FAULT {
  if (state === 'open' || state === 'quoted')
    return character === '\n' ? FAULT : character === '"' ? (state === 'open' ? FAULT : 'closed') : 'quoted';
  if (character === '\n') return 'line';
  if (state === 'comment') return 'comment';
  if (character === ' ' || character === '\t') return state === 'line' ? 'line' : 'blank';
  if (character === '#') return state === 'line' ? 'comment' : FAULT;
  if (state === 'closed') return FAULT;
  if (character === '"') return state === 'blank' ? 'open' : FAULT;
  return /[A-Za-z0-9.:/-]/.test(character) ? 'word' : FAULT;
}

const PLACES = { word, name, comment };
const PLACE_OF: Readonly<Record<State, keyof typeof PLACES | null>> = {
  line: 'word',
  comment: 'comment',
  word: null,
  blank: 'word',
  open: 'name',
  quoted: null,
  closed: null,
};

/** pg_hba.conf: fields between blanks; a template writes the quotes of names. */
export const hbaSyntax: Syntax = {
  id: 'pg_hba.conf',
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
  after: (state) => (state === 'open' ? 'quoted' : state === 'comment' ? state : 'closed'),
  complete: (state) => state === 'line',
  places: PLACES,
};
