import { renderAgain } from '../../src/commands/verify/again.ts';
import { originIn } from '../../src/commands/verify/origin.ts';
import { hostsOf } from '../../src/commands/verify/vantages.ts';
import type { Diagnostic, Span } from '../../src/diagnostic.ts';
import type { Artifact } from '../../src/render/artifact.ts';
import type { Verdict } from '../../src/verify/verdict.ts';
import { verifyHost } from '../../src/verify/verify.ts';
import { verifications } from '../../templates/index.ts';
import type { Rendered } from './compiled.ts';

/**
 * What the programs of every target say about a host, or those of some targets alone.
 * @param rendered its artifacts may be damaged: what is rendered again for another version is not
 */
export async function verdictsOf(
  { site, artifacts, recompiling }: Pick<Rendered, 'site' | 'artifacts' | 'recompiling'>,
  name: string,
  only: readonly string[] = Object.keys(verifications),
): Promise<{ readonly verdicts: readonly Verdict[]; readonly diagnostics: readonly Diagnostic[] }> {
  const host = hostsOf(site, artifacts).find((one) => one.host === name);
  if (host === undefined) throw new Error(`no host ${name}`);
  const asking = await Promise.all(only.map((id) => verifications[id]?.() ?? raise(id)));
  const again = await renderAgain(site, [host], asking, recompiling);
  const { value, diagnostics } = await verifyHost(host, asking, {
    origin: originIn(name, artifacts),
    again: again.hosts.get(name) ?? null,
  });
  return { verdicts: value ?? [], diagnostics: [...again.diagnostics, ...diagnostics] };
}

function raise(id: string): never {
  throw new Error(`no target ${id}`);
}

/** The same artifacts with one line of one file damaged. The text that is replaced must be there exactly once. */
export function damaged(
  artifacts: readonly Artifact[],
  path: string,
  from: string,
  to: string,
): readonly Artifact[] {
  if (artifacts.filter((one) => one.path === path).length !== 1) throw new Error(`no file ${path}`);
  return artifacts.map((one) => {
    const { content } = one;
    if (one.path !== path || content.kind !== 'file') return one;
    const pieces = content.text.split(from);
    if (pieces.length !== 2) throw new Error(`${path} holds ${from} ${pieces.length - 1} times`);
    if ((from + to).includes('\n')) throw new Error('more than one line');
    return { ...one, content: { kind: 'file', text: pieces.join(to) } };
  });
}

/** The whole line of a source in which a span begins, and the source's name. */
export function lineAt({ source, start }: Span): { readonly name: string; readonly text: string } {
  const from = source.text.lastIndexOf('\n', start - 1) + 1;
  const end = source.text.indexOf('\n', start);
  return { name: source.name, text: source.text.slice(from, end === -1 ? undefined : end).trim() };
}
