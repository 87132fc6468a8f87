import type { Syntax } from '../../src/format/place.ts';
import { hashComment } from '../../src/format/text.ts';
import { PLACES } from './places.ts';

/**
 * Where the machine is: at the beginning of a line, between two words, in one, after a value, between quotes, in a comment; and what the words
 * before ask for.
 */
type Kind = 'line' | 'gap' | 'word' | 'value' | 'string' | 'closed' | 'comment';
type Wanted = 'keyword' | 'address' | 'port';
interface State {
  readonly kind: Kind;
  readonly wanted: Wanted;
  /** the word so far */
  readonly word: string;
}

const write = ({ kind, wanted, word }: State): string => `${kind} ${wanted} ${word}`;
function read(state: string): State | null {
  const [kind, wanted, word = ''] = state.split(' ');
  return isKind(kind) && isWanted(wanted) ? { kind, wanted, word } : null;
}
const KINDS: readonly string[] = [
  'line',
  'gap',
  'word',
  'value',
  'string',
  'closed',
  'comment',
] satisfies Kind[];
const isKind = (text: string | undefined): text is Kind => text !== undefined && KINDS.includes(text);
const isWanted = (text: string | undefined): text is Wanted =>
  text === 'keyword' || text === 'address' || text === 'port';

const LINE: State = { kind: 'line', wanted: 'keyword', word: '' };
const GAP: State = { ...LINE, kind: 'gap' };

/** What must follow a word; nft(8), payload expressions. */
const ASKS: ReadonlyMap<string, Wanted> = new Map([
  ['saddr', 'address'],
  ['daddr', 'address'],
  ['sport', 'port'],
  ['dport', 'port'],
]);

const OPEN = 'error: a string of nftables ends on its line';
const JOINED = 'error: a blank parts two words of nftables';

function step(state: State, character: string): State | string {
  const { kind, wanted, word } = state;
  if (character === '\n') return kind === 'string' ? OPEN : LINE;
  if (kind === 'comment') return state;
  if (kind === 'string') return character === '"' ? { ...LINE, kind: 'closed' } : state;
  if (character === ' ' || character === '\t') {
    if (kind === 'word') return { kind: 'gap', wanted: ASKS.get(word) ?? 'keyword', word: '' };
    return kind === 'gap' ? state : GAP;
  }
  // A comma goes on with a set, a brace begins one where an address or a port is asked for.
  if (character === ',') return { kind: 'gap', wanted, word: '' };
  if (character === '{') return { ...state, kind: 'gap', word: '' };
  if (character === '}' || character === ';') return { ...LINE, kind: 'closed' };
  if (kind === 'value' || kind === 'closed') return JOINED;
  const between = kind === 'gap' || kind === 'line';
  if (character === '#') return between ? { ...LINE, kind: 'comment' } : JOINED;
  if (character === '"') return between ? { ...LINE, kind: 'string' } : JOINED;
  return { kind: 'word', wanted, word: word + character };
}

function advance(state: string, text: string): string {
  let now = read(state);
  for (const character of text) {
    if (now === null) return state;
    const next = step(now, character);
    if (typeof next === 'string') return next;
    now = next;
  }
  return now === null ? state : write(now);
}

function place(state: string): keyof typeof PLACES | null {
  const now = read(state);
  if (now === null) return null;
  if (now.kind === 'gap' || now.kind === 'line') return now.wanted;
  return now.kind === 'string' || now.kind === 'comment' ? now.kind : null;
}

/** nftables.conf: nft(8), the format of input files. */
export const syntax: Syntax = {
  id: 'nftables',
  comment: hashComment,
  initial: write(LINE),
  advance,
  place,
  after: (state) => {
    const now = read(state);
    return now?.kind === 'gap' || now?.kind === 'line' ? write({ ...now, kind: 'value' }) : state;
  },
  complete: (state) => state === write(LINE),
  places: PLACES,
};
