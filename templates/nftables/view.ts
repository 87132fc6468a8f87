import { because, fact, map, originsOf, type Fact, type Origin } from '../../src/fact.ts';
import { familyOf, holds } from '../../src/site/firewall/cidr.ts';
import type { Firewall, Opening, Source } from '../../src/site/firewall/model.ts';
import { owed, type ViewMap } from '../../src/target/target.ts';

/** One rule of an opening: sources of one family that come in the same way. */
interface Rule {
  readonly family: 'ip' | 'ip6' | null;
  readonly bridged: boolean;
  /** empty for every address */
  readonly sources: readonly Fact<string>[];
  readonly to: Fact<string> | null;
  readonly from: readonly Origin[];
}

/** What nftables.conf.hbs reads. */
export function firewallView({ said, openings, containers }: Firewall): ViewMap {
  return {
    note: said.note ?? null,
    containers: containers.value ? containers : null,
    ping: said.ping.value ? said.ping : null,
    openings: openings.map((opening) =>
      owed(opening.from, {
        protocol: opening.protocol,
        port: opening.port,
        purpose: opening.purpose,
        note: opening.note,
        rules: rulesOf(opening).map(ruleView),
      }),
    ),
  };
}

const ruleView = ({ family, bridged, sources, to, from }: Rule): ViewMap => {
  const [first = null, ...rest] = sources;
  return owed(from, {
    family: family === null ? null : fact(family, from),
    bridged: bridged ? fact(true, from) : null,
    first,
    rest: rest.map((network) => ({ network })),
    to,
  });
};

/** The rules of an opening, none that another holds. */
export function rulesOf({ sources, to }: Opening): readonly Rule[] {
  const targets = to.length > 0 ? to : [null];
  return targets.flatMap((target) => {
    const open = everywhere(sources, false);
    if (open) return [ruleOf(null, false, [], target, open)];
    const outside = sources.filter(({ bridged }) => !bridged);
    const inside = sources.filter(({ bridged }) => bridged);
    const all = everywhere(inside, true);
    return [
      ...grouped(outside, false, target),
      ...(all ? [ruleOf(null, true, [], target, all)] : grouped(inside, true, target)),
    ];
  });
}

/** Why every address is admitted; null where not every one is. */
function everywhere(sources: readonly Source[], bridged: boolean): readonly Origin[] | null {
  const open = sources.filter((source) => source.network === null && source.bridged === bridged);
  return open.length > 0 ? originsOf(...open) : null;
}

function grouped(sources: readonly Source[], bridged: boolean, target: Fact<string> | null): readonly Rule[] {
  return ([4, 6] as const).flatMap((family) => {
    const own = sources.filter(({ network }) => network !== null && familyOf(network.value) === family);
    if (own.length === 0 || (target && familyOf(target.value) !== family)) return [];
    const networks = narrowed(own.flatMap(({ network }) => (network ? [network] : [])));
    return [ruleOf(family === 4 ? 'ip' : 'ip6', bridged, networks, target, originsOf(...own))];
  });
}

/** Older versions of nft refuse a set in which one network holds another. */
function narrowed(networks: readonly Fact<string>[]): readonly Fact<string>[] {
  const kept: Fact<string>[] = [];
  for (const network of networks) {
    const index = kept.findIndex((one) => holds(one.value, network.value));
    const wide = kept[index];
    if (wide) kept[index] = because(wide, network);
    else {
      const held = kept.filter((one) => holds(network.value, one.value));
      for (const one of held) kept.splice(kept.indexOf(one), 1);
      kept.push(because(network, ...held));
    }
  }
  return kept.map((network) =>
    map(network, (text) => text.replace(/\/(32|128)$/, (end) => shortened(text, end))),
  );
}

/** An address alone is written without its length: all 32 bits of IPv4, all 128 of IPv6. */
const shortened = (text: string, end: string): string =>
  end === (familyOf(text) === 4 ? '/32' : '/128') ? '' : end;

const ruleOf = (
  family: Rule['family'],
  bridged: boolean,
  sources: readonly Fact<string>[],
  to: Fact<string> | null,
  from: readonly Origin[],
): Rule => ({
  family: family ?? (to ? (familyOf(to.value) === 4 ? 'ip' : 'ip6') : null),
  bridged,
  sources,
  to,
  from: to ? originsOf(to, { from }) : from,
});
