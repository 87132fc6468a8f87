import { error, warning, type Diagnostic, type Result, type Span } from '../diagnostic.ts';
import type { MapNode, Node, Pair } from '../source/tree.ts';

interface Conflict {
  readonly path: readonly string[];
  readonly first: Node;
  readonly second: Node;
}

/**
 * A manifest laid over its parents. Maps merge by key, scalars and lists replace, `null` removes a key. Two parents
 * that disagree are an error, unless the manifest itself says the value. Every value keeps the places it overrides.
 */
export function overlay(own: MapNode, parents: readonly MapNode[]): Result<MapNode> {
  const conflicts: Conflict[] = [];
  const [first, ...others] = parents;
  const base = first && others.reduce((joined, parent) => joinMaps(joined, parent, [], conflicts), first);
  const diagnostics: Diagnostic[] = conflicts.filter(({ path }) => !decides(own, path)).map(disagreement);
  const value = base ? over(base, own, diagnostics) : withoutNulls(own, diagnostics);
  if (base && diagnostics.length === 0 && !addsAnything(base, own))
    diagnostics.push(
      warning('layer/nothing-new', own.at, 'The manifest sets nothing that its parents do not set.', {
        help: 'Remove it, or say what is different here.',
      }),
    );
  return { value, diagnostics };
}

const disagreement = ({ path, first, second }: Conflict): Diagnostic =>
  error('layer/parents-disagree', second.at, `Two parents disagree about ${path.join('.')}.`, {
    related: [{ at: first.at, message: 'The other parent says this.' }],
    why: 'Which of them wins would depend on the order of `extends`, and nobody reads it there.',
    help: `Say ${path.join('.')} in the manifest itself.`,
  });

function joinMaps(first: MapNode, second: MapNode, path: readonly string[], conflicts: Conflict[]): MapNode {
  const entries = new Map(first.entries);
  for (const [name, pair] of second.entries) {
    const before = entries.get(name);
    entries.set(
      name,
      before ? { key: before.key, value: join(before.value, pair.value, [...path, name], conflicts) } : pair,
    );
  }
  return { ...first, entries };
}

function join(first: Node, second: Node, path: readonly string[], conflicts: Conflict[]): Node {
  if (first.kind === 'map' && second.kind === 'map') return joinMaps(first, second, path, conflicts);
  if (!same(first, second)) conflicts.push({ path, first, second });
  return { ...first, overrides: [...first.overrides, second.at] };
}

/** Whether the manifest itself says what stands at a path, or removes it or a map around it. */
function decides(own: Node, path: readonly string[]): boolean {
  if (own.kind !== 'map') return true;
  const [name, ...rest] = path;
  if (name === undefined) return false;
  const pair = own.entries.get(name);
  if (!pair) return false;
  return rest.length === 0 ? true : decides(pair.value, rest);
}

function over(base: MapNode, own: MapNode, diagnostics: Diagnostic[]): MapNode {
  const entries = new Map<string, Pair>(base.entries);
  for (const [name, pair] of own.entries) {
    const before = entries.get(name);
    if (isNull(pair.value)) {
      if (!before) diagnostics.push(removesNothing(pair.key, name));
      entries.delete(name);
    } else if (!before)
      entries.set(
        name,
        pair.value.kind === 'map' ? { ...pair, value: withoutNulls(pair.value, diagnostics) } : pair,
      );
    else entries.set(name, { key: pair.key, value: replaced(before.value, pair, name, diagnostics) });
  }
  for (const [name, { key, value }] of [...entries])
    if (!own.entries.has(name) && isNull(value)) {
      diagnostics.push(removesNothing(key, name));
      entries.delete(name);
    }
  return { ...own, entries, overrides: [...own.overrides, base.at] };
}

function replaced(before: Node, { key, value }: Pair, name: string, diagnostics: Diagnostic[]): Node {
  if (before.kind === 'map' && value.kind === 'map') return over(before, value, diagnostics);
  if (same(before, value) && name !== 'sitewright')
    diagnostics.push(
      warning('layer/equal-override', key, `${name} is overridden with the value that it has already.`, {
        related: [{ at: before.at, message: 'A parent says the same here.' }],
        help: 'Remove the line.',
      }),
    );
  const said = value.kind === 'map' ? withoutNulls(value, diagnostics) : value;
  return { ...said, overrides: [...said.overrides, before.at, ...before.overrides] };
}

/** Nulls of a map that overrides nothing: there is nothing to remove. */
function withoutNulls(node: MapNode, diagnostics: Diagnostic[]): MapNode {
  const entries = new Map<string, Pair>();
  for (const [name, { key, value }] of node.entries) {
    if (isNull(value)) diagnostics.push(removesNothing(key, name));
    else entries.set(name, { key, value: value.kind === 'map' ? withoutNulls(value, diagnostics) : value });
  }
  return { ...node, entries };
}

const removesNothing = (key: Span, name: string): Diagnostic =>
  error('layer/removes-nothing', key, `${name} is empty.`, {
    why: 'An empty value removes what a parent says; no parent says anything here.',
    help: 'Give it a value, or remove the line.',
  });

const isNull = (node: Node): boolean => node.kind === 'scalar' && node.value === null;

function same(first: Node, second: Node): boolean {
  if (first.kind === 'scalar') return second.kind === 'scalar' && first.value === second.value;
  if (first.kind === 'list')
    return (
      second.kind === 'list' &&
      first.items.length === second.items.length &&
      first.items.every((item, i) => sameOrAbsent(item, second.items[i]))
    );
  return (
    second.kind === 'map' &&
    first.entries.size === second.entries.size &&
    [...first.entries].every(([name, { value }]) => sameOrAbsent(value, second.entries.get(name)?.value))
  );
}
const sameOrAbsent = (first: Node, second: Node | undefined): boolean =>
  second !== undefined && same(first, second);

function addsAnything(base: MapNode, own: MapNode): boolean {
  return [...own.entries].some(([name, { value }]) => {
    if (name === 'extends' || name === 'sitewright') return false;
    const before = base.entries.get(name)?.value;
    return before?.kind === 'map' && value.kind === 'map'
      ? addsAnything(before, value)
      : before === undefined || !same(before, value);
  });
}
