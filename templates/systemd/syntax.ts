import type { Syntax } from '../../src/format/place.ts';
import { hashComment } from '../../src/format/text.ts';
import { argument, comment, item, key, native, program, setting, unit, value, variable } from './quote.ts';

const PLACES = { argument, comment, item, key, native, program, setting, unit, value, variable };

/** Settings that take unit names, and those that take a list of words; all others take the rest of their line. */
const UNITS = new Set(['After', 'Wants', 'Requires', 'PartOf', 'WantedBy', 'Unit']);
const ITEMS =
  /^((Runtime|State|Cache|Logs|Configuration)Directory|ReadWritePaths|ListenStream|ListenDatagram)$/;

/** `line`: nothing so far; `key …`: the name up to here; the others say what the value is. */
const FIRST = 'line';

const afterName = (name: string): string => {
  if (/^Exec/.test(name)) return 'program';
  if (name === 'Environment') return 'assignment';
  return UNITS.has(name) ? 'unit' : ITEMS.test(name) ? 'item' : name === '' ? 'native' : 'value';
};

function step(state: string, character: string): string {
  if (character === '\n') {
    if (state.startsWith('key')) return 'error: a line of a unit is `Name=value`, and this one is not';
    return /^(name|data)$/.test(state) ? 'error: a quote is open at the end of the line' : FIRST;
  }
  if (state === FIRST) {
    if (character === '#') return 'comment';
    if (character === '[') return 'section';
    return /[A-Za-z]/.test(character) ? `key ${character}` : 'error: a name begins with a letter';
  }
  if (state === 'comment' || state === 'section') return state;
  if (state.startsWith('key'))
    return character === '=' ? afterName(state.slice('key '.length)) : state + character;
  switch (state) {
    // `-` and `+` before the program say what a failure means and who runs it.
    case 'program':
      return character === '-' || character === '+' ? 'program' : 'text';
    case 'assignment':
      return character === '"' ? 'name' : 'error: an assignment stands in double quotes';
    case 'name':
      return character === '=' ? 'data' : character === '"' ? 'error: an assignment without "="' : 'name';
    case 'data':
      return character === '"' ? 'closed' : 'data';
    // After a word of a command a blank begins the next one.
    case 'text':
    case 'words':
      return character === ' ' ? 'argument' : 'text';
    case 'argument':
      return character === ' ' ? 'argument' : 'text';
    default:
      return state === 'closed' ? 'error: nothing may follow an assignment' : 'rest';
  }
}

const PLACE_OF: Readonly<Record<string, keyof typeof PLACES>> = {
  line: 'key',
  section: 'key',
  comment: 'comment',
  program: 'program',
  argument: 'argument',
  name: 'variable',
  data: 'setting',
  unit: 'unit',
  item: 'item',
  native: 'native',
  value: 'value',
  rest: 'value',
};

/** systemd.syntax(7): `[Section]`, `Name=value`, comments on lines of their own. */
export const syntax: Syntax = {
  id: 'systemd',
  comment: hashComment,
  initial: FIRST,
  advance: (state, text) => {
    let now = state;
    for (const character of text) {
      if (now.startsWith('error: ')) return now;
      now = step(now, character);
    }
    return now;
  },
  place: (state) => PLACE_OF[state] ?? null,
  after: (state) =>
    state === FIRST
      ? 'key '
      : state === 'program' || state === 'argument'
        ? 'words'
        : /^(comment|section|name|data)$/.test(state)
          ? state
          : 'done',
  complete: (state) => state === FIRST,
  places: PLACES,
};
