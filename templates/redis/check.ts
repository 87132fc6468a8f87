import { millisecondsOf } from '../../src/site/spelling/units.ts';
import { error, type Diagnostic, type Span } from '../../src/diagnostic.ts';
import { entriesOf, keyOf } from '../../src/manifest/located.ts';
import type { Datastore, Site } from '../../src/site/model.ts';
import { replication } from './check-replication.ts';
import { redisStores } from './instance.ts';
import { RELEASES, series, since } from './versions.ts';
import { argumentsOf } from './view.ts';
import { checkDirective, nearest, type Vocabulary } from './vocabulary.ts';

/** Directives that the compiler writes itself, and what to say instead. */
const OWNED: Readonly<Record<string, string>> = {
  aclfile: '`accounts`',
  appendfilename: 'the name of the datastore',
  appendfsync: '`persistence.sync`',
  appendonly: '`persistence.appendOnly`',
  bind: '`listen`',
  daemonize: 'the platform of the host',
  databases: '`caches`: their numbers decide',
  dbfilename: 'the name of the datastore',
  dir: 'the platform of the host',
  include: 'a field of the manifest',
  logfile: 'the platform of the host',
  maxmemory: '`memory.limit`',
  'maxmemory-policy': '`memory.policy`',
  pidfile: 'the platform of the host',
  port: '`port`',
  'protected-mode': '`listen`, `password` and `accounts`',
  save: '`persistence.snapshots`',
  supervised: 'the platform of the host',
  user: '`accounts`',
};

/** Settings whose value is a password, and what to do instead. */
const PASSWORDS: Readonly<Record<string, string>> = {
  masterauth: 'Leave it out: a server that follows another one without a password needs none.',
  requirepass: 'Say `password` with a secret.',
  'tls-client-key-file-pass': 'Use a key without a passphrase, which only the server can read.',
  'tls-key-file-pass': 'Use a key without a passphrase, which only the server can read.',
};

/** Fields that only a PostgreSQL has. */
const FOREIGN = ['databases', 'users'] as const;
/** Fields that only a Redis has. */
const OWN = ['accounts', 'caches', 'memory', 'password', 'persistence'] as const;

/** Findings about Redis servers: fields of the other engine, numbers, versions, settings that this Redis does not take. */
export function* check(site: Site, vocabulary: () => unknown): Generator<Diagnostic> {
  for (const store of site.datastores)
    if (store.said.engine.value !== 'redis') yield* foreign(store, OWN, 'PostgreSQL');
  for (const store of redisStores(site)) {
    yield* foreign(store, FOREIGN, 'Redis');
    yield* numbers(store);
    yield* accounts(store);
    yield* passwords(site, store);
    yield* replication(store);
    yield* snapshots(store);
    const version = String(store.said.version.value);
    if (!RELEASES.includes(series(version)) || !/^\d+\.\d+(\.\d+)?$/.test(version))
      yield unknownVersion(store);
    // The registry hands each target its own vocabulary.json.
    else yield* settings(store, version, vocabulary() as Vocabulary);
  }
}

const meant = (name: string, known: readonly string[]): string => {
  const near = nearest(name, known);
  return near === null ? '' : ` Did you mean "${near}"?`;
};

const listed = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ') || 'none';

const at = (fact: { readonly from: readonly { readonly at: Span }[] }, store: Datastore): Span =>
  fact.from[0]?.at ?? store.at;

const stated = (store: Datastore) => ({
  at: at(store.said.version, store),
  message: `Redis is ${store.said.version.value} here.`,
});

function* foreign(
  store: Datastore,
  fields: readonly (typeof OWN | typeof FOREIGN)[number][],
  engine: string,
): Generator<Diagnostic> {
  for (const field of fields) {
    const said = store.said[field];
    if (said)
      yield error('foreign-field', keyOf(said), `A ${engine} has no \`${field}\`.`, {
        related: [{ at: at(store.said.engine, store), message: 'The engine is said here.' }],
        help: 'Remove it, or move it to the datastore that it is meant for.',
      });
  }
}

function unknownVersion(store: Datastore): Diagnostic {
  return error(
    'redis/unknown-version',
    at(store.said.version, store),
    `Redis has no version ${store.said.version.value} that is known here.`,
    {
      why: 'Which settings there are, and how they are spelt, depends on it.',
      help: `Write one of ${RELEASES.join(', ')}, in quotes.`,
    },
  );
}

function* numbers(store: Datastore): Generator<Diagnostic> {
  const owners = new Map<number, { readonly name: string; readonly at: Span }>();
  for (const { name, value } of entriesOf(store.said.caches)) {
    const before = owners.get(value.number.value);
    if (before)
      yield error(
        'redis/shared-number',
        at(value.number, store),
        `${name.value} and ${before.name} both have the number ${value.number.value} of ${store.name.value}.`,
        {
          related: [{ at: before.at, message: `${before.name} has it here.` }],
          why: 'Each would read, overwrite and flush the keys of the other.',
          help: 'Give one of them another number; programs that mean to share one refer to the same cache.',
        },
      );
    else owners.set(value.number.value, { name: name.value, at: at(value.number, store) });
    const { account } = value;
    const known = Object.keys(store.said.accounts ?? {});
    if (account && !known.includes(account.value))
      yield error(
        'unknown-account',
        at(account, store),
        `The datastore ${store.name.value} has no account "${account.value}".${meant(account.value, known)}`,
        { help: `It has ${listed(known)}.` },
      );
  }
}

function* accounts(store: Datastore): Generator<Diagnostic> {
  const { accounts: said, version } = store.said;
  const text = String(version.value);
  if (said && !since(text, '6.0'))
    yield error('redis/newer-account', keyOf(said), `Redis ${text} knows no accounts.`, {
      related: [stated(store)],
      help: 'Say `password`, or state a newer version: Redis 6.0 knows them.',
    });
  else
    for (const { name, value } of entriesOf(said)) {
      if (name.value === 'default')
        yield error('redis/owned-account', keyOf(value), 'The account `default` is that of everybody.', {
          why: 'Who connects without a name gets it.',
          help: 'Use `password` for it.',
        });
      if (value.channels && !since(text, '6.2'))
        yield error(
          'redis/newer-account',
          keyOf(value.channels),
          `Redis ${text} knows no rules for channels.`,
          {
            related: [stated(store)],
            help: 'Leave them out, or state a newer version: Redis 6.2 knows them.',
          },
        );
    }
}

/** A password that no reference asks for is still one that the server needs. */
function* passwords(site: Site, { said }: Datastore): Generator<Diagnostic> {
  const known = site.secrets.map(({ name }) => name.value);
  const all = [said.password, ...entriesOf(said.accounts).map(({ value }) => value.password)];
  for (const secret of all.flatMap((one) => one?.secret ?? []))
    if (!known.includes(secret.value))
      yield error(
        'unknown-secret',
        secret.from[0]?.at ?? keyOf(said),
        `There is no secret "${secret.value}".${meant(secret.value, known)}`,
        { help: `Known: ${listed(known)}.` },
      );
}

function* snapshots(store: Datastore): Generator<Diagnostic> {
  for (const { after } of store.said.persistence?.snapshots ?? [])
    if (millisecondsOf(after.value) % 1000 !== 0 || millisecondsOf(after.value) === 0)
      yield error(
        'redis/unsayable-time',
        at(after, store),
        `Redis cannot wait ${after.value} for a snapshot.`,
        {
          help: 'It counts whole seconds, at least one.',
        },
      );
}

function* settings(store: Datastore, version: string, vocabulary: Vocabulary): Generator<Diagnostic> {
  for (const { name, value } of entriesOf(store.said.settings)) {
    const span = at(name, store);
    const instead = Object.hasOwn(OWNED, name.value) ? OWNED[name.value] : undefined;
    if (instead !== undefined) {
      yield error('redis/owned-setting', span, `\`${name.value}\` is written by the compiler.`, {
        why: 'Of two lines redis-server takes the last without a word.',
        help: `It follows from ${instead}.`,
      });
      continue;
    }
    const args = argumentsOf(value);
    const keep = Object.hasOwn(PASSWORDS, name.value) ? PASSWORDS[name.value] : undefined;
    if (keep !== undefined) {
      yield error('redis/literal-password', span, `\`${name.value}\` is a password.`, {
        masked: args.flatMap(({ from }) => from.map((origin) => origin.at)),
        why: 'What stands in a manifest is read by everybody who reads the repository.',
        help: keep,
      });
      continue;
    }
    const misuse = checkDirective(vocabulary, version, {
      name: name.value,
      args: args.flatMap((one) => (typeof one.value === 'object' ? [] : [one.value])),
    });
    if (!misuse) continue;
    const [first] = args;
    const isValue = args.length === 1 && (misuse.problem === 'value' || misuse.problem === 'range');
    yield error(
      `redis/${misuse.problem}-setting`,
      isValue && first ? at(first, store) : span,
      misuse.message,
      {
        related: [stated(store)],
        why: misuse.certain
          ? 'redis-server does not start with a directive that it cannot read.'
          : 'This is what the nearest versions that are known say.',
        help: misuse.help,
      },
    );
  }
}
