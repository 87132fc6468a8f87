import { error } from '../../diagnostic.ts';
import { because, originsOf, type Fact } from '../../fact.ts';
import { entriesOf, isFact, type Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import type { FileShell } from '../files.ts';
import type { After, Attachment, Service, SideFile, Words } from '../model.ts';
import { completeProcess } from '../process/complete.ts';
import { nearest } from '../pair/member.ts';
import type { From } from '../reference/reference.ts';
import { resolveText } from '../reference/text.ts';
import type { Draft } from './drafts.ts';
import { environment, variables } from './environment.ts';
import { healthOf } from './health.ts';
import { mountOf } from './mounts.ts';
import type { World } from './world.ts';

/** Resolves every reference of a service. Env files are given as shells; `resolve` puts the files in. */
export function complete(draft: Draft, world: World, fileOf: (shell: FileShell) => SideFile): void {
  const { said, stack } = draft;
  const host = draft.host ?? world.hosts.all[0];
  if (!host) return;
  if (said.external) draft.external = externalOf(said.external, { host, stack, said: null }, world);
  if (said.process) completeProcess(draft, host, world);
  if (draft.host) completeShared(draft, world, fileOf);
  if (stack && said.container) completeContainer(draft, said.container, { host, stack, said }, world);
}

/** What containers and processes have alike. */
function completeShared(draft: Draft, world: World, fileOf: (shell: FileShell) => SideFile): void {
  const { said } = draft;
  draft.after = entriesOf(said.after).flatMap(({ name, value }): After[] => {
    const named = world.services.find(name);
    const service = named && nearest(named, draft.host);
    if (!service || !waits(draft, service, name, world)) return [];
    return [{ service, condition: value, restart: false, from: originsOf(name, value) }];
  });
  draft.envFiles = (said.envFiles ?? []).flatMap((name) => {
    const found = world.files.find(name);
    const shell = found && nearest(found, draft.host);
    return shell ? [{ ...fileOf(shell), path: because(shell.path, name) }] : [];
  });
}

/** Whether what starts one can wait for the other: compose knows its project, systemd its host. */
function waits(draft: Draft, other: Service, name: Fact<string>, world: World): boolean {
  const together = draft.stack
    ? other.stack === draft.stack
    : other.process !== null && other.host === draft.host;
  // What has no place had a finding of its own.
  if (together || (other.host === null && !other.said.external)) return true;
  world.diagnostics.push(
    error(
      'unreachable-dependency',
      name.from[0]?.at ?? draft.at,
      `${draft.name.value} cannot wait for ${other.name.value}, ${whereOf(other, draft)}.`,
      {
        related: [{ at: other.at, message: `${other.name.value} is said here.` }],
        why: draft.stack
          ? 'Compose orders the services of its own project.'
          : 'systemd orders the units of its own host.',
        help: 'Take it out of `after`, and let the program try again until the other one answers.',
      },
    ),
  );
  return false;
}

function whereOf(other: Service, { host }: Draft): string {
  if (other.said.external) return 'which is external';
  if (other.host !== host) return `which runs on ${other.host?.name.value ?? 'another host'}`;
  return other.stack ? `which runs in the stack ${other.stack.name.value}` : 'which is a process of the host';
}

function completeContainer(draft: Draft, container: Located<M.Container>, from: From, world: World): void {
  const { said } = draft;
  draft.env = environment(said, draft.running, from, world);
  draft.labels = variables(container.labels, from, world);
  draft.command = words(container.command, from, world);
  draft.entrypoint = words(container.entrypoint, from, world);
  draft.mounts = entriesOf(said.mounts).flatMap(({ name, value }) => mountOf(name, value, draft, world));
  draft.attachments = entriesOf(said.networks).flatMap(({ name, value }): Attachment[] => {
    const network = world.networks.find(name);
    return network ? [{ network, name, aliases: value.aliases ?? [], address: value.address ?? null }] : [];
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
  return (
    address && { kind: said.kind, address, port: said.port, user, password, sender: said.sender ?? null }
  );
}

function words(argv: Located<M.Argv> | undefined, from: From, world: World): Words | null {
  if (!argv) return null;
  if (isFact(argv)) return argv;
  const resolved = argv.map((word) => resolveText(word, from, world));
  return resolved.filter((word) => word !== null);
}
