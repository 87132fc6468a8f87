import type { Place, Refusal, Syntax } from '../../src/format/place.ts';
import { isRefusal } from '../../src/format/place.ts';
import { hashComment, keyText, refusal, spell, unprintable, wholeText } from '../../src/format/text.ts';

const name: Place = {
  name: 'PostgreSQL setting',
  quote: (value) => {
    const text = keyText(value);
    return isRefusal(text) || /^[A-Za-z_][A-Za-z0-9_$]*(\.[A-Za-z_][A-Za-z0-9_$]*)?$/.test(text)
      ? text
      : refusal(`is ${JSON.stringify(text)}, which is no name of a setting`, 'Use letters, digits and "_".');
  },
};

/** Numbers, amounts and switches; everything else is quoted (guc-file.l). */
const BARE = /^(-?[0-9]+(\.[0-9]+)?|[0-9]+(B|kB|MB|GB|TB|us|ms|s|min|h|d)|on|off)$/;

const escaped = (text: string): string | Refusal =>
  unprintable(text) ??
  text.replaceAll('\\', '\\\\').replaceAll("'", "''").replaceAll('\n', '\\n').replaceAll('\t', '\\t');

const value: Place = {
  name: 'PostgreSQL value',
  quote: (given) => {
    if (typeof given === 'boolean') return given ? 'on' : 'off';
    const whole = wholeText(given);
    if (whole !== null && BARE.test(whole)) return whole;
    const text = spell(given, escaped);
    return isRefusal(text) ? text : `'${text}'`;
  },
};

const comment: Place = {
  name: 'PostgreSQL comment',
  quote: (given) =>
    spell(
      given,
      (text) =>
        unprintable(text) ??
        (text.includes('\n')
          ? refusal('holds a newline, which ends a comment', 'Write it on one line.')
          : text),
    ),
};

type State = 'line' | 'comment' | 'name' | 'named' | 'assigned' | 'written' | 'bare';
const STATES: readonly string[] = [
  ...['line', 'comment', 'name', 'named', 'assigned', 'written', 'bare'],
] satisfies readonly string[];
const isState = (state: string): state is State => STATES.includes(state);
const FAULT = 'error: a line of postgresql.conf is `name = value`, and this one is not';

function step(state: State, character: string): State | typeof FAULT {
  const blank = character === ' ' || character === '\t';
  if (state === 'comment') return character === '\n' ? 'line' : 'comment';
  if (character === '\n')
    return state === 'name' || state === 'named' || state === 'assigned' ? FAULT : 'line';
  if (character === '#') return state === 'line' || state === 'written' ? 'comment' : FAULT;
  switch (state) {
    case 'line':
      return blank ? 'line' : /[A-Za-z_]/.test(character) ? 'name' : FAULT;
    case 'name':
      return character === '='
        ? 'assigned'
        : blank
          ? 'named'
          : /[A-Za-z0-9_.]/.test(character)
            ? 'name'
            : FAULT;
    case 'named':
      return character === '=' ? 'assigned' : blank ? 'named' : FAULT;
    case 'assigned':
      return blank ? 'assigned' : /[A-Za-z0-9_]/.test(character) ? 'bare' : FAULT;
    case 'bare':
      return blank ? 'written' : /[A-Za-z0-9_.-]/.test(character) ? 'bare' : FAULT;
    case 'written':
      return blank ? 'written' : FAULT;
    default:
      return FAULT;
  }
}

const PLACES = { name, value, comment };
const PLACE_OF: Readonly<Record<State, keyof typeof PLACES | null>> = {
  line: 'name',
  name: null,
  named: null,
  assigned: 'value',
  bare: null,
  written: null,
  comment: 'comment',
};

/** postgresql.conf: `name = value` lines, comments after `#`; a value of the manifest is a whole value. */
export const confSyntax: Syntax = {
  id: 'postgresql.conf',
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
  after: (state) => (state === 'line' ? 'named' : state === 'assigned' ? 'written' : state),
  complete: (state) => state === 'line',
  places: PLACES,
};
