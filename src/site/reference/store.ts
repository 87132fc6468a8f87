import { error, type Diagnostic } from '../../diagnostic.ts';
import { because, concat, fact, map, type Fact, type Value } from '../../fact.ts';
import { keyOf } from '../../manifest/located.ts';
import { didYouMean, listOf } from '../../source/suggest.ts';
import { waysOf, type Connection } from '../clients.ts';
import type { Datastore } from '../model.ts';
import { nearest } from '../pair/member.ts';
import type { Pair } from '../pair/model.ts';
import { form, type From, type Referable, type Reference, type Asked } from './reference.ts';
import { secretValue } from './secret.ts';
import { inUrl, url } from './url.ts';

export function database(said: Asked, name: Fact<string>, from: From, known: Referable): Fact<Value> | null {
  const names = split(name, 'database', known.diagnostics);
  const named = names && known.datastores.find(names[0]);
  const store = named && nearest(named, from.host);
  const how = form(said, 'database', ['url', 'host', 'port', 'address', 'name', 'user', 'password'], known);
  if (!names || !store || !how) return null;
  uses(store, name, from);
  const entry = member(store, 'database', store.said.databases, names[1], known);
  const host = connection(store, from, said, known);
  if (!entry || !host) return null;
  const user = said.user ?? entry.owner;
  // An owner that is no user is a finding at the database.
  const account = said.user
    ? member(store, 'user', store.said.users, user, known)
    : (store.said.users?.[user.value] ?? null);
  const password = account && secretValue(account.password.secret, known);
  if (!password) return null;
  const who = { database: names[1], user: because(user, name) };
  known.connections.push(...connectionsOf(store, from, said, name, known, who));
  const here = because<Value>(host, name);
  if (how === 'host') return here;
  if (how === 'port') return because<Value>(store.port, name);
  if (how === 'address') return concat(here, ':', store.port);
  if (how === 'name') return names[1];
  if (how === 'user') return because<Value>(user, name);
  if (how === 'password') return because(password, user, name);
  return url('postgresql', said, [
    inUrl(user),
    ':',
    inUrl(password),
    '@',
    here,
    ':',
    store.port,
    '/',
    names[1],
  ]);
}

export function cache(said: Asked, name: Fact<string>, from: From, known: Referable): Fact<Value> | null {
  const names = split(name, 'cache', known.diagnostics);
  const named = names && known.datastores.find(names[0]);
  const store = named && nearest(named, from.host);
  const forms = ['url', 'host', 'port', 'address', 'number', 'user', 'password'] as const;
  const how = form(said, 'cache', forms, known);
  if (!names || !store || !how) return null;
  uses(store, name, from);
  const entry = member(store, 'cache', store.said.caches, names[1], known);
  const host = connection(store, from, said, known);
  if (!entry || !host) return null;
  const account = entry.account && store.said.accounts?.[entry.account.value];
  // The check of Redis speaks about an account that is not there, whoever asks for it.
  if (entry.account && !account) return null;
  const asked = (account ?? store.said).password;
  const password = asked && secretValue(asked.secret, known);
  if (password === null) return null;
  const who = { database: null, user: null };
  known.connections.push(...connectionsOf(store, from, said, name, known, who));
  if (how === 'user' || how === 'password') {
    const credential = how === 'user' ? entry.account : password;
    if (credential) return because<Value>(credential, name, entry.account ?? null);
    known.diagnostics.push(
      error('missing-credential', keyOf(said), `The cache ${name.value} has no ${how}.`, {
        related: [{ at: store.at, message: `${store.name.value} is said here.` }],
        help:
          how === 'user'
            ? `Say \`account\` at the cache, and the account under \`accounts\` of ${store.name.value}.`
            : `Say \`password\` at ${store.name.value}, or \`account\` at the cache.`,
      }),
    );
    return null;
  }
  const here = because<Value>(host, name);
  if (how === 'host') return here;
  if (how === 'port') return because<Value>(store.port, name);
  if (how === 'number') return because<Value>(entry.number, name);
  const address = concat(here, ':', store.port);
  if (how === 'address') return address;
  const user = entry.account ? [inUrl(entry.account)] : [];
  return url('redis', said, [
    ...(password ? [...user, ':', inUrl(password), '@'] : []),
    address,
    '/',
    entry.number,
  ]);
}

/** A connection for each way that it may take. */
const connectionsOf = (
  store: Datastore,
  from: From,
  said: Reference,
  name: Fact<string>,
  known: Referable,
  what: Pick<Connection, 'database' | 'user'>,
): readonly Connection[] =>
  waysOf(store, from, known).map(({ sources, bridged }) => ({
    store,
    ...what,
    replication: false,
    sources: sources.map((source) =>
      because(
        source,
        name,
        from.said?.stack ?? null,
        from.stack?.said.on ?? null,
        from.placed ?? null,
        from.member?.on ?? null,
      ),
    ),
    bridged,
    at: keyOf(said),
  }));
const uses = (datastore: Datastore, name: Fact<string>, from: From): void =>
  void from.process?.uses.push({ of: { kind: 'datastore', datastore }, from: name.from });

/** `datastore/thing` as its two names, which share the place */
function split(
  name: Fact<string>,
  what: string,
  diagnostics: Diagnostic[],
): readonly [Fact<string>, Fact<string>] | null {
  const [store, thing, ...rest] = name.value.split('/');
  if (store && thing && rest.length === 0) return [map(name, () => store), map(name, () => thing)];
  diagnostics.push(
    error('schema/bad-shape', name.from[0]?.at ?? missing(), `"${name.value}" does not name a ${what}.`, {
      help: `Write datastore/${what}, for example main/rapidpro.`,
    }),
  );
  return null;
}

const missing = (): never => {
  throw new Error('a name comes from nowhere');
};

function connection(store: Datastore, from: From, said: Reference, known: Referable): Fact<Value> | null {
  if (store.member) return virtual(store, store.member.pair, said, known);
  const [first] = store.addresses;
  if (first) return first;
  if (!from.stack && from.host === store.host) return because(fact('127.0.0.1'), { from: store.name.from });
  known.diagnostics.push(
    error(
      'unreachable-datastore',
      keyOf(said),
      `${store.name.value} cannot be reached from here: only its own host may connect.`,
      {
        related: [{ at: store.at, message: `${store.name.value} is said here.` }],
        help: `Say under \`listen\` of ${store.name.value} which address of its host it listens on.`,
      },
    ),
  );
  return null;
}

/** Only the virtual address is the primary’s whoever that is. */
function virtual(store: Datastore, pair: Pair, said: Reference, known: Referable): Fact<Value> | null {
  const { address } = pair;
  if (address && store.addresses.some(({ value }) => value === address.value))
    return because(address, store.said.on);
  known.diagnostics.push(
    error(
      'unreachable-datastore',
      keyOf(said),
      `${store.name.value} cannot be reached from here: nobody knows which node is primary.`,
      {
        related: [
          { at: store.at, message: `${store.name.value} is said here.` },
          { at: pair.at, message: `${pair.name.value} is said here.` },
        ],
        help: address
          ? `Say \`listen: [${pair.said.via.value}]\` at ${store.name.value}, so that it has the virtual address.`
          : `Say the virtual \`address\` of the pair ${pair.name.value}.`,
      },
    ),
  );
  return null;
}

function member<T>(
  store: Datastore,
  what: string,
  record: { readonly [key: string]: T } | undefined,
  name: Fact<string>,
  known: Referable,
): T | null {
  const found = record && Object.hasOwn(record, name.value) ? record[name.value] : undefined;
  if (found !== undefined) return found;
  known.diagnostics.push(
    error(
      `unknown-${what}`,
      name.from[0]?.at ?? store.at,
      `The datastore ${store.name.value} has no ${what} "${name.value}".${didYouMean(name.value, Object.keys(record ?? {}))}`,
      {
        related: [{ at: store.at, message: `${store.name.value} is said here.` }],
        help: `It has ${record ? listOf(Object.keys(record)) : 'none'}.`,
      },
    ),
  );
  return null;
}
