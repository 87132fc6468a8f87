import type { Span } from '../diagnostic.ts';
import type { Fact, Origin } from '../fact.ts';

/** Under this key every map and list of a located manifest says where it stands. */
export const HERE = Symbol('here');

export interface Here {
  /** the value */
  readonly at: Span;
  /** its key in the map around it; the value's own place for list items and the root */
  readonly key: Span;
  /** where each key of a map stands; null in a list */
  readonly keys: Keys | null;
}
/** The entries of a map in a tree. */
export type Keys = ReadonlyMap<string, { readonly key: Span }>;

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

/** Where a key of a map stands; null where the map does not say it. */
export const keyIn = (placed: Placed, name: string): Span | null => placed[HERE].keys?.get(name)?.key ?? null;

export const originOf = (placed: Placed): Origin => ({ at: placed[HERE].key, note: null });

/** The key of a map as a fact: names are values too. */
export function nameIn(placed: Placed, key: string): Fact<string> {
  const at = keyIn(placed, key);
  if (!at) throw new Error(`the map has no key "${key}"`);
  return new Said(key, at, []);
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

/** A value that a manifest says, or the name of one. Like all facts it is not to be spread. */
export class Said<T> implements Fact<T> {
  readonly value: T;
  readonly at: Span;
  /** what parents said before */
  private readonly overrides: readonly Span[];
  private origins: readonly Origin[] | null;

  constructor(value: T, at: Span, overrides: readonly Span[]) {
    this.value = value;
    this.at = at;
    this.overrides = overrides;
    this.origins = null;
  }

  get from(): readonly Origin[] {
    return (this.origins ??= [
      { at: this.at, note: null },
      ...this.overrides.map((at) => ({ at, note: 'overrides what a parent says here' })),
    ]);
  }
}

/** A scalar that a manifest says, with the key that it stands under; an item of a list has its index. */
export interface Scalar {
  readonly key: string;
  readonly value: unknown;
  readonly at: Span;
}

/** Every scalar that is written somewhere, in manifest order; defaults are not. */
export function scalarsOf(said: Placed): readonly Scalar[] {
  const scalars: Scalar[] = [];
  const visit = (placed: Placed): void => {
    for (const [key, value] of Object.entries(placed))
      if (isPlaced(value)) visit(value);
      else if (value instanceof Said) scalars.push({ key, value: value.value, at: value.at });
  };
  visit(said);
  return scalars;
}

const isPlaced = (value: unknown): value is Placed =>
  typeof value === 'object' && value !== null && HERE in value;
