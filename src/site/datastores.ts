import { error, type Diagnostic } from '../diagnostic.ts';
import { because, fact, type Fact } from '../fact.ts';
import { entriesOf, keyOf, type Located } from '../manifest/located.ts';
import type * as M from '../manifest/types.ts';
import { didYouMean, listOf } from '../source/suggest.ts';
import type { Datastore, Host } from './model.ts';
import type { Names } from './names.ts';
import { entriesBefore } from './derived/made.ts';
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
    const places = follows(name, value, pairs, diagnostics)
      ? placesOf(value.on, hosts, pairs, diagnostics)
      : [];
    if (places.length > 0) owners(name, value, diagnostics);
    const port = value.port ?? fact(USUAL_PORT[value.engine.value], value.engine.from);
    nodes(name, value, places, diagnostics);
    const servers = places.map((place): Draft => {
      const own = place.member ? { ...onNode(value, place.host), on: place.member.on } : value;
      const addresses = listening(own, place, diagnostics);
      return { name, at: keyOf(value), said: own, ...place, twin: null, port, addresses };
    });
    for (const one of servers) one.twin = servers.find((other) => other !== one) ?? null;
    return servers;
  });
}
type Draft = { -readonly [Key in keyof Datastore]: Datastore[Key] };

/** As it is on one node: the settings of the node before those of both. */
function onNode(said: Located<M.Datastore>, host: Host): Located<M.Datastore> {
  const own = said.nodes?.[host.name.value]?.settings;
  if (!own) return said;
  const common = entriesOf(said.settings).map(({ name, value }) => ({
    name: name.value,
    value,
    at: name.from[0]?.at ?? keyOf(own),
  }));
  return { ...said, settings: entriesBefore(own, common, keyOf(own)) };
}

/** What is said of a node that is none of its pair, or on no pair. */
function nodes(
  name: Fact<string>,
  said: Located<M.Datastore>,
  places: readonly Place[],
  diagnostics: Diagnostic[],
): void {
  const known = places.flatMap(({ member, host }) => (member ? [host.name.value] : []));
  for (const node of entriesOf(said.nodes))
    if (places.length > 0 && !known.includes(node.name.value))
      diagnostics.push(
        error(
          'unknown-node',
          node.name.from[0]?.at ?? keyOf(said),
          known.length === 0
            ? `${name.value} is on no pair: it has no nodes.`
            : `${node.name.value} is no node of ${name.value}.${didYouMean(node.name.value, known)}`,
          {
            help: known.length === 0 ? 'Say it under `settings`.' : `Its nodes are ${listOf(known)}.`,
          },
        ),
      );
}

/** Whether it is on all of a pair: its server is the primary or the standby, as the node is. */
function follows(
  name: Fact<string>,
  { on }: Located<M.Datastore>,
  pairs: Pairs,
  diagnostics: Diagnostic[],
): boolean {
  const [pair = '', role] = on.value.split('/');
  if (role === undefined || !pairs.has(pair)) return true;
  diagnostics.push(
    error(
      'datastore-in-role',
      on.from[0]?.at ?? lost(),
      `${name.value} is on both nodes of ${pair}: it is no matter of one role.`,
      {
        why: 'The server of the primary is written to, and that of the standby follows it.',
        help: `Say \`on: ${pair}\`.`,
      },
    ),
  );
  return false;
}

const lost = (): never => {
  throw new Error('a place is said somewhere');
};

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
