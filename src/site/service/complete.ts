import { because, originsOf } from '../../fact.ts';
import { entriesOf, isFact, type Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import type { FileShell } from '../files.ts';
import type { After, Attachment, Service, SideFile, Words } from '../model.ts';
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
  const host = stack?.host ?? world.hosts.all[0];
  if (!host) return;
  const from: From = { host, stack, said: stack ? said : null };
  if (said.external) draft.external = externalOf(said.external, from, world);
  if (!stack || !said.container) return;
  draft.env = environment(said, draft.running, from, world);
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
