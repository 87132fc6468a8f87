import type { Span } from '../../diagnostic.ts';
import { owedTo, type Fact, type Origin } from '../../fact.ts';
import { HERE, type Here, type Located, type Placed } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import type { Literal } from '../program/program.ts';

/** The place of something that nobody wrote and that a program makes follow: that of what it follows from. */
export const hereAt = (at: Span, names: readonly string[] | null): Here => ({
  at,
  key: at,
  keys: names && new Map(names.map((name) => [name, { key: at }])),
});

/** An entry that follows from another place. */
export interface Entry<T> {
  readonly name: string;
  readonly value: T;
  readonly at: Span;
}

/** The entries that a manifest says, and before them those that follow; where both have a name, what is said stays. */
export function entriesBefore<T>(
  said: ({ readonly [key: string]: T } & Placed) | undefined,
  more: readonly Entry<T>[],
  at: Span,
): { readonly [key: string]: T } & Placed {
  const here = said?.[HERE] ?? hereAt(at, []);
  const keys = new Map([...more.map(({ name, at: key }) => [name, { key }] as const), ...(here.keys ?? [])]);
  const entries: Record<string, T> = Object.fromEntries(more.map(({ name, value }) => [name, value]));
  return Object.assign({}, entries, said, { [HERE]: { ...here, keys } });
}

/** A map as if it had been written at a place; entries that are undefined are left out. */
export function madeMap<T>(
  at: Span,
  entries: readonly (readonly [string, T | undefined])[],
): { readonly [key: string]: T } & Placed {
  const there = entries.flatMap(([name, value]) => (value === undefined ? [] : [{ name, value, at }]));
  return entriesBefore(undefined, there, at);
}

export const madeList = <T>(at: Span, items: readonly T[]): readonly T[] & Placed =>
  Object.assign([...items], { [HERE]: hereAt(at, null) });

/** A typed value of a program's file as a manifest would say it. */
export function madeValue(literal: Literal, at: Span, origins: () => readonly Origin[]): Located<M.Variable> {
  if (typeof literal === 'boolean') return literal ? owedTo(true, origins) : owedTo(false, origins);
  if (typeof literal === 'string') return owedTo(literal, origins);
  if (typeof literal === 'number') return owedTo(literal, origins);
  return madeList(
    at,
    literal.map((item): Fact<string> | Fact<number> =>
      typeof item === 'string' ? owedTo(item, origins) : owedTo(item, origins),
    ),
  );
}
