import { because, type Fact } from '../../src/fact.ts';
import type { Host, Site } from '../../src/site/model.ts';
import type { Pair } from '../../src/site/pair/model.ts';

/** A host that is a node of a pair. */
export interface Node {
  readonly pair: Pair;
  readonly host: Host;
  readonly peer: Host;
  /** what makes it one */
  readonly on: Fact<string>;
}

/** The nodes of all pairs. */
export const nodesOf = (site: Site): readonly Node[] =>
  site.pairs.flatMap((pair) => {
    const [a, b] = pair.nodes;
    const on = because(pair.name, ...pair.said.nodes);
    return [
      { pair, host: a, peer: b, on },
      { pair, host: b, peer: a, on },
    ];
  });

/** Where the other node is reached. */
export function peerAddress({ pair, peer }: Node): Fact<string> {
  const address = pair.addresses.get(peer);
  if (!address) throw new Error(`${peer.name.value} has no address in its pair`);
  return address;
}
