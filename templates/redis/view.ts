import { secondsOf } from '../../src/site/spelling/units.ts';
import {
  because,
  concat,
  fact,
  map,
  originsOf,
  owedTo,
  type Fact,
  type Origin,
  type Value,
} from '../../src/fact.ts';
import { entriesOf, isFact, originOf, type Located } from '../../src/manifest/located.ts';
import type * as M from '../../src/manifest/types.ts';
import type { Datastore, Site } from '../../src/site/model.ts';
import { roleFile, roleTarget, type Role } from '../../src/site/pair/roles.ts';
import { owed, type ViewMap } from '../../src/target/target.ts';
import type { Instance } from './instance.ts';
import { size } from './units.ts';
import { since } from './versions.ts';

/** One directive; its line is owed to its arguments, and to what else made it necessary. */
interface Line extends ViewMap {
  readonly name: Fact<string>;
  readonly args: readonly Fact<Value>[];
}

type From = { readonly from: readonly Origin[] };

function line(name: string, args: readonly Fact<Value>[], ...reasons: readonly From[]): Line {
  const from = originsOf(...args, ...reasons);
  return owed(from, { name: fact(name, from), args });
}

/** What redis.conf.hbs reads. */
export function configurationView(instance: Instance): ViewMap {
  const { store, version } = instance;
  const { said } = store;
  return {
    version: because(version, said.engine),
    name: store.name,
    note: said.note ?? null,
    network: network(instance),
    open: isOpen(store) ? because(fact(true), ...opened(store)) : null,
    protection: line('protected-mode', [fact(!isOpen(store))], ...opened(store)),
    process: [
      line('daemonize', [instance.daemonize]),
      line('pidfile', [instance.pidfile], store.name),
      line('logfile', [instance.logfile], store.name),
    ],
    data: [line('dir', [instance.data]), line('dbfilename', [instance.dump], store.name)],
    numbers: numbers(store),
    databases: databases(store),
    persistence: persistence(instance),
    memory: memory(said.memory),
    settings: entriesOf(said.settings).map(({ name, value }) => line(name.value, argumentsOf(value), name)),
    access: instance.access && because(instance.access, ...guards(store)),
    role: store.member ? because(roleTarget(roleName(store)), said.on) : null,
  };
}

const roleName = ({ name }: Datastore): Fact<string> => map(concat('redis-', name, '.conf'), String);

/** A file of a role, which redis.conf includes. */
export interface RoleFile {
  readonly path: Fact<string>;
  readonly view: ViewMap;
}

/** Whom the server follows in each role. Both nodes have both files: a change of role moves a link. */
export function roleFilesOf({ store, version }: Instance): readonly RoleFile[] {
  const { member, said, port } = store;
  const peer = member?.pair.addresses.get(member.peer);
  if (!member || !peer) return [];
  const words = since(version.value, '5.0') ? 'replicaof' : 'slaveof';
  const follow = line(words, [because(peer, said.on), port], version);
  const file = (role: Role, following: Line | null): RoleFile => ({
    path: because(roleFile(role, roleName(store)), said.on),
    view: { follow: following, lead: following ? null : fact(true, said.on.from) },
  });
  return [file('primary', null), file('standby', follow)];
}

/** Others than this host may connect, and nobody asks them for a password. */
const isOpen = (store: Datastore): boolean =>
  store.addresses.length > 0 && !store.said.password && entriesOf(store.said.accounts).length === 0;

const opened = (store: Datastore): readonly From[] => [...store.addresses, ...guards(store)];

const guards = ({ said }: Datastore): readonly From[] => [
  ...(said.password ? [said.password.secret] : []),
  ...entriesOf(said.accounts).map(({ name }) => name),
];

function network({ store, version }: Instance): readonly Line[] {
  // The dash lets a host without IPv6 start; before 6.2 it would be part of the address.
  const loopback = since(version.value, '6.2') ? ['127.0.0.1', '-::1'] : ['127.0.0.1'];
  const bind = [...loopback.map((address) => fact(address, version.from)), ...store.addresses];
  return [line('bind', bind, store.name), line('port', [store.port])];
}

const numbers = ({ said }: Datastore): readonly ViewMap[] =>
  sorted(said).map(({ name, value }) => {
    const from = originsOf(name, value.number, value.note ?? null);
    const text = concat(value.number, ' ', name, ...(value.note ? [': ', value.note] : []));
    return owed(from, { text });
  });

const sorted = (said: Located<M.Datastore>): ReturnType<typeof entriesOf<Located<M.Cache>>> =>
  [...entriesOf(said.caches)].sort((a, b) => a.value.number.value - b.value.number.value);

/** As many as the applications need: a number beyond them is refused by the server. */
function databases({ said }: Datastore): Line | null {
  const all = sorted(said);
  const last = all.at(-1);
  if (!last) return null;
  const numbers = all.map(({ value }) => value.number);
  return line('databases', [because(fact(last.value.number.value + 1), ...numbers)]);
}

/**
 * The rules that are built in. They are written all the same: a server of 6.0 that is given a file without `save` lines
 * makes no snapshot, and starts empty.
 */
const BUILT_IN: readonly (readonly [seconds: number, changes: number])[] = [
  [3600, 1],
  [300, 100],
  [60, 10000],
];

function persistence({ store, appendLog, version }: Instance): readonly Line[] {
  const said = store.said.persistence;
  const save = (...args: readonly Fact<Value>[]): Line => line('save', args, store.name);
  const saves = said?.snapshots?.map(({ after, changes }) =>
    line('save', [map(after, secondsOf), changes]),
  ) ?? [...BUILT_IN.map((rule) => save(...rule.map((one) => fact(one))))];
  const never = said && line('save', [fact('')], { from: [originOf(said)] });
  const append = said?.appendOnly.value
    ? [
        line('appendonly', [said.appendOnly]),
        line('appendfilename', [appendLog], store.name, said.appendOnly, version),
        line('appendfsync', [map(said.sync, (word) => (word === 'never' ? 'no' : word))], said.appendOnly),
      ]
    : said
      ? [line('appendonly', [said.appendOnly])]
      : [];
  return [...(saves.length === 0 && never ? [never] : saves), ...append];
}

const memory = (said: Located<M.RedisMemory> | undefined): readonly Line[] =>
  said ? [line('maxmemory', [map(said.limit, size)]), line('maxmemory-policy', [said.policy])] : [];

/** The arguments of a setting, each a fact. */
export function argumentsOf(said: Located<M.ServerSetting>): readonly Fact<Value>[] {
  const all: readonly unknown[] = isFact(said) ? [said] : said;
  return all.filter(isFact);
}

/** What access.conf.hbs reads: who may connect, with a mark for each password. */
export function accessView(site: Site, { store }: Instance): ViewMap {
  const { said, member } = store;
  const accounts = entriesOf(said.accounts);
  return {
    password: said.password ? line('requirepass', [secretOf(site, said.password)]) : null,
    peer: member ? credentials(site, said) : [],
    closed:
      accounts.length > 0 && !said.password ? because(fact(true), ...accounts.map(({ name }) => name)) : null,
    accounts: accounts.map(({ name, value }) =>
      owed(originsOf(name), {
        name,
        note: value.note ?? null,
        password: concat('>', secretOf(site, value.password)),
        rules: [
          ...value.keys.map((pattern) => map(pattern, (text) => `~${text}`)),
          ...(value.channels ?? []).map((pattern) => map(pattern, (text) => `&${text}`)),
          ...value.commands,
        ],
      }),
    ),
  };
}

/** How a node shows itself to its primary. On both nodes, whichever follows: they change places. */
function credentials(site: Site, said: Located<M.Datastore>): readonly Line[] {
  const user = said.replication?.user;
  const account = user && said.accounts?.[user.value];
  if (user && account)
    return [line('masteruser', [user]), line('masterauth', [secretOf(site, account.password)], user)];
  return said.password ? [line('masterauth', [secretOf(site, said.password)], said.on)] : [];
}

function secretOf(site: Site, said: Located<M.SecretRef> | Located<M.RedisPassword>): Fact<Value> {
  const { secret } = said;
  const found = site.secrets.find(({ name }) => name.value === secret.value);
  // A secret that is not there is a finding of its own.
  return found
    ? owedTo(found.value.value, () => originsOf(secret, found.value))
    : { value: [{ secret: secret.value, alphabet: 'url-safe', encode: 'none' }], from: secret.from };
}
