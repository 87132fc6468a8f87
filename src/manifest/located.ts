import type { Span } from '../diagnostic.ts';
import type { Fact, Origin } from '../fact.ts';

/** Under this key every map and list of a located manifest says where it stands. */
export const HERE = Symbol('here');

export interface Here {
  /** the value */
  readonly at: Span;
  /** its key in the map around it; the value's own place for list items and the root */
  readonly key: Span;
  /** the keys of a map */
  readonly keys: ReadonlyMap<string, Span>;
}
export interface Placed {
  readonly [HERE]: Here;
}

/** A manifest type in which every scalar is a fact and every map and list knows its place. */
export type Located<T> = T extends string | number | boolean
  ? Fact<T>
  : T extends readonly (infer Item)[]
    ? readonly Located<Item>[] & Placed
    : { readonly [Key in keyof T]: Located<T[Key]> } & Placed;

/** What `Located<unknown>` may be: structured data of a file. */
export type LocatedAny = Fact<string | number | boolean> | LocatedMap | LocatedList;
export type LocatedList = readonly LocatedAny[] & Placed;
export interface LocatedMap extends Placed {
  readonly [key: string]: LocatedAny;
}

export const isFact = (value: unknown): value is Fact<string | number | boolean> =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && !(HERE in value);

/** Where a map or list stands, for a diagnostic: its key. */
export const keyOf = (placed: Placed): Span => placed[HERE].key;

export const originOf = (placed: Placed): Origin => ({ at: placed[HERE].key, note: null });

/** The key of a map as a fact: names are values too. */
export function nameIn(placed: Placed, key: string): Fact<string> {
  const at = placed[HERE].keys.get(key);
  if (!at) throw new Error(`the map has no key "${key}"`);
  return { value: key, from: [{ at, note: null }] };
}

/** The entries of a map keyed by names, in manifest order, each name as a fact. */
export function entriesOf<T>(
  record: ({ readonly [key: string]: T } & Placed) | undefined,
): readonly { readonly name: Fact<string>; readonly value: T }[] {
  if (!record) return [];
  return Object.keys(record).map((key) => {
    const value = record[key];
    if (value === undefined) throw new Error(`the map lost its key "${key}"`);
    return { name: nameIn(record, key), value };
  });
}

/** A scalar that a manifest says, with the key that it stands under; an item of a list has its index. */
export interface Scalar {
  readonly key: string;
  readonly fact: Fact<string | number | boolean>;
}

/** Every scalar that is written somewhere, in manifest order; defaults are not. */
export function scalarsOf(said: Placed): readonly Scalar[] {
  const scalars: Scalar[] = [];
  const visit = (placed: Placed): void => {
    for (const [key, value] of Object.entries(placed))
      if (isPlaced(value)) visit(value);
      else if (isFact(value) && value.from[0]?.note === null) scalars.push({ key, fact: value });
  };
  visit(said);
  return scalars;
}

const isPlaced = (value: unknown): value is Placed =>
  typeof value === 'object' && value !== null && HERE in value;
