import { isRefusal, type Place, type Refusal, type Syntax } from '../../src/format/place.ts';
import { hashComment, refusal, spell } from '../../src/format/text.ts';

/** What a word may hold: no quote, brace or blank, no `!` or `#`, which begin comments, no `$`, which begins a variable. */
const plain = (text: string): string | Refusal =>
  /^[A-Za-z0-9_.:/-]*$/.test(text)
    ? text
    : refusal(
        `is ${JSON.stringify(text)}, which is no plain word for keepalived`,
        'Use letters, digits and the characters _ . : / -.',
      );

/** A word as it stands. A secret of any characters could end it. */
const word: Place = {
  name: 'keepalived word',
  quote: (value) => {
    const text = spell(value, plain);
    return isRefusal(text) || text !== '' ? text : refusal('is empty', 'Give it a value.');
  },
};

type State = 'blank' | 'word' | 'quoted' | 'comment';
const STATES: readonly string[] = ['blank', 'word', 'quoted', 'comment'] satisfies State[];
const isState = (state: string): state is State => STATES.includes(state);

const OPEN = 'error: a quoted string of keepalived ends on its line';

function step(state: State, character: string): State | typeof OPEN {
  if (character === '\n') return state === 'quoted' ? OPEN : 'blank';
  if (state === 'comment') return state;
  if (character === '"') return state === 'quoted' ? 'word' : 'quoted';
  if (state === 'quoted') return state;
  if (character === '#' || character === '!') return 'comment';
  return character === ' ' ? 'blank' : 'word';
}

/** keepalived.conf(5): words and blocks in braces, strings in double quotes, comments after `#` or `!`. */
export const syntax: Syntax = {
  id: 'keepalived',
  comment: hashComment,
  initial: 'blank',
  advance: (state, text) => {
    let now: string = state;
    for (const character of text) {
      if (!isState(now)) return now;
      now = step(now, character);
    }
    return now;
  },
  place: (state) => (state === 'blank' || state === 'word' ? 'word' : null),
  after: () => 'word',
  complete: (state) => state === 'blank',
  places: { word },
};

/** A line of keepalived.conf and the block that it opens. */
export interface Statement {
  readonly words: readonly string[];
  /** null where it opens no block */
  readonly block: readonly Statement[] | null;
  /** from 1 */
  readonly line: number;
}

/** Reads keepalived.conf as far as braces, quotes and comments go. Throws a SyntaxError where braces do not match. */
export function readKeepalived(text: string): readonly Statement[] {
  const top: Statement[] = [];
  const open: Statement[][] = [top];
  for (const [index, row] of text.split('\n').entries()) {
    const line = index + 1;
    const words = wordsOf(row);
    const here = open.at(-1);
    if (!here) throw new SyntaxError(`keepalived.conf, line ${line}: no block is open`);
    if (words[0] === '}') {
      open.pop();
      continue;
    }
    if (words.length === 0) continue;
    if (words.at(-1) !== '{') here.push({ words, block: null, line });
    else {
      const block: Statement[] = [];
      here.push({ words: words.slice(0, -1), block, line });
      open.push(block);
    }
  }
  if (open.length !== 1) throw new SyntaxError('keepalived.conf: a block is not closed');
  return top;
}

const wordsOf = (row: string): readonly string[] =>
  (/^(?:"[^"]*"|[^"#!])*/.exec(row)?.[0].match(/"[^"]*"|[^\s"]+/g) ?? []).map((one) =>
    one.replaceAll('"', ''),
  );
