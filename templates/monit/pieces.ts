import { fact, map, type Fact, type Value } from '../../src/fact.ts';
import type { ViewMap } from '../../src/target/target.ts';

/** One piece of a condition: a word, a text between quotes, or one of the two words after which a path stands. */
export interface Piece extends ViewMap {
  readonly word: Fact<Value> | null;
  readonly text: Fact<Value> | null;
  readonly request: Fact<Value> | null;
  readonly socket: Fact<Value> | null;
}

const NOTHING = { word: null, text: null, request: null, socket: null };

/** Words of monit's, one piece each. */
export const words = (...all: readonly string[]): readonly Piece[] =>
  all.flatMap((some) => some.split(' ')).map((one) => word(fact(one)));

export const word = (value: Fact<Value>): Piece => ({ ...NOTHING, word: value });
export const text = (value: Fact<Value>): Piece => ({ ...NOTHING, text: value });
export const request = (value: Fact<Value>): Piece => ({ ...NOTHING, request: value });
export const socket = (value: Fact<Value>): Piece => ({ ...NOTHING, socket: value });

/** Words that are computed from a value: `26 hours`. */
export const spelt = <T>(value: Fact<T>, spell: (value: T) => string): readonly Piece[] => {
  const all = spell(value.value).split(' ');
  return all.map((_, index) => word(map(value, (one) => spell(one).split(' ')[index] ?? '')));
};
