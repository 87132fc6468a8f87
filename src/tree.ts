import { LIST } from './output/owned.ts';
import type { Entry, SiteTree } from './output/tree.ts';
import type { Artifact } from './render/artifact.ts';
import type { Site } from './site/model.ts';

/** What a site's artifacts look like below `out/<site>/`: `<host><path>` for each, and `site.json`, which lists them. */
export function treeOf(site: Site, artifacts: readonly Artifact[]): SiteTree {
  const sorted = artifacts
    .map((artifact) => ({ path: pathOf(artifact), artifact }))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
  const entries = new Map<string, Entry>(sorted.map(({ path, artifact }) => [path, entryOf(artifact)]));
  const list = {
    site: site.name.value,
    title: site.said.title.value,
    files: sorted.map(({ path, artifact }) => listed(path, artifact)),
  };
  entries.set(LIST, { kind: 'file', text: `${JSON.stringify(list, null, 2)}\n`, executable: false });
  return { site: site.name.value, entries };
}

/** Where an artifact lies below `out/<site>/`. */
export const pathOf = ({ host, path }: Pick<Artifact, 'host' | 'path'>): string => `${host}${path}`;

const entryOf = ({ content, mode }: Artifact): Entry =>
  content.kind === 'link'
    ? { kind: 'link', to: content.to }
    : { kind: 'file', text: content.text, executable: (Number.parseInt(mode, 8) & 0o100) !== 0 };

/** No hash of the content: two changes of one site would conflict over it. */
function listed(path: string, artifact: Artifact): object {
  const { content, mode, owner, group, target, unit, beside } = artifact;
  if (beside) return { path, mode, target };
  const initial = artifact.initial ? { initial: true } : {};
  if (content.kind === 'link') return { path, link: content.to, target, unit, ...initial };
  return { path, mode, owner, group, target, unit, ...initial };
}
