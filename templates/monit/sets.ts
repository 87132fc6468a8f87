import { because, fact, map, originsOf, type Fact, type Origin } from '../../src/fact.ts';
import { followsRole, rolesOf } from '../../src/site/check/roles.ts';
import type { Check, Host, Site } from '../../src/site/model.ts';
import { roleFile, ROLES, WATCHED_LINK, type Role } from '../../src/site/pair/roles.ts';
import { placed, type MonitPlatform } from '../../src/site/platform/platform.ts';
import { relative } from '../../src/target/link.ts';
import type { FileSpec } from '../../src/target/target.ts';
import { syntax } from './syntax.ts';
import { setView } from './view.ts';

/** Checks that are taken in and out of use together. */
export interface CheckSet {
  readonly name: Fact<string>;
  readonly checks: readonly Check[];
  /** what says that it follows the role of its node; null where it is always in use */
  readonly byRole: readonly Origin[] | null;
}

/** The sets of a host, in the order of their first checks. */
export function setsOf(site: Site, host: Host): readonly CheckSet[] {
  const own = site.checks.filter((one) => one.host === host);
  const names = [...new Set(own.map(({ set }) => set.value))];
  return names.map((name) => {
    const checks = own.filter(({ set }) => set.value === name);
    const [first, ...others] = checks.map(({ set }) => set);
    if (!first) throw new Error('a set has a check');
    const members = checks.flatMap((one) => followsRole(one) ?? []);
    const byRole = members.length > 0 ? originsOf(...members) : null;
    return { name: because(first, ...others), checks, byRole };
  });
}

export const ofMonit = (
  host: Host,
  { user, group, unit }: MonitPlatform,
): Pick<FileSpec, 'host' | 'owner' | 'group' | 'unit'> => ({ host, owner: user, group, unit });

const below = (host: Host, folder: string, name: Fact<string>): Fact<string> =>
  map(because(placed(host, folder, {}), name), (path) => `${path}/${name.value}`);

const set = (
  host: Host,
  platform: MonitPlatform,
  path: Fact<string>,
  checks: readonly Check[],
  nothing: Fact<string> | null,
  exists: () => readonly Origin[],
): FileSpec => ({
  ...ofMonit(host, platform),
  exists,
  path,
  mode: '0600',
  body: { kind: 'template', template: 'monit/set.hbs', syntax, view: setView(checks, nothing) },
});

/** A set as it can be used, and the link by which it is in use. */
export function* setFiles(
  { name, checks }: CheckSet,
  host: Host,
  platform: MonitPlatform,
): Generator<FileSpec> {
  const exists = () => originsOf(...checks.map((one) => one.name));
  const available = below(host, platform.available, name);
  yield set(host, platform, available, checks, null, exists);
  yield {
    ...ofMonit(host, platform),
    exists,
    path: below(host, platform.enabled, name),
    mode: '0777',
    body: { kind: 'link', to: map(available, (path) => relative(platform.enabled, path)) },
  };
}

/**
 * A set of a pair: one file for both roles where it is the same in both, else two, of which one may watch nothing. What is
 * in use in a role, links in the folder of the role say, so that the link of the node's role changes all of them at once.
 */
export function* roleFiles(
  { name, checks, byRole }: CheckSet,
  host: Host,
  platform: MonitPlatform,
): Generator<FileSpec> {
  const owed = { from: byRole ?? [] };
  const exists = () => originsOf(...checks.map((one) => one.name), owed);
  const called = because(name, owed);
  const of = (role: Role): readonly Check[] => checks.filter((one) => rolesOf(one).includes(role));
  const isSame = checks.every((one) => rolesOf(one).length === ROLES.length);
  const paths = {
    primary: below(host, platform.available, called),
    standby: below(host, platform.available, isSame ? called : map(called, (text) => `${text}.standby`)),
  };
  for (const role of isSame ? (['primary'] as const) : ROLES) {
    const nothing =
      of(role).length === 0 ? fact(`while the node is ${role}: nothing of this runs then`, owed.from) : null;
    yield set(host, platform, paths[role], of(role), nothing, exists);
  }
  for (const role of ROLES) {
    const path = roleFile(
      role,
      map(called, (text) => `monit/${text}`),
    );
    yield {
      ...ofMonit(host, platform),
      exists,
      path,
      mode: '0777',
      body: {
        kind: 'link',
        to: map(paths[role], (to) => relative(folderOf(path.value), to)),
      },
    };
  }
}

/**
 * Until somebody says that the node works, nothing of the pair is watched: it would be started. Monit refuses to read a
 * folder that is empty or not there, so there is a file in it.
 */
export function* watchedFiles(
  host: Host,
  platform: MonitPlatform,
  followed: readonly Origin[],
): Generator<FileSpec> {
  yield {
    host,
    path: fact(WATCHED_LINK, followed),
    mode: '0777',
    owner: 'root',
    group: 'root',
    unit: null,
    exists: () => followed,
    initial: true,
    body: { kind: 'link', to: fact(UNWATCHED, followed) },
  };
  const path = fact(`${folderOf(WATCHED_LINK)}/${UNWATCHED}/nothing`, followed);
  yield set(
    host,
    platform,
    path,
    [],
    fact('until sitectl says that the node works', followed),
    () => followed,
  );
}

const UNWATCHED = 'unwatched';

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));
