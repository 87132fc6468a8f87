import type { Diagnostic } from '../diagnostic.ts';
import type { SiteTree, TreePlan } from '../output/tree.ts';
import { writeTrees } from '../output/write.ts';
import type { Call } from '../console/io.ts';
import { compiled, open, OUT } from '../console/project.ts';
import { plural, report, statusOf } from '../console/report.ts';
import type { Left } from '../state.ts';
import { treeOf } from '../tree.ts';

/** How many sites are written together: they share the syncs, and their trees are in memory at once. */
const TOGETHER = 50;

/** Makes out/ equal to what the manifests give. */
export async function generate(call: Call): Promise<number> {
  const project = await open(call);
  const state = call.setting.state();
  const changed = project.sites.filter((name) => !state.unchanged(name));
  const diagnostics: Diagnostic[] = [...project.diagnostics];
  const batch: SiteTree[] = project.gone.map((site) => ({ site, entries: new Map() }));
  /** the sites of the batch that nothing was found about, with what they were made of */
  const clean = new Map<string, readonly string[]>();
  let unchanged = project.sites.length - changed.length;
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
    for (const plan of plans.values()) {
      const read = clean.get(plan.tree.site);
      if (read !== undefined) state.remember(plan.tree.site, leftBy(plan, read));
    }
    batch.length = 0;
    clean.clear();
  };
  const rest = { ...project, sites: changed };
  for await (const { name, site, artifacts, diagnostics: found, sources } of compiled(rest, call)) {
    diagnostics.push(...found);
    // Warnings are printed by every run, so their sites are looked at by every run.
    if (found.length === 0)
      clean.set(
        name,
        sources.map((source) => source.name),
      );
    if (site !== null && artifacts !== null) batch.push(treeOf(site, artifacts));
    else call.io.err(`${name}: not written.\n`);
    if (batch.length >= TOGETHER) write();
  }
  write();
  if (call.words.length === 0) state.retain(project.sites);
  state.save();
  if (unchanged > 0) call.io.err(`${plural(unchanged, 'site')} unchanged.\n`);
  await report(call, diagnostics);
  return statusOf(diagnostics);
}

function leftBy({ tree, keep, write }: TreePlan, read: readonly string[]): Left {
  const below = (path: string): string => `${OUT}/${tree.site}/${path}`;
  return { read, kept: keep.map(below), written: write.map(below) };
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
