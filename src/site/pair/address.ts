import { error, type Diagnostic } from '../../diagnostic.ts';
import { originsOf, type Fact } from '../../fact.ts';
import { holds } from '../firewall/cidr.ts';
import type { Host } from '../model.ts';

/** A virtual address is in the subnet of both nodes, and no host has it for itself. */
export function virtualAddress(
  virtual: Fact<string>,
  addresses: ReadonlyMap<Host, Fact<string>>,
  hosts: readonly Host[],
  diagnostics: Diagnostic[],
): void {
  for (const [node, address] of addresses) inSubnet(virtual, node, address, diagnostics);
  const own = virtual.value.split('/')[0] ?? '';
  for (const host of hosts)
    for (const address of host.addresses.values())
      if (holds(own, address.value))
        diagnostics.push(
          error(
            'address-taken',
            virtual.from[0]?.at ?? host.at,
            `${own} is an address of ${host.name.value} already.`,
            {
              related: originsOf(address)
                .slice(0, 1)
                .map(({ at }) => ({ at, message: 'It is said here.' })),
              why: 'Two machines of one network that have one address cut each other off.',
              help: 'Take an address that no host has.',
            },
          ),
        );
}

function inSubnet(virtual: Fact<string>, node: Host, address: Fact<string>, diagnostics: Diagnostic[]): void {
  const at = virtual.from[0]?.at ?? node.at;
  if (holds(virtual.value, address.value)) return;
  diagnostics.push(
    error(
      'address-outside-subnet',
      at,
      `${address.value} of ${node.name.value} is not in the subnet of ${virtual.value}.`,
      {
        related: originsOf(address)
          .slice(0, 1)
          .map((origin) => ({ at: origin.at, message: 'The address is said here.' })),
        help: 'A virtual address moves between machines of one subnet: say both in it, or another length.',
      },
    ),
  );
}
