import { entriesOf } from '../../src/manifest/located.ts';
import type { Datastore, Site } from '../../src/site/model.ts';
import {
  inEachRole,
  throughRole,
  type HostArtifacts,
  type Problem,
  type Substitution,
} from '../../src/target/verification.ts';
import { instanceOf, redisStores } from './instance.ts';
import { readRedis, type RedisDirective } from './reader.ts';
import { nearestServed, series } from './versions.ts';
import { argumentsOf } from './view.ts';
import { checkDirective, type Vocabulary } from './vocabulary.ts';

/** The line by which redis.conf tells its version. */
const HEAD = /^# Redis (\d[\d.]*): the datastore /m;

/** Every file that a server is started with; the others are included by one of them. */
export const configurations = (host: HostArtifacts): readonly string[] =>
  [...host.files].flatMap(([path, { target, text }]) =>
    target === 'redis' && HEAD.test(text) ? [path] : [],
  );

export const statedIn = (host: HostArtifacts, path: string): string =>
  HEAD.exec(host.files.get(path)?.text ?? '')?.[1] ?? '';

/** A configuration and what it includes. */
export function filesOf(host: HostArtifacts, path: string): readonly string[] {
  const own = directivesIn(host.files.get(path)?.text ?? '');
  const included = own.flatMap(({ name, args }) => (name === 'include' ? args : []));
  return [path, ...included.map((one) => throughRole(host, one)).filter((one) => host.files.has(one))];
}

/** The lines that our reader reads; what it refuses is left to what the server says about it. */
export const directivesIn = (text: string): readonly RedisDirective[] =>
  text.split('\n').flatMap((row, index) => {
    try {
      return readRedis(row).map((one) => ({ ...one, line: index + 1 }));
    } catch (fault) {
      if (fault instanceof SyntaxError) return [];
      throw fault;
    }
  });

/** The servers of a host whose versions cannot be had. */
export function substitutions(
  site: Site,
  host: HostArtifacts,
  vocabulary: () => unknown,
): readonly Substitution[] {
  return redisStores(site).flatMap((store) => {
    const { platform } = store.host;
    const stated = String(store.said.version.value);
    const asked = nearestServed(stated);
    if (!platform || store.host.name.value !== host.host) return [];
    const path = instanceOf(store, platform.redis).configuration.value;
    if (!host.files.has(path) || asked === series(stated)) return [];
    const files = [...new Set(inEachRole(host).flatMap((one) => filesOf(one, path)))];
    return [substitutionOf(store, host, files, { stated, asked }, vocabulary() as Vocabulary)];
  });
}

function substitutionOf(
  { said, name }: Datastore,
  host: HostArtifacts,
  files: readonly string[],
  { stated, asked }: { readonly stated: string; readonly asked: string },
  vocabulary: Vocabulary,
): Substitution {
  const keys = ['datastores', name.value];
  const without = entriesOf(said.settings)
    .filter(({ name: setting, value }) => {
      const args = argumentsOf(value).flatMap((one) => (typeof one.value === 'object' ? [] : [one.value]));
      return checkDirective(vocabulary, asked, { name: setting.value, args }) !== null;
    })
    .map((setting) => setting.name.value);
  return {
    stated,
    nearest: asked,
    edits: [
      { keys: [...keys, 'version'], value: asked },
      ...without.map((setting) => ({ keys: [...keys, 'settings', setting], value: null })),
    ],
    without,
    files: new Map(files.map((path) => [path, path])),
    table: `the table of Redis ${stated}`,
    problems: files.flatMap((path) => problemsIn(host, path, stated, vocabulary)),
  };
}

function problemsIn(
  host: HostArtifacts,
  path: string,
  stated: string,
  vocabulary: Vocabulary,
): readonly Problem[] {
  const text = host.files.get(path)?.text ?? '';
  const problem = (line: number, message: string): Problem => ({ path, line, key: null, message });
  const read = directivesIn(text);
  const lines = new Set(read.map(({ line }) => line));
  const unread = text
    .split('\n')
    .flatMap((row, index) =>
      /^\s*(#|$)/.test(row) || lines.has(index + 1) ? [] : [problem(index + 1, 'Unbalanced quotes')],
    );
  const wrong = read.flatMap((one) => {
    const misuse = checkDirective(vocabulary, stated, one);
    return misuse === null ? [] : [problem(one.line, misuse.message)];
  });
  return [...unread, ...wrong];
}
