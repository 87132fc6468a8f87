import { because, fact, map, originsOf, type Fact } from '../fact.ts';
import { entriesOf, originOf } from '../manifest/located.ts';
import type { Datastore, Host } from './model.ts';
import type { From, Referable } from './reference/reference.ts';

/** Where Docker takes the network of a project from when nobody says it (default-address-pools of dockerd). */
const POOLS = ['172.16.0.0/12', '192.168.0.0/16'];

/** `10.0.10.4` as a network of one address */
export const alone = (address: Fact<string>): Fact<string> =>
  map(address, (text) => `${text}/${text.includes(':') ? 128 : 32}`);

/**
 * From which addresses a datastore sees the connections of a program. A container of the same host connects from its own
 * address, one of another host from that host's, since Docker translates it.
 */
export function sourcesOf(
  store: Datastore,
  from: From,
  known: Pick<Referable, 'networks'>,
): readonly Fact<string>[] {
  const mode = from.said?.container?.networkMode;
  if (from.host !== store.host) return addressesOf(from.host, store).map(alone);
  if (from.stack === null || mode?.value === 'host') {
    const [first] = store.addresses;
    const own = first ?? fact('127.0.0.1', store.name.from);
    return [alone(because(own, store.said.on, mode ?? null))];
  }
  const networks = entriesOf(from.said?.networks);
  const found = networks.flatMap(({ name }) => {
    const network = known.networks.has(name.value) ? known.networks.find(name) : null;
    if (network === null) return [];
    return network.said.subnet ? [because(network.said.subnet, name)] : pools(name);
  });
  if (networks.length > 0) return found;
  return from.stack.said.subnet ? [from.stack.said.subnet] : pools({ from: [originOf(from.stack.said)] });
}

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
