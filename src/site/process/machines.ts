import { error, type Diagnostic } from '../../diagnostic.ts';
import type { Fact, Origin } from '../../fact.ts';
import { originsOf } from '../../fact.ts';
import { entriesOf, keyOf, type Located, type Placed } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import type { Host, Service } from '../model.ts';
import type { Directory, PackageUnit, ServiceGroup, Timer, User } from './model.ts';
import type { Names } from '../names.ts';

type OnHosts = Placed & { readonly on?: readonly Fact<string>[] & Placed };

/** The hosts that a thing names; where it names none, all but those that only receive files. */
const hostsFor = (said: OnHosts, hosts: Names<Host>): readonly Host[] =>
  said.on
    ? said.on.flatMap((name) => hosts.find(name) ?? [])
    : hosts.all.filter(({ platform }) => platform !== null);

export const usersOf = (said: Located<M.SiteManifest>, hosts: Names<Host>): readonly User[] =>
  entriesOf(said.users).map(({ name, value }) => ({
    name,
    at: keyOf(value),
    said: value,
    hosts: hostsFor(value, hosts),
  }));

export const directoriesOf = (said: Located<M.SiteManifest>, hosts: Names<Host>): readonly Directory[] =>
  entriesOf(said.directories).map(({ name, value }) => ({
    name,
    at: keyOf(value),
    said: value,
    hosts: hostsFor(value, hosts),
  }));

export const packageUnitsOf = (said: Located<M.SiteManifest>, hosts: Names<Host>): readonly PackageUnit[] =>
  entriesOf(said.units).map(({ name, value }) => ({
    name,
    at: keyOf(value),
    said: value,
    hosts: hostsFor(value, hosts),
  }));

export const timersOf = (
  said: Located<M.SiteManifest>,
  services: Names<Service>,
  diagnostics: Diagnostic[],
): readonly Timer[] =>
  entriesOf(said.timers).flatMap(({ name, value }) => {
    const service = unitOf(value.starts, `The timer ${name.value}`, 'start', services, diagnostics);
    return service ? [{ name, at: keyOf(value), said: value, service }] : [];
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
      const service = unitOf(member, `The group ${name.value}`, 'hold', services, diagnostics);
      return service ? [{ service, from: originsOf(member, name) }] : [];
    }),
  }));

/** The service of this name, where systemd runs it. */
function unitOf(
  name: Fact<string>,
  whose: string,
  verb: string,
  services: Names<Service>,
  diagnostics: Diagnostic[],
): Service | null {
  const service = services.find(name);
  if (!service) return null;
  if (service.said.process) return service.process ? service : null;
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
  return null;
}
