import type { Place, Syntax } from '../../src/format/place.ts';
import { hashComment, refusal, spell, unprintable } from '../../src/format/text.ts';

const line = (text: string): ReturnType<Place['quote']> =>
  unprintable(text) ??
  (text.includes('\n')
    ? refusal('holds a newline, which ends a line of secrets.list', 'Write it on one line.')
    : text);

const PLACES = {
  comment: { name: 'comment of secrets.list', quote: (value) => spell(value, line) },
  entry: { name: 'entry of secrets.list', quote: (value) => spell(value, line) },
} satisfies Readonly<Record<string, Place>>;

/** What `install --secrets` reads: `name=value` lines and comments. */
export const listSyntax: Syntax = {
  id: 'secrets-list',
  comment: hashComment,
  initial: 'line',
  advance: (state, text) => {
    let now = state;
    for (const character of text)
      now =
        character === '\n'
          ? 'line'
          : now === 'line' && character === '#'
            ? 'comment'
            : now === 'line'
              ? 'entry'
              : now;
    return now;
  },
  place: (state) => (state === 'comment' ? 'comment' : 'entry'),
  after: (state) => (state === 'line' ? 'entry' : state),
  complete: (state) => state === 'line',
  places: PLACES,
};
