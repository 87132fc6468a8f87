import { because, fact, map, originsOf, type Fact, type Origin, type Value } from '../../src/fact.ts';
import { isFact, type Located } from '../../src/manifest/located.ts';
import type * as M from '../../src/manifest/types.ts';
import { requestText } from '../../src/site/request.ts';
import { owed, type ViewMap } from '../../src/target/target.ts';
import { size } from './units.ts';

/** One simple directive of a block. */
export interface Line extends ViewMap {
  readonly name: Fact<string>;
  readonly args: readonly Fact<Value>[];
}

/** A directive whose existence is owed to its arguments. */
export function line(name: string, ...args: readonly (Fact<Value> | string)[]): Line {
  const facts = args.map((arg) => (typeof arg === 'string' ? fact(arg) : arg));
  const from = originsOf(...facts);
  return owed(from, { name: fact(name, from), args: facts });
}

/** A directive for each field that is there. */
export const lines = (...said: readonly (Line | null | undefined | readonly Line[])[]): readonly Line[] =>
  said.flatMap((one) => one ?? []);

export const when = <T>(value: Fact<T> | undefined, make: (value: Fact<T>) => Line): Line | null =>
  value ? make(value) : null;

export const sized = (value: Fact<string>): Fact<string> => map(value, size);

/** The same directives, also owed to what made them necessary. */
export const also = (
  directives: readonly Line[],
  reasons: readonly { readonly from: readonly Origin[] }[],
): readonly Line[] =>
  directives.map(({ name, args }) => {
    const all = because(name, ...reasons);
    return owed(all.from, { name: all, args });
  });

/** The native directives of a block, in manifest order. */
export function natives(settings: Located<M.NativeDirectives> | undefined): readonly Line[] {
  return Object.entries(settings ?? {}).flatMap(([name, said]) =>
    occurrences(said).map((args) => line(name, ...args.map(argument))),
  );
}

type Scalar = Fact<string> | Fact<number> | Fact<boolean>;

/** Each time that a native directive stands, with its arguments: a list of lists repeats it. */
export function occurrences(said: Located<M.Directive>): readonly (readonly Scalar[])[] {
  if (isFact(said)) return [[said]];
  const items: readonly unknown[] = said;
  if (!items.some(Array.isArray)) return [items.filter(isFact)];
  return items.map((item) => (Array.isArray(item) ? item.filter(isFact) : isFact(item) ? [item] : []));
}

const argument = (value: Scalar): Fact<Value> =>
  typeof value.value === 'string' ? requestText({ value: value.value, from: value.from }) : value;
