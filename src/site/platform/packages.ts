import type { Span } from '../../diagnostic.ts';
import { because, fact, map, originsOf, type Fact, type Origin } from '../../fact.ts';
import { entriesOf, keyOf, originOf } from '../../manifest/located.ts';
import type { Datastore, Host, Site } from '../model.ts';
import { fill, postgresqlMajor, type Installed, type Platform } from './platform.ts';

/** A program that something on a host needs. */
export interface Use {
  readonly host: Host;
  readonly program: Program;
  /** what needs it, as a subject: `The datastore main` */
  readonly who: string;
  readonly at: Span;
  readonly from: readonly Origin[];
  /** whether its files go where the platform says, so that nothing can be written for an unknown one */
  readonly isPlaced: boolean;
  /** the packages that it needs on a platform that has the program */
  readonly packages: (installed: Installed, platform: Platform) => readonly Fact<string>[];
}

/** The programs that a platform may bring. */
export type Program = {
  readonly [Key in keyof Platform]: Platform[Key] extends Installed | null ? Key : never;
}[keyof Platform];

/** Words of people for a program. */
export const TITLES: Readonly<Record<Program, string>> = {
  postgresql: 'PostgreSQL',
  redis: 'Redis',
  nginx: 'nginx',
  docker: 'Docker with compose version 2',
  systemd: 'systemd',
  cron: 'cron',
  monit: 'monit',
  keepalived: 'keepalived',
  pacemaker: 'pacemaker',
  uwsgi: 'uwsgi',
  nftables: 'nftables',
  logrotate: 'logrotate',
  sysctl: 'sysctl',
};

const plainly = ({ packages }: Installed): readonly Fact<string>[] => packages.map((name) => fact(name));

/** Every program that a site needs, with what needs it. */
export function* usesOf(site: Site): Generator<Use> {
  for (const store of site.datastores) {
    const { said, host, name, at } = store;
    yield {
      host,
      program: said.engine.value,
      who: `The datastore ${name.value}`,
      at: said.on.from[0]?.at ?? at,
      from: originsOf(said.engine, said.on),
      isPlaced: true,
      packages: said.engine.value === 'postgresql' ? (_, platform) => server(store, platform) : plainly,
    };
  }
  for (const { host, name, at, said, services } of site.stacks)
    if (services.length > 0)
      yield {
        host,
        program: 'docker',
        who: `The stack ${name.value}`,
        at: said.on?.from[0]?.at ?? at,
        from: originsOf(name, said.on ?? null),
        isPlaced: false,
        packages: plainly,
      };
  for (const { host, name, at, said, service } of site.webservers)
    if (!service)
      yield {
        host,
        program: 'nginx',
        who: `The web server ${name.value}`,
        at: said.on?.from[0]?.at ?? at,
        from: originsOf(name, said.on ?? null),
        isPlaced: true,
        packages: plainly,
      };
  for (const { host, at, said } of site.firewalls)
    yield {
      host,
      program: 'nftables',
      who: 'The firewall',
      at,
      from: [originOf(said)],
      isPlaced: true,
      packages: plainly,
    };
  for (const { host, name, at } of site.logFiles)
    yield {
      host,
      program: 'logrotate',
      who: `The log file ${name.value}`,
      at,
      from: name.from,
      isPlaced: false,
      packages: plainly,
    };
  for (const { host, name, at, said } of site.jobs)
    yield {
      host,
      program: 'cron',
      who: `The job ${name.value}`,
      at,
      from: originsOf(name, said.crontab),
      isPlaced: false,
      packages: plainly,
    };
  for (const { host, process: own, name, at, said } of site.services)
    if (host && own)
      yield {
        host,
        program: 'systemd',
        who: `The service ${name.value}`,
        at: said.on?.from[0]?.at ?? at,
        from: originsOf(name, said.on ?? null),
        isPlaced: true,
        // It is there, or the machine would not have started.
        packages: () => [],
      };
  for (const { name, mover, nodes, said } of site.pairs)
    if (mover && said.address?.mover)
      for (const host of nodes)
        yield {
          host,
          program: mover.kind,
          who: `The virtual address of ${name.value}`,
          at: keyOf(said.address.mover),
          from: [originOf(said.address.mover), ...originsOf(name, ...said.nodes)],
          isPlaced: false,
          packages: plainly,
        };
  for (const host of site.hosts) {
    const [first] = entriesOf(host.said.sysctls);
    if (first && host.said.sysctls)
      yield {
        host,
        program: 'sysctl',
        who: 'What is said here',
        at: keyOf(host.said.sysctls),
        from: first.name.from,
        isPlaced: false,
        packages: plainly,
      };
  }
}

/** A PostgreSQL server of its major, and what brings the extensions of its databases. */
function server({ said }: Datastore, { postgresql }: Platform): readonly Fact<string>[] {
  const major = map<string | number, string>(said.version, postgresqlMajor);
  const named = (text: string): string => fill(text, { major: major.value });
  const extensions = entriesOf(said.databases).flatMap(({ value }) => value.extensions ?? []);
  return [
    ...postgresql.packages.map((text) => map(major, () => named(text))),
    ...extensions.flatMap((extension) =>
      Object.entries(postgresql.extensions.packages)
        .filter(([, brought]) => brought.includes(extension.value))
        .map(([text]) =>
          because(
            map(extension, () => named(text)),
            major,
          ),
        ),
    ),
  ];
}

/** The packages that a host needs, each once and sorted, with everything that each is owed to; none for `other`. */
export function packagesOf(site: Site, host: Host): readonly Fact<string>[] {
  const { platform } = host;
  if (!platform) return [];
  const found = new Map<string, Fact<string>>();
  for (const use of usesOf(site)) {
    const installed = use.host === host ? platform[use.program] : null;
    if (!installed) continue;
    for (const one of use.packages(installed, platform)) {
      const owed = because(one, { from: use.from }, host.said.platform, found.get(one.value) ?? null);
      found.set(one.value, owed);
    }
  }
  return [...found.values()].sort((a, b) => (a.value < b.value ? -1 : 1));
}
