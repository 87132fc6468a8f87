import type { Place, Refusal, Syntax } from '../../src/format/place.ts';
import { hashComment, refusal, spell, unprintable } from '../../src/format/text.ts';
import { comment } from './quote.ts';

/** `%` begins a specifier; a backslash and a quote mean themselves behind a backslash. */
function fieldText(text: string): string | Refusal {
  if (text.includes('\n')) return refusal('holds a newline, which ends the line', 'Write it on one line.');
  const bad = unprintable(text);
  if (bad !== null) return bad;
  const doubled = text.replaceAll('%', '%%');
  return /^[A-Za-z0-9_.,:@+=/~^%$*-]+$/.test(doubled) ? doubled : `"${doubled.replace(/[\\"]/g, '\\$&')}"`;
}

/** One field of a line. */
const field: Place = { name: 'field of a line', quote: (given) => spell(given, fieldText) };

const PLACES = { field, comment };

function step(state: string, character: string): string {
  if (character === '\n') return state === 'gap' ? 'error: a line ends with a blank' : 'line';
  if (state === 'comment') return state;
  if (state === 'line' && character === '#') return 'comment';
  if (character === ' ') return state === 'line' ? 'error: a line begins with its type' : 'gap';
  return state === 'done' ? 'error: a blank must follow a field' : 'text';
}

/** sysusers.d(5) and tmpfiles.d(5): a type, then fields with blanks between them. */
export const records: Syntax = {
  id: 'systemd-records',
  comment: hashComment,
  initial: 'line',
  advance: (state, text) => {
    let now = state;
    for (const character of text) {
      if (now.startsWith('error: ')) return now;
      now = step(now, character);
    }
    return now;
  },
  place: (state) => (state === 'gap' ? 'field' : state === 'comment' ? 'comment' : null),
  after: (state) => (state === 'gap' ? 'done' : state),
  complete: (state) => state === 'line',
  places: PLACES,
};
