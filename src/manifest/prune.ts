import type { Diagnostic, Span } from '../diagnostic.ts';
import type { MapNode, Node, Pair } from '../source/tree.ts';

/** What was taken out, by section: asking for one of these names is no second finding. */
export type Broken = ReadonlyMap<string, ReadonlySet<string>>;

export interface Pruned {
  readonly tree: MapNode;
  readonly broken: Broken;
}

/**
 * The parts of a manifest that no schema finding touches: an entry such as `services.courier` goes as a whole, other
 * findings take their section. The later stages then speak about everything else in the same run.
 */
export function prune(tree: MapNode, findings: readonly Diagnostic[]): Pruned {
  const broken = new Map<string, Set<string>>();
  const entries = new Map<string, Pair>();
  for (const [section, pair] of tree.entries) {
    if (pair.value.kind !== 'map') {
      if (!touched(pair, findings)) entries.set(section, pair);
      continue;
    }
    const kept = new Map<string, Pair>();
    const lost = new Set<string>();
    for (const [name, entry] of pair.value.entries)
      if (touched(entry, findings)) lost.add(name);
      else kept.set(name, entry);
    if (lost.size > 0) broken.set(section, lost);
    entries.set(section, { key: pair.key, value: { ...pair.value, entries: kept } });
  }
  return { tree: { ...tree, entries }, broken };
}

const touched = (pair: Pair, findings: readonly Diagnostic[]): boolean =>
  findings.some(({ at }) => inside(at, pair.key) || covers(pair.value, at));

function covers(node: Node, at: Span): boolean {
  if (inside(at, node.at)) return true;
  if (node.kind === 'list') return node.items.some((item) => covers(item, at));
  return (
    node.kind === 'map' &&
    [...node.entries.values()].some(({ key, value }) => inside(at, key) || covers(value, at))
  );
}

const inside = (at: Span, around: Span): boolean =>
  at.source === around.source && at.start >= around.start && at.end <= around.end;
