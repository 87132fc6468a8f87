import type { Place, Refusal, Syntax } from '../../src/format/place.ts';
import { isRefusal } from '../../src/format/place.ts';
import { hashComment, refusal, spell, unprintable } from '../../src/format/text.ts';

function escaped(text: string): string | Refusal {
  if (/[\n\r]/.test(text)) return refusal('holds a newline, which ends a line', 'Write it on one line.');
  return unprintable(text) ?? text.replaceAll(/[\\:]/g, (character) => `\\${character}`);
}

/** libpq before version 13 reads no further than this (fe-connect.c, LINELEN). */
const LONGEST = 300;

const field: Place = {
  name: 'passfile field',
  quote: (value) => {
    const text = spell(value, escaped, 'passfile');
    if (isRefusal(text)) return text;
    if (text === '') return refusal('is empty, and a field is not', 'Give it a value.');
    if (text === '*') return refusal('is "*", which stands for everything', 'Use another value.');
    if (text.startsWith('#')) return refusal('begins with "#", which starts a comment', 'Use another value.');
    return Buffer.byteLength(text) <= LONGEST
      ? text
      : refusal('is longer than older versions of libpq read', 'Use a shorter value.');
  },
};

/** A passfile of libpq: five fields between colons; the section "The Password File" of its manual. */
export const passfileSyntax: Syntax = {
  id: 'passfile',
  comment: hashComment,
  initial: 'line',
  advance: (state, text) => {
    let now = state;
    for (const character of text) {
      if (now.startsWith('error: ')) return now;
      if (character === '\n') now = 'line';
      else if (character === ':' && now === 'value') now = 'field';
      else now = 'error: a passfile is made of values, and colons between them';
    }
    return now;
  },
  place: (state) => (state === 'line' || state === 'field' ? 'field' : null),
  after: () => 'value',
  complete: (state) => state === 'line',
  places: { field },
};
