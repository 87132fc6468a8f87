import type { Diagnostic, Span } from '../../diagnostic.ts';
import { because, type Fact } from '../../fact.ts';
import { isFact, type Placed } from '../../manifest/located.ts';
import type { Host } from '../model.ts';
import type { Names } from '../names.ts';
import { placesOf, type Pairs } from '../pair/member.ts';
import type { Member } from '../pair/model.ts';
import { ROLES } from '../pair/roles.ts';

export interface Placement {
  readonly host: Host;
  /** where its host is said; null for the only host */
  readonly on: Fact<string> | null;
  /** what the host is to the pair that was named; null where a host itself was */
  readonly member: Member | null;
}

/** The hosts that `on` names: one, the nodes of a pair, several, or the only one. @param whose who asks, as a subject */
export function placementsOf(
  on: Fact<string> | (readonly Fact<string>[] & Placed) | undefined,
  at: Span,
  whose: string,
  { hosts, pairs, diagnostics }: Known,
): readonly Placement[] {
  if (!on) {
    const host = hosts.only(on, at, whose);
    return host ? [{ host, on: null, member: null }] : [];
  }
  const named = isFact(on) ? [on] : on;
  const all = named.flatMap((one) =>
    placesOf(one, hosts, pairs, diagnostics).map((place) => ({ ...place, on: place.member?.on ?? one })),
  );
  // A pair and one of its nodes may both be named, and so may both of its roles.
  return [...new Set(all.map(({ host }) => host))].map((host) =>
    together(
      host,
      all.filter((one) => one.host === host),
      named,
    ),
  );
}

interface Known {
  readonly hosts: Names<Host>;
  readonly pairs: Pairs;
  readonly diagnostics: Diagnostic[];
}

/** One place for several: in every role that one of them names, and without a role where one names the host. */
function together(host: Host, places: readonly Placement[], named: readonly Fact<string>[]): Placement {
  const [first, ...others] = places.map(({ on }) => on);
  const on = first ? because(first, ...others) : null;
  const members = places.flatMap(({ member }) => member ?? []);
  const [member] = members;
  if (!member || members.length < places.length) return { host, on, member: null };
  const roles = ROLES.filter((role) => members.some((one) => one.roles.includes(role)));
  // That none of the other names is the host itself decides too.
  return { host, on, member: { ...member, roles, on: because(on ?? member.on, ...named) } };
}
