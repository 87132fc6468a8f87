import type { Diagnostic } from '../diagnostic.ts';
import type { Call } from '../console/io.ts';
import { compiled, open } from '../console/project.ts';
import { plural, report, statusOf } from '../console/report.ts';

/** Prints every finding about the manifests. */
export async function validate(call: Call): Promise<number> {
  const project = await open(call);
  const diagnostics: Diagnostic[] = [...project.diagnostics];
  let fine = 0;
  for await (const { diagnostics: found } of compiled(project, call)) {
    diagnostics.push(...found);
    if (statusOf(found) === 0) fine += 1;
  }
  await report(call, diagnostics);
  if (fine > 0) call.io.err(`${plural(fine, 'site')} ${fine === 1 ? 'is' : 'are'} valid.\n`);
  return statusOf(diagnostics);
}
