import type { Span } from '../diagnostic.ts';
import { because, fact, map, originsOf, type Fact } from '../fact.ts';
import { entriesOf, originOf } from '../manifest/located.ts';
import type { Datastore, Host, Stack } from './model.ts';
import type { From, Referable } from './reference/reference.ts';

/** Who connects to a datastore, and where it comes from. */
export interface Connection {
  readonly store: Datastore;
  /** null for a cache of a Redis */
  readonly database: Fact<string> | null;
  readonly user: Fact<string> | null;
  /** whether it is the standby, which connects to no database */
  readonly replication: boolean;
  /** addresses and networks, in CIDR notation */
  readonly sources: readonly Fact<string>[];
  /** whether it is a container of the datastore’s own host: its packets come in through a bridge of Docker */
  readonly bridged: boolean;
  /** the reference */
  readonly at: Span;
}
/** A user of a database. */
export interface Client extends Connection {
  readonly database: Fact<string>;
  readonly user: Fact<string>;
}

/** Where Docker takes the network of a project from when nobody says it (default-address-pools of dockerd). */
const POOLS = ['172.16.0.0/12', '192.168.0.0/16'];

/** `10.0.10.4` as a network of one address */
export const alone = (address: Fact<string>): Fact<string> =>
  map(address, (text) => `${text}/${text.includes(':') ? 128 : 32}`);

/** One way on which connections of a program reach a datastore. */
export interface Way {
  readonly sources: readonly Fact<string>[];
  readonly bridged: boolean;
}

/**
 * From which addresses a datastore sees the connections of a program. A container of the same host connects from its own
 * address, one of another host from that host's, since Docker translates it. One on a node of a pair is on the host of the
 * server at one time, and on another at the next.
 */
export function waysOf(
  store: Datastore,
  from: From,
  known: Pick<Referable, 'networks'>,
): readonly [Way, ...Way[]] {
  const mode = from.said?.container?.networkMode;
  const where = from.stack?.said.on ?? null;
  const { member } = store;
  const far = (sources: readonly Fact<string>[]): Way => ({
    sources: sources.map((address) => alone(because(address, where))),
    bridged: false,
  });
  if (member) {
    const isNode = [...member.pair.addresses].some(([node]) => node === from.host);
    const seen = isNode && member.pair.address ? [member.pair.address] : [];
    const usual = far([...addressesOf(from.host, store), ...seen]);
    return isNode && isInNetwork(from) ? [usual, near(from.stack, from, known)] : [usual];
  }
  if (from.host !== store.host) return [far(addressesOf(from.host, store))];
  if (isInNetwork(from)) return [near(from.stack, from, known)];
  const [first] = store.addresses;
  const own = first ?? fact('127.0.0.1', store.name.from);
  return [{ sources: [alone(because(own, store.said.on, mode ?? null))], bridged: false }];
}

/** A container that has addresses of its own. */
const isInNetwork = (from: From): from is From & { readonly stack: Stack } =>
  from.stack !== null && from.said?.container?.networkMode?.value !== 'host';

/** The networks of a container: its packets come in through a bridge of Docker. */
function near(stack: Stack, from: From, known: Pick<Referable, 'networks'>): Way {
  const networks = entriesOf(from.said?.networks);
  const sources = networks.flatMap(({ name }) => {
    const network = known.networks.has(name.value) ? known.networks.find(name) : null;
    if (network === null) return [];
    return network.said.subnet ? [because(network.said.subnet, name)] : pools(name);
  });
  return { sources: networks.length > 0 ? sources : ownNetwork(stack), bridged: true };
}

/** The addresses of a project’s own network. */
export const ownNetwork = ({ said }: Pick<Stack, 'said'>): readonly Fact<string>[] =>
  said.subnet ? [said.subnet] : pools({ from: [originOf(said)] });

const pools = (reason: Pick<Fact<unknown>, 'from'>): readonly Fact<string>[] =>
  POOLS.map((pool) => fact(pool, originsOf(reason)));

/** The addresses of a host that a store can see: those of the networks that the store listens on, else all. */
export function addressesOf(host: Host, store: Datastore): readonly Fact<string>[] {
  const shared = (store.said.listen ?? []).flatMap((name) => {
    const address = host.addresses.get(name.value);
    return address ? [because(address, name)] : [];
  });
  return shared.length > 0 ? shared : [...host.addresses.values()];
}
