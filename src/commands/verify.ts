import type { Compiled, Compiler } from '../compile.ts';
import type { Diagnostic } from '../diagnostic.ts';
import type { Call } from '../console/io.ts';
import { compiled, open, OUT } from '../console/project.ts';
import { report, statusOf } from '../console/report.ts';
import type { Verification } from '../target/verification.ts';
import { verifications } from '../../templates/index.ts';
import type { Verdict } from '../verify/verdict.ts';
import { verifyHost } from '../verify/verify.ts';
import { hostsOf } from './verify/vantages.ts';

/** A verdict about a file, with its name below the working directory. */
interface Line extends Omit<Verdict, 'path'> {
  readonly file: string;
}

/** Asks the real programs whether they accept what the manifests give. */
export async function verify(call: Call): Promise<number> {
  const project = await open(call);
  const diagnostics: Diagnostic[] = [...project.diagnostics];
  const lines: Line[] = [];
  const asking = await Promise.all(Object.values(verifications).map((load) => load()));
  for await (const one of compiled(project, call, { recording: true })) {
    diagnostics.push(...one.diagnostics);
    const found = await verifySite(one, asking, project.compiler, call);
    diagnostics.push(...found.diagnostics);
    lines.push(...found.lines);
    if (call.format === 'pretty')
      call.io.out(found.lines.map((line) => `${line.file}: ${words(line)}\n`).join(''));
  }
  if (call.format === 'json') {
    // One document: the verdicts beside what `validate --format json` would print.
    const { json } = await import('../report/json.ts');
    const all = { verdicts: lines, diagnostics: JSON.parse(json(diagnostics)) as unknown };
    call.io.out(`${JSON.stringify(all, null, 2)}\n`);
  } else await report(call, diagnostics);
  return statusOf(diagnostics);
}

async function verifySite(
  one: Compiled,
  asking: readonly Verification[],
  compiler: Compiler,
  { io }: Call,
): Promise<{ readonly lines: readonly Line[]; readonly diagnostics: readonly Diagnostic[] }> {
  const lines: Line[] = [];
  const diagnostics: Diagnostic[] = [];
  const { site, artifacts } = one;
  if (site === null || artifacts === null) return { lines, diagnostics };
  const { originIn } = await import('./verify/origin.ts');
  const { renderAgain } = await import('./verify/again.ts');
  const hosts = hostsOf(site, artifacts);
  const again = await renderAgain(site, hosts, asking, {
    compile: (options) => compiler.compile(one.name, options),
    vocabulary: (target) => compiler.workspace.vocabulary(target),
  });
  diagnostics.push(...again.diagnostics);
  for (const host of hosts) {
    const { value, diagnostics: found } = await verifyHost(host, asking, {
      progress: (line) => io.progress(`${host.site} ${host.host}: ${line}`),
      origin: originIn(host.host, artifacts),
      again: again.hosts.get(host.host) ?? null,
    });
    diagnostics.push(...found);
    lines.push(
      ...(value ?? []).map(({ path, ...rest }) => ({
        file: `${OUT}/${host.site}/${host.host}${path}`,
        ...rest,
      })),
    );
  }
  return { lines, diagnostics };
}

function words({ outcome, by, why, substitution }: Line): string {
  if (outcome === 'reader only') return `reader only: ${why ?? 'nobody can be asked'}`;
  const who = by.join(' and ');
  if (outcome === 'unasked') return `not asked: ${who}`;
  if (outcome !== 're-rendered') return outcome === 'verified' ? `verified by ${who}` : `refused by ${who}`;
  const { stated = '', nearest = '', without = [] } = substitution ?? {};
  const less = without.length === 0 ? '' : ` without ${without.join(' and ')}`;
  return `re-rendered at ${nearest} for ${stated}${less}, verified by ${who}`;
}
