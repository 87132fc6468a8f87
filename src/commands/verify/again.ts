import type { Compiled, CompileOptions } from '../../compile.ts';
import type { Diagnostic } from '../../diagnostic.ts';
import type { Site } from '../../site/model.ts';
import type { HostArtifacts, Substitution, Verification } from '../../target/verification.ts';
import type { Again } from '../../verify/question.ts';
import { originIn } from './origin.ts';
import { hostsOf } from './vantages.ts';

/** What the hosts of a site are asked with where programs cannot be had at their stated versions, by host. */
export interface Rendering {
  readonly hosts: ReadonlyMap<string, Again>;
  readonly diagnostics: readonly Diagnostic[];
}

/** What it takes to compile the site once more. */
export interface Recompiling {
  readonly compile: (options: CompileOptions) => Promise<Compiled>;
  /** what the program of a target understands */
  readonly vocabulary: (target: string) => unknown;
}

/** Renders a site once more, for the nearest versions that can be had; nothing where every program can be had. */
export async function renderAgain(
  site: Site,
  hosts: readonly HostArtifacts[],
  verifications: readonly Verification[],
  { compile, vocabulary }: Recompiling,
): Promise<Rendering> {
  const diagnostics: Diagnostic[] = [];
  const needed = new Map<string, Again['substitutions']>();
  for (const host of hosts) {
    const found = verifications.flatMap(({ id, substitutions }) => {
      const own = substitutions?.(site, host, () => vocabulary(id)) ?? [];
      return own.length > 0 ? [[id, own] as const] : [];
    });
    if (found.length > 0) needed.set(host.host, new Map(found));
  }
  const all = [...needed.values()].flatMap((one) => [...one.values()].flat());
  if (all.length === 0) return { hosts: new Map(), diagnostics };
  const edits = all.flatMap((one) => one.edits);
  const other = await compile({ recording: true, reached: null, edits });
  if (other.artifacts === null) diagnostics.push(...other.diagnostics.filter(isError).map(inPlace(all)));
  const artifacts = other.artifacts ?? [];
  const again = other.site === null ? [] : hostsOf(other.site, artifacts);
  return {
    hosts: new Map(
      [...needed].map(([host, substitutions]) => [
        host,
        {
          host: again.find((one) => one.host === host) ?? null,
          origin: originIn(host, artifacts),
          substitutions,
        },
      ]),
    ),
    diagnostics,
  };
}

const isError = ({ severity }: Diagnostic): boolean => severity === 'error';

/** A finding about the site as nobody wrote it must say so. */
const inPlace =
  (all: readonly Substitution[]) =>
  (found: Diagnostic): Diagnostic => ({
    ...found,
    message: `Rendered for ${all.map(({ nearest, stated }) => `${nearest} in place of ${stated}`).join(' and ')}: ${found.message}`,
  });
