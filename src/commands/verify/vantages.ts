import type { Artifact } from '../../render/artifact.ts';
import type { Attachment, Host, Service, Site } from '../../site/model.ts';
import type { HostArtifacts, RenderedFile, Vantage } from '../../target/verification.ts';

/** A site's artifacts as verifications see them: by host, with the places from which its programs read them. */
export function hostsOf(site: Site, artifacts: readonly Artifact[]): readonly HostArtifacts[] {
  return site.hosts.flatMap((host) => {
    const name = host.name.value;
    const here = artifacts.filter((artifact) => artifact.host === name);
    const own = here.filter(({ beside }) => !beside);
    if (own.length === 0) return [];
    const containers = site.services
      .filter(({ stack }) => stack?.host.name.value === name)
      .map((service) => containerOf(service, site, own));
    return [
      {
        site: site.name.value,
        host: name,
        files: new Map(here.flatMap(fileOf)),
        links: new Map(
          own.flatMap(({ path, content }) => (content.kind === 'link' ? [[path, content.to]] : [])),
        ),
        vantages: [itself(host, site, own), ...containers.filter(({ files }) => files.size > 0)],
      },
    ];
  });
}

function fileOf({
  path,
  content,
  mode,
  target,
  format,
}: Artifact): readonly (readonly [string, RenderedFile])[] {
  if (content.kind === 'link') return [];
  return [[path, { text: content.text, mode: Number.parseInt(mode, 8), target, format }]];
}

/** Suites whose programs can be had. */
const SUITES = ['bullseye', 'bookworm', 'trixie'] as const satisfies readonly Vantage['suite'][];

function itself(host: Host, site: Site, own: readonly Artifact[]): Vantage {
  // A node may have the virtual address of its pair.
  const virtual = site.pairs.flatMap(({ nodes, address }) =>
    nodes.includes(host) && address ? [address] : [],
  );
  return {
    service: null,
    suite: SUITES.find((suite) => suite === host.platform?.suite) ?? null,
    platform: host.said.platform.value,
    files: new Map(own.map(({ path }) => [path, path])),
    // What else lies on a host, only the host knows.
    present: ['/'],
    names: new Map(),
    addresses: [...host.addresses.values(), ...virtual].map(({ value }) => value),
    users: accountsOf(host, site),
  };
}

/** The users of a host, and their groups: those of the site, and those that the host is said to have. */
const accountsOf = (host: Host, { users }: Site): readonly string[] => [
  ...new Set(
    [
      ...users
        .filter(({ hosts }) => hosts.includes(host))
        .flatMap(({ name, said: { group, groups = [] } }) => [name, ...(group ? [group] : []), ...groups]),
      ...(host.said.accounts ?? []),
    ].map(({ value }) => value),
  ),
];

function containerOf(service: Service, site: Site, own: readonly Artifact[]): Vantage {
  return {
    service: service.name.value,
    suite: null,
    platform: null,
    files: mounted(service, own),
    present: service.mounts.flatMap(({ path, source }) => (source.kind === 'rendered' ? [] : [path.value])),
    names: new Map(
      site.services
        .filter((other) => other.stack?.host.name.value === service.stack?.host.name.value)
        .flatMap((other) => namesOf(other, service)),
    ),
    addresses: service.attachments.flatMap(({ address }) => (address === null ? [] : [address.value])),
    users: [],
  };
}

/** The path that a container sees → the path on its host. A mounted directory shows everything below it. */
function mounted({ mounts }: Service, own: readonly Artifact[]): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  // A mount hides what a mount above it shows.
  const outermostFirst = [...mounts].sort((a, b) => a.path.value.length - b.path.value.length);
  for (const { path, source } of outermostFirst) {
    for (const seen of files.keys()) if (isBelow(seen, path.value)) files.delete(seen);
    if (source.kind !== 'rendered' && source.kind !== 'host') continue;
    for (const artifact of own)
      if (isBelow(artifact.path, source.path.value))
        files.set(path.value + artifact.path.slice(source.path.value.length), artifact.path);
  }
  return files;
}

const isBelow = (path: string, folder: string): boolean => path === folder || path.startsWith(`${folder}/`);

/** Under which names one container finds another: its service name and aliases, where a network has both. */
function namesOf(other: Service, from: Service): readonly (readonly [string, string | null])[] {
  const shared = sharedNetworks(other, from);
  if (shared === null) return [];
  const names = [other.name.value, ...shared.flatMap(({ aliases }) => aliases.map(({ value }) => value))];
  const address = shared.find((one) => one.address !== null)?.address?.value ?? null;
  return names.map((name) => [name, address]);
}

/** How `other` is attached to the networks that both have; services without networks share their stack's own. */
function sharedNetworks(other: Service, from: Service): readonly Attachment[] | null {
  if (other.attachments.length === 0 || from.attachments.length === 0)
    return other.stack === from.stack && other.attachments.length === from.attachments.length ? [] : null;
  const networks = new Set(from.attachments.map(({ name }) => name.value));
  const shared = other.attachments.filter(({ name }) => networks.has(name.value));
  return shared.length > 0 ? shared : null;
}
