import { fc, test as property } from '@fast-check/vitest';
import { readdirSync, readFileSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { accepts, isIP } from '../../src/manifest/accepts.ts';
import type { Schema } from '../../src/manifest/bundle.ts';
import { checkOf } from '../../src/manifest/validator.ts';
import { parse } from '../../src/source/parse.ts';
import { plain, type Node } from '../../src/source/tree.ts';
import { Workspace } from '../../src/workspace.ts';
import { PROJECT } from '../compiled.ts';

const schema = new Workspace(PROJECT, PROJECT).schema();
const check = checkOf(schema);
const treeOf = (text: string): Node => {
  const { value } = parse({ name: 'site.yaml', text });
  if (value === null) throw new Error(text);
  return value;
};
const sites = readdirSync(join(PROJECT, 'sites'))
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => [name, treeOf(readFileSync(join(PROJECT, 'sites', name), 'utf8'))] as const);

test.each(sites)('%s is accepted without the validator', (_, tree) => {
  expect(accepts(tree, schema)).toBe(true);
});

const at = { source: { name: 'site.yaml', text: '' }, start: 0, end: 0 };
const scalar = (value: string | number | boolean | null): Node => ({
  kind: 'scalar',
  value,
  at,
  overrides: [],
});

/** What stands somewhere in a manifest, and now stands elsewhere. */
const strange = fc.oneof(
  fc
    .oneof(
      fc.constantFrom(
        '',
        'a',
        'nginx',
        '/srv',
        '10.0.0.1',
        '10.0.0.0/8',
        '1.2.3',
        '5m',
        '50MB',
        '🎉',
        'a.example.org',
      ),
      fc.constantFrom(0, 1, -1, 1.5, 80, 65535, 65536, 5432),
      fc.constantFrom(true, false, null),
    )
    .map(scalar),
  fc
    .constantFrom('{}', '[]', '[a, a]', '{a: b}', '{secret: x}', '{secret: x, vhost: z}', '{name: a}')
    .map(treeOf),
);
const change = fc.record({
  where: fc.nat(),
  what: fc.constantFrom('replace', 'remove', 'add', 'rename'),
  by: strange,
  name: fc.constantFrom('a', '', 'on', 'secret', 'constructor', '/x', 'A B', 'http', 'settings', 'note'),
});

/** The tree with one node changed: the one with a number among all. */
function changed(
  tree: Node,
  { where, what, by, name }: typeof change extends fc.Arbitrary<infer T> ? T : never,
): Node {
  let count = 0;
  const size = (node: Node): number =>
    1 +
    (node.kind === 'scalar'
      ? []
      : node.kind === 'list'
        ? node.items
        : [...node.entries.values()].map((one) => one.value)
    )
      .map(size)
      .reduce((sum, one) => sum + one, 0);
  const target = where % size(tree);
  const walk = (node: Node): Node | null => {
    const here = count === target;
    count += 1;
    if (here && what === 'replace') return by;
    if (here && what === 'remove') return null;
    if (node.kind === 'scalar') return node;
    if (node.kind === 'list') {
      const items = node.items.map(walk).filter((item) => item !== null);
      return { ...node, items: here ? [...items, by] : items };
    }
    const entries = [...node.entries].flatMap(([key, pair]) => {
      const value = walk(pair.value);
      return value === null ? [] : [[key, { ...pair, value }] as const];
    });
    if (here) entries.push([name, { key: at, value: by }]);
    return { ...node, entries: new Map(entries) };
  };
  return walk(tree) ?? scalar(null);
}

property.prop(
  [fc.constantFrom(...sites.map(([, tree]) => tree)), fc.array(change, { minLength: 1, maxLength: 3 })],
  {
    numRuns: 2000,
  },
)('accepts what the validator accepts, and nothing else', (tree, changes) => {
  const now = changes.reduce(changed, tree);
  expect(accepts(now, schema)).toBe(check(plain(now)));
});

/** Every keyword alone, with values on both sides of it. */
const VALUES = [
  ...[
    '""',
    'a',
    'ab',
    'abc',
    '🎉',
    '"🎉🎉"',
    '10.0.0.1',
    '10.0.0.0/8',
    '0',
    '1',
    '2',
    '1.5',
    '-1',
    'true',
    'null',
  ],
  ...[
    '[]',
    '[a]',
    '[a, b]',
    '[a, a]',
    '[1, "1"]',
    '{}',
    '{a: 1}',
    '{b: 1}',
    '{a: 1, b: 2}',
    '{c: x}',
    '{a: {a: 1}}',
  ],
];
describe.each<Schema>([
  { type: 'string' },
  { type: 'integer' },
  { type: 'number' },
  { type: 'boolean' },
  { type: 'object' },
  { type: 'array' },
  { type: ['string', 'integer'] },
  { type: 'string', minLength: 1 },
  { type: 'string', maxLength: 1 },
  { type: 'string', pattern: '^[a-z]+$' },
  { type: 'string', format: 'ip' },
  { type: 'string', format: 'cidr' },
  { type: 'string', format: 'network' },
  { type: 'number', minimum: 1 },
  { type: 'number', maximum: 1 },
  { type: 'number', exclusiveMinimum: 1 },
  { const: 1 },
  { enum: ['a', 1, true] },
  { type: 'array', items: { type: 'string' } },
  { type: 'array', minItems: 1 },
  { type: 'array', uniqueItems: true },
  { type: 'object', properties: { a: { type: 'integer' } } },
  { type: 'object', properties: { a: { type: 'integer' } }, additionalProperties: false },
  { type: 'object', additionalProperties: { type: 'integer' } },
  { type: 'object', additionalProperties: true },
  { type: 'object', required: ['a'], properties: { a: {} } },
  { type: 'object', propertyNames: { pattern: '^a$' } },
  { type: 'object', minProperties: 1 },
  { type: 'object', exactlyOne: ['a', 'b'] },
  { type: 'object', properties: { a: { $ref: '#/$defs/self' } }, $defs: { self: { type: 'integer' } } },
  {
    $ref: '#/$defs/tree',
    description: 'x',
    $defs: { tree: { type: ['object', 'integer'], additionalProperties: { $ref: '#/$defs/tree' } } },
  },
])('%j', (one) => {
  test.each(VALUES)('%s', (text) => {
    const value = treeOf(text);
    expect(accepts(value, one)).toBe(checkOf(one)(plain(value)));
  });
});

test.each<Schema>([
  { anyOf: [{ type: 'string' }] },
  { type: 'string', multipleOf: 2 },
  { type: 'string', format: 'date' },
  { $ref: '#/$defs/nowhere' },
  { properties: { a: { not: {} } } },
])('%j is more than it knows, and nothing is accepted', (one) => {
  expect(accepts(treeOf('a'), one) && accepts(treeOf('{a: 1}'), one)).toBe(false);
});

const piece = fc.constantFrom(
  '0',
  '1',
  '255',
  '256',
  '01',
  '10',
  'ffff',
  'fffff',
  'g',
  '',
  '::',
  ':',
  '.',
  '1.2.3.4',
  'A',
);
property.prop([
  fc.oneof(
    fc.ipV4(),
    fc.ipV6(),
    fc.array(piece, { maxLength: 9 }).map((pieces) => pieces.join(':')),
    fc.array(piece, { maxLength: 5 }).map((pieces) => pieces.join('.')),
    fc.array(piece, { maxLength: 9 }).map((pieces) => pieces.join('')),
  ),
])('an address is what node takes for one', (text) => {
  expect(isIP(text)).toBe(net.isIP(text));
});
