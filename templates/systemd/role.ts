import { because, fact, map, originsOf, type Fact } from '../../src/fact.ts';
import type { Host, Service, Site, Webserver } from '../../src/site/model.ts';
import { onlyRole } from '../../src/site/pair/member.ts';
import type { Member } from '../../src/site/pair/model.ts';
import { ROLE_LINK, roleMark, SITECTL } from '../../src/site/pair/roles.ts';
import { storePlace } from '../../src/site/platform/datastore.ts';
import { placed } from '../../src/site/platform/platform.ts';
import { owed, type ViewMap } from '../../src/target/target.ts';
import { systemdOf } from './versions.ts';

/** systemd.service(5): an `ExecCondition=` that says no leaves a unit stopped; an `ExecStartPre=` makes it failed. */
const SKIPS = 243;
/** systemd.service(5): since 231 a `+` runs one command as root; before, all but the program itself or none. */
const PLUS = 231;

/** What decides whether a unit of a pair is started on its node. */
export interface Start {
  /** files that must be there, where systemd has no condition that runs a program */
  readonly paths: readonly Fact<string>[];
  readonly conditions: readonly ViewMap[];
  readonly before: readonly ViewMap[];
}

/**
 * Units of a pair are enabled on both nodes, and ask at every start: after a reboot a node runs what belongs to its role with
 * nobody there, and a failover has no unit to enable that the next installation would disable again.
 */
export function startOf(
  name: Fact<string>,
  member: Member | null,
  version: number,
  platform: Fact<string>,
): Start {
  if (!member) return { paths: [], conditions: [], before: [] };
  const asked = question(name, member, version >= PLUS, platform);
  if (version >= SKIPS) return { paths: [], conditions: [asked], before: [] };
  const role = onlyRole(member);
  // Without it, a unit of the other role would be tried and fail at every boot.
  const path = role && map(because(member.on, platform), () => `${ROLE_LINK}/${roleMark(role)}`);
  return { paths: path ? [path] : [], conditions: [], before: [asked] };
}

function question(name: Fact<string>, { on }: Member, asRoot: boolean, platform: Fact<string>): ViewMap {
  const from = originsOf(on, platform);
  return owed(from, {
    asRoot: asRoot ? fact(true, from) : null,
    mayFail: null,
    program: fact(SITECTL, from),
    arguments: [fact('may-start', from), name],
  });
}

/**
 * What a process of a pair runs besides itself, where systemd cannot run one command of a unit as root: only root can ask
 * the other node, so that all of them are run as root, and the others change to the user by themselves.
 */
export function handedOver(
  { user, group }: { readonly user?: Fact<string>; readonly group?: Fact<string> },
  member: Member | null,
  version: number,
  platform: Fact<string>,
): { readonly startOnly: Fact<true> | null; readonly prefix: readonly Fact<string>[] } {
  if (!member || !user || version >= PLUS) return { startOnly: null, prefix: [] };
  const from = originsOf(member.on, user, platform);
  // Where runuser lies differs between releases; older systemd wants a path.
  const words = ['/usr/bin/env', 'runuser', '-u'].map((word) => fact(word, from));
  return {
    startOnly: fact(true, from),
    prefix: [
      ...words,
      user,
      ...(group ? [fact('-g', originsOf(group, { from })), group] : []),
      fact('--', from),
    ],
  };
}

/** Whether it can be told to start: where systemd takes a refusal for a failure, only what runs is restarted. */
export const startsAnew = ({ host, member }: Service): boolean =>
  member === null || host === null || (systemdOf(host) ?? SKIPS) >= SKIPS;

/** A server of a pair, whose unit its package brings. */
export interface Guarded {
  readonly host: Host;
  readonly unit: Fact<string>;
  /** the datastore, or the web server */
  readonly name: Fact<string>;
  readonly member: Member;
  readonly version: number;
}

export const guardedOn = (site: Site): readonly Guarded[] =>
  [
    ...site.datastores.map((store) => ({ store, unit: storePlace(store)?.unit ?? null })),
    ...site.webservers.map((store) => ({ store, unit: nginxUnit(store) })),
  ].flatMap(({ store: { host, member, name }, unit }) => {
    const version = systemdOf(host);
    return member && unit && version !== null ? [{ host, unit, name, member, version }] : [];
  });

const nginxUnit = ({ host }: Webserver): Fact<string> | null => {
  const unit = host.platform?.nginx.unit ?? null;
  return unit === null ? null : placed(host, unit, {});
};

/** The condition as a drop-in. All that an older systemd runs before the server is run as root with it. */
export function guardView({ name, member, version, host }: Guarded): ViewMap {
  const { platform } = host.said;
  const { conditions, before } = startOf(name, member, version, platform);
  return {
    name,
    pair: because(member.pair.name, member.on),
    asRoot: version < PLUS ? fact(true, originsOf(member.on, platform)) : null,
    conditions,
    before,
  };
}
