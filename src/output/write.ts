import { closeSync, fsyncSync, lstatSync, openSync, readdirSync, rmdirSync, unlinkSync } from 'node:fs';
import type { Diagnostic, Result } from '../diagnostic.ts';
import { fault, guarded, hasCode } from './fault.ts';
import { commit, openJournal, replay, WORK, workOf } from './journal.ts';
import { acquire, isLink, type Lock } from './lock.ts';
import { isSiteName } from './owned.ts';
import { clear, stage, type Staged } from './stage.ts';
import { planTree } from './survey.ts';
import { isNothing, type SiteTree, throughLink, type TreePlan } from './tree.ts';

/** A plan, and the lock that was held while it was made. */
export interface Job {
  readonly lock: Lock;
  readonly plan: TreePlan;
}

/** Takes a site's lock and finishes what a dead run left there, so that its holder sees a whole tree. */
export function lockSite(outDir: string, site: string): Result<Lock> {
  const lock = acquire(outDir, site);
  if (lock.value === null) return lock;
  const { diagnostics } = finish(outDir, [site]);
  if (diagnostics.length === 0) return lock;
  lock.value.release();
  return { value: null, diagnostics };
}

/** Finishes every committed run whose process is dead, and removes what the others left. Living runs are let alone. */
export function recover(outDir: string): readonly Diagnostic[] {
  const work = `${outDir}/${WORK}`;
  return guarded('read', work, () => {
    if (isLink(work)) return [throughLink(work)];
    if (!lstatSync(work, { throwIfNoEntry: false })) return [];
    const faults = readdirSync(work, { withFileTypes: true })
      .filter((item) => isSiteName(item.name) && !item.isFile())
      .map((item) => item.name)
      .sort()
      .flatMap((site) => {
        const lock = lockSite(outDir, site);
        lock.value?.release();
        return lock.diagnostics.filter((one) => one.code !== 'output/locked');
      });
    try {
      rmdirSync(work);
    } catch (cause) {
      if (!hasCode(cause, 'ENOENT', 'ENOTEMPTY', 'EEXIST')) throw cause;
    }
    return faults;
  });
}

/**
 * Makes each site's tree what its plan says, all or nothing per site; a full disk stops them all. Sites share the syncs.
 * Every failed system call is a diagnostic. A site that failed before its commit is as it was; one that failed after it is
 * finished by the next command. Gives the sites that now are on the disk as planned.
 */
export function applyPlans(outDir: string, jobs: readonly Job[]): Result<readonly string[]> {
  const unchanged = jobs.filter(({ plan }) => isNothing(plan)).map(({ plan }) => plan.tree.site);
  const staged: Staged[] = [];
  for (const { plan } of jobs)
    if (!isNothing(plan) && !isFull(staged.at(-1)?.faults)) staged.push(stage(outDir, plan));
  let ready = isFull(staged.at(-1)?.faults) ? [] : staged.filter((one) => one.faults.length === 0);
  const faults = staged.flatMap((one) => one.faults);
  const unsynced = flush(
    outDir,
    ready.flatMap((one) => one.paths),
  );
  if (unsynced.length > 0) ready = [];
  const committed = ready.filter(({ site }) => {
    const failed = guarded('write', workOf(outDir, site), () => {
      commit(workOf(outDir, site));
      return [];
    });
    faults.push(...failed);
    return failed.length === 0;
  });
  const dropped = staged.filter((one) => !committed.includes(one));
  for (const { site } of dropped) faults.push(...discard(outDir, site));
  faults.push(...unsynced);
  if (committed.length === 0) return { value: unchanged, diagnostics: faults };
  const works = committed.map(({ site }) => workOf(outDir, site));
  faults.push(...flush(outDir, [...works, `${outDir}/${WORK}`, outDir]));
  const finished = finish(
    outDir,
    committed.map((one) => one.site),
  );
  return { value: [...unchanged, ...finished.value], diagnostics: [...faults, ...finished.diagnostics] };
}

/** Recovers, plans, locks what is to be changed, plans it again, writes, and gives the plans of the sites that now are as wanted. */
export function writeTrees(outDir: string, trees: readonly SiteTree[]): Result<readonly TreePlan[]> {
  const diagnostics: Diagnostic[] = [...recover(outDir)];
  const plans: TreePlan[] = [];
  const jobs: Job[] = [];
  const locks: Lock[] = [];
  try {
    for (const tree of trees) {
      const first = planTree(outDir, tree);
      if (first.value && isNothing(first.value)) {
        plans.push(first.value);
        continue;
      }
      const lock = lockSite(outDir, tree.site);
      diagnostics.push(...lock.diagnostics);
      if (lock.value === null) continue;
      locks.push(lock.value);
      const plan = planTree(outDir, tree);
      diagnostics.push(...plan.diagnostics);
      if (plan.value) jobs.push({ lock: lock.value, plan: plan.value });
    }
    const applied = applyPlans(outDir, jobs);
    diagnostics.push(...applied.diagnostics);
    plans.push(...jobs.map((job) => job.plan).filter((plan) => applied.value?.includes(plan.tree.site)));
  } finally {
    for (const lock of locks) lock.release();
  }
  return { value: plans, diagnostics };
}

const isFull = (faults: readonly Diagnostic[] = []): boolean =>
  faults.some((one) => one.code === 'output/disk-full');

const discard = (outDir: string, site: string): readonly Diagnostic[] =>
  guarded('clean', workOf(outDir, site), () => {
    clear(workOf(outDir, site));
    return [];
  });

/** Does what the sites' journals say, and removes what is left of the runs. The caller holds the sites' locks. */
function finish(
  outDir: string,
  sites: readonly string[],
): { value: readonly string[]; diagnostics: readonly Diagnostic[] } {
  const faults: Diagnostic[] = [];
  const touched = new Set<string>();
  const done = sites.filter((site) => {
    const failed = guarded('read', workOf(outDir, site), () => {
      const journal = openJournal(outDir, site);
      if (journal === null) return [];
      return 'place' in journal ? replay(outDir, journal, touched) : [journal];
    });
    faults.push(...failed);
    return failed.length === 0;
  });
  const unsynced = flush(outDir, [...touched]);
  if (unsynced.length > 0) return { value: [], diagnostics: [...faults, ...unsynced] };
  for (const site of done)
    faults.push(
      ...guarded('remove', workOf(outDir, site), () => {
        try {
          unlinkSync(`${workOf(outDir, site)}/journal.json`);
        } catch (cause) {
          if (!hasCode(cause, 'ENOENT')) throw cause;
        }
        clear(workOf(outDir, site));
        return [];
      }),
    );
  return { value: done, diagnostics: faults };
}

/** From this many paths on, one `sync` of the file system (2 to 3 ms) is faster than an fsync for each (0.2 ms). */
const MANY = 16;

/** Returns when the system says that these files and directories are on the disk. */
function flush(outDir: string, paths: readonly string[]): readonly Diagnostic[] {
  if (paths.length > MANY) {
    // Loading this takes 2 ms, which a run that writes little must not pay.
    const { spawnSync } = process.getBuiltinModule('node:child_process');
    if (spawnSync('sync', ['-f', outDir], { stdio: 'ignore' }).status === 0) return [];
  }
  return paths.flatMap((path) => {
    let descriptor: number | null = null;
    try {
      descriptor = openSync(path, 'r');
      fsyncSync(descriptor);
      return [];
    } catch (cause) {
      return [fault(cause, 'sync', path)];
    } finally {
      if (descriptor !== null) closeSync(descriptor);
    }
  });
}
