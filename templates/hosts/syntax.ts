import type { Place, Syntax } from '../../src/format/place.ts';
import { isRefusal } from '../../src/format/place.ts';
import { hashComment, keyText, refusal } from '../../src/format/text.ts';

/** An address as inet_pton(3) reads it; the manifest's schema has looked at it more closely. */
const address: Place = {
  name: 'address of a hosts file',
  quote: (value) => {
    const text = keyText(value);
    if (isRefusal(text) || /^(?:[0-9]{1,3}(?:\.[0-9]{1,3}){3}|(?=.*:.*:)[0-9A-Fa-f:.]+)$/.test(text))
      return text;
    return refusal(`is ${JSON.stringify(text)}, which is no address`, 'Write an IPv4 or IPv6 address.');
  },
};

const name: Place = {
  name: 'name in a hosts file',
  quote: (value) => {
    const text = keyText(value);
    if (isRefusal(text) || /^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(text)) return text;
    return refusal(
      `is ${JSON.stringify(text)}, which is no host name`,
      'Use letters, digits, "-", "_" and ".".',
    );
  },
};

/**
 * `line`: nothing so far; `address`: in or after an address; `gap`: after a blank, where a name may stand; `name`: in or after
 * a name.
 */
type State = 'line' | 'comment' | 'address' | 'gap' | 'name';

const NEXT: Readonly<Record<State, { readonly place: string | null; readonly after: State }>> = {
  line: { place: 'address', after: 'address' },
  comment: { place: null, after: 'comment' },
  address: { place: null, after: 'address' },
  gap: { place: 'name', after: 'name' },
  name: { place: null, after: 'name' },
};
const isState = (state: string): state is State => Object.hasOwn(NEXT, state);

const NAMELESS = 'error: an address is followed by a name';

function step(state: State, character: string): string {
  if (state === 'comment') return character === '\n' ? 'line' : 'comment';
  if (character === '\n') return state === 'line' || state === 'name' ? 'line' : NAMELESS;
  if (character === '#') return state === 'line' ? 'comment' : 'error: a comment stands on a line of its own';
  if (character === ' ') return state === 'line' ? 'error: a line begins with an address' : 'gap';
  return state === 'line' || state === 'address' ? 'address' : 'name';
}

/** hosts(5): an address and its names on each line. */
export const syntax: Syntax = {
  id: 'hosts',
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
  place: (state) => (isState(state) ? NEXT[state].place : null),
  after: (state) => (isState(state) ? NEXT[state].after : state),
  complete: (state) => state === 'line',
  places: { address, name },
};

/** A line of a hosts file, as the resolver of the C library reads it. Lines count from 1. */
export interface HostsEntry {
  readonly address: string;
  readonly names: readonly string[];
  readonly line: number;
}

export const readHosts = (text: string): readonly HostsEntry[] =>
  text.split('\n').flatMap((row, index) => {
    const [first, ...names] = row
      .replace(/#.*/, '')
      .split(/[ \t]+/)
      .filter((one) => one !== '');
    return first === undefined ? [] : [{ address: first, names, line: index + 1 }];
  });
