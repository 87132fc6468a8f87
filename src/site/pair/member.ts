import { because, type Fact } from '../../fact.ts';
import type { Host } from '../model.ts';
import type { Member, Pair } from './model.ts';
import type { Names } from '../names.ts';

/** The pairs of a site by name; null for one that an earlier finding took out. */
export type Pairs = ReadonlyMap<string, Pair | null>;

/** A host, and what it is to the pair that was named; null where a host itself was. */
export interface Place {
  readonly host: Host;
  readonly member: Member | null;
}

/** Where something is that says `on: <host or pair>`: one place, or one on each node. */
export function placesOf(on: Fact<string>, hosts: Names<Host>, pairs: Pairs): readonly Place[] {
  const pair = pairs.get(on.value);
  if (pair === null) return [];
  if (pair === undefined) {
    const host = hosts.find(on);
    return host ? [{ host, member: null }] : [];
  }
  const [a, b] = pair.nodes;
  const [first, second] = pair.said.nodes;
  return [
    { host: a, member: { pair, host: a, peer: b, on: because(on, first ?? null) } },
    { host: b, member: { pair, host: b, peer: a, on: because(on, second ?? null) } },
  ];
}
