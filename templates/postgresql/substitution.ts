import type { Datastore, Site } from '../../src/site/model.ts';
import { fill, type Platform } from '../../src/site/platform/platform.ts';
import {
  inEachRole,
  type HostArtifacts,
  type Problem,
  type Substitution,
} from '../../src/target/verification.ts';
import { clustersOf, RECOVERY, type RenderedCluster } from './cluster.ts';
import { isNetwork } from './network.ts';
import { readConf, readHba } from './reader.ts';
import { passfileOf } from './replication.ts';
import { settingsOf } from './said.ts';
import { majorOf, nearest, since, type Major } from './versions.ts';
import { checkSetting, type Vocabulary } from './vocabulary.ts';

/** The servers of a host whose versions cannot be had. */
export function substitutions(
  { datastores }: Site,
  host: HostArtifacts,
  vocabulary: () => unknown,
): readonly Substitution[] {
  return clustersOf(host).flatMap((cluster) => {
    const major = majorOf(cluster.stated);
    const store = datastores.find(
      (one) => one.host.name.value === host.host && one.name.value === cluster.name,
    );
    const platform = store?.host.platform;
    if (major === null || !store || !platform || nearest(major) === major) return [];
    return [substitutionOf({ store, platform, cluster, host }, major, vocabulary() as Vocabulary)];
  });
}

interface Server {
  readonly store: Datastore;
  readonly platform: Platform;
  readonly cluster: RenderedCluster;
  readonly host: HostArtifacts;
}

function substitutionOf(
  { store, platform, cluster, host }: Server,
  stated: Major,
  vocabulary: Vocabulary,
): Substitution {
  const asked = nearest(stated);
  const { folder, bootstrap, passfiles } = cluster;
  const without = settingsOf(store)
    .filter(({ name, value }) => isUnknown(vocabulary, asked, name.value, value.value))
    .map(({ name }) => name.value);
  const keys = ['datastores', store.name.value];
  const there = fill(platform.postgresql.configuration, { major: asked, name: store.name.value });
  const roles = inEachRole(host).flatMap((one) =>
    clustersOf(one).flatMap(({ name, role }) =>
      name === cluster.name ? role.filter((path) => !path.endsWith(RECOVERY)) : [],
    ),
  );
  const same = [...(bootstrap === null ? [] : [bootstrap]), ...roles];
  const passfileAt = (major: Major): string => passfileOf(major, store.name.value, platform.postgresql);
  return {
    stated,
    nearest: asked,
    edits: [
      { keys: [...keys, 'version'], value: asked },
      ...without.map((name) => ({ keys: [...keys, 'settings', name], value: null })),
    ],
    without,
    files: new Map([
      ...['postgresql.conf', 'pg_hba.conf'].map((name) => [`${there}/${name}`, `${folder}/${name}`] as const),
      ...same.map((path) => [path, path] as const),
      ...passfiles.map((path) => [path === passfileAt(stated) ? passfileAt(asked) : path, path] as const),
    ]),
    table: `the table of PostgreSQL ${stated}`,
    problems: [
      ...inConf(host, cluster.configuration, vocabulary, stated),
      ...inHba(host, `${folder}/pg_hba.conf`, stated),
    ],
  };
}

/** Settings of an extension are nobody's here. */
const isUnknown = (
  vocabulary: Vocabulary,
  major: Major,
  name: string,
  value: string | number | boolean,
): boolean => !name.includes('.') && checkSetting(vocabulary, major, name, value) !== null;

type Rows<T> = (text: string) => readonly T[];

/** Each line alone, so that one that cannot be read does not hide the others. */
function inLines<T>(
  host: HostArtifacts,
  path: string,
  read: Rows<T>,
  judge: (row: T) => string | null,
): readonly Problem[] {
  return (host.files.get(path)?.text ?? '').split('\n').flatMap((line, index) => {
    const problem = (message: string): Problem => ({ path, line: index + 1, key: null, message });
    try {
      return read(line).flatMap((row) => {
        const message = judge(row);
        return message === null ? [] : [problem(message)];
      });
    } catch (fault) {
      if (fault instanceof SyntaxError) return [problem('syntax error')];
      throw fault;
    }
  });
}

const inConf = (
  host: HostArtifacts,
  path: string,
  vocabulary: Vocabulary,
  major: Major,
): readonly Problem[] =>
  inLines(host, path, readConf, ([name, value]) =>
    name.includes('.') || name === 'include'
      ? null
      : (checkSetting(vocabulary, major, name, value)?.message ?? null),
  );

const TYPES = ['host', 'hostssl', 'hostnossl'];
const METHODS = ['trust', 'reject', 'md5', 'password', 'peer', 'ident', 'cert', 'ldap', 'pam', 'radius'];

const inHba = (host: HostArtifacts, path: string, major: Major): readonly Problem[] =>
  inLines(host, path, readHba, (row) => {
    const [type = '', , , ...rest] = row;
    const local = type === 'local';
    if (!local && !TYPES.includes(type)) return `invalid connection type "${type}"`;
    const [address, method = ''] = local ? [null, rest[0]] : [rest[0] ?? '', rest[1]];
    const known = since(major, '10') ? [...METHODS, 'scram-sha-256'] : METHODS;
    if (address !== null && address !== 'all' && !isNetwork(address))
      return `invalid CIDR mask in address "${address}"`;
    return known.includes(method) ? null : `invalid authentication method "${method}"`;
  });
