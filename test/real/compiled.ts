import type { Recompiling } from '../../src/commands/verify/again.ts';
import { hostsOf } from '../../src/commands/verify/vantages.ts';
import { Compiler } from '../../src/compile.ts';
import type { Artifact } from '../../src/render/artifact.ts';
import type { Site } from '../../src/site/model.ts';
import type { HostArtifacts } from '../../src/target/verification.ts';
import { Workspace } from '../../src/workspace.ts';
import { compiled, prepared, PROJECT } from '../compiled.ts';

/** A site without findings, and what it renders to. */
export interface Rendered {
  readonly site: Site;
  readonly artifacts: readonly Artifact[];
  readonly hosts: readonly HostArtifacts[];
  readonly recompiling: Recompiling;
}

const RECORDING = { recording: true, reached: null };

const project = new Workspace(PROJECT, PROJECT);
const vocabulary = (target: string): unknown => project.vocabulary(target);

/** Compiles a committed site. Throws what the compiler finds, warnings too. */
export const siteNamed = async (name: string): Promise<Rendered> =>
  clean((options) => new Compiler(new Workspace(PROJECT, PROJECT), prepared.library).compile(name, options));

/** The same for a manifest that a test holds. */
export const siteOf = async (
  manifest: string,
  others: Readonly<Record<string, string>> = {},
): Promise<Rendered> => clean((options) => compiled(manifest, others, options));

async function clean(compile: Recompiling['compile']): Promise<Rendered> {
  const { site, artifacts, diagnostics } = await compile(RECORDING);
  if (diagnostics.length > 0 || site === null || artifacts === null)
    throw new Error(diagnostics.map(({ code, message }) => `${code}: ${message}`).join('\n'));
  return { site, artifacts, hosts: hostsOf(site, artifacts), recompiling: { compile, vocabulary } };
}

/** One host as its verifications see it. */
export function hostNamed({ hosts }: Rendered, name: string): HostArtifacts {
  const host = hosts.find((one) => one.host === name);
  if (host === undefined) throw new Error(`no host ${name}`);
  return host;
}

/** The text of a rendered file. */
export function textOf(host: HostArtifacts, path: string): string {
  const text = host.files.get(path)?.text;
  if (text === undefined) throw new Error(`${host.host} has no file ${path}`);
  return text;
}
