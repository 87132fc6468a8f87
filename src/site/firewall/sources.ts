import { error, type Diagnostic } from '../../diagnostic.ts';
import { because, originsOf, type Fact, type Origin } from '../../fact.ts';
import { keyOf, originOf, type Located, type Placed } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import { meantNetwork } from './cidr.ts';
import { ownNetwork } from '../clients.ts';
import type { Host, Stack } from '../model.ts';
import type { Names } from '../names.ts';
import type { Source } from './model.ts';

/** What the sources of a firewall may name. */
export interface Places {
  readonly hosts: Names<Host>;
  readonly ranges: Names<Range>;
  readonly stacks: Names<Stack>;
  readonly diagnostics: Diagnostic[];
}
export type Range = readonly Fact<string>[] & Placed;

/** The addresses of what a firewall admits; what cannot be resolved is a finding, and gives none. */
export function sourcesOf(said: Located<M.Source>, host: Host, places: Places): readonly Source[] {
  if (said.anywhere)
    return [{ network: null, bridged: false, from: [originOf(said), ...said.anywhere.from] }];
  if (said.network) return networks([said.network], [], places);
  if (said.range) return networks(places.ranges.find(said.range) ?? [], said.range.from, places);
  if (said.host) return addresses(said.host, places);
  if (said.stack) return containers(said.stack, host, places);
  throw new Error('the schema asks for one kind of source');
}

const plain = (network: Fact<string>, reason: readonly Origin[]): Source => ({
  network: because(network, { from: reason }),
  bridged: false,
  from: originsOf(network, { from: reason }),
});

function networks(
  found: readonly Fact<string>[],
  reason: readonly Origin[],
  { diagnostics }: Places,
): readonly Source[] {
  return found.flatMap((network) => {
    const meant = meantNetwork(network.value);
    if (meant === null) return [plain(network, reason)];
    const at = network.from[0]?.at;
    const message = `${network.value} is neither an address nor a network: bits are set behind its length.`;
    if (at && !diagnostics.some((one) => one.at.start === at.start && one.message === message))
      diagnostics.push(
        error('bad-network', at, message, {
          help: `The network is ${meant}; the address alone is ${network.value.split('/')[0]}.`,
        }),
      );
    return [];
  });
}

function addresses(name: Fact<string>, { hosts, diagnostics }: Places): readonly Source[] {
  const host = hosts.find(name);
  if (!host) return [];
  if (host.addresses.size === 0)
    diagnostics.push(
      error('unreachable-host', name.from[0]?.at ?? host.at, `The host ${host.name.value} has no address.`, {
        related: [{ at: host.at, message: `${host.name.value} is said here.` }],
        why: 'A firewall admits addresses, not names.',
        help: 'Say `addresses` at the host.',
      }),
    );
  return [...host.addresses.values()].map((address) => plain(address, name.from));
}

/** Every network that a stack’s containers can be in. */
function containers(name: Fact<string>, host: Host, { stacks, diagnostics }: Places): readonly Source[] {
  const stack = stacks.find(name);
  if (!stack) return [];
  if (stack.host !== host) {
    diagnostics.push(
      error(
        'stack-clash',
        name.from[0]?.at ?? keyOf(stack.said),
        `The stack ${stack.name.value} is on ${stack.host.name.value}, not on ${host.name.value}.`,
        {
          related: [{ at: stack.at, message: `${stack.name.value} is said here.` }],
          why: 'Containers of another host come from the address of that host.',
          help: `Say \`host: ${stack.host.name.value}\`.`,
        },
      ),
    );
    return [];
  }
  const found = [
    ...ownNetwork(stack),
    ...stack.networks.flatMap((one) => (one.said.subnet ? [one.said.subnet] : [])),
  ];
  return found.map((network) => ({ ...plain(network, name.from), bridged: true }));
}
