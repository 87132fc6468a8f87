import { because, fact, originsOf, type Fact } from '../../fact.ts';
import { keyOf, originOf } from '../../manifest/located.ts';
import type { Host } from '../model.ts';
import type { Pair } from '../pair/model.ts';
import { holds } from './cidr.ts';
import type { Opening, RouterPeer } from './model.ts';
import { words } from './openings.ts';

/** What moves the address of a pair of this host, and where it hears the other node. */
function* movedHere(host: Host, pairs: readonly Pair[]) {
  for (const { name, said, nodes, addresses, mover } of pairs) {
    const place = said.address?.mover;
    const peer = nodes.find((node) => node !== host);
    const [own, other] = [addresses.get(host), peer && addresses.get(peer)];
    if (!place || !mover || !nodes.includes(host) || !own || !other) continue;
    const from = originsOf({ from: [originOf(place)] }, name, ...said.nodes);
    yield { mover, own, other, from, purpose: words('virtual address of ', name), at: keyOf(place) };
  }
}

/** Corosync, by which the nodes of a cluster hear each other; corosync.conf(5), mcastport. */
export const clustersOn = (host: Host, pairs: readonly Pair[]): readonly Opening[] =>
  [...movedHere(host, pairs)].flatMap(({ mover, own, other, from, purpose, at }) =>
    mover.kind === 'pacemaker'
      ? [
          {
            kind: 'cluster' as const,
            protocol: fact('udp' as const, from),
            port: mover.said.port,
            // Where corosync speaks to a group of addresses, the node is not the one that is spoken to.
            to: [],
            sources: [
              { network: because(other, { from }), bridged: false, from: originsOf(other, { from }) },
            ],
            purpose,
            note: null,
            from: originsOf({ from }, own),
            at,
          },
        ]
      : [],
  );

export const routersOn = (host: Host, pairs: readonly Pair[]): readonly RouterPeer[] =>
  [...movedHere(host, pairs)].flatMap(({ mover, other, from, purpose }) =>
    mover.kind === 'keepalived' ? [{ address: because(other, { from }), purpose, from }] : [],
  );

/** sitectl of one node runs sitectl of the other through SSH, unless the way in for administrators holds for it anyway. */
export const peersOn = (host: Host, pairs: readonly Pair[], way: Opening): readonly Opening[] =>
  pairs.flatMap(({ name, said, nodes, addresses }) => {
    const peer = nodes.find((node) => node !== host);
    const address = nodes.includes(host) && peer ? addresses.get(peer) : undefined;
    if (!peer || !address || way.sources.some(({ network }) => admits(network, address))) return [];
    const from = originsOf(name, ...said.nodes);
    return [
      {
        ...way,
        kind: 'cluster' as const,
        sources: [
          { network: because(address, { from }), bridged: false, from: originsOf(address, { from }) },
        ],
        purpose: words('sitectl of ', peer.name),
        note: null,
        // Whether it stands here at all follows from who may administer.
        from: originsOf({ from }, ...way.sources, { from: way.from }),
        at: keyOf(said),
      },
    ];
  });

const admits = (network: Fact<string> | null, address: Fact<string>): boolean =>
  network === null || holds(network.value, address.value);
