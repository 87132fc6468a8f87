import { describe, expect, test } from 'vitest';
import { plain, type Node } from '../../src/source/tree.ts';
import { placeOf, placesOf, reading } from './reading.ts';

interface Row {
  readonly title: string;
  readonly site: string;
  readonly a?: string;
  readonly b?: string;
  readonly gives?: unknown;
  readonly says?: readonly string[];
}
const A = 'extends: [a.yaml]\n';
const AB = 'extends: [a.yaml, b.yaml]\n';

const ROWS: readonly Row[] = [
  {
    title: 'maps merge by key, deep',
    site: `${A}m: {x: {p: 1}}`,
    a: 'm: {x: {q: 2}, y: 3}',
    gives: { m: { x: { q: 2, p: 1 }, y: 3 } },
  },
  { title: 'a scalar replaces', site: `${A}m: {x: 1}`, a: 'm: {x: 2, y: 3}', gives: { m: { x: 1, y: 3 } } },
  { title: 'a list replaces whole', site: `${A}l: [3]`, a: 'l: [1, 2]', gives: { l: [3] } },
  { title: 'a map replaces a scalar', site: `${A}x: {y: 1}`, a: 'x: 2', gives: { x: { y: 1 } } },
  { title: 'a scalar replaces a map', site: `${A}x: 1`, a: 'x: {y: 2}', gives: { x: 1 } },
  { title: 'null removes a key', site: `${A}m: {x: null}`, a: 'm: {x: 1, y: 2}', gives: { m: { y: 2 } } },
  { title: 'nothing removes a key', site: `${A}m:\n  x:\n`, a: 'm: {x: 1, y: 2}', gives: { m: { y: 2 } } },
  { title: 'null removes a whole map', site: `${A}m: null\nz: 1`, a: 'm: {x: 1}', gives: { z: 1 } },
  {
    title: 'null removes nothing',
    site: `${A}m: {z: null}`,
    a: 'm: {x: 1}',
    gives: { m: { x: 1 } },
    says: ['layer/removes-nothing site.yaml:2:5'],
  },
  {
    title: 'null without a parent',
    site: 'm: {x: null, y: 1}',
    gives: { m: { y: 1 } },
    says: ['layer/removes-nothing site.yaml:1:5'],
  },
  {
    title: 'null in a map that the parent lacks',
    site: `${A}n: {x: null, y: 1}`,
    a: 'm: 1',
    gives: { m: 1, n: { y: 1 } },
    says: ['layer/removes-nothing site.yaml:2:5'],
  },
  {
    title: 'null in a map that replaces a scalar',
    site: `${A}m: {x: null, y: 1}`,
    a: 'm: 1',
    gives: { m: { y: 1 } },
    says: ['layer/removes-nothing site.yaml:2:5'],
  },
  {
    title: 'an equal override',
    site: `${A}m: {x: 1}\nz: 2`,
    a: 'm: {x: 1}',
    gives: { m: { x: 1 }, z: 2 },
    says: ['layer/equal-override site.yaml:2:5'],
  },
  {
    title: 'an equal list',
    site: `${A}l: [1, {a: b}]\nz: 2`,
    a: 'l: [1, {a: b}]',
    gives: { l: [1, { a: 'b' }], z: 2 },
    says: ['layer/equal-override site.yaml:2:1'],
  },
  { title: 'the same number as text is another value', site: `${A}x: "1"`, a: 'x: 1', gives: { x: '1' } },
  {
    title: 'the version of the language may be repeated',
    site: `sitewright: 1\n${A}x: 2`,
    a: 'sitewright: 1',
    gives: { sitewright: 1, x: 2 },
  },
  {
    title: 'nothing new',
    site: `sitewright: 1\n${A}`,
    a: 'm: {x: 1}',
    gives: { m: { x: 1 }, sitewright: 1 },
    says: ['layer/nothing-new site.yaml:1:1'],
  },
  { title: 'parents that agree', site: `${AB}z: 1`, a: 'x: 1', b: 'x: 1', gives: { x: 1, z: 1 } },
  {
    title: 'parents that complete each other',
    site: `${AB}z: 1`,
    a: 'm: {x: 1}',
    b: 'm: {y: 2}',
    gives: { m: { x: 1, y: 2 }, z: 1 },
  },
  {
    title: 'parents that disagree',
    site: `${AB}z: 1`,
    a: 'm: {x: 1}',
    b: 'm: {x: 2}',
    says: ['layer/parents-disagree b.yaml:1:8'],
  },
  {
    title: 'parents that disagree about the kind',
    site: `${AB}z: 1`,
    a: 'm: {x: 1}',
    b: 'm: [1]',
    says: ['layer/parents-disagree b.yaml:1:4'],
  },
  {
    title: 'the site decides between its parents',
    site: `${AB}m: {x: 3}`,
    a: 'm: {x: 1}',
    b: 'm: {x: 2}',
    gives: { m: { x: 3 } },
  },
  {
    title: 'the site removes what its parents disagree about',
    site: `${AB}m: {x: null}`,
    a: 'm: {x: 1, y: 1}',
    b: 'm: {x: 2}',
    gives: { m: { y: 1 } },
  },
  {
    title: 'the site says the map, and not the value',
    site: `${AB}m: {y: 1}`,
    a: 'm: {x: 1}',
    b: 'm: {x: 2}',
    says: ['layer/parents-disagree b.yaml:1:8'],
  },
  {
    title: 'a parent that does not exist',
    site: 'extends: [d.yaml, a.yml]\n',
    a: 'x: 1',
    says: ['unknown-layer site.yaml:1:11', 'unknown-layer site.yaml:1:19'],
  },
  {
    title: 'a parent outside',
    site: 'extends: [../x.yaml, /etc/x.yaml, "a\\\\b"]\n',
    says: ['layer/outside site.yaml:1:11', 'layer/outside site.yaml:1:22', 'layer/outside site.yaml:1:35'],
  },
  {
    title: 'a site that extends itself',
    site: 'extends: [site.yaml]\n',
    says: ['layer/cycle site.yaml:1:11'],
  },
  {
    title: 'a parent that extends the site',
    site: `${A}x: 1`,
    a: 'extends: [site.yaml]\n',
    says: ['layer/cycle a.yaml:1:11'],
  },
  {
    title: 'a diamond',
    site: `${AB}z: 1`,
    a: 'extends: [c.yaml]\nx: 1',
    b: 'extends: [c.yaml]\ny: 2',
    gives: { c: 0, x: 1, y: 2, z: 1 },
  },
  { title: 'a parent that is a list', site: `${A}z: 1`, a: '- x', says: ['schema/type a.yaml:1:1'] },
  { title: 'a parent with a fault', site: `${A}z: 1`, a: 'x: [', says: ['yaml/bad-indent a.yaml:1:5'] },
  {
    title: 'keys of every prototype',
    site: `${A}m: {constructor: 1, valueOf: 2}`,
    a: 'm: {toString: 3}',
    gives: { m: { toString: 3, constructor: 1, valueOf: 2 } },
  },
];

describe('layers', () => {
  test.each(ROWS.map((row) => [row.title, row] as const))(
    '%s',
    async (_title, { site, a, b, gives, says }) => {
      const { tree, diagnostics } = await reading({
        'site.yaml': site,
        ...(a === undefined ? {} : { 'a.yaml': a }),
        ...(b === undefined ? {} : { 'b.yaml': b }),
        'c.yaml': 'c: 0',
      });
      expect(placesOf(diagnostics)).toEqual(says ?? []);
      if (gives === undefined) return;
      const { extends: _parents, ...value } = Object(tree && plain(tree));
      expect(JSON.stringify(value)).toBe(JSON.stringify(gives));
    },
  );
});

test('a value remembers every layer that said it, the last one first', async () => {
  const { tree } = await reading({
    'site.yaml': 'extends: [a.yaml]\nm: {x: 1}',
    'a.yaml': 'extends: [b.yaml]\nm: {x: 2}',
    'b.yaml': 'm: {x: 3}',
  });
  const x = at(tree, 'm', 'x');
  expect(placeOf(x.at)).toBe('site.yaml:2:8');
  expect(x.overrides.map(placeOf)).toEqual(['a.yaml:2:8', 'b.yaml:1:8']);
});

test('a value that two parents agree about remembers both', async () => {
  const { tree } = await reading({
    'site.yaml': 'extends: [a.yaml, b.yaml]\nz: 1',
    'a.yaml': 'x: 3',
    'b.yaml': 'x: 3',
  });
  const x = at(tree, 'x');
  expect([x.at, ...x.overrides].map(placeOf)).toEqual(['a.yaml:1:4', 'b.yaml:1:4']);
});

test('the findings of a disagreement show both parents', async () => {
  const { diagnostics } = await reading({
    'site.yaml': 'extends: [a.yaml, b.yaml]\nz: 1',
    'a.yaml': 'm: {x: 1}',
    'b.yaml': 'm: {x: 2}',
  });
  expect(diagnostics[0]?.related.map(({ at: place }) => placeOf(place))).toEqual(['a.yaml:1:8']);
  expect(diagnostics[0]?.help).toBe('Say m.x in the manifest itself.');
});

test('every text that took part is a source, the manifest first', async () => {
  const { sources } = await reading({
    'site.yaml': 'extends: [a.yaml]\nz: 1',
    'a.yaml': 'extends: [b.yaml]',
    'b.yaml': 'x: 1',
  });
  expect(sources.map(({ name }) => name)).toEqual(['site.yaml', 'a.yaml', 'b.yaml']);
});

function at(tree: Node | null, ...path: readonly string[]): Node {
  let node = tree;
  for (const step of path) node = node?.kind === 'map' ? (node.entries.get(step)?.value ?? null) : null;
  if (!node) throw new Error(`nothing at ${path.join('.')}`);
  return node;
}
