import type { MapNode, Node } from './tree.ts';

/** Another value in one place of a manifest; the place stays what it was. */
export interface Edit {
  /** keys of maps, from the root */
  readonly keys: readonly string[];
  /** null takes the last key out */
  readonly value: string | null;
}

/** The tree with its edits. A key that is not there has nothing to be edited. */
export const edited = (tree: MapNode, edits: readonly Edit[]): MapNode =>
  edits.reduce((node, { keys, value }) => editedMap(node, keys, value), tree);

function editedMap(map: MapNode, [key, ...rest]: readonly string[], value: string | null): MapNode {
  const pair = key === undefined ? undefined : map.entries.get(key);
  if (key === undefined || pair === undefined) return map;
  const entries = new Map(map.entries);
  const inner =
    rest.length > 0 ? editedIn(pair.value, rest, value) : value === null ? null : said(pair.value, value);
  if (inner === null) entries.delete(key);
  else entries.set(key, { ...pair, value: inner });
  return { ...map, entries };
}

const editedIn = (node: Node, keys: readonly string[], value: string | null): Node =>
  node.kind === 'map' ? editedMap(node, keys, value) : node;

const said = ({ at, overrides }: Node, value: string): Node => ({ kind: 'scalar', at, overrides, value });
