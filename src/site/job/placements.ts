import type { Span } from '../../diagnostic.ts';
import type { Fact } from '../../fact.ts';
import { isFact, type Placed } from '../../manifest/located.ts';
import type { Host } from '../model.ts';
import type { Names } from '../names.ts';
import { placesOf, type Pairs } from '../pair/member.ts';

export interface Placement {
  readonly host: Host;
  /** where its host is said; null for the only host */
  readonly on: Fact<string> | null;
}

/** The hosts that `on` names: one, the nodes of a pair, several, or the only one. @param whose who asks, as a subject */
export function placementsOf(
  on: Fact<string> | (readonly Fact<string>[] & Placed) | undefined,
  at: Span,
  whose: string,
  hosts: Names<Host>,
  pairs: Pairs,
): readonly Placement[] {
  if (!on) {
    const host = hosts.only(on, at, whose);
    return host ? [{ host, on: null }] : [];
  }
  const all = (isFact(on) ? [on] : on).flatMap((one) =>
    placesOf(one, hosts, pairs).map(({ host, member }) => ({ host, on: member?.on ?? one })),
  );
  // A pair and one of its nodes may both be named.
  return all.filter(({ host }, index) => all.findIndex((one) => one.host === host) === index);
}
