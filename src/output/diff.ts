import { lstatSync, readFileSync, readlinkSync } from 'node:fs';
import { basename, isAbsolute } from 'node:path';
import type { StructuredPatchHunk } from 'diff';
import type { Result } from '../diagnostic.ts';
import { fault, hasCode } from './fault.ts';
import { isExecutable, planTree } from './survey.ts';
import type { Entry, SiteTree } from './tree.ts';

/**
 * One path where `out/` is not what the manifest gives. `missing` was written once and is gone, `removed` is an orphan
 * that is still there. Whether a `changed` file was edited by hand or is only old cannot be seen in the tree.
 */
export interface FileChange {
  /** below `out/<site>/` */
  readonly path: string;
  readonly kind: 'new' | 'missing' | 'changed' | 'removed';
  /** how to get from the disk to the tree: a git patch with names below `out/`, ending in a newline */
  readonly text: string;
}

/** Compares a tree with the disk, for reading. What keeps a plan from being made, such as a foreign file, is a diagnostic. */
export async function difference(outDir: string, tree: SiteTree): Promise<Result<readonly FileChange[]>> {
  const plan = planTree(outDir, tree);
  if (plan.value === null) return { value: null, diagnostics: plan.diagnostics };
  const root = `${outDir}/${tree.site}`;
  const label = `${isAbsolute(outDir) ? basename(outDir) : outDir}/${tree.site}`;
  const { write, remove, missing } = plan.value;
  try {
    const changes: FileChange[] = [];
    for (const path of [...write, ...remove].sort()) {
      const before = entryAt(`${root}/${path}`);
      const after = tree.entries.get(path) ?? null;
      const kind =
        after === null ? 'removed' : before !== null ? 'changed' : missing.includes(path) ? 'missing' : 'new';
      changes.push({ path, kind, text: await unified(`${label}/${path}`, before, after) });
    }
    return { value: changes, diagnostics: [] };
  } catch (cause) {
    return { value: null, diagnostics: [fault(cause, 'read', root)] };
  }
}

/** A path below a file that is still to go is absent. */
function entryAt(full: string): Entry | null {
  try {
    const stats = lstatSync(full);
    if (stats.isSymbolicLink()) return { kind: 'link', to: readlinkSync(full) };
    if (!stats.isFile()) return null;
    return { kind: 'file', text: readFileSync(full, 'utf8'), executable: isExecutable(stats) };
  } catch (cause) {
    if (hasCode(cause, 'ENOENT', 'ENOTDIR')) return null;
    throw cause;
  }
}

/** A git patch from one state of a path to another; null is absent. A link is a file whose text is its target. */
export async function unified(name: string, before: Entry | null, after: Entry | null): Promise<string> {
  // As git does: what changes its kind goes, and comes anew.
  if (before && after && before.kind !== after.kind)
    return `${await unified(name, before, null)}${await unified(name, null, after)}`;
  // Loaded here because a run without differences must not pay for it.
  const { formatPatch, structuredPatch } = await import('diff');
  const names = [before ? `a/${name}` : '/dev/null', after ? `b/${name}` : '/dev/null'] as const;
  const texts = [textOf(before), textOf(after)] as const;
  const patch = structuredPatch(...names, ...texts, '', '', { context: 3, maxEditLength: MOST_EDITS });
  const hunks = patch?.hunks ?? [replaced(...texts)];
  const [oldMode, newMode] = [modeOf(before), modeOf(after)];
  const modes = oldMode === newMode ? {} : { ...(oldMode && { oldMode }), ...(newMode && { newMode }) };
  const git = { isGit: true, isCreate: !before, isDelete: !after, ...modes };
  const [oldFileName, newFileName] = names;
  const text = formatPatch({
    oldFileName,
    newFileName,
    oldHeader: undefined,
    newHeader: undefined,
    hunks,
    ...git,
  });
  // Bytes that are no UTF-8 may read as the text that is wanted.
  return hunks.length === 0 && oldMode === newMode
    ? `${text}Binary files ${names.join(' and ')} differ\n`
    : text;
}

const textOf = (entry: Entry | null): string =>
  entry === null ? '' : entry.kind === 'link' ? entry.to : entry.text;

const modeOf = (entry: Entry | null): string | null =>
  entry === null ? null : entry.kind === 'link' ? '120000' : entry.executable ? '100755' : '100644';

/** Above this many edited lines, a comparison takes seconds and helps no reader. */
const MOST_EDITS = 4000;

/** All lines go, and all come: what is left to say of two texts that have too little in common. */
function replaced(before: string, after: string): StructuredPatchHunk {
  const signed = (text: string, sign: string): string[] => {
    const lines = text.split('\n');
    const open = lines.pop();
    return [
      ...lines.map((one) => sign + one),
      ...(open ? [sign + open, '\\ No newline at end of file'] : []),
    ];
  };
  const [minus, plus] = [signed(before, '-'), signed(after, '+')];
  const count = (lines: readonly string[]): number => lines.filter((one) => !one.startsWith('\\')).length;
  return {
    oldStart: 1,
    oldLines: count(minus),
    newStart: 1,
    newLines: count(plus),
    lines: [...minus, ...plus],
  };
}
