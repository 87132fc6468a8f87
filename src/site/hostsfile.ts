import { error, type Diagnostic, type Span } from '../diagnostic.ts';
import { because, fact, originsOf, type Fact } from '../fact.ts';
import { entriesOf, keyOf, originOf, type Located } from '../manifest/located.ts';
import type * as M from '../manifest/types.ts';
import { listOf } from '../source/suggest.ts';
import type { Host } from './model.ts';
import type { Pair } from './pair/model.ts';

/** What /etc/hosts of a host says, for a host that asks for it. */
export interface HostsFile {
  readonly host: Host;
  readonly at: Span;
  readonly own: HostsLine;
  /** the other hosts of the site, in the order of the manifest */
  readonly others: readonly HostsLine[];
  /** the virtual addresses that have a name */
  readonly virtual: readonly HostsLine[];
  readonly further: readonly HostsLine[];
}
/** An address and its names; the first name is the one that an address is turned back into. */
export interface HostsLine {
  readonly address: Fact<string>;
  readonly names: readonly Fact<string>[];
}

/** What every such file knows, hosts(5). */
export const LOCAL = ['localhost', 'ip6-localhost', 'ip6-loopback', 'ip6-allnodes', 'ip6-allrouters'];

export const hostsFilesOf = (
  hosts: readonly Host[],
  pairs: readonly Pair[],
  diagnostics: Diagnostic[],
): readonly HostsFile[] =>
  hosts.flatMap((host) => {
    const said = host.said.etcHosts;
    if (!said) return [];
    const { network } = said;
    if (network && !host.addresses.has(network.value)) {
      diagnostics.push(unknownAddress(host, network));
      return [];
    }
    const asked: Pick<Fact<unknown>, 'from'> = { from: [originOf(said)] };
    // Debian's own way for a host without a fixed address.
    const own = addressOf(host, host, network) ?? fact('127.0.1.1', originsOf(host.name));
    const others = hosts.flatMap((other): HostsLine[] => {
      const address = other === host ? null : addressOf(other, host, network);
      return address ? [{ address: because(address, network ?? null), names: namesOf(other) }] : [];
    });
    const file: HostsFile = {
      host,
      at: keyOf(said),
      own: { address: because(own, network ?? null, asked), names: namesOf(host) },
      others,
      virtual: pairs.flatMap(({ said: pair, address }) =>
        address && pair.address?.name ? [{ address, names: [pair.address.name] }] : [],
      ),
      further: entriesOf(said.names).map(({ name, value }) => ({ address: value, names: [name] })),
    };
    const clashes = [...clashesIn(file)];
    diagnostics.push(...clashes);
    return clashes.length > 0 ? [] : [file];
  });

/** Under which address `host` is known to `from`; null where it has none. */
function addressOf(host: Host, from: Host, network: Located<M.EtcHosts>['network']): Fact<string> | null {
  const asked = network && host.addresses.get(network.value);
  if (asked) return asked;
  const shared = [...from.addresses.keys()].find((name) => host.addresses.has(name));
  const [first] = host.addresses.values();
  return (shared === undefined ? first : host.addresses.get(shared)) ?? null;
}

/** The full name stands first: it is what `hostname --fqdn` gives. */
function namesOf({ name, said }: Host): readonly Fact<string>[] {
  const others = said.names ?? [];
  const full = name.value.includes('.') ? undefined : others.find(({ value }) => value.includes('.'));
  return full ? [full, name, ...others.filter((one) => one !== full)] : [name, ...others];
}

function* clashesIn({ host, own, others, virtual, further }: HostsFile): Generator<Diagnostic> {
  const known = new Map<string, { readonly name: Fact<string>; readonly address: string }>();
  for (const { address, names } of [own, ...others, ...virtual, ...further])
    for (const name of names) {
      const before = known.get(name.value);
      if (LOCAL.includes(name.value) || (before && before.address !== address.value))
        yield clash(host, name, before?.name ?? null);
      else known.set(name.value, { name, address: address.value });
    }
}

function clash(host: Host, name: Fact<string>, before: Fact<string> | null): Diagnostic {
  const placeOf = (one: Fact<string>): Span => one.from[0]?.at ?? host.at;
  return error(
    'hosts/name-clash',
    placeOf(name),
    before
      ? `The name ${name.value} would have two addresses on ${host.name.value}.`
      : `The name ${name.value} is that of every host itself.`,
    {
      related: before ? [{ at: placeOf(before), message: 'It is said here too.' }] : [],
      why: 'Which of two addresses a program takes, nobody can tell.',
      help: 'Use another name.',
    },
  );
}

const unknownAddress = (host: Host, network: Fact<string>): Diagnostic =>
  error(
    'unknown-address',
    network.from[0]?.at ?? host.at,
    `The host ${host.name.value} has no address "${network.value}".`,
    {
      related: [{ at: host.at, message: `${host.name.value} is said here.` }],
      help: `It has ${listOf(host.addresses.keys()) || 'none'}.`,
    },
  );
