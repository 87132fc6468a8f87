import type { Place, Refusal, Syntax } from '../../src/format/place.ts';
import { isRefusal } from '../../src/format/place.ts';
import { keyText, refusal, spell, unprintable } from '../../src/format/text.ts';

/** Between single quotes, with `standard_conforming_strings` on. */
const literal: Place = {
  name: 'SQL string',
  quote: (value) => spell(value, (text) => unprintable(text) ?? text.replaceAll("'", "''"), 'sql'),
};

/** Longer names are cut off by PostgreSQL (NAMEDATALEN). */
const LONGEST = 63;

function nameText(text: string): string | Refusal {
  const bad = unprintable(text);
  if (bad !== null) return bad;
  return text === '' || Buffer.byteLength(text) > LONGEST
    ? refusal(`is no name of 1 to ${LONGEST} bytes`, 'Use another name.')
    : text.replaceAll('"', '""');
}

/** Between double quotes. */
const identifier: Place = {
  name: 'SQL identifier',
  quote: (value) => {
    const text = keyText(value);
    return isRefusal(text) ? text : nameText(text);
  },
};

/** Between double quotes on a line of psql's own, where a backslash, `=` and `:` have meanings. */
const argument: Place = {
  name: 'psql argument',
  quote: (value) => {
    const text = keyText(value);
    return isRefusal(text) || /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(text)
      ? text
      : refusal(
          `is ${JSON.stringify(text)}, which psql would not take for a name`,
          'Use letters, digits, "_", "." and "-".',
        );
  },
};

const comment: Place = {
  name: 'SQL comment',
  quote: (value) =>
    spell(
      value,
      (text) =>
        unprintable(text) ??
        (/[\n\r]/.test(text)
          ? refusal('holds a newline, which ends a comment', 'Write it on one line.')
          : text),
    ),
};

/** `open` is a quote that nothing follows yet: it may close at once, or a value may follow. */
type State = 'code' | 'dash' | 'comment' | 'string' | 'name' | 'meta' | 'argument';
const STATES: readonly string[] = [...['code', 'dash', 'comment', 'string', 'name', 'meta', 'argument']];
const isState = (state: string): state is State => STATES.includes(state);

function step(state: State, character: string): string {
  switch (state) {
    case 'comment':
      return character === '\n' ? 'code' : state;
    case 'string':
      return character === "'" ? 'code' : state;
    case 'name':
      return character === '"' ? 'code' : state;
    case 'argument':
      return character === '"' ? 'meta' : character === '\n' ? 'error: a quote is not closed' : state;
    case 'meta':
      return character === '\n' ? 'code' : character === '"' ? 'argument' : state;
    case 'dash':
      return character === '-' ? 'comment' : step('code', character);
    default:
      if (character === '$' || character === '/')
        return 'error: only quotes and `--` are known to this template';
      return { "'": 'string', '"': 'name', '\\': 'meta', '-': 'dash' }[character] ?? 'code';
  }
}

const PLACES = { literal, identifier, argument, comment };
const PLACE_OF: Readonly<Record<State, keyof typeof PLACES | null>> = {
  code: null,
  dash: null,
  meta: null,
  comment: 'comment',
  string: 'literal',
  name: 'identifier',
  argument: 'argument',
};

/** A script for psql: SQL and lines of psql's own. A template writes the quotes; a value stands between them. */
export const sqlSyntax: Syntax = {
  id: 'psql',
  comment: (text) => `-- ${text}`,
  initial: 'code',
  advance: (state, text) => {
    let now: string = state;
    for (const character of text) {
      if (!isState(now)) return now;
      now = step(now, character);
    }
    return now;
  },
  place: (state) => (isState(state) ? PLACE_OF[state] : null),
  after: (state) => state,
  complete: (state) => state === 'code',
  places: PLACES,
};
