import { isRefusal, type Place, type Syntax } from '../../src/format/place.ts';
import { hashComment, keyText, refusal, spell, unprintable } from '../../src/format/text.ts';

/** A word, or a piece of one, that crmsh takes as it stands: no quote, backslash, blank or `=` is in it. */
const word: Place = {
  name: 'crm word',
  quote: (value) => {
    const text = keyText(value);
    return isRefusal(text) || /^[A-Za-z0-9_.:/-]+$/.test(text)
      ? text
      : refusal(
          `is ${JSON.stringify(text)}, which is no plain word for crm`,
          'Use letters, digits and the characters _ . : / -.',
        );
  },
};

const comment: Place = {
  name: 'crm comment',
  quote: (value) =>
    spell(
      value,
      (text) =>
        unprintable(text) ??
        (text.includes('\n')
          ? refusal('holds a newline, which ends a comment', 'Write it on one line.')
          : text),
    ),
};

/** `continued`: after the backslash that joins the next line to this one. */
type State = 'line' | 'comment' | 'words' | 'continued';
const STATES: readonly string[] = ['line', 'comment', 'words', 'continued'] satisfies State[];
const isState = (state: string): state is State => STATES.includes(state);

const OPEN = 'error: a backslash of crm stands at the end of its line';

function step(state: State, character: string): State | typeof OPEN {
  if (state === 'continued') return character === '\n' ? 'words' : OPEN;
  if (character === '\n') return 'line';
  if (state === 'comment') return state;
  if (state === 'line' && character === '#') return 'comment';
  return character === '\\' ? 'continued' : 'words';
}

const PLACES = { word, comment };

/** What `crm configure load` reads: one object a line, comments on lines of their own; crm(8). */
export const syntax: Syntax = {
  id: 'crm',
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
  place: (state) => (state === 'comment' ? 'comment' : state === 'continued' ? null : 'word'),
  after: (state) => (state === 'line' ? 'words' : state),
  complete: (state) => state === 'line',
  places: PLACES,
};

/** An object of the cluster, as crm reads and shows it. */
export interface CrmObject {
  /** `primitive`, `location` … */
  readonly kind: string;
  readonly name: string;
  readonly words: readonly string[];
  /** of its first word, from 1 */
  readonly line: number;
}

/** Reads objects as `crm configure load` takes them and `crm configure show` prints them. */
export function readCrm(text: string): readonly CrmObject[] {
  const objects: CrmObject[] = [];
  let open: { readonly line: number; readonly text: string } | null = null;
  for (const [index, row] of text.replace(/\n$/, '').split('\n').entries()) {
    const joined: string = (open ? `${open.text} ` : '') + row.trim();
    const line: number = open?.line ?? index + 1;
    open = null;
    if (joined === '' || joined.startsWith('#')) continue;
    if (joined.endsWith('\\')) {
      open = { line, text: joined.slice(0, -1).trimEnd() };
      continue;
    }
    const [kind = '', name = '', ...words] = joined.split(/\s+/).map(unquoted);
    objects.push({ kind, name, words, line });
  }
  if (open) throw new SyntaxError(`crm, line ${open.line}: the last line is not there`);
  return objects;
}

const unquoted = (word: string): string => word.replace(/^([^=]*=)?"(.*)"$/, '$1$2');
