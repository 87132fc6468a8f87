import { originIn } from '../../src/commands/verify/origin.ts';
import { hostsOf } from '../../src/commands/verify/vantages.ts';
import type { Diagnostic, Span } from '../../src/diagnostic.ts';
import type { Artifact } from '../../src/render/artifact.ts';
import { verifyHost, type Verdict } from '../../src/verify/verify.ts';
import { verifications } from '../../templates/index.ts';
import type { Rendered } from './compiled.ts';

/** What every program of every target says about a host. */
export async function verdictsOf(
  { site, artifacts }: Pick<Rendered, 'site' | 'artifacts'>,
  name: string,
): Promise<{ readonly verdicts: readonly Verdict[]; readonly diagnostics: readonly Diagnostic[] }> {
  const host = hostsOf(site, artifacts).find((one) => one.host === name);
  if (host === undefined) throw new Error(`no host ${name}`);
  const asking = await Promise.all(Object.values(verifications).map((load) => load()));
  const { value, diagnostics } = await verifyHost(host, asking, { origin: originIn(name, artifacts) });
  return { verdicts: value ?? [], diagnostics };
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
