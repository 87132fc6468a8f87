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
export function firewallView({ said, openings, containers, routers }: Firewall): ViewMap {
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
    routers: routers.map(({ address, purpose, from }) =>
      owed(from, { family: map(address, wordOf), address, purpose }),
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

/** The rules of an opening, none that another holds. Each is owed to all sources, since one may hold another. */
export function rulesOf({ sources, to }: Opening): readonly Rule[] {
  const from = originsOf(...sources);
  const targets = to.length > 0 ? to : [null];
  return targets.flatMap((target): readonly Rule[] => {
    const all = { from, to: target, sources: [], family: target ? wordOf(target.value) : null };
    if (sources.some(isEverywhere(false))) return [{ ...all, bridged: false }];
    const outside = grouped(sources, false, target, from);
    return sources.some(isEverywhere(true))
      ? [...outside, { ...all, bridged: true }]
      : [...outside, ...grouped(sources, true, target, from)];
  });
}

const isEverywhere =
  (inside: boolean) =>
  ({ network, bridged }: Source): boolean =>
    network === null && bridged === inside;

const wordOf = (network: string): 'ip' | 'ip6' => (familyOf(network) === 4 ? 'ip' : 'ip6');

function grouped(
  sources: readonly Source[],
  bridged: boolean,
  to: Fact<string> | null,
  from: readonly Origin[],
): readonly Rule[] {
  const own = sources.flatMap((one) => (one.network && one.bridged === bridged ? [one.network] : []));
  return (['ip', 'ip6'] as const).flatMap((family) => {
    const networks = own.filter(({ value }) => wordOf(value) === family);
    if (networks.length === 0 || (to && wordOf(to.value) !== family)) return [];
    return [{ family, bridged, sources: narrowed(networks), to, from }];
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
