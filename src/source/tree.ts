import type { Span } from '../diagnostic.ts';

/** Larger manifests are refused: a site is a page or ten, and a slip (a log, a dump) should not be compiled. */
export const LARGEST = 1024 * 1024;

/** Deeper nesting is refused: no manifest of a person comes near, and a slip should not exhaust the stack. */
export const DEEPEST = 100;

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
