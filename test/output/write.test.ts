import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { planTree } from '../../src/output/survey.ts';
import { applyPlans, lockSite, recover, writeTrees } from '../../src/output/write.ts';
import { brief, expected, file, lay, link, scratch, script, snapshot, tree } from './scratch.ts';
import { AFTER, BEFORE, FOREIGN } from './states.ts';

let home: string;
let out: string;
beforeEach(() => {
  home = scratch();
  out = `${home}/out`;
});
afterEach(() => rmSync(home, { recursive: true }));

const write = (...trees: Parameters<typeof writeTrees>[1]): readonly string[] =>
  brief(writeTrees(out, trees).diagnostics, out);

test('trees are written, changed and removed as they say', () => {
  expect(write(...BEFORE)).toEqual([]);
  lay(out, FOREIGN);
  expect(snapshot(out)).toEqual(expected(BEFORE, FOREIGN));
  const result = writeTrees(out, AFTER);
  expect(result.diagnostics).toEqual([]);
  expect(snapshot(out)).toEqual(expected(AFTER, FOREIGN));
  expect(
    result.value?.map(({ tree: { site }, keep, write: written, remove }) => [
      site,
      keep.length,
      written.length,
      remove.length,
    ]),
  ).toEqual([
    ['kisumu', 1, 7, 4],
    ['nakuru', 0, 2, 0],
  ]);
});

test('a second run changes nothing, not even a time', () => {
  write(...AFTER);
  const path = `${out}/kisumu/web1/etc/motd`;
  utimesSync(path, 1234567, 1234567);
  const before = lstatSync(`${out}/kisumu/web1`);
  expect(write(...AFTER)).toEqual([]);
  expect(statSync(path).mtimeMs).toBe(1234567000);
  expect(lstatSync(`${out}/kisumu/web1`).mtimeMs).toBe(before.mtimeMs);
  expect(existsSync(`${out}/.sitewright`)).toBe(false);
});

test('an unchanged file keeps its time when its neighbour changes', () => {
  write(tree('s', { a: file('1'), b: file('1') }));
  utimesSync(`${out}/s/b`, 1234567, 1234567);
  expect(write(tree('s', { a: file('2'), b: file('1') }))).toEqual([]);
  expect(readFileSync(`${out}/s/a`, 'utf8')).toBe('2');
  expect(statSync(`${out}/s/b`).mtimeMs).toBe(1234567000);
});

test.each([
  ['another text of the same length', () => writeFileSync(`${out}/s/a`, 'echp\n')],
  ['invalid UTF-8', () => writeFileSync(`${out}/s/a`, Buffer.from([0xff, 0xfe, 0x80, 0x80, 10]))],
  ['a lost executable bit', () => chmodSync(`${out}/s/a`, 0o644)],
  ['a link in its place', () => (unlinkSync(`${out}/s/a`), symlinkSync('/etc/hostname', `${out}/s/a`))],
  ['nothing in its place', () => unlinkSync(`${out}/s/a`)],
  ['another target of a link', () => (unlinkSync(`${out}/s/l`), symlinkSync('b', `${out}/s/l`))],
  ['a file in the place of a link', () => (unlinkSync(`${out}/s/l`), writeFileSync(`${out}/s/l`, '../a'))],
])('an edit by hand is undone: %s', (_, edit) => {
  const wanted = tree('s', { a: script('echo\n'), l: link('../a') });
  write(wanted);
  edit();
  expect(planTree(out, wanted).value?.write.length).toBe(1);
  expect(write(wanted)).toEqual([]);
  expect(snapshot(out)).toEqual(expected([wanted]));
});

test('a link is written as it is said, dangling or not', () => {
  write(tree('s', { 'h/a': link('/no/such/place'), 'h/b': link('../../..'), 'h/d': file('') }));
  expect(readlinkSync(`${out}/s/h/a`)).toBe('/no/such/place');
  // A dangling link where a directory was must not stop the sync of what changed there.
  expect(write(tree('s', { h: link('nowhere') }))).toEqual([]);
  expect(readlinkSync(`${out}/s/h`)).toBe('nowhere');
});

test('many files and many sites, by one sync of the file system', () => {
  const entries = Object.fromEntries(
    Array.from({ length: 40 }, (_, i) => [`h${i % 3}/etc/p${i}`, file(`${i}\n`)]),
  );
  const trees = Array.from({ length: 30 }, (_, i) => tree(`s${i}`, entries));
  expect(write(...trees)).toEqual([]);
  expect(snapshot(out)).toEqual(expected(trees));
});

test('without the program sync, files are synced one by one', () => {
  const path = process.env.PATH;
  process.env.PATH = home;
  try {
    const wanted = tree(
      's',
      Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`p${i}`, file(`${i}\n`)])),
    );
    expect(write(wanted)).toEqual([]);
    expect(snapshot(out)).toEqual(expected([wanted]));
  } finally {
    process.env.PATH = path;
  }
});

test('a site that is no more goes, and leaves what is foreign', () => {
  write(tree('s', { 'h/a': file('') }), tree('t', { 'h/a': file('') }));
  lay(out, { 't/h/mine': 'm' });
  expect(write({ site: 's', entries: new Map() }, { site: 't', entries: new Map() })).toEqual([]);
  expect(snapshot(out)).toEqual(expected([], { 't/h/mine': 'm' }));
});

describe('what is refused leaves everything as it was', () => {
  const old = tree('s', { 'h/a': file('1'), 'h/gone/x': file('1') });
  const wanted = tree('s', { 'h/a': file('2'), 'h/b/c': file('2') });
  const list = (...paths: string[]): string => JSON.stringify({ files: paths.map((path) => ({ path })) });
  const rows: readonly [string, () => void, readonly string[]][] = [
    ['a foreign file', () => lay(out, { 's/h/b/c': 'mine' }), ['output/foreign-file s/h/b/c']],
    [
      'a foreign file that is a directory here',
      () => lay(out, { 's/h/b': 'mine' }),
      ['output/foreign-file s/h/b'],
    ],
    [
      'a foreign directory that is a file here',
      () => lay(out, { 's/h/b/c/d': 'mine' }),
      ['output/foreign-file s/h/b/c'],
    ],
    [
      'a list that escapes',
      () => lay(out, { 's/site.json': list('h/a', '../victim') }),
      ['output/path-escape s/site.json'],
    ],
    [
      'a list that is absolute',
      () => lay(out, { 's/site.json': list(`${home}/victim`) }),
      ['output/path-escape s/site.json'],
    ],
    [
      'a damaged list',
      () => lay(out, { 's/site.json': '<<<<<<< ours\n' }),
      ['output/damaged-list s/site.json'],
    ],
    [
      'a list that is a link',
      () => (unlinkSync(`${out}/s/site.json`), lay(out, { 's/site.json': '-> ../../list.json' })),
      ['output/damaged-list s/site.json'],
    ],
    ['a link to a directory', () => lay(out, { 's/h/b': `-> ${home}/elsewhere` }), ['output/symlink s/h/b']],
    [
      'an orphan behind a link',
      () => (
        rmSync(`${out}/s/h/gone`, { recursive: true }),
        lay(out, { 's/h/gone': `-> ${home}/elsewhere` })
      ),
      ['output/symlink s/h/gone'],
    ],
    [
      'a link for a site',
      () => (rmSync(`${out}/s`, { recursive: true }), lay(out, { s: `-> ${home}/elsewhere` })),
      ['output/symlink s'],
    ],
    [
      'a link for the place of work',
      () => lay(out, { '.sitewright': `-> ${home}/elsewhere` }),
      ['output/symlink .sitewright', 'output/symlink .sitewright'],
    ],
  ];
  test.each(rows)('%s', (_, spoil, faults) => {
    write(old);
    lay(home, { 'elsewhere/x': 'x', 'elsewhere/a': 'a', victim: 'v', 'list.json': list('h/a') });
    spoil();
    const before = snapshot(home);
    expect(write(wanted)).toEqual(faults);
    expect(snapshot(home)).toEqual(before);
  });
});

test('one site that is refused keeps no other from being written', () => {
  lay(out, { 'bad/a': 'mine' });
  const good = tree('good', { a: file('') });
  const result = writeTrees(out, [tree('bad', { a: file('') }), good]);
  expect(brief(result.diagnostics, out)).toEqual(['output/foreign-file bad/a']);
  expect(result.value?.map((plan) => plan.tree.site)).toEqual(['good']);
  expect(snapshot(out)).toEqual(expected([good], { 'bad/a': 'mine' }));
});

test('a list that forgets a file is a bug of the compiler', () => {
  const entries = new Map([...tree('s', {}).entries, ['a', file('')] as const]);
  expect(() => planTree(out, { site: 's', entries })).toThrow('does not list a');
});

describe('a journal that is there already', () => {
  const journal = (of: object): void =>
    lay(out, {
      '.sitewright/s/journal.json': JSON.stringify({ site: 's', remove: [], prune: [], place: [], ...of }),
    });
  beforeEach(() => {
    write(tree('s', { 'h/a': file('1') }));
    lay(home, { victim: 'v' });
  });

  test.each([
    ['no JSON', () => lay(out, { '.sitewright/s/journal.json': '{' })],
    ['of another site', () => journal({ site: 't' })],
    ['removing outside', () => journal({ remove: ['../../victim'] })],
    ['placing outside', () => journal({ place: [{ from: '0', to: '../../victim', fresh: true }] })],
    [
      'taking from outside',
      () => journal({ place: [{ from: '../../../../victim', to: 'h/a', fresh: false }] }),
    ],
  ])('damaged: %s', (_, spoil) => {
    spoil();
    const before = snapshot(home);
    expect(brief(recover(out), out)).toEqual(['output/damaged-journal .sitewright/s/journal.json']);
    expect(brief(lockSite(out, 's').diagnostics, out)).toEqual([
      'output/damaged-journal .sitewright/s/journal.json',
    ]);
    expect(snapshot(home)).toEqual(before);
  });

  test('a file that somebody put where a new one belongs stays, until it is moved away', () => {
    journal({ remove: ['h/a'], place: [{ from: '0', to: 'h/new', fresh: true }] });
    lay(out, { '.sitewright/s/staged/0': 'new', 's/h/new': 'mine' });
    expect(recover(out)).toMatchObject([
      { code: 'output/foreign-file', help: expect.stringContaining('next command') },
    ]);
    expect(readFileSync(`${out}/s/h/new`, 'utf8')).toBe('mine');
    unlinkSync(`${out}/s/h/new`);
    expect(recover(out)).toEqual([]);
    expect(readFileSync(`${out}/s/h/new`, 'utf8')).toBe('new');
    expect(existsSync(`${out}/.sitewright`)).toBe(false);
  });

  test('a new directory joins one that somebody made meanwhile', () => {
    journal({ place: [{ from: '0', to: 'h/d', fresh: true }] });
    lay(out, {
      '.sitewright/s/staged/0/e/f': 'new',
      '.sitewright/s/staged/0/g': 'new',
      's/h/d/e/mine': 'mine',
    });
    expect(recover(out)).toEqual([]);
    expect(snapshot(`${out}/s/h/d`)).toEqual({
      'e/': 'directory',
      'e/f': 'file new',
      'e/mine': 'file mine',
      g: 'file new',
    });
  });

  test('directories that are gone come again, and a link in their place is not followed', () => {
    mkdirSync(`${home}/elsewhere`);
    journal({
      place: [
        { from: '0', to: 'h/x/y', fresh: true },
        { from: '1', to: 'k/y', fresh: true },
      ],
    });
    lay(out, {
      '.sitewright/s/staged/0': 'new',
      '.sitewright/s/staged/1': 'new',
      's/k': `-> ${home}/elsewhere`,
    });
    expect(brief(recover(out), out)).toEqual(['output/symlink s/k']);
    expect(snapshot(`${out}/s/h/x`)).toEqual({ y: 'file new' });
    expect(snapshot(`${home}/elsewhere`)).toEqual({});
  });

  test('what is not ours in the place of work stays', () => {
    lay(out, { '.sitewright/note': 'n', '.sitewright/s/note': 'n', '.sitewright/s/staged/0': 'half' });
    expect(recover(out)).toEqual([]);
    expect(snapshot(`${out}/.sitewright`)).toEqual({ note: 'file n', 's/': 'directory', 's/note': 'file n' });
    expect(brief(lockSite(out, 'note').diagnostics, out)).toEqual(['output/failed .sitewright/note']);
  });
});

test('a plan that says nothing touches nothing', () => {
  write(...BEFORE);
  const lock = lockSite(out, 'kisumu');
  const plan = planTree(out, BEFORE[0] as (typeof BEFORE)[number]);
  if (!lock.value || !plan.value) throw new Error('no lock or no plan');
  expect(applyPlans(out, [{ lock: lock.value, plan: plan.value }])).toEqual({
    value: ['kisumu'],
    diagnostics: [],
  });
  lock.value.release();
  expect(snapshot(out)).toEqual(expected(BEFORE));
});
