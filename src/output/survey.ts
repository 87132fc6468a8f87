import { lstatSync, readdirSync, readFileSync, readlinkSync, type Stats } from 'node:fs';
import type { Result } from '../diagnostic.ts';
import { fault } from './fault.ts';
import { above, damaged, isSiteName, LIST, readOwned } from './owned.ts';
import { type Entry, faultsOf, type Found, planSite, type SiteTree, type TreePlan } from './tree.ts';

/**
 * Compares a tree with what is below `out/<site>/`; `outDir` is `out` as the user calls it. Reads only. To act on the
 * plan, hold the site's lock from before this call.
 */
export function planTree(outDir: string, tree: SiteTree): Result<TreePlan> {
  const name = `${outDir}/${tree.site}`;
  const faults = faultsOf(tree, name);
  if (faults.length > 0) return { value: null, diagnostics: faults };
  try {
    const owned = ownedOnDisk(name);
    if (owned.value === null) return { value: null, diagnostics: owned.diagnostics };
    mustListItself(tree, name);
    return planSite(tree, owned.value, survey(name, tree.entries, [LIST, ...owned.value]), name);
  } catch (cause) {
    return { value: null, diagnostics: [fault(cause, 'read', name)] };
  }
}

/** The sites that have a tree of ours below `outDir`, sorted: those with a list. */
export function sitesOnDisk(outDir: string): Result<readonly string[]> {
  try {
    if (!lstatSync(outDir, { throwIfNoEntry: false })?.isDirectory()) return { value: [], diagnostics: [] };
    const names = readdirSync(outDir)
      .filter(isSiteName)
      .filter((name) => lstatSync(`${outDir}/${name}`).isDirectory())
      .filter((name) => lstatSync(`${outDir}/${name}/${LIST}`, { throwIfNoEntry: false }));
    return { value: names.sort(), diagnostics: [] };
  } catch (cause) {
    return { value: null, diagnostics: [fault(cause, 'read', outDir)] };
  }
}

/** What the list on disk names; nothing where there is none. */
function ownedOnDisk(root: string): Result<readonly string[]> {
  const file = `${root}/${LIST}`;
  const none = { value: [], diagnostics: [] };
  if (!lstatSync(root, { throwIfNoEntry: false })?.isDirectory()) return none;
  const stats = lstatSync(file, { throwIfNoEntry: false });
  if (!stats) return none;
  if (!stats.isFile()) return { value: null, diagnostics: [damaged(file, 'is not a file')] };
  return readOwned(readFileSync(file, 'utf8'), file);
}

/** A file that its own list forgets would be foreign to the next run. */
function mustListItself(tree: SiteTree, name: string): void {
  const list = tree.entries.get(LIST);
  if (tree.entries.size === 0) return;
  const listed = new Set(list?.kind === 'file' ? readOwned(list.text, LIST).value : []);
  for (const path of tree.entries.keys())
    if (path !== LIST && !listed.has(path)) throw new Error(`${name}/${LIST} does not list ${path}.`);
}

/**
 * What the disk has at each wanted and each listed path and at every directory above them; the site's directory is `''`.
 * Looks through no link: below one, everything is absent. Throws the system's error where something cannot be read.
 */
export function survey(
  root: string,
  wanted: ReadonlyMap<string, Entry>,
  listed: readonly string[],
): ReadonlyMap<string, Found> {
  const found = new Map<string, Found>();
  const look = (path: string): Found => {
    const parent = above(path).at(-1);
    const seen = found.get(path);
    if (seen) return seen;
    const now: Found =
      parent !== undefined && look(parent).kind !== 'directory'
        ? { kind: 'absent' }
        : onDisk(root, path, wanted.get(path));
    found.set(path, now);
    return now;
  };
  for (const path of wanted.keys()) look(path);
  for (const path of listed) look(path);
  return found;
}

function onDisk(root: string, path: string, wanted: Entry | undefined): Found {
  const full = path === '' ? root : `${root}/${path}`;
  const stats = lstatSync(full, { throwIfNoEntry: false });
  if (!stats) return { kind: 'absent' };
  if (stats.isDirectory()) return { kind: 'directory', holds: wanted ? contents(full, path) : [] };
  const kind = stats.isFile() ? 'file' : stats.isSymbolicLink() ? 'link' : 'other';
  return { kind, same: wanted !== undefined && isSame(full, stats, wanted) };
}

export const isExecutable = (stats: Stats): boolean => (stats.mode & 0o100) !== 0;

function isSame(full: string, stats: Stats, wanted: Entry): boolean {
  if (wanted.kind === 'link') return stats.isSymbolicLink() && readlinkSync(full) === wanted.to;
  if (!stats.isFile() || isExecutable(stats) !== wanted.executable) return false;
  const bytes = Buffer.from(wanted.text);
  return stats.size === bytes.length && readFileSync(full).equals(bytes);
}

/** Every path below a directory that is not a directory with something in it; an empty directory ends in `/`. */
function contents(full: string, path: string): readonly string[] {
  return readdirSync(full, { withFileTypes: true }).flatMap((item) => {
    const below = `${path}/${item.name}`;
    if (!item.isDirectory()) return [below];
    const inside = contents(`${full}/${item.name}`, below);
    return inside.length > 0 ? inside : [`${below}/`];
  });
}
