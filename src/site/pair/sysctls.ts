import { fact, originsOf, type Fact } from '../../fact.ts';
import { entriesOf } from '../../manifest/located.ts';
import type { Host, Site } from '../model.ts';

export interface Sysctl {
  readonly name: Fact<string>;
  readonly value: Fact<string> | Fact<number>;
}

/** A server must be able to listen on the virtual address before the node has it (ip-sysctl of the kernel). */
const NONLOCAL = { 4: 'net.ipv4.ip_nonlocal_bind', 6: 'net.ipv6.ip_nonlocal_bind' } as const;

/** Kernel settings of a host: what the manifest says, and what its pair needs. */
export function sysctlsOf(site: Site, host: Host): readonly Sysctl[] {
  const said = entriesOf(host.said.sysctls);
  const owed = new Map<string, Fact<unknown>[]>();
  const binding = [
    ...site.datastores,
    ...site.webservers.map(({ host: where, member, http, https }) => ({
      ...{ host: where, member },
      addresses: [http, https].flatMap((one) => one?.addresses ?? []),
    })),
  ];
  for (const { host: where, member, addresses } of binding)
    for (const address of addresses)
      if (where === host && member?.pair.address?.value === address.value) {
        const name = NONLOCAL[address.value.includes(':') ? 6 : 4];
        owed.set(name, [...(owed.get(name) ?? []), address]);
      }
  const derived = [...owed]
    .filter(([name]) => !said.some((one) => one.name.value === name))
    .map(([name, facts]) => {
      const from = originsOf(...facts);
      return { name: fact(name, from), value: fact(1, from) };
    });
  return [...said, ...derived];
}
