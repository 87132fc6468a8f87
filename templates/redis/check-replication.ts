import { error, type Diagnostic, type Span } from '../../src/diagnostic.ts';
import type { Datastore } from '../../src/site/model.ts';

const at = (fact: { readonly from: readonly { readonly at: Span }[] }, store: Datastore): Span =>
  fact.from[0]?.at ?? store.at;

/** What only PostgreSQL replicates by, and an account that is not there. */
export function* replication(store: Datastore): Generator<Diagnostic> {
  const { said, name, member } = store;
  const asked = said.replication;
  for (const field of ['keep', 'archive'] as const) {
    const value = asked?.[field];
    if (value)
      yield error('redis/foreign-field', at(value, store), `\`${field}\` is for PostgreSQL.`, {
        help: 'Leave it out: a Redis that was away asks for everything.',
      });
  }
  const accounts = Object.keys(said.accounts ?? {});
  const user = asked?.user;
  if (user && !accounts.includes(user.value))
    yield error(
      'unknown-account',
      at(user, store),
      `The datastore ${name.value} has no account "${user.value}".`,
      { help: `It has ${accounts.join(', ') || 'none'}.` },
    );
  if (member && !user && !said.password && accounts.length > 0)
    yield error(
      'missing-replication-user',
      store.at,
      `${name.value} is on the pair ${member.pair.name.value}, and no account is named for the standby.`,
      {
        why: 'Nobody connects without an account, the other node neither.',
        help: 'Say `replication: {user: …}`, and an account with `commands: [+psync, +replconf, +ping]`.',
      },
    );
}
