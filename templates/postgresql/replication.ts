import { bytesOf } from '../../src/site/spelling/units.ts';
import { because, concat, fact, map, originsOf, type Fact, type Value } from '../../src/fact.ts';
import type { Located } from '../../src/manifest/located.ts';
import type * as M from '../../src/manifest/types.ts';
import type { Site } from '../../src/site/model.ts';
import type { Member } from '../../src/site/pair/model.ts';
import { slotOf } from '../../src/site/pair/replication.ts';
import { roleFile, roleTarget, ROLES, type Role } from '../../src/site/pair/roles.ts';
import type { PostgresqlPlatform } from '../../src/site/platform/platform.ts';
import { owed, type ViewMap } from '../../src/target/target.ts';
import { settingNamed } from './said.ts';
import { at, passwordOf, type Cluster } from './server.ts';
import { since, type Major } from './versions.ts';

type Line = readonly [string, Fact<Value>];

/** What a standby needs to know of the primary. */
export interface Following {
  readonly member: Member;
  readonly said: Located<M.Replication>;
  readonly user: Fact<string>;
}

/** Null for a server that nobody follows, or of which it is not said how. */
export function followingOf({ store }: Cluster): Following | null {
  const { member, said } = store;
  const user = said.replication?.user;
  return member && said.replication && user ? { member, said: said.replication, user } : null;
}

/** From version 12 recovery settings stand in postgresql.conf, before in recovery.conf (release notes of 12). */
const isOld = ({ major }: Cluster): boolean => !since(major.value, '12');

/** What both roles need in postgresql.conf, unless `settings` says otherwise. */
export function replicationLines(cluster: Cluster): readonly Line[] {
  const following = followingOf(cluster);
  if (!following) return [];
  const { store } = cluster;
  const { said } = following;
  const here = store.said.on;
  const lines: readonly Line[] = [
    ['wal_level', because(fact('replica'), here)],
    ['max_wal_senders', because(fact(10), here)],
    ['max_replication_slots', because(fact(10), here)],
    ['hot_standby', because(fact(true), here)],
    ...(said.keep ? [keep(cluster, said.keep)] : []),
    ...(said.archive ? archive(cluster, said.archive) : []),
  ];
  return lines.filter(([name]) => settingNamed(store, name) === undefined);
}

/** PostgreSQL counts a MB as 1024 * 1024; before version 13 it counts segments of 16 of them. */
function keep({ major }: Cluster, size: Fact<string>): Line {
  const megabytes = map(size, (text) => Math.ceil(bytesOf(text) / 2 ** 20));
  return since(major.value, '13')
    ? [
        'wal_keep_size',
        because(
          map(megabytes, (count) => `${count}MB`),
          major,
        ),
      ]
    : [
        'wal_keep_segments',
        because(
          map(megabytes, (count) => Math.ceil(count / 16)),
          major,
        ),
      ];
}

/** A piece is copied under another name first: a half one is never found. */
const archive = ({ store }: Cluster, directory: Fact<string>): readonly Line[] => {
  const folder = concat(directory, '/', store.name);
  const command = concat(
    ...[
      'test ! -f ',
      folder,
      '/%f && cp %p ',
      folder,
      '/.%f.new && sync ',
      folder,
      '/.%f.new && mv ',
      folder,
    ],
    ...['/.%f.new ', folder, '/%f'],
  );
  return [
    ['archive_mode', because(fact(true), directory)],
    ['archive_command', command],
  ];
};

/** Where the password for the primary stands. Before version 10 a connection cannot name the file (libpq). */
export const passfileOf = (major: Major, name: string, platform: PostgresqlPlatform): string =>
  since(major, '10')
    ? `/etc/sitewright/postgresql/${name}/replication.pgpass`
    : `${platform.data.split('/').slice(0, 4).join('/')}/.pgpass`;

export function passfilePath({ store, major, platform }: Cluster): Fact<string> {
  const path = passfileOf(major.value, store.name.value, platform);
  const named = map(store.name, () => path);
  return since(major.value, '10') ? named : because(fact(path), major, store.host.said.platform);
}

export function passfileView(site: Site, { store }: Cluster, { member, user }: Following): ViewMap {
  const account = store.said.users?.[user.value];
  const password = account && passwordOf(site, account);
  const host = peerAddress(member);
  return {
    lines: password
      ? [
          owed(originsOf(user, store.said.on), {
            host,
            port: store.port,
            database: because(fact('replication'), user),
            user,
            password,
          }),
        ]
      : [],
  };
}

const peerAddress = ({ pair, peer }: Member): Fact<string> => {
  const address = pair.addresses.get(peer);
  if (!address) throw new Error(`${peer.name.value} has no address in its pair`);
  return because(address, pair.name);
};

/** A value of a connection string: quoted where libpq would end it (libpq, connection strings). */
const word = (value: Fact<string> | Fact<number>): Fact<string> =>
  map<string | number, string>(value, (given) => {
    const text = String(given);
    return /^[A-Za-z0-9_./:@-]+$/.test(text) ? text : `'${text.replaceAll(/['\\]/g, '\\$&')}'`;
  });

/** How the standby on this host connects to the other node. */
function connection(cluster: Cluster, { member, user }: Following): Fact<Value> {
  const { store, major } = cluster;
  return concat(
    ...['host=', word(peerAddress(member)), ' port=', word(store.port), ' user=', word(user)],
    ...(since(major.value, '10') ? [' passfile=', word(passfilePath(cluster))] : []),
    ...[' application_name=', word(store.host.name)],
  );
}

function following(cluster: Cluster, about: Following): readonly Line[] {
  const { said, member } = about;
  const { store } = cluster;
  const old = isOld(cluster);
  const folder = said.archive && concat(said.archive, '/', store.name);
  return [
    ...(old ? [['standby_mode', fact(true, store.said.on.from)] as const] : []),
    ['primary_conninfo', connection(cluster, about)],
    ...(said.slot.value ? [['primary_slot_name', because(slotOf(member.host), said.slot)] as const] : []),
    ...(folder ? restore(cluster, folder) : []),
    ['recovery_target_timeline', fact('latest', store.said.on.from)],
    ...(old ? [['trigger_file', triggerOf(cluster)] as const] : []),
  ];
}

/** What the standby has read it takes away: nobody else needs it. */
const restore = (cluster: Cluster, folder: Fact<Value>): readonly Line[] => [
  ['restore_command', concat('cp ', folder, '/%f "%p"')],
  [
    'archive_cleanup_command',
    concat(at(cluster, cluster.platform.programs), '/pg_archivecleanup ', folder, ' %r'),
  ],
];

/** The file whose appearance promotes a standby before version 12. */
export const triggerOf = (cluster: Cluster): Fact<string> =>
  map(concat(at(cluster, cluster.platform.sockets), '/', cluster.store.name, '.promote'), String);

/** A file of a role: what postgresql.conf includes, and what stands for recovery.conf before version 12. */
export interface RoleFile {
  readonly path: Fact<string>;
  readonly view: ViewMap;
}

const nameOf = ({ store }: Cluster, suffix = ''): Fact<string> =>
  map(concat('postgresql-', store.name, suffix, '.conf'), String);

/** What postgresql.conf includes: the file of the role that the node has now. */
export const included = (cluster: Cluster): Fact<string> => roleTarget(nameOf(cluster));

export function roleFilesOf(cluster: Cluster): readonly RoleFile[] {
  const about = followingOf(cluster);
  if (!about) return [];
  // The version decides which file says it.
  const asked = [cluster.major];
  const file = (role: Role, name: Fact<string>, lines: readonly Line[]): RoleFile => ({
    path: because(roleFile(role, name), cluster.store.said.on, ...asked),
    view: {
      nothing: lines.length === 0 ? fact(true, originsOf(cluster.store.said.on, ...asked)) : null,
      settings: lines.map(([key, value]) =>
        owed(originsOf(value, ...asked), { name: fact(key, value.from), value }),
      ),
    },
  });
  const lines = following(cluster, about);
  const [primary, standby] = ROLES;
  if (!isOld(cluster)) return [file(primary, nameOf(cluster), []), file(standby, nameOf(cluster), lines)];
  return [
    file(primary, nameOf(cluster), []),
    file(standby, nameOf(cluster), []),
    file(standby, nameOf(cluster, '-recovery'), lines),
  ];
}
