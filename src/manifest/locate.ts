import type { Span } from '../diagnostic.ts';
import { owedTo } from '../fact.ts';
import type { Node } from '../source/tree.ts';
import type { Schema } from './bundle.ts';
import { HERE, Said, type Here, type Located } from './located.ts';
import type { SiteManifest } from './types.ts';

/**
 * A validated tree as a located manifest: scalars become facts that name the place that said them and the places that
 * it overrides; absent properties with a default become facts that name the schema and the map that lacks them.
 */
export function locate(tree: Node, schema: Schema): Located<SiteManifest> {
  const located = walk(tree, tree.at, schema, schema);
  if (!isManifest(located)) throw new Error('a validated manifest is a map');
  return located;
}

const isManifest = (value: unknown): value is Located<SiteManifest> =>
  typeof value === 'object' && value !== null && HERE in value;

function walk(node: Node, key: Span, schema: Schema | undefined, root: Schema): unknown {
  const own = resolve(schema, root);
  if (node.kind === 'scalar') return new Said(node.value, node.at, node.overrides);
  if (node.kind === 'list') {
    const items = node.items.map((item) => walk(item, item.at, own?.items, root));
    return Object.assign(items, { [HERE]: { at: node.at, key, keys: null } satisfies Here });
  }
  const here: Here = { at: node.at, key, keys: node.entries };
  const result: Record<string | symbol, unknown> = { [HERE]: here };
  const fallback = typeof own?.additionalProperties === 'object' ? own.additionalProperties : undefined;
  for (const [name, pair] of node.entries) {
    result[name] = walk(pair.value, pair.key, own?.properties?.[name] ?? fallback, root);
  }
  for (const [name, property] of defaults(own, root))
    if (!(name in result))
      result[name] = owedTo(property.value, () => [{ at: key, note: `default of ${property.file}` }]);
  return result;
}

export function resolve(schema: Schema | undefined, root: Schema): Schema | undefined {
  if (!schema?.$ref) return schema;
  const target = root.$defs?.[schema.$ref.slice('#/$defs/'.length)];
  if (!target) throw new Error(`the schema refers to ${schema.$ref}, which does not exist`);
  return schema.default === undefined ? target : { ...target, default: schema.default };
}

interface Default {
  readonly value: string | number | boolean;
  readonly file: string;
}
const known = new WeakMap<Schema, readonly (readonly [string, Default])[]>();

function defaults(schema: Schema | undefined, root: Schema): readonly (readonly [string, Default])[] {
  if (!schema?.properties) return [];
  const before = known.get(schema);
  if (before) return before;
  const file = typeof schema['x-file'] === 'string' ? schema['x-file'] : 'schema/site.schema.json';
  const found: (readonly [string, Default])[] = [];
  for (const [name, property] of Object.entries(schema.properties)) {
    const value = resolve(property, root)?.default;
    if (value !== undefined) found.push([name, { value, file }]);
  }
  known.set(schema, found);
  return found;
}
