import type { Syntax } from '../../src/format/place.ts';
import { hashComment } from '../../src/format/text.ts';
import { assigned, comment, head, user, word } from './quote.ts';

/**
 * `line`: nothing but blanks so far; `name`: a variable that the template writes; `begun`: after a schedule or the name of a
 * variable; `closed`, `used`: after the value of a variable or a user; `gap`: in a command, where a word may begin; `word`: in
 * or after one.
 */
type State = 'line' | 'comment' | 'name' | 'begun' | 'assigned' | 'closed' | 'user' | 'used' | 'gap' | 'word';

const PLACES = { head, user, word, assigned, comment };

const PLACE_OF: Readonly<Record<State, keyof typeof PLACES | null>> = {
  line: 'head',
  comment: 'comment',
  name: null,
  begun: null,
  assigned: 'assigned',
  closed: null,
  user: 'user',
  used: null,
  gap: 'word',
  word: null,
};

const AFTER: Readonly<Partial<Record<State, State>>> = {
  line: 'begun',
  assigned: 'closed',
  user: 'used',
  gap: 'word',
};

const isState = (state: string): state is State => Object.hasOwn(PLACE_OF, state);

const BEGINNING = 'error: a line of a crontab begins with a value, a name and `=`, or `#`';
const ADJOINED = 'error: something else must follow here than this';
const UNSAID = 'error: a line ends before all of it is said';
const SPECIAL =
  'error: `%`, quotes and backslashes mean something to cron or to the shell; let a value hold them';

/** What may follow each value: the character, and the state after it. */
function follow(state: 'begun' | 'closed' | 'used', character: string, system: boolean): string {
  if (state === 'begun' && character === '=') return 'assigned';
  if (state === 'begun' && character === ' ') return system ? 'user' : 'gap';
  if (state === 'used' && character === ' ') return 'gap';
  if (character === '\n') return state === 'closed' ? 'line' : UNSAID;
  return ADJOINED;
}

function inCommand(state: 'gap' | 'word', character: string): string {
  if (character === '\n') return state === 'gap' ? UNSAID : 'line';
  if (/[%\\'"`]/.test(character)) return SPECIAL;
  // After `>` a word begins without a blank.
  return character === ' ' || character === '>' ? 'gap' : 'word';
}

function step(state: State, character: string, system: boolean): string {
  switch (state) {
    case 'comment':
      return character === '\n' ? 'line' : 'comment';
    case 'line':
      if (character === '\n' || character === ' ') return 'line';
      return character === '#' ? 'comment' : /[A-Za-z_]/.test(character) ? 'name' : BEGINNING;
    case 'name':
      return character === '=' ? 'assigned' : /[A-Za-z0-9_]/.test(character) ? 'name' : BEGINNING;
    case 'begun':
    case 'closed':
    case 'used':
      return follow(state, character, system);
    case 'assigned':
    case 'user':
      return character === '\n' ? UNSAID : ADJOINED;
    default:
      return inCommand(state, character);
  }
}

/** @param system whether a user stands before the command, as in /etc/cron.d */
const syntaxOf = (id: string, system: boolean): Syntax => ({
  id,
  comment: hashComment,
  initial: 'line',
  advance: (state, text) => {
    let now: string = state;
    for (const character of text) {
      if (!isState(now)) return now;
      now = step(now, character, system);
    }
    return now;
  },
  place: (state) => (isState(state) ? PLACE_OF[state] : null),
  after: (state) => (isState(state) ? (AFTER[state] ?? state) : state),
  complete: (state) => state === 'line',
  places: PLACES,
});

/** Files of /etc/cron.d. */
export const syntax = syntaxOf('cron', true);

/** A crontab of a user. */
export const userSyntax = syntaxOf('crontab', false);
