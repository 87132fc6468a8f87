import { accessSync, constants, lstatSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { type Diagnostic, error, nowhere } from '../diagnostic.ts';
import { fault } from './fault.ts';
import { draft, type Journal, makeDirectory, workOf } from './journal.ts';
import { above } from './owned.ts';
import type { Entry, TreePlan } from './tree.ts';

/** What was put beside the tree, to be synced before it is committed. */
export interface Staged {
  readonly site: string;
  readonly paths: readonly string[];
  readonly faults: readonly Diagnostic[];
}

/**
 * Writes all that a plan writes, and its journal's draft, under `out/.sitewright/<site>/`. Each placement is staged in
 * one piece, new directories included, so that after the commit nothing is left to do that needs space on the disk. What
 * could refuse a rename later is asked now. Where this fails, the caller discards the site's staging.
 */
export function stage(outDir: string, plan: TreePlan): Staged {
  const { site, entries } = plan.tree;
  const work = workOf(outDir, site);
  const paths: string[] = [];
  const staged = `${work}/staged`;
  try {
    makeDirectory(staged);
    const elsewhere = unwilling(`${outDir}/${site}`, outDir, staged, plan);
    if (elsewhere.length > 0) return { site, paths, faults: elsewhere };
    const journal: Journal = { site, remove: plan.remove, prune: plan.prune, place: [] };
    for (const [index, { to, fresh, paths: below }] of plan.placements.entries()) {
      const from = String(index);
      for (const path of below) {
        const rest = to === '' ? `/${path}` : path.slice(to.length);
        paths.push(...put(`${staged}/${from}`, rest, entries.get(path)));
      }
      journal.place.push({ from, to, fresh });
    }
    paths.push(draft(work, journal), staged);
    return { site, paths: [...new Set(paths)], faults: [] };
  } catch (cause) {
    return { site, paths, faults: [fault(cause, 'write', staged)] };
  }
}

/** Removes what a run without a commit left. */
export function clear(work: string): void {
  rmSync(`${work}/staged`, { recursive: true, force: true });
  rmSync(`${work}/draft.json`, { force: true });
}

/** Writes one entry at `base + rest`, the user's umask applied as git does; gives what a sync must reach. */
function put(base: string, rest: string, entry: Entry | undefined): readonly string[] {
  if (!entry) throw new Error(`The plan writes ${rest}, which the tree does not have.`);
  const full = `${base}${rest}`;
  const directories =
    rest === '' ? [] : above(rest.slice(1)).map((one) => (one === '' ? base : `${base}/${one}`));
  const nearest = directories.at(-1);
  if (nearest !== undefined) makeDirectory(nearest);
  if (entry.kind === 'link') symlinkSync(entry.to, full);
  else writeFileSync(full, entry.text, { flag: 'wx', mode: entry.executable ? 0o777 : 0o666 });
  return entry.kind === 'link' ? directories : [...directories, full];
}

/** The directories that would refuse a rename into them: without permission, or on another file system than the staging. */
function unwilling(root: string, outDir: string, staged: string, plan: TreePlan): readonly Diagnostic[] {
  const device = lstatSync(staged).dev;
  const parents = [...plan.placements.map((one) => one.to), ...plan.remove, ...plan.prune].map((path) => {
    const parent = above(path).at(-1);
    return parent === undefined ? outDir : parent === '' ? root : `${root}/${parent}`;
  });
  return [...new Set(parents)].flatMap((directory): readonly Diagnostic[] => {
    try {
      accessSync(directory, constants.W_OK | constants.X_OK);
    } catch (cause) {
      return [fault(cause, 'write into', directory)];
    }
    if (directory === outDir || lstatSync(directory).dev === device) return [];
    const help = `Put ${outDir} and all below it on one file system.`;
    const message = `${directory} is on another file system than ${outDir}.`;
    const why = 'A file is put in place by a rename, and a rename stays on one file system.';
    return [error('output/other-file-system', nowhere(directory), message, { why, help })];
  });
}
