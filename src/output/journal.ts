import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { type Diagnostic, error, nowhere } from '../diagnostic.ts';
import { guarded, hasCode } from './fault.ts';
import { above, staysInside } from './owned.ts';
import { foreign, throughLink } from './tree.ts';

/** Where all runs keep what is not finished. */
export const WORK = '.sitewright';

/** A site's part of it; only the holder of the site's lock may touch what is in there. */
export const workOf = (outDir: string, site: string): string => `${outDir}/${WORK}/${site}`;

/**
 * What is left to do to a site once it is committed, in this order: remove files, remove directories that this left
 * empty, put staged files in place. Every step may be done again. Paths are below `out/<site>/`; `from` is a name in
 * `staged/`, with its mode and its directories; `fresh` says that nothing may be at `to`.
 */
export interface Journal {
  readonly site: string;
  readonly remove: readonly string[];
  readonly prune: readonly string[];
  readonly place: { readonly from: string; readonly to: string; readonly fresh: boolean }[];
}

/**
 * Makes a directory and those above it, whoever else makes them at the same time. Node's own recursion reports a read-only
 * file system as ENOENT.
 */
export function makeDirectory(path: string): void {
  if (tryDirectory(path)) return;
  makeDirectory(dirname(path));
  if (!tryDirectory(path)) mkdirSync(path);
}

/** Whether the directory is there now; false where the one above it is not. */
function tryDirectory(path: string): boolean {
  try {
    mkdirSync(path);
    return true;
  } catch (cause) {
    if (hasCode(cause, 'EEXIST') && lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) return true;
    if (hasCode(cause, 'ENOENT') && dirname(path) !== path) return false;
    throw cause;
  }
}

/** Writes a journal that says nothing yet, and gives its path. */
export function draft(work: string, journal: Journal): string {
  writeFileSync(`${work}/draft.json`, `${JSON.stringify(journal, null, 1)}\n`, { flag: 'wx' });
  return `${work}/draft.json`;
}

/** The point of no return: from here on the new tree is the site's tree. Draft and staging must be synced before. */
export const commit = (work: string): void => renameSync(`${work}/draft.json`, `${work}/journal.json`);

/** A site's committed journal, or null; damage is a diagnostic. */
export function openJournal(outDir: string, site: string): Journal | Diagnostic | null {
  const name = `${workOf(outDir, site)}/journal.json`;
  let text: string;
  try {
    text = readFileSync(name, 'utf8');
  } catch (cause) {
    if (hasCode(cause, 'ENOENT')) return null;
    throw cause;
  }
  return journalIn(text, site) ?? damaged(name, site);
}

function journalIn(text: string, site: string): Journal | null {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (typeof value !== 'object' || value === null) return null;
  if (!('site' in value) || !('remove' in value) || !('prune' in value) || !('place' in value)) return null;
  const { remove, prune, place } = value;
  if (value.site !== site || !isPaths(remove) || !isPaths(prune) || !Array.isArray(place)) return null;
  const isPlace = (one: unknown): one is Journal['place'][number] =>
    typeof one === 'object' &&
    one !== null &&
    'from' in one &&
    /^\d+$/.test(String(one.from)) &&
    'to' in one &&
    isPath(one.to) &&
    'fresh' in one &&
    typeof one.fresh === 'boolean';
  return place.every(isPlace) ? { site, remove, prune, place } : null;
}

const isPath = (path: unknown): path is string =>
  typeof path === 'string' && (path === '' || staysInside(path));
const isPaths = (paths: unknown): paths is string[] => Array.isArray(paths) && paths.every(isPath);

/** Does what a journal says. `touched` gets every directory that changed, to be synced before the journal may go. */
export function replay(outDir: string, journal: Journal, touched: Set<string>): readonly Diagnostic[] {
  const root = `${outDir}/${journal.site}`;
  const staged = `${workOf(outDir, journal.site)}/staged`;
  const full = (path: string): string => (path === '' ? root : `${root}/${path}`);
  const parent = (path: string): string => (path === '' ? outDir : full(above(path).at(-1) ?? ''));
  const faults: Diagnostic[] = [];
  for (const path of journal.remove) {
    if (obstacle(root, path) !== null) continue;
    touched.add(parent(path));
    faults.push(...guarded('remove', full(path), () => remove(full(path))));
  }
  for (const path of journal.prune) {
    if (obstacle(root, path) !== null) continue;
    touched.add(parent(path));
    faults.push(...guarded('remove', full(path), () => prune(full(path))));
  }
  for (const { from, to, fresh } of journal.place) {
    const link = obstacle(root, to);
    touched.add(parent(to));
    faults.push(
      ...guarded('write', full(to), () =>
        link === null || link.absent ? place(`${staged}/${from}`, full(to), fresh) : [throughLink(link.path)],
      ),
    );
  }
  // A link may be where a directory was, and lead anywhere.
  for (const directory of touched)
    if (!lstatSync(directory, { throwIfNoEntry: false })?.isDirectory()) touched.delete(directory);
  return faults.map((one) => unfinished(one, journal.site));
}

/** The first directory on the way to a path that is none: absent, or something that must not be walked through. */
function obstacle(root: string, path: string): { readonly path: string; readonly absent: boolean } | null {
  for (const directory of above(path)) {
    const name = directory === '' ? root : `${root}/${directory}`;
    const stats = lstatSync(name, { throwIfNoEntry: false });
    if (!stats?.isDirectory()) return { path: name, absent: !stats };
  }
  return null;
}

/** A directory is what an earlier replay put where a removed file was. */
function remove(full: string): readonly Diagnostic[] {
  const stats = lstatSync(full, { throwIfNoEntry: false });
  if (stats && !stats.isDirectory()) unlinkSync(full);
  return [];
}

function prune(full: string): readonly Diagnostic[] {
  try {
    rmdirSync(full);
  } catch (cause) {
    if (!hasCode(cause, 'ENOENT', 'ENOTEMPTY', 'EEXIST', 'ENOTDIR')) throw cause;
  }
  return [];
}

/** Moves a staged file or directory; a staged name that is gone was moved before. */
function place(from: string, to: string, fresh: boolean): readonly Diagnostic[] {
  const staged = lstatSync(from, { throwIfNoEntry: false });
  if (!staged) return [];
  const now = lstatSync(to, { throwIfNoEntry: false });
  if (now?.isDirectory() && staged.isDirectory()) {
    const faults = readdirSync(from)
      .sort()
      .flatMap((name) => place(`${from}/${name}`, `${to}/${name}`, true));
    if (faults.length === 0) rmdirSync(from);
    return faults;
  }
  if (now && (fresh || now.isDirectory())) return [foreign(to)];
  try {
    renameSync(from, to);
  } catch (cause) {
    if (!hasCode(cause, 'ENOENT')) throw cause;
    makeDirectory(dirname(to));
    renameSync(from, to);
  }
  return [];
}

const unfinished = (diagnostic: Diagnostic, site: string): Diagnostic => ({
  ...diagnostic,
  why: `The new tree of ${site} is complete, and a part of it is in place already.`,
  help: 'Put this right; the next command finishes the rest.',
});

const damaged = (name: string, site: string): Diagnostic =>
  error('output/damaged-journal', nowhere(name), `${name} is not a journal of ${site}.`, {
    why: 'It says what an interrupted run has still to do.',
    help: `Remove ${name}, restore out/${site} from git, then generate again.`,
  });
