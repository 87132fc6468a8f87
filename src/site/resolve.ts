import type { Diagnostic, Result } from '../diagnostic.ts';
import type { Fact } from '../fact.ts';
import { entriesOf, keyOf, type Located } from '../manifest/located.ts';
import type { Broken } from '../manifest/prune.ts';
import type * as M from '../manifest/types.ts';
import { backingUp } from './backup/derived.ts';
import { firewallsOf } from './firewall/firewalls.ts';
import { checksOf } from './check/checks.ts';
import { monitorsOf } from './check/monitors.ts';
import { contentOf, fileShellsOf, type FileShell } from './files.ts';
import type { Client, Connection } from './clients.ts';
import { hostsFilesOf } from './hostsfile.ts';
import { jobsOf } from './job/jobs.ts';
import { datastoresOf } from './datastores.ts';
import { hostsOf, secretsOf } from './hosts.ts';
import { logFilesOf } from './logfile/logfiles.ts';
import type { Pairs } from './pair/member.ts';
import { pairsOf } from './pair/pairs.ts';
import { rapidproctlsOf } from './controller/rapidproctl.ts';
import { replicationOf } from './pair/replication.ts';
import type { Host, Named, Service, SideFile, Site, Stack, Volume } from './model.ts';
import { Names } from './names.ts';
import { expanded } from './program/expand.ts';
import type { Loaded } from './program/program.ts';
import { directoriesOf, groupsOf, packageUnitsOf, timersOf, usersOf } from './process/machines.ts';
import { complete } from './service/complete.ts';
import { drafts } from './service/drafts.ts';
import type { World } from './service/world.ts';
import { certificatesOf } from './web/certificates.ts';
import { completeWeb } from './web/complete.ts';
import { vhostDrafts, webserverDrafts } from './web/drafts.ts';

type StackDraft = { -readonly [Key in keyof Stack]: Stack[Key] };

/**
 * From a manifest to a site: names become references, facts are derived once. What cannot be resolved is a finding at
 * the place that asks, and everything else goes on.
 *
 * @param manifest the manifest's path, for the mark in generated files
 * @param readSource the text of a side file in the site's own folder
 * @param findProgram the file of a known program
 * @param broken what earlier findings took out of the manifest
 */
export function resolve(
  said: Located<M.SiteManifest>,
  manifest: string,
  readSource: (name: Fact<string>) => Result<Fact<string>>,
  findProgram: (name: Fact<string>) => Result<Loaded>,
  broken: Broken,
): Result<Site> {
  const diagnostics: Diagnostic[] = [];
  const names = <T extends Named>(kind: string, section: string, all: readonly T[]): Names<T> => {
    const known = new Map(all.map((one) => [one.name.value, one]));
    // What is said and yet not here had a finding of its own; asking for it is no second one.
    const sections: Readonly<Record<string, unknown>> = { ...said };
    const lost = Object.keys(sections[section] ?? {}).filter((name) => !known.has(name));
    return new Names(kind, section, known, diagnostics, new Set([...(broken.get(section) ?? []), ...lost]));
  };
  const raw = <T>(
    kind: string,
    section: string,
    all: readonly { readonly name: Fact<string>; readonly value: T }[],
  ): Names<T> =>
    new Names(
      kind,
      section,
      new Map(all.map(({ name, value }) => [name.value, value])),
      diagnostics,
      broken.get(section),
    );

  const hosts = names('host', 'hosts', hostsOf(said));
  const secrets = names('secret', 'secrets', secretsOf(said));
  const pairList = pairsOf(said, hosts, secrets, diagnostics);
  const pairs: Pairs = new Map(
    [...Object.keys(said.pairs ?? {}), ...(broken.get('pairs') ?? [])].map((name) => [
      name,
      pairList.find((pair) => pair.name.value === name) ?? null,
    ]),
  );
  const servers = datastoresOf(said, hosts, pairs, diagnostics);
  const datastores = names('datastore', 'datastores', firstOf(servers));
  const networks = names(
    'network',
    'networks',
    entriesOf(said.networks).map(({ name, value }) => ({ name, at: keyOf(value), said: value })),
  );
  const volumes = names(
    'volume',
    'volumes',
    entriesOf(said.volumes).map(({ name, value }): Volume => ({ name, at: keyOf(value), said: value })),
  );
  const stackDrafts = stacksOf(said, hosts);
  const stacks = names<Stack>('stack', 'stacks', stackDrafts);
  const programmed = expanded(said, {
    diagnostics,
    applications: raw('application', 'applications', entriesOf(said.applications)),
    program: (name) => {
      const found = findProgram(name);
      diagnostics.push(...found.diagnostics);
      return found.value;
    },
  });
  const images = raw('image', 'images', entriesOf(said.images));
  const serviceDrafts = drafts(programmed, { stacks, hosts, pairs, images, diagnostics });
  const services = names<Service>('service', 'services', firstOf(serviceDrafts));
  const certificates = names('certificate', 'certificates', certificatesOf(said, secrets, diagnostics));
  const webserverList = webserverDrafts(said, services, hosts, pairs, diagnostics);
  const webservers = names('webserver', 'webservers', webserverList);
  const vhostList = vhostDrafts(said, webservers, webserverList, certificates);
  const vhosts = names('vhost', 'vhosts', vhostList);
  const shells = fileShellsOf(said, { hosts, pairs, diagnostics });
  const connections: Connection[] = [];
  const world: World = {
    users: usersOf(said, { hosts, pairs, diagnostics }),
    connections,
    secrets,
    services,
    vhosts,
    datastores,
    hosts,
    pairs,
    networks,
    volumes,
    diagnostics,
    files: names('file', 'files', firstOf(shells)),
    buckets: raw('bucket', 'buckets', entriesOf(said.buckets)),
    envSets: raw('envSet', 'envSets', entriesOf(said.envSets)),
  };

  const files = new Map<FileShell, SideFile>();
  for (const draft of serviceDrafts) if (draft.said.external) complete(draft, world, () => lost());
  for (const shell of shells) {
    const content = contentOf(shell, world, (name) => {
      const read = readSource(name);
      diagnostics.push(...read.diagnostics);
      return read.value;
    });
    if (content) files.set(shell, { ...shell, content });
  }
  const fileOf = (shell: FileShell): SideFile =>
    files.get(shell) ?? { ...shell, content: { kind: 'list', items: [] } };
  for (const draft of serviceDrafts) if (!draft.said.external) complete(draft, world, fileOf);
  const backup = backingUp(said, datastores, servers, diagnostics);
  const jobs = [...jobsOf(said, hosts, pairs, world), ...backup.jobs];
  const checks = checksOf(said, world);
  const monitors = monitorsOf(checks, world);
  completeWeb(vhostList, webserverList, serviceDrafts, { services, volumes, secrets, diagnostics });
  for (const stack of stackDrafts) fillStack(stack, serviceDrafts);
  const serviceGroups = groupsOf(said, services, diagnostics);
  const timers = timersOf(said, services, diagnostics);

  connections.push(...firstOf(servers).flatMap((store) => replicationOf(store, diagnostics)));

  const ranges = raw('range', 'ranges', entriesOf(said.ranges));
  const firewalls = firewallsOf(
    hosts.all,
    stackDrafts,
    { hosts, ranges, stacks, diagnostics },
    {
      hosts: hosts.all,
      pairs: pairList,
      services: serviceDrafts,
      webservers: webserverList,
      datastores: servers,
      connections,
      ranges: new Map(entriesOf(said.ranges).map(({ name, value }) => [name.value, value])),
    },
  );

  const site: Site = {
    manifest,
    name: said.site,
    said,
    hosts: hosts.all,
    pairs: pairList,
    rapidproctls: rapidproctlsOf(pairList, servers, checks, world),
    firewalls,
    users: world.users,
    directories: [...directoriesOf(said, world), ...backup.directories],
    backups: backup.backups,
    units: packageUnitsOf(said, world),
    secrets: secrets.all,
    datastores: servers,
    connections,
    clients: connections.filter(isClient),
    stacks: stackDrafts,
    networks: networks.all,
    volumes: volumes.all,
    services: serviceDrafts,
    serviceGroups,
    timers,
    certificates: certificates.all,
    webservers: webserverList,
    vhosts: vhostList,
    files: [...files.values()],
    jobs,
    hostsFiles: hostsFilesOf(hosts.all, pairList, diagnostics),
    logFiles: logFilesOf(said, hosts, pairs, world),
    checks,
    monitors,
    complete: broken.size === 0 && !diagnostics.some(({ severity }) => severity === 'error'),
    headerSets: new Map(entriesOf(said.headerSets).map(({ name, value }) => [name.value, value])),
  };
  return { value: site, diagnostics };
}

const isClient = (one: Connection): one is Client => one.database !== null && one.user !== null;

const lost = (): never => {
  throw new Error('a resolved thing was lost');
};

function stacksOf(said: Located<M.SiteManifest>, hosts: Names<Host>): readonly StackDraft[] {
  return entriesOf(said.stacks).flatMap(({ name, value }) => {
    const host = hosts.only(value.on, keyOf(value), `The stack ${name.value}`);
    return host
      ? [{ name, at: keyOf(value), said: value, host, services: [], volumes: [], networks: [] }]
      : [];
  });
}

function fillStack(stack: StackDraft, services: readonly Service[]): void {
  stack.services = services.filter((service) => service.stack === stack);
  stack.volumes = unique(
    stack.services.flatMap(({ mounts }) =>
      mounts.flatMap(({ source }) => (source.kind === 'volume' ? [source.volume] : [])),
    ),
  );
  stack.networks = unique(
    stack.services.flatMap(({ attachments }) => attachments.map(({ network }) => network)),
  );
}

/** Of what is on both nodes of a pair, the first. */
const firstOf = <T extends Named>(all: readonly T[]): readonly T[] =>
  all.filter((one, index) => all[index - 1]?.name !== one.name);

const unique = <T extends Named>(all: readonly T[]): readonly T[] => [
  ...new Map(all.map((one) => [one.name.value, one])).values(),
];
