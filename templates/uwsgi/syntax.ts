import { isRefusal, type Place, type Refusal, type Syntax } from '../../src/format/place.ts';
import { hashComment, keyText, refusal, spell, unprintable } from '../../src/format/text.ts';

function line(text: string, what: string): string | Refusal {
  const bad = unprintable(text);
  if (bad !== null) return bad;
  return text.includes('\n')
    ? refusal(`holds a newline, which ends a ${what}`, 'Write it on one line.')
    : text;
}

const key: Place = {
  name: 'uwsgi option',
  quote: (given) => {
    const text = keyText(given);
    return isRefusal(text) || /^[A-Za-z0-9][A-Za-z0-9_.-]*$/.test(text)
      ? text
      : refusal(`is ${JSON.stringify(text)}, which is no name of an option`, 'Use the name of an option.');
  },
};

/** uWSGI fills these in when it reads an option, and has no escape for them (uwsgi_placeholder() in core/config.c). */
const FILLED = /[$%@]\(/;
const filled = (text: string): Refusal | null => {
  const [found] = FILLED.exec(text) ?? [];
  return found === undefined
    ? null
    : refusal(`holds "${found}", behind which uWSGI looks for a name to fill in`, 'Write it another way.');
};

/**
 * The value up to the end of its line. There are no quotes and no comments behind it; blanks around it are cut off. A `%`
 * takes the next character with it, whatever that is, and is doubled.
 */
const value: Place = {
  name: 'uwsgi value',
  quote: (given) => {
    const text = spell(given, (literal) => {
      const bad = line(literal, 'value');
      if (isRefusal(bad)) return bad;
      return filled(literal) ?? literal.replaceAll('%', '%%');
    });
    if (isRefusal(text)) return text;
    if (/^\s|\s$/.test(text))
      return refusal('starts or ends with a blank, which uWSGI cuts off', 'Remove the blank.');
    return filled(text.replaceAll('${secret:', '')) ?? text;
  },
};

const comment: Place = {
  name: 'comment of uwsgi.ini',
  quote: (given) => spell(given, (literal) => percentless(line(literal, 'comment'))),
};

/** In comments too a `%` takes the next character with it: at the end of a line, the newline. */
const percentless = (text: string | Refusal): string | Refusal =>
  isRefusal(text) ? text : text.replaceAll('%', '%%');

/** `line`: nothing but blanks so far; `named`: a key and a blank; `assigned`: nothing but blanks after the `=`. */
type State = 'line' | 'comment' | 'section' | 'key' | 'named' | 'assigned' | 'value';

const NOT_ASSIGNED = 'error: a line of uwsgi.ini is `option = value`, and this one is not';

function step(state: State, character: string): State | typeof NOT_ASSIGNED {
  const blank = character === ' ' || character === '\t';
  if (character === '\n') return state === 'key' || state === 'named' ? NOT_ASSIGNED : 'line';
  switch (state) {
    case 'line':
      if (character === '=') return NOT_ASSIGNED;
      if (character === '[') return 'section';
      return blank ? 'line' : character === '#' || character === ';' ? 'comment' : 'key';
    case 'key':
      return character === '=' ? 'assigned' : blank ? 'named' : 'key';
    case 'named':
      return character === '=' ? 'assigned' : blank ? 'named' : NOT_ASSIGNED;
    case 'assigned':
      return blank ? 'assigned' : 'value';
    default:
      return state;
  }
}

const STATES: readonly string[] = [
  ...['line', 'comment', 'section', 'key', 'named', 'assigned', 'value'],
] satisfies string[];
const isState = (state: string): state is State => STATES.includes(state);

const PLACES = { key, value, comment };

const PLACE_OF: Readonly<Record<State, keyof typeof PLACES | null>> = {
  line: 'key',
  key: null,
  named: null,
  section: null,
  assigned: 'value',
  value: null,
  comment: 'comment',
};

/** An ini file as uWSGI reads it (uwsgi_ini_config() in core/ini.c). */
export const syntax: Syntax = {
  id: 'uwsgi',
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
  after: (state) => (state === 'line' ? 'key' : state === 'assigned' ? 'value' : state),
  complete: (state) => state === 'line',
  places: PLACES,
};
