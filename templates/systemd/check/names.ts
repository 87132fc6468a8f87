import { error, type Diagnostic, type Span } from '../../../src/diagnostic.ts';
import type { Host, Site } from '../../../src/site/model.ts';
import { running } from '../order.ts';
import { at } from './place.ts';

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

interface Claim {
  readonly host: Host;
  readonly name: string;
  readonly who: string;
  readonly place: Span;
}

/** Units that two things would be, and directories that two units would make and remove. */
export function* names(site: Site): Generator<Diagnostic> {
  const units = claims(unitsOf(site));
  for (const [first, second] of units)
    yield error(
      'systemd/unit-clash',
      second.place,
      `${capital(first.who)} and ${second.who} both are ${first.name} on ${first.host.name.value}.`,
      {
        related: [{ at: first.place, message: `${capital(first.who)} is said here.` }],
        why: 'A unit is one file: the second would replace the first.',
        help: 'Give one of them another name; a service can say `process.unit`.',
      },
    );
  for (const unit of site.units) {
    const own = unitsOf(site).find(({ host, name }) => name === unit.name.value && unit.hosts.includes(host));
    if (own)
      yield error(
        'systemd/unit-clash',
        unit.at,
        `${unit.name.value} is no unit of a package: it is ${own.who}.`,
        {
          related: [{ at: own.place, message: `${capital(own.who)} is said here.` }],
          help: 'Say its settings there, under `settings`.',
        },
      );
  }
  for (const [first, second] of claims(directoriesOf(site)))
    yield error(
      'systemd/shared-directory',
      second.place,
      `${capital(first.who)} and ${second.who} both make ${first.name} on ${first.host.name.value}.`,
      {
        related: [{ at: first.place, message: `${capital(first.who)} makes it here.` }],
        why: 'Each sets its own owner and permissions, and a directory below /run is removed when the first of them stops.',
        help: 'Say it once under `directories`, and take it out of the services.',
      },
    );
}

/** Each name that is claimed again on its host, with the one who claimed it first. */
function claims(all: readonly Claim[]): readonly (readonly [Claim, Claim])[] {
  const first = new Map<string, Claim>();
  return all.flatMap((claim) => {
    const key = `${claim.host.name.value} ${claim.name}`;
    const before = first.get(key);
    if (before) return [[before, claim] as const];
    first.set(key, claim);
    return [];
  });
}

const unitsOf = (site: Site): readonly Claim[] => [
  ...running(site).flatMap(({ service, own }) => {
    const { host } = service;
    if (!host) return [];
    const who = `the service ${service.name.value}`;
    const place = own.said.unit ? at(own.said.unit) : service.at;
    const base = own.unit.value.replace(/\.service$/, '');
    const kinds = ['service', ...(own.said.socket ? ['socket'] : []), ...(own.said.watch ? ['path'] : [])];
    return kinds.map((kind) => ({ host, name: `${base}.${kind}`, who, place }));
  }),
  ...site.timers.flatMap((timer) => {
    const { host } = timer.service;
    const who = `the timer ${timer.name.value}`;
    return host ? [{ host, name: `${timer.name.value}.timer`, who, place: timer.at }] : [];
  }),
  ...site.serviceGroups.flatMap(({ name, at: place, members }) =>
    [...new Set(members.flatMap(({ service }) => service.host ?? []))].map((host) => ({
      host,
      name: `${name.value}.target`,
      who: `the group ${name.value}`,
      place,
    })),
  ),
];

const ROOTS = {
  runtime: '/run',
  state: '/var/lib',
  cache: '/var/cache',
  logs: '/var/log',
  configuration: '/etc',
};

const directoriesOf = (site: Site): readonly Claim[] => [
  ...site.directories.flatMap(({ name, hosts, at: place }) =>
    hosts.map((host) => ({ host, name: plain(name.value), who: 'the site', place })),
  ),
  ...running(site).flatMap(({ service, own }) => {
    const { host } = service;
    const { directories } = own.said;
    if (!host || !directories) return [];
    return (Object.keys(ROOTS) as (keyof typeof ROOTS)[]).flatMap((kind) =>
      (directories[kind] ?? []).map((name) => ({
        host,
        name: `${ROOTS[kind]}/${name.value}`,
        who: `the service ${service.name.value}`,
        place: at(name),
      })),
    );
  }),
];

const plain = (path: string): string => path.replace(/^\/var\/run\//, '/run/').replace(/(.)\/$/, '$1');
