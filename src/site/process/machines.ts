import { error, type Diagnostic } from '../../diagnostic.ts';
import type { Fact, Origin } from '../../fact.ts';
import { because, originsOf } from '../../fact.ts';
import { entriesOf, keyOf, type Located, type Placed } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import type { Host, Service } from '../model.ts';
import type { Directory, OnMachines, PackageUnit, ServiceGroup, Timer, User } from './model.ts';
import type { Names } from '../names.ts';
import { everywhere, placesOf, type Pairs } from '../pair/member.ts';

type OnHosts = Placed & { readonly on?: readonly Fact<string>[] & Placed };

interface Machines {
  readonly hosts: Names<Host>;
  readonly pairs: Pairs;
  readonly diagnostics: Diagnostic[];
}

/**
 * The hosts that a thing names, both nodes for a pair or a role of it, since either may take the role; where it names
 * none, all but those that only receive files.
 */
function placed(said: OnHosts, { hosts, pairs, diagnostics }: Machines): OnMachines {
  if (!said.on) return { hosts: hosts.all.filter(({ platform }) => platform !== null), on: new Map() };
  const on = new Map<Host, Fact<string>>();
  for (const name of said.on)
    for (const { host, member } of placesOf(name, hosts, pairs, diagnostics))
      on.set(host, because(member?.on ?? name, on.get(host) ?? null));
  return { hosts: [...on.keys()], on };
}

export const usersOf = (said: Located<M.SiteManifest>, known: Machines): readonly User[] =>
  entriesOf(said.users).map(({ name, value }) => ({
    name,
    at: keyOf(value),
    said: value,
    ...placed(value, known),
  }));

export const directoriesOf = (said: Located<M.SiteManifest>, known: Machines): readonly Directory[] =>
  entriesOf(said.directories).map(({ name, value }) => ({
    name,
    at: keyOf(value),
    said: value,
    ...placed(value, known),
  }));

export const packageUnitsOf = (said: Located<M.SiteManifest>, known: Machines): readonly PackageUnit[] =>
  entriesOf(said.units).map(({ name, value }) => ({
    name,
    at: keyOf(value),
    said: value,
    ...placed(value, known),
  }));

export const timersOf = (
  said: Located<M.SiteManifest>,
  services: Names<Service>,
  diagnostics: Diagnostic[],
): readonly Timer[] =>
  entriesOf(said.timers).flatMap(({ name, value }) => {
    const started = unitOf(value.starts, `The timer ${name.value}`, 'start', services, diagnostics);
    return started.map((service) => ({ name, at: keyOf(value), said: value, service }));
  });

export const groupsOf = (
  said: Located<M.SiteManifest>,
  services: Names<Service>,
  diagnostics: Diagnostic[],
): readonly ServiceGroup[] =>
  entriesOf(said.serviceGroups).map(({ name, value }) => ({
    name,
    at: keyOf(value),
    said: value,
    members: value.services.flatMap((member): { service: Service; from: readonly Origin[] }[] => {
      const held = unitOf(member, `The group ${name.value}`, 'hold', services, diagnostics);
      return held.map((service) => ({ service, from: originsOf(member, name) }));
    }),
  }));

/** The service of this name on each of its hosts, where systemd runs it. */
function unitOf(
  name: Fact<string>,
  whose: string,
  verb: string,
  services: Names<Service>,
  diagnostics: Diagnostic[],
): readonly Service[] {
  const service = services.find(name);
  if (!service) return [];
  if (service.said.process) return everywhere(service).filter((one) => one.process);
  const [origin] = name.from;
  diagnostics.push(
    error(
      'service-without-process',
      origin?.at ?? service.at,
      `${whose} cannot ${verb} ${service.name.value}, which ${service.said.external ? 'is external' : 'runs in a container'}.`,
      {
        related: [{ at: service.at, message: `${service.name.value} is said here.` }],
        why: 'systemd knows only units of its own host.',
        help: 'Name a service with a `process`.',
      },
    ),
  );
  return [];
}
