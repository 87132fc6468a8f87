import { expect, test } from 'vitest';
import { edited } from '../../src/source/edit.ts';
import { parse } from '../../src/source/parse.ts';
import { plain } from '../../src/source/tree.ts';

const { value: tree } = parse({ name: 'sites/a.yaml', text: 'a: {b: {c: 1, d: [2]}}\ne: 3\n' });

test.each<[readonly string[], string | null, unknown]>([
  [['a', 'b', 'c'], '7', { a: { b: { c: '7', d: [2] } }, e: 3 }],
  [['a', 'b', 'c'], null, { a: { b: { d: [2] } }, e: 3 }],
  [['e'], null, { a: { b: { c: 1, d: [2] } } }],
  [['a', 'b', 'x'], '7', { a: { b: { c: 1, d: [2] } }, e: 3 }],
  [['e', 'x'], '7', { a: { b: { c: 1, d: [2] } }, e: 3 }],
  [['a', 'b', 'd', '0'], '7', { a: { b: { c: 1, d: [2] } }, e: 3 }],
])('%j becomes %j', (keys, value, expected) => {
  if (tree?.kind !== 'map') throw new Error('no map');
  const result = edited(tree, [{ keys, value }]);
  expect(plain(result)).toEqual(expected);
  expect(plain(tree)).toEqual({ a: { b: { c: 1, d: [2] } }, e: 3 });
});

test('an edited value stands where it stood', () => {
  if (tree?.kind !== 'map') throw new Error('no map');
  const before = tree.entries.get('e')?.value.at;
  expect(edited(tree, [{ keys: ['e'], value: '4' }]).entries.get('e')?.value).toMatchObject({
    at: before,
    value: '4',
  });
});
