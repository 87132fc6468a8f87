import { because, becauseOf, fact, map, originsOf, type Fact, type Origin } from '../../src/fact.ts';
import type { Host, Site } from '../../src/site/model.ts';
import type { OnMachines } from '../../src/site/process/model.ts';
import { envSerialiser } from '../../src/format/env/write.ts';
import { named as mapOf } from '../../src/target/data.ts';
import { defineTarget, type FileSpec, type ViewMap } from '../../src/target/target.ts';
import { directoriesView, givenOn, usersView } from './accounts.ts';
import { check } from './check.ts';
import { effects, startName, unitName } from './effects.ts';
import { listeningOn, onlineName } from './online.ts';
import { running, type Running } from './order.ts';
import { records } from './records.ts';
import { guardedOn, guardView } from './role.ts';
import { serviceView } from './service.ts';
import { groupsOf, wantedByOf } from './starts.ts';
import { syntax } from './syntax.ts';
import { systemdOf } from './versions.ts';
import { dropInView, groupView, named, pathView, socketView, timerView } from './views.ts';

const FOLDER = '/etc/systemd/system';

/** Units of systemd, the users of hosts (sysusers.d) and their directories (tmpfiles.d). */
export const systemd = defineTarget({
  id: 'systemd',
  title: 'Units, users and directories of hosts',
  templates: [
    ...['service', 'timer', 'socket', 'path', 'target', 'dropin', 'start', 'online'].map((name) => ({
      name: `systemd/${name}.hbs`,
      syntax,
    })),
    { name: 'systemd/sysusers.hbs', syntax: records },
    { name: 'systemd/tmpfiles.hbs', syntax: records },
  ],
  *files(site) {
    const units = new Set<string>();
    for (const one of running(site)) {
      // Of two that would be one unit the check speaks; the second is not written over the first.
      const unit = `${one.service.host?.name.value ?? ''} ${one.own.unit.value}`;
      if (!units.has(unit)) yield* serviceFiles(site, one);
      units.add(unit);
    }
    yield* groupFiles(site);
    for (const timer of site.timers) {
      const { host, process: own } = timer.service;
      if (!host || !own) continue;
      const unit = named(timer.name, 'timer');
      const on = timer.service.said.on ?? null;
      yield file(host, unit, 'timer', timerView(timer, own.unit), on);
      yield link(host, 'timers.target', unit, on?.from);
    }
    for (const unit of site.units)
      for (const host of unit.hosts.filter(({ platform }) => platform !== null))
        yield {
          ...file(host, unit.name, 'dropin', dropInView(unit)),
          path: because(
            map(unit.name, (name) => `${FOLDER}/${name}.d/60-${site.name.value}.conf`),
            site.name,
            unit.on.get(host) ?? null,
          ),
        };
    for (const one of guardedOn(site))
      yield {
        ...file(one.host, one.unit, 'start', guardView(one)),
        path: because(
          map(one.unit, (name) => `${FOLDER}/${name}.d/50-${site.name.value}.conf`),
          one.member.on,
          site.name,
        ),
        exists: () => one.member.on.from,
        unit: startName(one.unit).value,
      };
    for (const { host, unit, store } of listeningOn(site)) {
      const { addresses, name } = store;
      yield {
        ...file(host, unit, 'online', { name }),
        path: because(
          map(unit, (text) => `${FOLDER}/${text}.d/40-${site.name.value}.conf`),
          site.name,
          ...addresses,
        ),
        unit: onlineName(unit).value,
      };
    }
    for (const host of site.hosts) yield* hostFiles(site, host);
  },
  check,
  effects,
});

const SHARED = { mode: '0644', owner: 'root', group: 'root' };

/** @param on what says that it is on this host */
const file = (
  host: Host,
  unit: Fact<string>,
  template: string,
  view: ViewMap,
  ...on: readonly (Fact<string> | null)[]
): FileSpec => ({
  ...SHARED,
  host,
  path: because(
    map(unit, (name) => `${FOLDER}/${name}`),
    host.name,
    ...on,
  ),
  body: { kind: 'template', template: `systemd/${template}.hbs`, syntax, view },
  unit: unitName(unit).value,
});

/** What `systemctl enable` makes: as long as the link is there, the unit is started with the one that wants it. */
const link = (host: Host, by: string, unit: Fact<string>, exists: readonly Origin[] = []): FileSpec => ({
  ...SHARED,
  host,
  path: map(unit, (name) => `${FOLDER}/${by}.wants/${name}`),
  body: {
    kind: 'link',
    to: becauseOf(
      map(unit, (name) => `${FOLDER}/${name}`),
      () => exists,
    ),
  },
  exists: () => exists,
  unit: unitName(unit).value,
});

function* serviceFiles(site: Site, one: Running): Generator<FileSpec> {
  const { service, own } = one;
  const { host } = service;
  const version = host && systemdOf(host);
  if (!host || version === null) return;
  const { unit, said, form } = own;
  const base = map(unit, (name) => name.replace(/\.service$/, ''));
  const exists = (): readonly Origin[] => [...service.name.from, ...(service.said.on?.from ?? [])];
  const groups = groupsOf(site, service);
  const effect = unitName(unit).value;
  const wantedBy = wantedByOf(site, one, groups);
  const { platform } = host.said;
  const view = serviceView(one, { version, platform, wantedBy, groups });
  const on = service.said.on ?? null;
  yield { ...file(host, unit, 'service', view, on), exists };
  for (const by of wantedBy) yield link(host, by.value, unit, [...exists(), ...by.from]);
  if (form)
    yield {
      host,
      path: because(form.path, on),
      mode: '0600',
      owner: 'root',
      group: 'root',
      unit: unitName(unit).value,
      body: {
        kind: 'data',
        serialiser: envSerialiser('systemd'),
        data: mapOf(form.variables.map(({ name, value }) => ({ key: name, value }))),
      },
    };
  if (said.socket) {
    const socket = named(base, 'socket');
    yield { ...file(host, socket, 'socket', socketView(one, said.socket), on), exists, unit: effect };
    yield { ...link(host, 'sockets.target', socket, exists()), unit: effect };
  }
  if (said.watch) {
    const path = named(base, 'path');
    yield { ...file(host, path, 'path', pathView(service, said.watch), on), exists, unit: effect };
    yield { ...link(host, 'paths.target', path, exists()), unit: effect };
  }
}

function* groupFiles(site: Site): Generator<FileSpec> {
  for (const group of site.serviceGroups) {
    const unit = named(group.name, 'target');
    const hosts = new Set(group.members.flatMap(({ service }) => service.host ?? []));
    for (const host of hosts) {
      const exists = (): readonly Origin[] =>
        group.members.flatMap(({ service, from }) =>
          service.host === host ? [...from, ...(service.said.on?.from ?? [])] : [],
        );
      const on = { value: '', from: exists() };
      yield { ...file(host, unit, 'target', groupView(group), on), exists };
      yield link(host, 'multi-user.target', unit, exists());
    }
  }
}

function* hostFiles(site: Site, host: Host): Generator<FileSpec> {
  const { platform } = host;
  if (!platform) return;
  const users = site.users.filter(({ said, hosts }) => said.create.value && hosts.includes(host));
  const directories = site.directories.filter(({ hosts }) => hosts.includes(host));
  const ons = (all: readonly OnMachines[]): readonly Fact<string>[] =>
    all.flatMap((one) => one.on.get(host) ?? []);
  const record = (
    kind: 'sysusers' | 'tmpfiles',
    folder: string,
    view: ViewMap,
    on: readonly Fact<string>[],
  ): FileSpec => ({
    ...SHARED,
    host,
    path: fact(`${folder}/${site.name.value}.conf`, originsOf(site.name, host.said.platform, ...on)),
    body: { kind: 'template', template: `systemd/${kind}.hbs`, syntax: records, view },
    unit: kind,
  });
  const { sysusers, tmpfiles } = platform.systemd;
  if (users.length > 0 && sysusers !== null)
    yield record('sysusers', sysusers, usersView(host, users, givenOn(site, host).groups), ons(users));
  if (directories.length > 0)
    yield record('tmpfiles', tmpfiles, directoriesView(host, directories), ons(directories));
}
