import { expect, test } from 'vitest';
import { error } from '../../src/diagnostic.ts';
import { prune } from '../../src/manifest/prune.ts';
import { parse } from '../../src/source/parse.ts';
import { plain, type MapNode } from '../../src/source/tree.ts';

const TEXT = `site: example
title: Example
services:
  app:
    ports: {http: {number: 8417}}
  blog: {list: [one, two]}
vhosts:
  app: {at: front}
accept: [{rule: a, because: b}]
`;

function treeOf(text: string): MapNode {
  const { value } = parse({ name: 'sites/example.yaml', text });
  if (value?.kind !== 'map') throw new Error('no map');
  return value;
}

test.each<[title: string, found: readonly string[], left: unknown, broken: Record<string, string[]>]>([
  ['nothing', [], { title: 'Example', services: ['app', 'blog'], vhosts: ['app'], accept: 1 }, {}],
  [
    'a value deep in an entry',
    ['8417'],
    { title: 'Example', services: ['blog'], vhosts: ['app'], accept: 1 },
    { services: ['app'] },
  ],
  [
    'the key of an entry',
    ['blog'],
    { title: 'Example', services: ['app'], vhosts: ['app'], accept: 1 },
    { services: ['blog'] },
  ],
  [
    'an item of a list',
    ['two'],
    { title: 'Example', services: ['app'], vhosts: ['app'], accept: 1 },
    { services: ['blog'] },
  ],
  ['a scalar of the manifest', ['Example'], { services: ['app', 'blog'], vhosts: ['app'], accept: 1 }, {}],
  [
    'a list of the manifest',
    ['because'],
    { title: 'Example', services: ['app', 'blog'], vhosts: ['app'] },
    {},
  ],
  [
    'two sections at once',
    ['8417', 'front'],
    { title: 'Example', services: ['blog'], vhosts: [], accept: 1 },
    { services: ['app'], vhosts: ['app'] },
  ],
])('a finding about %s takes that, and nothing else', (_title, found, left, broken) => {
  const tree = treeOf(TEXT);
  const { source } = tree.at;
  const findings = found.map((word) => {
    const start = TEXT.indexOf(word);
    return error('x', { source, start, end: start + word.length }, 'X.');
  });
  const pruned = prune(tree, findings);
  const { title, services, vhosts, accept } = Object(plain(pruned.tree));
  expect({
    ...(title === undefined ? {} : { title }),
    services: Object.keys(services),
    vhosts: Object.keys(vhosts),
    ...(accept === undefined ? {} : { accept: 1 }),
  }).toEqual(left);
  expect(Object.fromEntries([...pruned.broken].map(([section, names]) => [section, [...names]]))).toEqual(
    broken,
  );
});

test('a finding in another file of the same length takes nothing', () => {
  const tree = treeOf(TEXT);
  const other = { name: 'sites/base.yaml', text: TEXT };
  const start = TEXT.indexOf('8417');
  const pruned = prune(tree, [error('x', { source: other, start, end: start + 4 }, 'X.')]);
  expect(plain(pruned.tree)).toEqual(plain(tree));
});
