import type { Place, Syntax } from '../../src/format/place.ts';
import { isRefusal } from '../../src/format/place.ts';
import { hashComment, keyText, refusal, spell, unprintable } from '../../src/format/text.ts';

const place = (name: string, allowed: RegExp, what: string, help: string): Place => ({
  name,
  quote: (value) => {
    const text = keyText(value);
    if (isRefusal(text) || allowed.test(text)) return text;
    return refusal(`is ${JSON.stringify(text)}, which is ${what}`, help);
  },
});

/** Everything that logrotate and its glob(3) take without quotes. */
const PATH = /^(?:\/[A-Za-z0-9_.@%+:,=*?[\]-]+)+$/;

const PLACES = {
  path: place(
    'path of a logrotate entry',
    PATH,
    'no path that logrotate reads without quotes',
    'Use an absolute path of letters, digits and `_.@%+:,=-`, with `*`, `?` and `[…]`.',
  ),
  directive: place(
    'directive of logrotate',
    /^[a-z]+$/,
    'no directive of logrotate',
    'Use one of its words.',
  ),
  argument: place(
    'argument of a logrotate directive',
    /^[A-Za-z0-9_][A-Za-z0-9_-]*$/,
    'no amount, mode or account',
    'Use letters, digits, "_" and "-".',
  ),
  script: place(
    'word of a logrotate script',
    /^[A-Za-z0-9_/][A-Za-z0-9_@:./-]*$/,
    'no word that a shell takes as it is',
    'Use a path, or the name of a unit.',
  ),
  comment: {
    name: 'logrotate comment',
    quote: (value) => spell(value, (text) => unprintable(text) ?? text.split('\n').join('\n# ')),
  } satisfies Place,
};

/**
 * `line`: at the beginning of a line outside braces; `block`: of one inside; `script`: of one of a script. `word:x`: in the
 * first word of such a line, of which `x` is there. `gap` and `shell`: after a blank in the line of a directive or a script;
 * `value`, `text`: elsewhere in it.
 */
const PLACE_OF: Readonly<Record<string, readonly [place: keyof typeof PLACES, after: string]>> = {
  line: ['path', 'path'],
  comment: ['comment', 'comment'],
  block: ['directive', 'value'],
  gap: ['argument', 'value'],
  shell: ['script', 'text'],
};

const STRANGE = 'error: a line outside braces is a path, a brace or a comment';
const BLOCK = 'error: a line inside braces is a directive, or the brace that closes them';
const ALONE = 'error: a brace stands alone on its line';
const SCRIPTS = new Set(['postrotate', 'prerotate', 'firstaction', 'lastaction', 'preremove']);

function outside(state: string, character: string): string {
  if (state !== 'line') return character === '\n' ? 'line' : state;
  if (character === '\n') return 'line';
  return character === '#' ? 'comment' : character === '{' ? 'open' : character === '/' ? 'path' : STRANGE;
}

function inside(state: string, character: string): string {
  if (state === 'block') {
    if (/\s/.test(character)) return 'block';
    return character === '}' ? 'closed' : /[a-z]/.test(character) ? `word:${character}` : BLOCK;
  }
  const word = state.startsWith('word:') ? state.slice('word:'.length) : '';
  if (character === '\n') return SCRIPTS.has(word) ? 'script' : 'block';
  if (character === ' ') return 'gap';
  return word !== '' && /[a-z]/.test(character) ? `${state}${character}` : 'value';
}

function scripted(state: string, character: string): string {
  if (state === 'script' && /\s/.test(character)) return 'script';
  const word = state.startsWith('first:') ? state.slice('first:'.length) : '';
  if (character === '\n') return word === 'endscript' ? 'block' : 'script';
  if (character === ' ') return 'shell';
  const begins = state === 'script' || word !== '';
  return begins && /[a-z]/.test(character) ? `first:${word}${character}` : 'text';
}

function step(state: string, character: string): string {
  if (['line', 'comment', 'path'].includes(state)) return outside(state, character);
  if (state === 'open') return character === '\n' ? 'block' : ALONE;
  if (state === 'closed') return character === '\n' ? 'line' : ALONE;
  if (['script', 'shell', 'text'].includes(state) || state.startsWith('first:'))
    return scripted(state, character);
  return inside(state, character);
}

/** logrotate(8): paths, and directives in braces; a script ends at a line that says `endscript`. */
export const syntax: Syntax = {
  id: 'logrotate',
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
  place: (state) => PLACE_OF[state]?.[0] ?? null,
  after: (state) => PLACE_OF[state]?.[1] ?? state,
  complete: (state) => state === 'line',
  places: PLACES,
};
