import { type Diagnostic, error, nowhere, type Result } from '../diagnostic.ts';
import { above, escapes, isSiteName, LIST, staysInside } from './owned.ts';

/** What one path of a tree holds. A link's target is written verbatim. */
export type Entry = { kind: 'file'; text: string; executable: boolean } | { kind: 'link'; to: string };

/**
 * All that a site renders to. Keys are paths below `out/<site>/`, such as `web1/etc/nginx/nginx.conf`, and include
 * `site.json`, which lists all the others. A tree without entries stands for a site that is no more.
 */
export interface SiteTree {
  readonly site: string;
  readonly entries: ReadonlyMap<string, Entry>;
}

/**
 * What the disk has at a path. `same` is true where a wanted entry is there already: bytes, executable bit, link target.
 * `holds` is what is below a directory that stands where a file is wanted; an empty directory in it ends in `/`.
 */
export type Found =
  | { readonly kind: 'absent' }
  | { readonly kind: 'file' | 'link' | 'other'; readonly same: boolean }
  | { readonly kind: 'directory'; readonly holds: readonly string[] };

/** Files that come into place by one rename: a single entry, or all of a directory that is not there yet. */
export interface Placement {
  /** below `out/<site>/`; `''` is the site's directory itself */
  readonly to: string;
  /** nothing may be there when it comes into place */
  readonly fresh: boolean;
  readonly paths: readonly string[];
}

/** What would make the disk equal a tree; all paths are below `out/<site>/` and sorted. */
export interface TreePlan {
  readonly tree: SiteTree;
  readonly keep: readonly string[];
  readonly write: readonly string[];
  /** those of `write` that the list names and that are gone from the disk */
  readonly missing: readonly string[];
  /** orphans that are there; they go first */
  readonly remove: readonly string[];
  /** directories that go after them where that left them empty, deepest first */
  readonly prune: readonly string[];
  readonly placements: readonly Placement[];
}

export const isNothing = (plan: TreePlan): boolean => plan.write.length === 0 && plan.remove.length === 0;

const ABSENT: Found = { kind: 'absent' };

/** Faults of a tree or of its list that need no disk: paths that leave it, a file that is also a directory. */
export function faultsOf(tree: SiteTree, name: string): readonly Diagnostic[] {
  const faults = isSiteName(tree.site) ? [] : [escapes(tree.site, name)];
  for (const path of tree.entries.keys()) {
    if (!staysInside(path)) faults.push(escapes(path, name));
    for (const directory of above(path).filter((one) => tree.entries.has(one)))
      faults.push(
        error(
          'output/path-clash',
          nowhere(`${name}/${path}`),
          `${name}/${directory} is both a file and a directory.`,
          {
            help: `Give ${directory} or ${path} another path.`,
          },
        ),
      );
  }
  return faults;
}

/**
 * Compares a tree with its site's list and with what the disk has. `found` knows every path of both and every directory
 * above; `name` is `out/<site>` as the user calls it. Gives no plan where the disk holds something that is not ours to change.
 */
export function planSite(
  tree: SiteTree,
  listed: readonly string[],
  found: ReadonlyMap<string, Found>,
  name: string,
): Result<TreePlan> {
  const at = (path: string): Found => found.get(path) ?? ABSENT;
  const mentioned = new Set(listed);
  const owned = new Set([LIST, ...listed]);
  const isOrphan = (path: string): boolean => owned.has(path) && !tree.entries.has(path);
  const orphans = [...owned].filter(isOrphan).sort();
  const paths = [...tree.entries.keys()].sort();
  const faults = new Map<string, Diagnostic>();

  for (const path of [...orphans, ...paths])
    for (const directory of above(path))
      if (at(directory).kind === 'link' && !(tree.entries.has(path) && isOrphan(directory)))
        faults.set(directory, throughLink(under(name, directory)));

  const keep: string[] = [];
  const placements = new Map<string, { to: string; fresh: boolean; paths: string[] }>();
  for (const path of paths) {
    const now = at(path);
    const top = [...above(path), path].find((step) => at(step).kind !== 'directory') ?? path;
    if (
      top !== path ? at(top).kind !== 'absent' && !isOrphan(top) : !mayReplace(now, owned.has(path), isOrphan)
    )
      faults.set(top, faults.get(top) ?? foreign(under(name, top)));
    if (now.kind !== 'absent' && now.kind !== 'directory' && now.same) keep.push(path);
    else {
      const fresh = top !== path || now.kind === 'absent' || now.kind === 'directory';
      const placement = placements.get(top) ?? { to: top, fresh, paths: [] };
      placement.paths.push(path);
      placements.set(top, placement);
    }
  }
  if (faults.size > 0) return { value: null, diagnostics: [...faults.values()] };

  const needed = new Set(paths.flatMap(above));
  const remove = orphans.filter((path) => at(path).kind !== 'absent' && at(path).kind !== 'directory');
  const prune = [...new Set(remove.flatMap(above))].filter((directory) => !needed.has(directory));
  const plan: TreePlan = {
    tree,
    keep,
    write: [...placements.values()].flatMap((one) => one.paths).sort(),
    missing: paths.filter((path) => mentioned.has(path) && at(path).kind === 'absent'),
    remove,
    prune: prune.sort((a, b) => above(b).length - above(a).length || (a < b ? -1 : 1)),
    placements: [...placements.values()],
  };
  return { value: plan, diagnostics: [] };
}

/** Whether what is at a wanted path may give way: nothing, ours, equal already, or a directory of nothing but orphans. */
function mayReplace(now: Found, owned: boolean, isOrphan: (path: string) => boolean): boolean {
  if (now.kind === 'absent') return true;
  if (now.kind === 'directory') return now.holds.length > 0 && now.holds.every(isOrphan);
  return owned || now.same;
}

const under = (name: string, path: string): string => (path === '' ? name : `${name}/${path}`);

/** A directory on the way to a file is a link. */
export const throughLink = (name: string): Diagnostic =>
  error('output/symlink', nowhere(name), `${name} is a symbolic link where a directory is needed.`, {
    why: 'A file written or removed through it would be somewhere else.',
    help: `Nothing was changed. Remove the link ${name}, then generate again.`,
  });

/** Something that nobody listed stands where a file of ours belongs. */
export const foreign = (name: string): Diagnostic =>
  error('output/foreign-file', nowhere(name), `${name} is in the way, and was not written by sitewright.`, {
    why: 'It is not on the list in site.json, so somebody else owns it.',
    help: `Nothing was changed. Move ${name} away, or remove it, then generate again.`,
  });
