import { fact, map, originsOf, type Fact } from '../../src/fact.ts';
import type { Host, Service, Site } from '../../src/site/model.ts';
import { unit, type Command, type Unit } from '../../src/target/effects.ts';
import { listeningOn, onlineName } from './online.ts';
import { running, type Running } from './order.ts';
import { guardedOn, startsAnew } from './role.ts';
import { groupsOf, wantedByOf } from './starts.ts';
import { named } from './views.ts';

const words = (...all: readonly (string | Fact<string>)[]): Command => ({
  words: all.map((word) => (typeof word === 'string' ? fact(word) : word)),
});

/** Units are read anew whenever one of them has changed. */
const RELOAD = words('systemctl', 'daemon-reload');

const needsOf = ({ platform }: Host, command = 'systemctl'): Unit['needs'] => [
  { command, packages: platform?.systemd.packages ?? [], archive: null },
];

/** The name of the unit of effect of a unit of systemd; its sockets, paths and forms are told with it. */
export const unitName = (name: Fact<string>): Fact<string> => map(name, (text) => `systemd ${text}`);

/** The condition of the start of a package's unit: a server that runs goes on when it changes. */
export const startName = (name: Fact<string>): Fact<string> =>
  map(name, (text) => `systemd start of ${text}`);

/** What is told when units, users or directories of a host change. */
export function* effects(site: Site): Generator<Unit> {
  for (const host of site.hosts) yield* accountEffects(site, host);
  for (const one of running(site)) yield* serviceEffects(site, one);
  for (const { name, service } of site.timers)
    if (service.host)
      yield simple(service.host, named(name, 'timer'), 'restart', 'is started anew', [service]);
  for (const { name, members } of site.serviceGroups)
    for (const host of new Set(members.flatMap(({ service }) => service.host ?? [])))
      yield simple(
        host,
        named(name, 'target'),
        'start',
        'is started',
        members.flatMap(({ service }) => (service.host === host ? [service] : [])),
      );
  for (const { name, hosts, on } of site.units)
    for (const host of hosts.filter(({ platform }) => platform !== null))
      yield unit({
        host,
        name: unitName(name),
        phase: 'store',
        does: 'is restarted if it runs',
        needs: needsOf(host),
        apply: [RELOAD, words('systemctl', 'try-restart', name)],
        from: originsOf(name, host.name, on.get(host) ?? null),
      });
  for (const { host, unit: name, store } of listeningOn(site))
    yield unit({
      host,
      name: onlineName(name),
      phase: 'manager',
      does: 'waits for the network at the next boot',
      needs: needsOf(host),
      apply: [RELOAD],
      from: originsOf(name, host.name, ...store.addresses),
    });
  for (const { host, unit: name, member } of guardedOn(site))
    yield unit({
      host,
      name: startName(name),
      phase: 'manager',
      does: 'is asked at its next start',
      needs: needsOf(host),
      apply: [RELOAD],
      from: originsOf(name, host.name, member.on),
    });
}

/** What puts services on their host. */
const placing = (services: readonly Service[]): readonly Fact<string>[] =>
  services.flatMap(({ said, member }) => [said.on ?? [], member?.on ?? []].flat());

const simple = (
  host: Host,
  name: Fact<string>,
  verb: string,
  does: string,
  services: readonly Service[],
): Unit =>
  unit({
    host,
    name: unitName(name),
    phase: 'application',
    does,
    needs: needsOf(host),
    apply: [RELOAD, words('systemctl', verb, name)],
    retire: words('systemctl', 'stop', name),
    from: originsOf(name, host.name, ...placing(services)),
  });

/** A socket cannot be opened anew while its service holds it. */
function* serviceEffects(site: Site, one: Running): Generator<Unit> {
  const { service, own } = one;
  const { host } = service;
  if (!host) return;
  const base = map(own.unit, (name) => name.replace(/\.service$/, ''));
  const helpers = [
    ...(own.said.socket ? [named(base, 'socket')] : []),
    ...(own.said.watch ? [named(base, 'path')] : []),
  ];
  const groups = groupsOf(site, service);
  const isWanted = wantedByOf(site, one, groups).length > 0 && startsAnew(service);
  const anew =
    helpers.length > 0
      ? [
          words('systemctl', 'stop', ...helpers, own.unit),
          words('systemctl', 'start', ...helpers, ...(isWanted ? [own.unit] : [])),
        ]
      : [words('systemctl', isWanted ? 'restart' : 'try-restart', own.unit)];
  yield unit({
    host,
    name: unitName(own.unit),
    phase: 'application',
    does: isWanted ? 'is restarted' : 'is restarted if it runs',
    needs: needsOf(host),
    apply: [RELOAD, ...anew],
    retire: words('systemctl', 'stop', ...helpers, own.unit),
    reads: [
      ...service.envFiles.map(({ path }) => path),
      ...own.credentials.map(({ path }) => path),
      ...(own.uwsgi ? [own.uwsgi.path] : []),
    ],
    from: originsOf(
      service.name,
      host.name,
      host.said.platform,
      ...placing([service]),
      service.said.runs,
      ...groups,
      ...site.timers.map(({ said }) => said.starts),
    ),
  });
}

function* accountEffects(site: Site, host: Host): Generator<Unit> {
  const { platform } = host;
  if (!platform) return;
  const { sysusers, tmpfiles } = platform.systemd;
  const at = (folder: string): Fact<string> =>
    fact(`${folder}/${site.name.value}.conf`, originsOf(site.name, host.said.platform));
  const users = site.users.filter(({ said, hosts }) => said.create.value && hosts.includes(host));
  const directories = site.directories.filter(({ hosts }) => hosts.includes(host));
  const told = (name: string, does: string, command: Command, from: Unit['from']): Unit =>
    unit({
      host,
      name: fact(name, from),
      phase: 'manager',
      does,
      needs: needsOf(host, command.words.map((word) => ('value' in word ? word.value : ''))[0]),
      apply: [command],
      from,
    });
  if (users.length > 0 && sysusers !== null)
    yield told(
      'sysusers',
      'users that are missing are made',
      words('systemd-sysusers', at(sysusers)),
      originsOf(host.name, ...users.flatMap(({ name, on }) => [name, on.get(host) ?? null])),
    );
  if (directories.length > 0)
    yield told(
      'tmpfiles',
      'directories that are missing are made',
      words('systemd-tmpfiles', '--create', at(tmpfiles)),
      originsOf(host.name, ...directories.flatMap(({ name, on }) => [name, on.get(host) ?? null])),
    );
}
