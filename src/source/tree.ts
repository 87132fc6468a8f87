import type { Source, Span } from '../diagnostic.ts';

/** Larger manifests are refused: a site is a page or ten, and a slip (a log, a dump) should not be compiled. */
export const LARGEST = 1024 * 1024;

/** A manifest's text as a tree. Every node knows its place, and the places that it overrides. */
export type Node = ScalarNode | MapNode | ListNode;

interface Placed {
  readonly at: Span;
  /** places in parents (see layers) that said something else before */
  readonly overrides: readonly Span[];
}
export interface ScalarNode extends Placed {
  readonly kind: 'scalar';
  readonly value: string | number | boolean | null;
}
export interface MapNode extends Placed {
  readonly kind: 'map';
  readonly entries: ReadonlyMap<string, Pair>;
}
export interface ListNode extends Placed {
  readonly kind: 'list';
  readonly items: readonly Node[];
}
export interface Pair {
  readonly key: Span;
  readonly value: Node;
}

/** A tree as JSON: kind, start, end, content. A parse result kept on disk is this, beside the hash of its text. */
export type Packed =
  | readonly [0, number, number, string | number | boolean | null]
  | readonly [1, number, number, readonly (readonly [number, number, string, Packed])[]]
  | readonly [2, number, number, readonly Packed[]];

export function pack(node: Node): Packed {
  const { start, end } = node.at;
  if (node.kind === 'scalar') return [0, start, end, node.value];
  if (node.kind === 'list') return [2, start, end, node.items.map(pack)];
  const entries = [...node.entries].map(
    ([name, { key, value }]) => [key.start, key.end, name, pack(value)] as const,
  );
  return [1, start, end, entries];
}

export function unpack(packed: Packed, source: Source): Node {
  const at = { source, start: packed[1], end: packed[2] };
  if (packed[0] === 0) return { kind: 'scalar', value: packed[3], at, overrides: [] };
  if (packed[0] === 2)
    return { kind: 'list', items: packed[3].map((item) => unpack(item, source)), at, overrides: [] };
  const entries = new Map<string, Pair>();
  for (const [start, end, name, value] of packed[3])
    entries.set(name, { key: { source, start, end }, value: unpack(value, source) });
  return { kind: 'map', entries, at, overrides: [] };
}

/** The plain value of a tree, for the schema validator. */
export function plain(node: Node): unknown {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'list') return node.items.map(plain);
  const result: Record<string, unknown> = {};
  for (const [name, { value }] of node.entries)
    if (name === '__proto__')
      Object.defineProperty(result, name, {
        value: plain(value),
        enumerable: true,
        configurable: true,
        writable: true,
      });
    else result[name] = plain(value);
  return result;
}
