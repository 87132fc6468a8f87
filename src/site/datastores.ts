import { error, type Diagnostic } from '../diagnostic.ts';
import { because, fact, type Fact } from '../fact.ts';
import { entriesOf, keyOf, type Located } from '../manifest/located.ts';
import type * as M from '../manifest/types.ts';
import { didYouMean, listOf } from '../source/suggest.ts';
import type { Datastore, Host } from './model.ts';
import type { Names } from './names.ts';
import { placesOf, type Pairs, type Place } from './pair/member.ts';

/** The ports that programs listen on when nobody says otherwise (postgresql.conf, redis.conf). */
const USUAL_PORT: Readonly<Record<M.Datastore['engine'], number>> = { postgresql: 5432, redis: 6379 };

/** The servers of a site: for a datastore on a pair, one on each node. */
export function datastoresOf(
  said: Located<M.SiteManifest>,
  hosts: Names<Host>,
  pairs: Pairs,
  diagnostics: Diagnostic[],
): readonly Datastore[] {
  return entriesOf(said.datastores).flatMap(({ name, value }) => {
    const places = placesOf(value.on, hosts, pairs);
    if (places.length > 0) owners(name, value, diagnostics);
    const port = value.port ?? fact(USUAL_PORT[value.engine.value], value.engine.from);
    return places.map((place) => {
      const own = place.member ? { ...value, on: place.member.on } : value;
      const addresses = listening(own, place, diagnostics);
      return { name, at: keyOf(value), said: own, ...place, port, addresses };
    });
  });
}

/** The addresses that a server listens on: those of its host, and the virtual one of the network that it is in. */
function listening(
  said: Located<M.Datastore>,
  { host, member }: Place,
  diagnostics: Diagnostic[],
): readonly Fact<string>[] {
  return (said.listen ?? []).flatMap((listen) => {
    const address = host.addresses.get(listen.value);
    const virtual = member?.pair.said.via.value === listen.value ? member.pair.address : null;
    if (address) return [address, ...(virtual ? [virtual] : [])].map((one) => because(one, listen, said.on));
    diagnostics.push(
      error(
        'unknown-address',
        listen.from[0]?.at ?? keyOf(said),
        `The host ${host.name.value} has no address "${listen.value}".${didYouMean(listen.value, host.addresses.keys())}`,
        {
          related: [{ at: host.at, message: `${host.name.value} is said here.` }],
          help: `It has ${listOf(host.addresses.keys()) || 'none'}.`,
        },
      ),
    );
    return [];
  });
}

function owners(name: Fact<string>, said: Located<M.Datastore>, diagnostics: Diagnostic[]): void {
  for (const database of entriesOf(said.databases)) {
    const { owner } = database.value;
    if (said.users?.[owner.value]) continue;
    const users = Object.keys(said.users ?? {});
    diagnostics.push(
      error(
        'unknown-user',
        owner.from[0]?.at ?? keyOf(database.value),
        `The datastore ${name.value} has no user "${owner.value}".${didYouMean(owner.value, users)}`,
        {
          related: [{ at: keyOf(said), message: `${name.value} is said here.` }],
          help: `It has ${listOf(users) || 'none'}.`,
        },
      ),
    );
  }
}
