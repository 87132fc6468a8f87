import { because, type Fact } from '../../src/fact.ts';
import type { Host, Site } from '../../src/site/model.ts';
import type { Member } from '../../src/site/pair/model.ts';

/** The nodes of all pairs. `on` is owed to what makes the host a node. */
export const nodesOf = (site: Site): readonly Member[] =>
  site.pairs.flatMap((pair) => {
    const [a, b] = pair.nodes;
    const on = because(pair.name, ...pair.said.nodes);
    return [
      { pair, host: a, peer: b, on },
      { pair, host: b, peer: a, on },
    ];
  });

/** Where the other node is reached. */
export function peerAddress({ pair, peer }: { pair: Member['pair']; peer: Host }): Fact<string> {
  const address = pair.addresses.get(peer);
  if (!address) throw new Error(`${peer.name.value} has no address in its pair`);
  return address;
}
