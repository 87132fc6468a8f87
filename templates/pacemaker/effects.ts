import { fact, map, originsOf, type Fact } from '../../src/fact.ts';
import type { Host, Site } from '../../src/site/model.ts';
import type { Mover, Pair } from '../../src/site/pair/model.ts';
import { unit, type Unit } from '../../src/target/effects.ts';

/** A node of a pair whose address a cluster moves. */
export interface ClusterNode {
  readonly host: Host;
  readonly pair: Pair;
  readonly address: NonNullable<Pair['said']['address']>;
  readonly mover: Extract<Mover, { kind: 'pacemaker' }>;
}

export const clusterNodes = (site: Site): readonly ClusterNode[] =>
  site.pairs.flatMap((pair) => {
    const { mover, nodes, said } = pair;
    const { address } = said;
    return address && mover?.kind === 'pacemaker'
      ? nodes.map((host) => ({ host, pair, address, mover }))
      : [];
  });

/** Where the resource of a pair lies on both nodes. */
export const resourcePath = ({ name }: Pair): Fact<string> =>
  map(name, (text) => `/etc/sitewright/pacemaker/${text}.crm`);

export const unitName = ({ name }: Pair): Fact<string> => map(name, (text) => `pacemaker ${text}`);

/** The cluster holds its own configuration, one for both nodes: whether it takes a change is for a person to say. */
export function* effects(site: Site): Generator<Unit> {
  for (const { host, pair, mover } of clusterNodes(site)) {
    const pacemaker = host.platform?.pacemaker;
    const name = unitName(pair);
    yield unit({
      host,
      name,
      phase: 'watcher',
      does: `nothing is told. On one node, somebody runs: crm configure load update ${resourcePath(pair).value}`,
      needs: pacemaker ? [{ command: 'crm', packages: pacemaker.packages, archive: pacemaker.archive }] : [],
      from: originsOf(name, mover.said.resource, fact('', host.said.platform.from)),
    });
  }
}
