import type { Diagnostic } from '../diagnostic.ts';
import type { SiteTree, TreePlan } from '../output/tree.ts';
import { writeTrees } from '../output/write.ts';
import type { Call } from '../session/io.ts';
import { compiled, open, OUT } from '../session/project.ts';
import { plural, report, statusOf } from '../session/report.ts';
import { treeOf } from '../tree.ts';

/** How many sites are written together: they share the syncs, and their trees are in memory at once. */
const TOGETHER = 50;

/** Makes out/ equal to what the manifests give. */
export async function generate(call: Call): Promise<number> {
  const project = await open(call);
  const diagnostics: Diagnostic[] = [...project.diagnostics];
  const batch: SiteTree[] = project.gone.map((site) => ({ site, entries: new Map() }));
  let unchanged = 0;
  const write = (): void => {
    const { value, diagnostics: faults } = writeTrees(OUT, batch);
    diagnostics.push(...faults);
    const plans = new Map((value ?? []).map((plan) => [plan.tree.site, plan]));
    for (const { site } of batch) {
      const plan = plans.get(site);
      const line = plan === undefined ? `${site}: not written.` : changes(plan);
      if (line === null) unchanged += 1;
      else call.io.err(`${line}\n`);
    }
    batch.length = 0;
  };
  for await (const { name, site, artifacts, diagnostics: found } of compiled(project, call)) {
    diagnostics.push(...found);
    if (site !== null && artifacts !== null) batch.push(treeOf(site, artifacts));
    else call.io.err(`${name}: not written.\n`);
    if (batch.length >= TOGETHER) write();
  }
  write();
  if (unchanged > 0) call.io.err(`${plural(unchanged, 'site')} unchanged.\n`);
  await report(call, diagnostics);
  return statusOf(diagnostics);
}

/** What was done to a site; null for nothing. */
function changes({ tree, write, remove, keep }: TreePlan): string | null {
  if (write.length === 0 && remove.length === 0) return null;
  const said = [
    ...(write.length > 0 ? [`${plural(write.length, 'file')} written`] : []),
    ...(remove.length > 0 ? [`${remove.length} removed`] : []),
    ...(keep.length > 0 ? [`${keep.length} unchanged`] : []),
  ];
  return `${tree.site}: ${said.join(', ')}.`;
}
