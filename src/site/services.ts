import { error, type Diagnostic } from '../diagnostic.ts';
import { because, concat, fact, map, originsOf, type Fact, type Origin, type Value } from '../fact.ts';
import { type HERE, entriesOf, isFact, keyOf, originOf, type Located } from '../manifest/located.ts';
import type * as M from '../manifest/types.ts';
import { didYouMean, listOf } from '../source/suggest.ts';
import type { FileShell } from './files.ts';
import type {
  After,
  Attachment,
  Client,
  Health,
  Host,
  Mount,
  Service,
  ServicePort,
  SideFile,
  Stack,
  Variable,
  Volume,
  Words,
} from './model.ts';
import type { Names } from './names.ts';
import { portOf, resolveText, type From, type Referable } from './reference.ts';

/** What of a service must be known before references can be resolved; the rest is filled in by `complete`. */
export type Draft = { -readonly [Key in keyof Service]: Service[Key] };

export function drafts(
  said: Located<M.SiteManifest>,
  stacks: Names<Stack>,
  hosts: Names<Host>,
  diagnostics: Diagnostic[],
): readonly Draft[] {
  return entriesOf(said.services).map(({ name, value }) => {
    const stack = value.container ? stackOf(value, name, stacks, hosts, diagnostics) : null;
    const nothing = {
      env: [],
      envFiles: [],
      mounts: [],
      after: [],
      attachments: [],
      labels: [],
      secretFiles: [],
    };
    const draft: Draft = {
      ...nothing,
      name,
      at: keyOf(value),
      said: value,
      stack,
      container: value.container ?? null,
      external: null,
      ports: [],
      command: null,
      entrypoint: null,
      health: null,
      webserver: null,
      logs: value.logs ?? stack?.said.logs ?? null,
      restart:
        value.restart ??
        stack?.said.restart ??
        fact('unless-stopped', [{ ...originOf(value), note: 'default: unless-stopped' }]),
    };
    draft.ports = entriesOf(value.ports).map((port) =>
      servicePort(port.name, port.value, draft, diagnostics),
    );
    return draft;
  });
}

function stackOf(
  said: Located<M.Service>,
  name: Fact<string>,
  stacks: Names<Stack>,
  hosts: Names<Host>,
  diagnostics: Diagnostic[],
): Stack | null {
  const stack = stacks.only(said.stack, keyOf(said), `The service ${name.value}`);
  if (!said.on || !stack || !hosts.find(said.on) || said.on.value === stack.host.name.value) return stack;
  diagnostics.push(
    error(
      'stack-clash',
      said.on.from[0]?.at ?? keyOf(said),
      `${name.value} is on ${said.on.value}, its stack ${stack.name.value} on ${stack.host.name.value}.`,
      {
        related: [{ at: stack.at, message: `${stack.name.value} is said here.` }],
        help: 'A compose project runs on one host: say another stack.',
      },
    ),
  );
  return null;
}

function servicePort(
  name: Fact<string>,
  said: Located<M.ServicePort>,
  service: Service,
  diagnostics: Diagnostic[],
): ServicePort {
  return { name, at: keyOf(said), said, service, published: published(said, service, diagnostics) };
}

function published(
  said: Located<M.ServicePort>,
  service: Service,
  diagnostics: Diagnostic[],
): ServicePort['published'] {
  const expose = said.expose.value;
  if (expose === 'network') return null;
  const port = said.published ?? said.number;
  if (expose === 'loopback') return { address: map(said.expose, () => '127.0.0.1'), port };
  if (expose === 'public') return { address: map(said.expose, () => '0.0.0.0'), port };
  const host = service.stack?.host;
  const address = said.via ? host?.addresses.get(said.via.value) : [...(host?.addresses.values() ?? [])][0];
  if (address)
    return {
      address: { value: address.value, from: originsOf(address, said.expose, said.via ?? null) },
      port,
    };
  if (host)
    diagnostics.push(
      error(
        'unknown-address',
        said.via?.from[0]?.at ?? keyOf(said),
        `The host ${host.name.value} has no address${said.via ? ` "${said.via.value}"` : ''} to publish on.${said.via ? didYouMean(said.via.value, host.addresses.keys()) : ''}`,
        {
          related: [{ at: host.at, message: `${host.name.value} is said here.` }],
          help: `It has ${listOf(host.addresses.keys()) || 'none'}.`,
        },
      ),
    );
  return null;
}

export interface World extends Referable {
  readonly volumes: Names<Volume>;
  readonly envSets: Names<Located<M.EnvironmentSet>>;
  readonly files: Names<FileShell>;
}

/** Resolves every reference of a service. Env files are given as shells; `resolve` puts the files in. */
export function complete(draft: Draft, world: World, fileOf: (shell: FileShell) => SideFile): void {
  const { said, stack } = draft;
  const host = stack?.host ?? world.hosts.all[0];
  if (!host) return;
  const from: From = { host, stack, said: stack ? said : null };
  if (said.external) draft.external = externalOf(said.external, from, world);
  if (!stack || !said.container) return;
  draft.env = environment(said, from, world);
  draft.labels = variables(said.container.labels, from, world);
  draft.command = words(said.container.command, from, world);
  draft.entrypoint = words(said.container.entrypoint, from, world);
  draft.mounts = entriesOf(said.mounts).flatMap(({ name, value }) => mountOf(name, value, draft, world));
  draft.after = entriesOf(said.after).flatMap(({ name, value }): After[] => {
    const service = world.services.find(name);
    return service ? [{ service, condition: value, restart: false, from: originsOf(name, value) }] : [];
  });
  draft.attachments = entriesOf(said.networks).flatMap(({ name, value }): Attachment[] => {
    const network = world.networks.find(name);
    return network ? [{ network, name, aliases: value.aliases ?? [], address: value.address ?? null }] : [];
  });
  draft.envFiles = (said.envFiles ?? []).flatMap((name) => {
    const shell = world.files.find(name);
    return shell ? [{ ...fileOf(shell), path: because(shell.path, name) }] : [];
  });
  draft.secretFiles = (said.secrets ?? []).flatMap((name) => {
    const secret = world.secrets.find(name);
    return secret ? [{ ...secret, name: because(secret.name, name) }] : [];
  });
  draft.health = said.health ? healthOf(said.health, draft, from, world) : null;
}

function externalOf(said: Located<M.External>, from: From, world: World): Service['external'] {
  const address = resolveText(said.address, from, world);
  const user = said.user ? resolveText(said.user, from, world) : null;
  const password = said.password ? resolveText(said.password, from, world) : null;
  return address && { kind: said.kind, address, port: said.port, user, password };
}

/** Sets in their order, then the service's own; a later value replaces an earlier one and remembers it. */
function environment(said: Located<M.Service>, from: From, world: World): readonly Variable[] {
  const result = new Map<string, Variable>();
  /** who connects because of a variable: a value that is overridden connects nobody */
  const clients = new Map<string, readonly Client[]>();
  const add = (variable: Variable, through: readonly Origin[]): void => {
    const before = result.get(variable.name.value);
    const overridden = (before?.value.from ?? []).map(({ at }): Origin => ({
      at,
      note: 'overridden by the service',
    }));
    const from = [...variable.value.from, ...through, ...overridden];
    const value = { value: variable.value.value, from };
    // An override stands where the set that overrides stands: the order does not depend on what it overrides.
    result.delete(variable.name.value);
    result.set(variable.name.value, {
      name: { value: variable.name.value, from: [...variable.name.from, ...through] },
      value,
    });
  };
  // Which sets there are decides about the order too.
  const sets = originsOf(...(said.envSets ?? []));
  const addAll = (record: Located<M.EnvironmentSet> | undefined): void => {
    for (const { name, value } of entriesOf(record)) {
      const own: Client[] = [];
      const resolved = resolveText(value, from, { ...world, clients: own });
      if (!resolved) continue;
      add({ name, value: resolved }, sets);
      clients.set(
        name.value,
        own.map((client) => ({
          ...client,
          sources: client.sources.map((one) => because(one, { from: sets })),
        })),
      );
    }
  };
  for (const name of said.envSets ?? []) addAll(world.envSets.find(name) ?? undefined);
  addAll(said.env);
  world.clients.push(...[...clients.values()].flat());
  return [...result.values()];
}

const variables = (
  record:
    | ({ readonly [key: string]: Located<M.Text> } & {
        readonly [HERE]: Located<M.EnvironmentSet>[typeof HERE];
      })
    | undefined,
  from: From,
  world: World,
): readonly Variable[] =>
  entriesOf(record).flatMap(({ name, value }) => {
    const resolved = resolveText(value, from, world);
    return resolved ? [{ name, value: resolved }] : [];
  });

function words(argv: Located<M.Argv> | undefined, from: From, world: World): Words | null {
  if (!argv) return null;
  if (isFact(argv)) return argv;
  const resolved = argv.map((word) => resolveText(word, from, world));
  return resolved.filter((word) => word !== null);
}

function mountOf(path: Fact<string>, said: Located<M.Mount>, draft: Draft, world: World): readonly Mount[] {
  const source = mountSource(said, world);
  if (!source) return [];
  const readOnly =
    said.readOnly ??
    fact(source.kind === 'rendered' || source.kind === 'secret', [
      { ...originOf(said), note: 'default: files are read-only' },
    ]);
  if (source.kind === 'secret' && source.secret.said.deliver.value !== 'file')
    world.diagnostics.push(
      error(
        'unsafe-mount',
        keyOf(said),
        `The secret ${source.secret.name.value} is delivered as a value; it is no file that ${draft.name.value} could mount.`,
        {
          related: [{ at: source.secret.at, message: 'It is said here.' }],
          help: 'Say `deliver: file` at the secret.',
        },
      ),
    );
  return [{ path, source, readOnly, at: keyOf(said), from: path.from }];
}

function mountSource(said: Located<M.Mount>, world: World): Mount['source'] | null {
  if (said.volume) {
    const volume = world.volumes.find(said.volume);
    return (
      volume && {
        kind: 'volume',
        volume: { ...volume, name: { value: volume.name.value, from: originsOf(said.volume, volume.name) } },
      }
    );
  }
  if (said.file) {
    const file = world.files.find(said.file);
    return (
      file && { kind: 'rendered', path: { value: file.path.value, from: originsOf(file.path, said.file) } }
    );
  }
  if (said.secret) {
    const secret = world.secrets.find(said.secret);
    const wanted = said.secret;
    return secret && { kind: 'secret', secret: { ...secret, path: because(secret.path, wanted) } };
  }
  return said.host ? { kind: 'host', path: said.host } : null;
}

function healthOf(said: Located<M.Health>, draft: Draft, from: From, world: World): Health | null {
  if (said.disabled) return { said, test: { kind: 'none', off: said.disabled } };
  if (said.shell) return { said, test: { kind: 'shell', line: said.shell } };
  if (said.command) {
    const resolved = said.command
      .map((word) => resolveText(word, from, world))
      .filter((word) => word !== null);
    return { said, test: { kind: 'words', words: resolved } };
  }
  const port = portOf(draft, said.port, keyOf(said), world.diagnostics);
  if (!port || !said.http) return null;
  const url: Fact<Value> = concat(
    'http://127.0.0.1:',
    because(port.said.number, said.port ?? null),
    said.http,
  );
  // Images carry one of the two or the other: busybox has wget, Debian images often curl.
  return {
    said,
    test: {
      kind: 'shell',
      line: concat("wget -qO /dev/null '", url, "' || curl -fsSo /dev/null '", url, "'"),
    },
  };
}
