import { settingsOf } from './said.ts';
import { because, concat, fact, map, originsOf, type Fact, type Value } from '../../src/fact.ts';
import type { Data } from '../../src/format/data.ts';
import { entriesOf, type Located } from '../../src/manifest/located.ts';
import type * as M from '../../src/manifest/types.ts';
import type { Datastore, Site } from '../../src/site/model.ts';
import { fields } from '../../src/target/data.ts';
import { owed, type ViewMap } from '../../src/target/target.ts';
import { access, passwordMethod, type Row } from './access.ts';
import { followingOf, included, replicationLines } from './replication.ts';
import { at, folder, passwordOf, type Cluster } from './server.ts';
import { since } from './versions.ts';

/** The server before this one on its host; null where this is the first. */
export function rival(site: Site, store: Datastore): Datastore | null {
  const first = site.datastores.find(
    ({ host, said }) => host === store.host && said.engine.value === 'postgresql',
  );
  return first && first !== store ? first : null;
}

const setting = (name: Fact<string>, value: Fact<Value>): ViewMap =>
  owed(originsOf(name, value), { name, value });

/** postgresql.conf: what follows from the manifest, then the settings that it says. */
export function confView(cluster: Cluster): ViewMap {
  const { store, major, platform } = cluster;
  const { said } = store;
  const listens = concat('127.0.0.1', ...store.addresses.flatMap((address) => [', ', address]));
  // md5 is all that 9.6 can, and its name there is `on`.
  const stored = map(passwordMethod(store), (method) => (since(major.value, '10') ? method : 'on'));
  const derived: readonly (readonly [string, Fact<Value>])[] = [
    ['cluster_name', store.name],
    ['data_directory', at(cluster, platform.data)],
    ['hba_file', concat(folder(cluster), '/pg_hba.conf')],
    ['ident_file', concat(folder(cluster), '/pg_ident.conf')],
    ...external(cluster),
    ['unix_socket_directories', at(cluster, platform.sockets)],
    ['listen_addresses', because(listens, store.name)],
    ['port', store.port],
    // initdb writes it into the file that this one replaces; without it older servers have 8 MB.
    ...(said.settings?.['shared_buffers']
      ? []
      : [['shared_buffers', fact('128MB', said.version.from)] as const]),
    ...(said.settings?.['password_encryption'] ? [] : [['password_encryption', stored] as const]),
    ...replicationLines(cluster),
  ];
  return {
    version: because(map(said.version, String), said.engine),
    name: store.name,
    note: said.note ?? null,
    settings: derived.map(([name, value]) => setting(fact(name, value.from), value)),
    natives: settingsOf(store).map(({ name, value }) => setting(name, value)),
    // Last, so that a role has the last word.
    role: followingOf(cluster) ? included(cluster) : null,
  };
}

/** The file that tells the unit where data and configuration are; null where the unit knows by its name. */
export function optionsOf(cluster: Cluster): { readonly path: Fact<string>; readonly data: Data } | null {
  const { options, data } = cluster.platform;
  if (options === null) return null;
  const configuration = map(folder(cluster), (path) => `-c config_file=${path}/postgresql.conf`);
  return {
    path: at(cluster, options),
    data: fields({ POSTGRES_DATADIR: at(cluster, data), POSTGRES_OPTIONS: configuration }),
  };
}

/** The server writes postmaster.pid into its data by itself. */
const external = (cluster: Cluster): readonly (readonly [string, Fact<Value>])[] => {
  const { pid, data } = cluster.platform;
  return pid.startsWith(`${data}/`) ? [] : [['external_pid_file', at(cluster, pid)]];
};

const word = (row: Row, field: 'database' | 'user', words: readonly string[]): boolean =>
  row.said && words.includes(row[field].value);

export function hbaView({ site, store }: Cluster): ViewMap {
  return {
    rows: access(site, store).rows.map((row) => {
      const isDatabase = !word(row, 'database', ['all', 'replication']);
      const isUser = !word(row, 'user', ['all']);
      return owed(row.from, {
        type: row.type,
        note: row.note,
        anyDatabase: isDatabase ? null : row.database,
        database: isDatabase ? row.database : null,
        anyUser: isUser ? null : row.user,
        user: isUser ? row.user : null,
        address: row.address,
        method: row.method,
      });
    }),
  };
}

export function bootstrapView({ site, store, major }: Cluster): ViewMap {
  const users = entriesOf(store.said.users);
  return {
    encryption: map(passwordMethod(store), (method) => (since(major.value, '10') ? method : 'on')),
    users: users.flatMap(({ name, value }) => {
      const password = passwordOf(site, value);
      if (!password) return [];
      return [
        owed(name.from, {
          name,
          note: value.note ?? null,
          superuser: value.superuser,
          createDatabases: value.createDatabases,
          createRoles: value.createRoles,
          replication: value.replication,
          password,
        }),
      ];
    }),
    databases: entriesOf(store.said.databases).map(({ name, value }) =>
      owed(name.from, {
        name,
        note: value.note ?? null,
        owner: value.owner,
        encoding: value.encoding,
        locale: value.locale ?? null,
        extensions: value.extensions ?? [],
        grants: users.flatMap((user) => grantOf(user, name)),
      }),
    ),
  };
}

function grantOf(
  { name, value }: { readonly name: Fact<string>; readonly value: Located<M.DatabaseUser> },
  database: Fact<string>,
): readonly ViewMap[] {
  const grant = value.grants?.[database.value];
  if (!grant) return [];
  return [
    owed(originsOf(name, grant), {
      user: because(name, grant),
      read: map(grant, (level) => level !== 'connect'),
      write: map(grant, (level) => level === 'write'),
    }),
  ];
}

/** A passfile: one line for each database that its users may connect to. */
export interface Passfile {
  readonly path: Fact<string>;
  readonly owner: Fact<string>;
  readonly view: ViewMap;
}

export function passfilesOf({ site, store }: Cluster): readonly Passfile[] {
  const users = entriesOf(store.said.users).flatMap(({ name, value }) =>
    value.passfile ? [{ name, value, passfile: value.passfile }] : [],
  );
  const paths = new Map(users.map((user) => [user.passfile.path.value, user]));
  return [...paths.values()].map(({ passfile: { path, owner } }) => {
    const own = users.filter((user) => user.passfile.path.value === path.value);
    return {
      path: because(path, ...own.map((user) => user.passfile.path)),
      owner: owner ?? fact('root', path.from),
      view: {
        lines: own.flatMap(({ name, value }) => {
          const password = passwordOf(site, value);
          return password
            ? databasesOf(store, name.value).map((database) =>
                owed(originsOf(name, database), {
                  host: store.addresses[0] ?? fact('127.0.0.1', store.name.from),
                  port: store.port,
                  database,
                  user: name,
                  password,
                }),
              )
            : [];
        }),
      },
    };
  });
}

/** The databases that a user owns or has a grant in; a superuser may connect to all. */
const databasesOf = (store: Datastore, user: string): readonly Fact<string>[] =>
  entriesOf(store.said.databases).flatMap(({ name, value }) => {
    const said = store.said.users?.[user];
    if (said?.superuser.value) return [because(name, said.superuser)];
    const grant = said?.grants?.[name.value];
    return value.owner.value === user ? [because(name, value.owner)] : grant ? [because(name, grant)] : [];
  });
