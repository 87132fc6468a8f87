import type { Value } from '../fact.ts';
import { isRefusal } from './place.ts';
import type { Place, Refusal, Syntax } from './place.ts';
import { hashComment, refusal, spell, unprintable, wholeText } from './text.ts';

/** Words of these characters mean themselves everywhere; `NAME=x` would be an assignment before a command. */
const SAFE = /^(?![A-Za-z_]\w*\+?=)[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./-]*$/;

/** Reserved where a command may start, in sh and bash. */
const RESERVED = new Set(
  'case coproc do done elif else esac fi for function if in select then time until while'.split(' '),
);

/** Any text as pieces that the shell joins to one word. */
export function singleQuoted(value: Value, quote: string): string | Refusal {
  const text = spell(value, (literal) => unprintable(literal) ?? literal.replaceAll("'", quote));
  return isRefusal(text) ? text : `'${text}'`;
}

/** One word of a POSIX shell command line (sh, dash, bash), single-quoted where it needs quotes. */
export const shellWord: Place = {
  name: 'shell word',
  quote: (value) => {
    const plain = wholeText(value);
    if (plain !== null && SAFE.test(plain) && !RESERVED.has(plain)) return spell(value, (text) => text);
    return singleQuoted(value, "'\\''");
  },
};

const comment: Place = {
  name: 'bash comment',
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

/**
 * `space`: where a word may begin; `word`: inside one; `single`, `double`: in quotes, which in bash are parts of a word;
 * `escape` and `escaped`: after a backslash outside of quotes and in double quotes.
 */
type State = 'space' | 'word' | 'single' | 'double' | 'escape' | 'escaped' | 'comment';
const STATES: readonly string[] = [
  ...['space', 'word', 'single', 'double', 'escape', 'escaped', 'comment'],
] satisfies readonly string[];
const isState = (state: string): state is State => STATES.includes(state);

/**
 * Quotes and comments of bash, as far as the script's own text needs them: no here-documents, and no quotes inside a
 * command substitution in double quotes but pairs of them.
 */
function step(state: State, character: string): State {
  switch (state) {
    case 'comment':
      return character === '\n' ? 'space' : 'comment';
    case 'single':
      return character === "'" ? 'word' : 'single';
    case 'double':
      return character === '\\' ? 'escaped' : character === '"' ? 'word' : 'double';
    case 'escaped':
      return 'double';
    case 'escape':
      return 'word';
    default:
      if (character === '#' && state === 'space') return 'comment';
      if (character === '\\') return 'escape';
      if (character === "'") return 'single';
      if (character === '"') return 'double';
      return /[\s;&|()<>]/.test(character) ? 'space' : 'word';
  }
}

const PLACES = { word: shellWord, comment };
const PLACE_OF: Readonly<Record<State, keyof typeof PLACES | null>> = {
  space: 'word',
  word: 'word',
  single: null,
  double: null,
  escape: null,
  escaped: null,
  comment: 'comment',
};

/** A bash script. A value is a word of its own, or a piece of one, and brings its quotes. */
export const bash: Syntax = {
  id: 'bash',
  opening: '#!/bin/bash\n',
  comment: hashComment,
  initial: 'space',
  advance: (state, text) => {
    let now = state;
    for (const character of text) now = isState(now) ? step(now, character) : now;
    return now;
  },
  place: (state) => (isState(state) ? PLACE_OF[state] : null),
  after: (state) => (state === 'space' ? 'word' : state),
  complete: (state) => state === 'space',
  places: PLACES,
};
