import { settingNamed } from './said.ts';
import { because, fact, map, originsOf, type Fact, type Origin } from '../../src/fact.ts';
import type { Span } from '../../src/diagnostic.ts';
import { keyOf, type Located } from '../../src/manifest/located.ts';
import type * as M from '../../src/manifest/types.ts';
import { alone, addressesOf, type Client } from '../../src/site/clients.ts';
import type { Datastore, Site } from '../../src/site/model.ts';
import { covers } from './network.ts';
import { majorOf, since } from './versions.ts';

/** One line of pg_hba.conf. */
export interface Row {
  readonly type: Fact<'local' | 'host' | 'hostssl'>;
  /** `all` and `replication` are words of PostgreSQL's own */
  readonly database: Fact<string>;
  readonly user: Fact<string>;
  /** in CIDR notation; null for the socket */
  readonly address: Fact<string> | null;
  readonly method: Fact<string>;
  readonly note: Fact<string> | null;
  /** whether `all` and `replication` stand for themselves, because `access` says so */
  readonly said: boolean;
  readonly from: readonly Origin[];
  readonly at: Span;
}

/** A line that an earlier one leaves nothing of. */
export interface Shadowed {
  readonly row: Row;
  readonly by: Row;
}

/**
 * How PostgreSQL asks for a password: in the way in which it is stored. Before version 10 there is only md5, and a
 * server that stores md5 hashes says so in `settings`.
 */
export function passwordMethod(store: Datastore): Fact<'md5' | 'scram-sha-256'> {
  const { version } = store.said;
  const major = majorOf(version.value);
  const stored = settingNamed(store, 'password_encryption');
  const old = major !== null && !since(major, '10');
  if (stored === undefined || old) return fact(old ? 'md5' : 'scram-sha-256', version.from);
  return fact(
    String(stored.value).toLowerCase() === 'md5' ? 'md5' : 'scram-sha-256',
    originsOf(stored, version),
  );
}

/** The lines of a datastore in their order, and those that say nothing new. */
export function access(
  site: Site,
  store: Datastore,
): { readonly rows: readonly Row[]; readonly shadowed: readonly Shadowed[] } {
  const rows: Row[] = [];
  const shadowed: Shadowed[] = [];
  const method = passwordMethod(store);
  for (const row of (store.said.access ?? []).flatMap((one) => saidRows(site, store, one, method))) {
    const by = [ADMINISTRATOR, ...rows].find((earlier) => shadows(earlier, row));
    if (by) shadowed.push({ row, by });
    else rows.push(row);
  }
  const saidCount = rows.length;
  for (const row of derivedRows(site, store, method)) {
    const by = rows.find((earlier) => shadows(earlier, row));
    if (!by) rows.push(row);
    else if (rows.indexOf(by) < saidCount && by.method.value !== row.method.value) shadowed.push({ row, by });
    else rows[rows.indexOf(by)] = { ...by, from: originsOf(by, row) };
  }
  return { rows, shadowed };
}

function saidRows(
  site: Site,
  store: Datastore,
  said: Located<M.DatabaseAccess>,
  password: Fact<string>,
): readonly Row[] {
  const host = said.host && site.hosts.find(({ name }) => name.value === said.host?.value);
  const from = originsOf(said.database, said.user, said.network ?? said.host ?? said.socket ?? null);
  const method = because(said.method.value === 'password' ? password : said.method, said.method);
  const row = (address: Fact<string> | null): Row => ({
    type: said.socket
      ? map(said.socket, () => 'local' as const)
      : map(said.tls, (tls) => (tls ? ('hostssl' as const) : ('host' as const))),
    database: said.database,
    user: said.user,
    address,
    method,
    note: said.note ?? null,
    said: true,
    from,
    at: keyOf(said),
  });
  if (said.socket) return [row(null)];
  if (said.network) return [row(said.network)];
  const wanted = said.host;
  return host ? addressesOf(host, store).map((address) => row(alone(because(address, wanted ?? null)))) : [];
}

/** Who refers to a database may connect: by database, user and address, single addresses before networks. */
function derivedRows(site: Site, store: Datastore, method: Fact<string>): readonly Row[] {
  const found = new Map<string, Row>();
  const clients = site.clients.filter((client) => client.store.name.value === store.name.value);
  for (const client of [...clients].sort(inOrder(store)))
    for (const address of client.sources) {
      const key = [client.database.value, client.user.value, address.value].join(' ');
      const before = found.get(key);
      const from = originsOf(client.database, client.user, address);
      found.set(key, {
        type: fact('host', from),
        database: client.database,
        user: client.user,
        address,
        method,
        note: null,
        said: client.replication,
        from: before ? originsOf(before, { from }) : from,
        at: client.at,
      });
    }
  const rows = [...found.values()];
  const pairs = new Set(rows.map(pairOf));
  return [...pairs].flatMap((pair) => narrowed(rows.filter((row) => pairOf(row) === pair)));
}

const pairOf = (row: Row): string => `${row.database.value} ${row.user.value}`;
const lengthOf = (row: Row): number => Number(row.address?.value.split('/')[1] ?? 0);

/** One line where a network holds others; single addresses first. */
function narrowed(rows: readonly Row[]): readonly Row[] {
  const kept: Row[] = [];
  for (const row of [...rows].sort((a, b) => lengthOf(a) - lengthOf(b) || byAddress(a, b))) {
    const index = kept.findIndex((wide) => shadows(wide, row));
    const wide = kept[index];
    if (wide) kept[index] = { ...wide, from: originsOf(wide, row) };
    else kept.push(row);
  }
  const single = (row: Row): boolean => /\/(32|128)$/.test(row.address?.value ?? '');
  return [...kept.filter(single), ...kept.filter((row) => !single(row))];
}

const byAddress = (a: Row, b: Row): number => ((a.address?.value ?? '') < (b.address?.value ?? '') ? -1 : 1);

/** As the manifest names databases and users. */
function inOrder({ said }: Datastore): (a: Client, b: Client) => number {
  const databases = Object.keys(said.databases ?? {});
  const users = Object.keys(said.users ?? {});
  return (a, b) =>
    databases.indexOf(a.database.value) - databases.indexOf(b.database.value) ||
    users.indexOf(a.user.value) - users.indexOf(b.user.value);
}

const nowhere: Span = { source: { name: 'pg_hba.conf', text: '' }, start: 0, end: 0 };
/** The line that stands in the template, before all others. */
const ADMINISTRATOR: Row = {
  type: fact('local'),
  database: fact('all'),
  user: fact('postgres'),
  address: null,
  method: fact('peer'),
  note: null,
  said: true,
  from: [],
  at: nowhere,
};

/** Whether every connection that fits `row` fits `earlier`, which therefore decides. */
export function shadows(earlier: Row, row: Row): boolean {
  const types =
    earlier.type.value === row.type.value || (earlier.type.value === 'host' && row.type.value === 'hostssl');
  return (
    types &&
    databases(earlier, row) &&
    users(earlier, row) &&
    covers(earlier.address?.value ?? null, row.address?.value ?? null)
  );
}

const isWord = (row: Row, field: 'database' | 'user', word: string): boolean =>
  row.said && row[field].value === word;

function databases(earlier: Row, row: Row): boolean {
  const copies = isWord(row, 'database', 'replication');
  if (isWord(earlier, 'database', 'replication') || copies)
    return isWord(earlier, 'database', 'replication') && copies;
  if (isWord(earlier, 'database', 'all')) return true;
  return !isWord(row, 'database', 'all') && earlier.database.value === row.database.value;
}

const users = (earlier: Row, row: Row): boolean =>
  isWord(earlier, 'user', 'all') || (!isWord(row, 'user', 'all') && earlier.user.value === row.user.value);
