import { describe, expect, test } from 'vitest';
import { readOwned, staysInside } from '../../src/output/owned.ts';
import { faultsOf, type Entry, type Found, planSite, type SiteTree } from '../../src/output/tree.ts';
import { brief, file, link } from './scratch.ts';

const DIRECTORY: Found = { kind: 'directory', holds: [] };
const ours: Found = { kind: 'file', same: true };
const other: Found = { kind: 'file', same: false };
const aLink: Found = { kind: 'link', same: false };

interface Case {
  readonly says: string;
  readonly wanted: Readonly<Record<string, Entry>>;
  readonly listed: readonly string[];
  readonly found: Readonly<Record<string, Found>>;
  readonly plan?: Readonly<{
    keep?: string[];
    write?: string[];
    remove?: string[];
    prune?: string[];
    missing?: string[];
  }>;
  /** `to` of each placement, `!` where nothing may be there */
  readonly place?: readonly string[];
  readonly faults?: readonly string[];
}

const cases: readonly Case[] = [
  {
    says: 'a site that is not there comes into place whole',
    wanted: { 'a/b': file(''), 'site.json': file('') },
    listed: [],
    found: {},
    plan: { write: ['a/b', 'site.json'] },
    place: ['!'],
  },
  {
    says: 'an equal file is kept, a different one is written over',
    wanted: { a: file(''), b: file('') },
    listed: ['a', 'b'],
    found: { '': DIRECTORY, a: ours, b: other },
    plan: { keep: ['a'], write: ['b'] },
    place: ['b'],
  },
  {
    says: 'a listed file that is gone is written anew',
    wanted: { a: file('') },
    listed: ['a'],
    found: { '': DIRECTORY },
    plan: { write: ['a'], missing: ['a'] },
    place: ['a!'],
  },
  {
    says: 'all of a new directory is one placement',
    wanted: { 'h/etc/a': file(''), 'h/etc/b': link('a'), 'h/c': file('') },
    listed: [],
    found: { '': DIRECTORY, h: DIRECTORY },
    plan: { write: ['h/c', 'h/etc/a', 'h/etc/b'] },
    place: ['h/c!', 'h/etc!'],
  },
  {
    says: 'an orphan goes with the directories that it alone needs, the deepest first',
    wanted: { 'h/a': file('') },
    listed: ['h/a', 'h/x/y/z'],
    found: {
      '': DIRECTORY,
      h: DIRECTORY,
      'h/x': DIRECTORY,
      'h/x/y': DIRECTORY,
      'h/a': ours,
      'h/x/y/z': other,
    },
    plan: { keep: ['h/a'], remove: ['h/x/y/z'], prune: ['h/x/y', 'h/x'] },
    place: [],
  },
  {
    says: 'an orphan that is gone already, or is a directory now, is left alone',
    wanted: {},
    listed: ['a', 'b'],
    found: { '': DIRECTORY, b: DIRECTORY },
    plan: {},
    place: [],
  },
  {
    says: 'a tree without entries takes its list and its directory along',
    wanted: {},
    listed: ['a/b'],
    found: { '': DIRECTORY, a: DIRECTORY, 'a/b': other, 'site.json': other },
    plan: { remove: ['a/b', 'site.json'], prune: ['a', ''] },
    place: [],
  },
  {
    says: 'an equal file that nobody listed becomes ours',
    wanted: { a: file('') },
    listed: [],
    found: { '': DIRECTORY, a: ours },
    plan: { keep: ['a'] },
    place: [],
  },
  {
    says: 'a different file that nobody listed is foreign, wherever it is',
    wanted: { a: file(''), 'b/c': file(''), 'd/e': file('') },
    listed: [],
    found: { '': DIRECTORY, a: other, b: { kind: 'other', same: false }, d: DIRECTORY, 'd/e': aLink },
    faults: ['output/foreign-file out/s/a', 'output/foreign-file out/s/b', 'output/foreign-file out/s/d/e'],
  },
  {
    says: 'a directory of orphans gives way to a file',
    wanted: { a: file('') },
    listed: ['a/b', 'a/c/d'],
    found: {
      '': DIRECTORY,
      a: { kind: 'directory', holds: ['a/b', 'a/c/d'] },
      'a/b': other,
      'a/c': DIRECTORY,
      'a/c/d': other,
    },
    plan: { write: ['a'], remove: ['a/b', 'a/c/d'], prune: ['a/c', 'a'] },
    place: ['a!'],
  },
  {
    says: 'a directory with one foreign file, or an empty one, does not',
    wanted: { a: file(''), b: file('') },
    listed: ['a/b'],
    found: { '': DIRECTORY, a: { kind: 'directory', holds: ['a/b', 'a/mine'] }, 'a/b': other, b: DIRECTORY },
    faults: ['output/foreign-file out/s/a', 'output/foreign-file out/s/b'],
  },
  {
    says: 'an orphaned file or link gives way to a directory',
    wanted: { 'a/b': file(''), 'c/d': file('') },
    listed: ['a', 'c'],
    found: { '': DIRECTORY, a: other, c: aLink },
    plan: { write: ['a/b', 'c/d'], remove: ['a', 'c'] },
    place: ['a!', 'c!'],
  },
  {
    says: 'nothing is written or removed through a link',
    wanted: { 'a/b': file('') },
    listed: ['c/d/e'],
    found: { '': DIRECTORY, a: aLink, c: DIRECTORY, 'c/d': aLink },
    faults: ['output/symlink out/s/c/d', 'output/symlink out/s/a'],
  },
  {
    says: 'an orphan below a link that is an orphan itself is not removed either',
    wanted: {},
    listed: ['a', 'a/b'],
    found: { '': DIRECTORY, a: aLink },
    faults: ['output/symlink out/s/a'],
  },
  {
    says: 'the directory of the site must not be a link or a file',
    wanted: { a: file('') },
    listed: [],
    found: { '': aLink },
    faults: ['output/symlink out/s'],
  },
  {
    says: 'a file in the place of the site is foreign',
    wanted: { a: file(''), b: file('') },
    listed: [],
    found: { '': other },
    faults: ['output/foreign-file out/s'],
  },
];

test.each(cases)('$says', ({ wanted, listed, found, plan, place, faults }) => {
  const tree: SiteTree = { site: 's', entries: new Map(Object.entries(wanted)) };
  const result = planSite(tree, listed, new Map(Object.entries(found)), 'out/s');
  expect(brief(result.diagnostics)).toEqual(faults ?? []);
  if (faults) return expect(result.value).toBeNull();
  expect(result.value).toMatchObject({ keep: [], write: [], remove: [], prune: [], missing: [], ...plan });
  expect(result.value?.placements.map((one) => one.to + (one.fresh ? '!' : ''))).toEqual(place);
  expect(result.value?.placements.flatMap((one) => one.paths).sort()).toEqual(result.value?.write);
});

describe('a path stays inside', () => {
  test.each([
    'a',
    'a/b',
    'web1/etc/systemd/system/srv-my\\x2ddata.mount',
    '.hidden',
    '...',
    'a b',
    'ä/ö',
    'c:d',
  ])('%j', (path) => expect(staysInside(path)).toBe(true));
});

describe('a path escapes', () => {
  test.each([
    ...['', '/', '/etc/passwd', '..', '../x', 'a/../../x', 'a/..', 'a//b', 'a/', './a', 'a/./b', 'a\0b'],
    ...['..\\x', 'a\\..\\..\\x', '\\\\server\\share', '\\x', 'C:\\x', 'C:/x', 'a/b\\../c', 'a\\.\\b'],
  ])('%j', (path) => {
    expect(staysInside(path)).toBe(false);
    const list = readOwned(JSON.stringify({ files: [{ path: 'fine' }, { path }] }), 'out/s/site.json');
    expect(list.value).toBeNull();
    expect(brief(list.diagnostics)).toEqual(['output/path-escape out/s/site.json']);
    const tree: SiteTree = { site: 's', entries: new Map([[path, file('')]]) };
    expect(faultsOf(tree, 'out/s').map((one) => one.code)).toContain('output/path-escape');
  });
});

test.each(['', '.', '..', '.git', '.sitewright', 'a/b', 'a\\..\\b', '../x'])(
  '%j is no name of a site',
  (site) =>
    expect(faultsOf({ site, entries: new Map() }, 'out').map((one) => one.code)).toEqual([
      'output/path-escape',
    ]),
);

test('a path that is both a file and a directory is a clash', () => {
  const tree: SiteTree = {
    site: 's',
    entries: new Map([
      ['a', link('x')],
      ['a/b/c', file('')],
    ]),
  };
  expect(faultsOf(tree, 'out/s').map((one) => one.message)).toEqual([
    'out/s/a is both a file and a directory.',
  ]);
});

test.each([
  ['', 'is not JSON'],
  ['{"files":[', 'is not JSON'],
  ['{\n<<<<<<< HEAD\n"files": []\n=======\n', 'holds the marks of a git conflict'],
  ['null', 'has no array `files`'],
  ['{"files":{}}', 'has no array `files`'],
  ['{"files":[{"path":"a"},{"path":1}]}', 'has no string `path` in its entry 1 of `files`'],
  ['{"files":["a"]}', 'has no string `path` in its entry 0 of `files`'],
])('a damaged list: %j', (text, what) => {
  const list = readOwned(text, 'out/s/site.json');
  expect(list.value).toBeNull();
  expect(list.diagnostics).toMatchObject([
    { code: 'output/damaged-list', message: `out/s/site.json ${what}.` },
  ]);
});
