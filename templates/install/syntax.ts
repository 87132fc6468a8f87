import type { Place, Syntax } from '../../src/format/place.ts';
import { shellWord } from '../../src/format/shell.ts';
import { hashComment, refusal, spell, unprintable } from '../../src/format/text.ts';

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
export const syntax: Syntax = {
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
