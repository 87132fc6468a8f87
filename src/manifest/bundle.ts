/** A JSON Schema as far as ours go: draft 2020-12 without combinators, so that every fault has one place and one cause. */
export interface Schema {
  readonly $schema?: string;
  readonly $ref?: string;
  readonly $defs?: Readonly<Record<string, Schema>>;
  readonly title?: string;
  readonly description?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: boolean | Schema;
  readonly propertyNames?: Schema;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: string | number | boolean;
  readonly pattern?: string;
  readonly examples?: readonly unknown[];
  /** our own keyword: exactly one of these properties is present */
  readonly exactlyOne?: readonly string[];
  /** our own keyword: one of these properties is present, or several */
  readonly atLeastOne?: readonly string[];
  /** our own keyword: of each of these groups no more than one property is present */
  readonly atMostOne?: readonly (readonly string[])[];
  /** the definition of the same file whose properties this one has too: a reference may stand where it stands */
  readonly 'x-like'?: string;
  /** what puts a value there before anybody reads it, so that a reader need not ask whether there is one */
  readonly 'x-filled'?: string;
  /** the name that a property had before; the old one gives a sentence instead of "unknown key" */
  readonly 'x-renamed-from'?: string;
  /** why a property is gone, and what to write now */
  readonly 'x-removed'?: string;
  readonly [keyword: string]: unknown;
}

/** One concept a file, by its file name; `site.schema.json` is the root. */
export type SchemaFiles = Readonly<Record<string, Schema>>;

export const ROOT = 'site.schema.json';

/**
 * All concepts in one schema, for editors and the validator. References between files become references to `$defs`,
 * whose names are unique over all files; each definition remembers its file, for the origin of defaults.
 */
export function bundle(files: SchemaFiles): Schema {
  const root = files[ROOT];
  if (!root) throw new Error(`${ROOT} is missing`);
  const definitions: Record<string, Schema> = {};
  for (const name of Object.keys(files).sort())
    for (const [key, definition] of Object.entries(files[name]?.$defs ?? {})) {
      if (definitions[key]) throw new Error(`two schema files define "${key}"`);
      definitions[key] = { ...local(alike(definition, files[name])), 'x-file': `schema/${name}` };
    }
  return {
    $comment: 'Generated from schema/*.schema.json by `npm run update`.',
    ...local(root),
    $defs: definitions,
  };
}

/** A definition with the properties of the one that it is like. */
export function alike(definition: Schema, file: Schema | undefined): Schema {
  const { 'x-like': like, ...own } = definition;
  if (like === undefined) return definition;
  const { properties, additionalProperties, exactlyOne } = file?.$defs?.[like] ?? {};
  if (!properties || additionalProperties === undefined || !exactlyOne)
    throw new Error(`a definition is like "${like}", which is no map in its file`);
  return { ...own, properties, additionalProperties, exactlyOne };
}

/** References of any file as references inside the bundle. */
function local(schema: Schema): Schema {
  return mapSchema(schema, (key, value) =>
    key === '$ref' && typeof value === 'string' ? value.replace(/^[^#]*#\/\$defs\//, '#/$defs/') : value,
  );
}

/**
 * The bundle as the type generator should see it: a property with a default, or one that is filled, is never absent when
 * somebody reads it, so it is required; our own keywords are left out.
 */
export function forTypes(schema: Schema): Schema {
  const copy = mapSchema(schema, (key, value) =>
    DESCRIBING.has(key) || (key.startsWith('x-') && key !== 'x-filled') ? undefined : value,
  );
  return requireDefaults(copy, copy);
}

/** Keywords that types do not show. */
const DESCRIBING: ReadonlySet<string> = new Set([
  'exactlyOne',
  'atLeastOne',
  'atMostOne',
  'examples',
  'propertyNames',
]);

function requireDefaults(schema: Schema, root: Schema): Schema {
  // With words or a default beside the reference, the generator would make another type of it.
  if (schema.$ref) return { $ref: schema.$ref };
  const properties = schema.properties && Object.entries(schema.properties);
  const withDefault = (properties ?? [])
    .filter(([, property]) => property.default !== undefined || property['x-filled'] !== undefined)
    .map(([name]) => name);
  const required = [...new Set([...(schema.required ?? []), ...withDefault])];
  const result: Record<string, unknown> = { ...schema };
  if (required.length > 0) result['required'] = required;
  if (properties)
    result['properties'] = mapValues(Object.fromEntries(properties), (one) => requireDefaults(one, root));
  if (typeof schema.additionalProperties === 'object')
    result['additionalProperties'] = requireDefaults(schema.additionalProperties, root);
  if (schema.items) result['items'] = requireDefaults(schema.items, root);
  if (schema.$defs) result['$defs'] = mapValues(schema.$defs, (one) => requireDefaults(one, root));
  return result;
}

const mapValues = <A, B>(record: Readonly<Record<string, A>>, change: (value: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));

function mapSchema(schema: Schema, change: (key: string, value: unknown) => unknown): Schema {
  const walk = (key: string, value: unknown): unknown => {
    const changed = change(key, value);
    if (Array.isArray(changed)) return changed.map((item) => walk('', item));
    if (changed === null || typeof changed !== 'object') return changed;
    return Object.fromEntries(
      Object.entries(changed)
        .map(([name, inner]) => [name, walk(name, inner)] as const)
        .filter(([, inner]) => inner !== undefined),
    );
  };
  return Object.fromEntries(
    Object.entries(schema)
      .map(([key, value]) => [key, walk(key, value)] as const)
      .filter(([, value]) => value !== undefined),
  );
}
