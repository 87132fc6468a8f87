import { isRefusal, type Place, type Refusal, type Syntax } from '../../src/format/place.ts';
import { hashComment, keyText, refusal, spell, unprintable } from '../../src/format/text.ts';

/** The lexical places of the format. Each quoter gives what the program reads back as exactly the value, or refuses. */
const key: Place = {
  name: 'skeleton key',
  quote: (value) => {
    const text = keyText(value);
    if (isRefusal(text) || /^[a-z][a-z0-9_]*$/.test(text)) return text;
    return refusal(`is ${JSON.stringify(text)}, which is no key`, 'Use lower case letters, digits and "_".');
  },
};

const value: Place = { name: 'skeleton value', quote: (given) => spell(given, oneLine) };

function oneLine(text: string): string | Refusal {
  if (text.includes('\n')) return refusal('holds a newline, which ends a value', 'Write it on one line.');
  if (text === '' || text.trim() !== text)
    return refusal('is empty, or begins or ends with a blank, which gets lost', 'Remove the blank.');
  return unprintable(text) ?? text;
}

/** `key = value` lines. A machine over the static text of templates says in which place a value stands. */
export const syntax: Syntax = {
  id: 'skeleton',
  comment: hashComment,
  initial: 'key',
  advance: (state, text) => [...text].reduce(step, state),
  place: (state) => (state in PLACES ? state : null),
  after: (state) => state,
  complete: (state) => state === 'key',
  places: { key, value },
};

const PLACES = { key, value };

const step = (state: string, character: string): string =>
  character === '\n' ? 'key' : character === '=' ? 'value' : state;
