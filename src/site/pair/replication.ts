import { error, type Diagnostic } from '../../diagnostic.ts';
import { because, map, type Fact } from '../../fact.ts';
import { keyOf } from '../../manifest/located.ts';
import { didYouMean, listOf } from '../../source/suggest.ts';
import { alone, type Connection } from '../clients.ts';
import type { Datastore, Host } from '../model.ts';
import type { Member } from './model.ts';

/** Whom a server sees when a node of its pair connects: either by its own address, or by the virtual one. */
export const nodesSeen = ({ pair }: Member): readonly Fact<string>[] =>
  [...pair.addresses.values(), ...(pair.address ? [pair.address] : [])].map(alone);

/** The slot on the other node by which a node reads: named as the node that reads, in the letters that slots have. */
export const slotOf = (reader: Host): Fact<string> =>
  map(reader.name, (name) => name.toLowerCase().replaceAll(/[^a-z0-9_]/g, '_'));

/** The standby as a client of the primary, on both nodes, since they change places. */
export function replicationOf(store: Datastore, diagnostics: Diagnostic[]): readonly Connection[] {
  const { said, member, name } = store;
  const { replication } = said;
  if (!member) {
    if (replication)
      diagnostics.push(
        error('replication-alone', keyOf(replication), `${name.value} is on one host: nothing follows it.`, {
          help: 'Say a pair under `on`, or leave `replication` out.',
        }),
      );
    return [];
  }
  reachable(store, member, diagnostics);
  const user = replication?.user ?? null;
  const connection = {
    store,
    user,
    replication: true,
    bridged: false,
    sources: nodesSeen(member).map((address) => because(address, user, said.on)),
    at: user?.from[0]?.at ?? store.at,
  };
  if (said.engine.value !== 'postgresql') return [{ ...connection, database: null }];
  if (!user) {
    diagnostics.push(
      error(
        'missing-replication-user',
        replication ? keyOf(replication) : store.at,
        `${name.value} is on the pair ${member.pair.name.value}, and no user is named for the standby.`,
        {
          related: [{ at: member.pair.at, message: `${member.pair.name.value} is said here.` }],
          why: 'The standby connects to the primary as a user that may replicate.',
          help: 'Say `replication: {user: …}`, and the user under `users` with `replication: true`.',
        },
      ),
    );
    return [];
  }
  const users = Object.keys(said.users ?? {});
  const account = said.users?.[user.value];
  if (!account?.replication.value)
    diagnostics.push(
      error(
        account ? 'user-may-not-replicate' : 'unknown-user',
        user.from[0]?.at ?? store.at,
        account
          ? `The user ${user.value} of ${name.value} may not replicate.`
          : `The datastore ${name.value} has no user "${user.value}".${didYouMean(user.value, users)}`,
        {
          related: [{ at: account ? keyOf(account) : store.at, message: 'It is said here.' }],
          help: account ? 'Say `replication: true` at the user.' : `It has ${listOf(users) || 'none'}.`,
        },
      ),
    );
  return [{ ...connection, database: because({ value: 'replication', from: [] }, user) }];
}

/** The other node connects over the network of the pair. */
function reachable({ said, name, at }: Datastore, { pair }: Member, diagnostics: Diagnostic[]): void {
  const { via } = pair.said;
  if (said.listen?.some(({ value }) => value === via.value)) return;
  diagnostics.push(
    error(
      'unreachable-primary',
      said.listen?.[0]?.from[0]?.at ?? at,
      `${name.value} does not listen on "${via.value}", over which the other node of ${pair.name.value} would follow it.`,
      {
        related: [{ at: pair.at, message: `${pair.name.value} is said here.` }],
        help: `Say \`listen: [${via.value}]\` at ${name.value}.`,
      },
    ),
  );
}
