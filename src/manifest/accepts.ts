import type { ListNode, MapNode, Node } from '../source/tree.ts';
import type { Schema } from './bundle.ts';

type Value = string | number | boolean | null;
type Test = (node: Node) => boolean;

/**
 * Whether a tree is as the schema wants it, for the many that are: it reads the tree itself, and costs neither the
 * loading of a validator nor a plain copy. It knows the part of JSON Schema that our schemas use; whatever else stands in
 * a schema is refused, so that false means no more than that the validator has to be asked.
 */
export function accepts(tree: Node, schema: Schema): boolean {
  return testOf(schema, schema)(tree);
}

const known = new WeakMap<Schema, Test>();

function testOf(schema: Schema, root: Schema): Test {
  const before = known.get(schema);
  if (before) return before;
  let made: Test | null = null;
  // Made on its first use: a definition may stand inside itself.
  const test: Test = (node) => (made ??= make(schema, root))(node);
  known.set(schema, test);
  return test;
}

function make(schema: Schema, root: Schema): Test {
  if (Object.keys(schema).some((keyword) => !KEYWORDS.has(keyword) && !keyword.startsWith('x-')))
    return never;
  const { $ref } = schema;
  const target = $ref === undefined ? undefined : root.$defs?.[$ref.replace('#/$defs/', '')];
  if ($ref !== undefined && target === undefined) return never;
  const referred = target === undefined ? null : testOf(target, root);
  const type = typesOf(schema);
  const map = mapTest(schema, root);
  const list = listTest(schema, root);
  const text = textTest(schema);
  const number = numberTest(schema);
  const equal = equalTest(schema);
  return (node) => {
    if (referred !== null && !referred(node)) return false;
    if (node.kind === 'map') return type('object', null) && equal === null && map(node);
    if (node.kind === 'list') return type('array', null) && equal === null && list(node);
    const { value } = node;
    if (!type(value === null ? 'null' : typeof value, value) || (equal !== null && !equal(value)))
      return false;
    return typeof value === 'string' ? text(value) : typeof value !== 'number' || number(value);
  };
}

const never: Test = () => false;

/** What a schema may say; the second half says nothing about a value. */
const KEYWORDS = new Set([
  ...['$ref', 'type', 'const', 'enum', 'minLength', 'maxLength', 'pattern', 'format', 'minimum', 'maximum'],
  ...[
    'exclusiveMinimum',
    'items',
    'minItems',
    'uniqueItems',
    'properties',
    'additionalProperties',
    'required',
  ],
  ...['propertyNames', 'minProperties', 'exactlyOne', 'atLeastOne', 'atMostOne'],
  ...['$comment', '$schema', '$defs', 'title', 'description', 'examples', 'default'],
]);

function typesOf({ type }: Schema): (kind: string, value: Value) => boolean {
  if (type === undefined) return () => true;
  const types: ReadonlySet<string> = new Set(typeof type === 'string' ? [type] : type);
  return (kind, value) =>
    types.has(kind) || (kind === 'number' && types.has('integer') && Number.isInteger(value));
}

function equalTest({ const: only, enum: some }: Schema): ((value: Value) => boolean) | null {
  if (only === undefined && some === undefined) return null;
  return (value) => (only === undefined || value === only) && (some?.includes(value) ?? true);
}

function textTest({ minLength, maxLength, pattern, format }: Schema): (text: string) => boolean {
  const [least, most] = [bound(minLength, 0), bound(maxLength, Infinity)];
  const shape = pattern === undefined ? null : new RegExp(pattern, 'u');
  const form = format === undefined ? null : typeof format === 'string' ? FORMATS[format] : undefined;
  if (form === undefined) return () => false;
  const counts = least > 0 || most < Infinity;
  return (text) => {
    if (counts) {
      // JSON Schema counts characters, not halves of them.
      const length = [...text].length;
      if (length < least || length > most) return false;
    }
    return (shape === null || shape.test(text)) && (form === null || form(text));
  };
}

function numberTest({ minimum, maximum, exclusiveMinimum }: Schema): (value: number) => boolean {
  const [least, most, above] = [
    bound(minimum, -Infinity),
    bound(maximum, Infinity),
    bound(exclusiveMinimum, -Infinity),
  ];
  return (value) => value >= least && value <= most && value > above;
}

function listTest({ items, minItems, uniqueItems }: Schema, root: Schema): (list: ListNode) => boolean {
  const item = items === undefined ? null : testOf(items, root);
  const least = bound(minItems, 0);
  return (list) =>
    list.items.length >= least &&
    (item === null || list.items.every(item)) &&
    (uniqueItems !== true || differ(list.items));
}

/** Whether scalars differ; of maps and lists nothing is said. */
const differ = (items: readonly Node[]): boolean =>
  new Set(items.map((item) => (item.kind === 'scalar' ? item.value : null))).size === items.length;

function mapTest(schema: Schema, root: Schema): (map: MapNode) => boolean {
  const { required = [], exactlyOne, atLeastOne, atMostOne = [] } = schema;
  const { additionalProperties, propertyNames, minProperties } = schema;
  const properties = new Map(
    Object.entries(schema.properties ?? {}).map(([name, one]) => [name, testOf(one, root)]),
  );
  const least = bound(minProperties, 0);
  const other =
    additionalProperties === false
      ? never
      : typeof additionalProperties === 'object'
        ? testOf(additionalProperties, root)
        : null;
  const names = propertyNames === undefined ? null : testOf(propertyNames, root);
  return ({ entries, at, overrides }) => {
    if (entries.size < least || !required.every((name) => entries.has(name))) return false;
    const count = (names: readonly string[]): number => names.filter((name) => entries.has(name)).length;
    if ((exactlyOne && count(exactlyOne) !== 1) || (atLeastOne && count(atLeastOne) === 0)) return false;
    if (atMostOne.some((group) => count(group) > 1)) return false;
    for (const [name, { value }] of entries) {
      if (names !== null && !names({ kind: 'scalar', value: name, at, overrides })) return false;
      const test = properties.get(name) ?? other;
      if (test !== null && !test(value)) return false;
    }
    return true;
  };
}

const bound = (said: unknown, otherwise: number): number => (typeof said === 'number' ? said : otherwise);

/** The formats that the schema names; ajv's own package of formats reads addresses more loosely than programs do. */
export const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  ip: (text) => isIP(text) !== 0,
  cidr: isCidr,
  network: (text) => isIP(text) !== 0 || isCidr(text),
};

export function isCidr(text: string): boolean {
  const [address = '', bits = '', ...rest] = text.split('/');
  const version = isIP(address);
  return (
    version !== 0 &&
    rest.length === 0 &&
    /^(0|[1-9][0-9]{0,2})$/.test(bits) &&
    Number(bits) <= (version === 4 ? 32 : 128)
  );
}

/**
 * 4 or 6 for an address of that version, else 0. Zones (`fe80::1%eth0`) mean nothing on another host. Not `isIP` of
 * `node:net`, which takes 3 ms to load.
 */
export function isIP(text: string): 0 | 4 | 6 {
  if (isIPv4(text)) return 4;
  const halves = text.split('::');
  const count = halves.reduce((sum, half) => sum + groupsIn(half), 0);
  // An embedded IPv4 address stands at the end; `::` stands for one group at least.
  if (halves.length > 2 || halves.slice(0, -1).some((half) => half.includes('.'))) return 0;
  return (halves.length === 2 ? count < 8 : count === 8) ? 6 : 0;
}

const isIPv4 = (text: string): boolean =>
  /^[0-9]{1,3}(\.[0-9]{1,3}){3}$/.test(text) &&
  text.split('.').every((part) => Number(part) < 256 && String(Number(part)) === part);

/** How many groups of 16 bits a text holds; NaN where it holds something else. */
function groupsIn(text: string): number {
  if (text === '') return 0;
  const groups = text.split(':');
  return groups.reduce((sum, group, index) => {
    if (/^[0-9A-Fa-f]{1,4}$/.test(group)) return sum + 1;
    return index === groups.length - 1 && isIPv4(group) ? sum + 2 : NaN;
  }, 0);
}
