import type { Span } from '../../diagnostic.ts';
import type { Fact } from '../../fact.ts';
import { isFact, type Placed } from '../../manifest/located.ts';
import type { Host } from '../model.ts';
import type { Names } from '../names.ts';

export interface Placement {
  readonly host: Host;
  /** where its host is said; null for the only host */
  readonly on: Fact<string> | null;
}

/** The hosts that `on` names: one, several, or the only one. @param whose who asks, as a subject */
export function placementsOf(
  on: Fact<string> | (readonly Fact<string>[] & Placed) | undefined,
  at: Span,
  whose: string,
  hosts: Names<Host>,
): readonly Placement[] {
  if (!on || isFact(on)) {
    const host = hosts.only(on, at, whose);
    return host ? [{ host, on: on ?? null }] : [];
  }
  return on.flatMap((one) => {
    const host = hosts.find(one);
    return host ? [{ host, on: one }] : [];
  });
}
