import { fc, test as property } from '@fast-check/vitest';
import {
  cpSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { main } from '../src/cli.ts';
import { noState, openState, type State } from '../src/state.ts';
import { PROJECT } from './compiled.ts';

const SITE = `sitewright: 1
site: small
title: A small site
extends: [base.yaml]
hosts:
  web1: {platform: debian-12, sysctls: {vm.swappiness: 10}}
files:
  motd: {on: web1, path: /etc/motd, format: text, source: motd.txt}
`;
const BASE = 'sitewright: 1\nhosts:\n  web1: {sysctls: {vm.max_map_count: 262144}}\n';
const MANIFEST = 'sites/small.yaml';
const CONF = 'out/small/web1/etc/sysctl.d/60-small.conf';
const READ = [MANIFEST, 'sites/base.yaml', 'sites/small/motd.txt'];
const GAVE = [CONF, 'out/small/site.json', 'out/small/web1/etc/motd'];
const KEPT = 'node_modules/.cache/sitewright/state';

const home = process.cwd();
let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sitewright-test-state-'));
  process.chdir(folder);
  mkdirSync('sites/small', { recursive: true });
  mkdirSync('node_modules/.cache/sitewright', { recursive: true });
  writeFileSync(MANIFEST, SITE);
  writeFileSync('sites/base.yaml', BASE);
  writeFileSync('sites/small/motd.txt', 'hello\n');
});
afterEach(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
});

/** Longer than a tick of the clock that stamps files. */
const settle = (): Promise<void> => new Promise((done) => setTimeout(done, 30));

async function run(command: 'generate' | 'check', state: State, ...argv: string[]) {
  let said = '';
  const note = (text: string): void => void (said += text);
  const terminal = { out: note, err: note, tty: false, env: {} };
  const setting = { assets: PROJECT, version: '0', state: () => state };
  return { status: await main([command, ...argv], setting, terminal), said };
}
const generate = (build = 'a') => run('generate', openState(build), 'small');

/** A site with files, all of them older than a tick, that is remembered. */
async function remembered(): Promise<void> {
  for (const path of GAVE) {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${path} 10\n`);
  }
  await settle();
  const state = openState('a');
  expect(state.unchanged('small')).toBe(false);
  state.remember('small', { read: READ, kept: GAVE, written: [] });
  state.save();
}
const isKnown = (build = 'a'): boolean => openState(build).unchanged('small');

describe('a site that was remembered', () => {
  test('is unchanged, for the same build', async () => {
    await remembered();
    expect(isKnown()).toBe(true);
    expect(isKnown('b')).toBe(false);
  });

  test.each<[what: string, touch: () => void]>([
    ['its manifest is edited', () => writeFileSync(MANIFEST, SITE.replace('10', '11'))],
    [
      'its manifest is edited, and looks as old as before',
      () => {
        const { atime, mtime } = lstatSync(MANIFEST);
        writeFileSync(MANIFEST, SITE.replace('10', '11'));
        utimesSync(MANIFEST, atime, mtime);
      },
    ],
    ['its manifest is touched', () => utimesSync(MANIFEST, 1, 1)],
    [
      'its manifest is replaced by a copy of itself',
      () => {
        cpSync(MANIFEST, 'copy.yaml', { preserveTimestamps: true });
        renameSync('copy.yaml', MANIFEST);
      },
    ],
    ['its manifest gets a second name', () => linkSync(MANIFEST, 'second.yaml')],
    ['its manifest is gone', () => rmSync(MANIFEST)],
    ['its parent is edited', () => writeFileSync('sites/base.yaml', BASE.replace('262144', '262145'))],
    ['its side file is edited', () => writeFileSync('sites/small/motd.txt', 'HELLO\n')],
    ['its folder of side files is gone', () => rmSync('sites/small', { recursive: true })],
    ['a file is edited', () => writeFileSync(CONF, readFileSync(CONF, 'utf8').replace('10', '11'))],
    ['a file is gone', () => rmSync(CONF)],
    [
      'a file is a link',
      () => {
        renameSync(CONF, 'real.conf');
        symlinkSync(join(folder, 'real.conf'), CONF);
      },
    ],
    [
      'a folder is a file',
      () => {
        rmSync('out/small/web1', { recursive: true });
        writeFileSync('out/small/web1', '');
      },
    ],
    ['its list is edited', () => writeFileSync('out/small/site.json', '{}')],
    ['out/ is gone', () => rmSync('out', { recursive: true })],
    ['the state is gone', () => rmSync(KEPT)],
    ['the state is cut off', () => writeFileSync(KEPT, readFileSync(KEPT, 'utf8').slice(0, -20))],
    ['the state is empty', () => writeFileSync(KEPT, '')],
    ['the state is something else', () => writeFileSync(KEPT, 'a\n["small",1,2,3]\n["x"\n\n')],
    ['the state is a folder', () => (rmSync(KEPT), mkdirSync(KEPT))],
  ])('is looked at again when %s', async (_, touch) => {
    await remembered();
    touch();
    expect(isKnown()).toBe(false);
  });
});

test('a site whose own program is edited is looked at again, and gets what the program reads now', async () => {
  const path = 'sites/programs/sync.json';
  const program = JSON.stringify({
    ...{ title: 'sync', description: 'An example.', sources: { readme: 'its README' } },
    ...{ series: [{ from: '1.0', to: '1.0' }], image: { name: 'example/sync', tag: '{version}' } },
    booleans: { true: 'on', false: 'off', reader: 'equals' },
    variables: { DRY: { type: 'boolean', meaning: 'Changes nothing.' } },
  });
  mkdirSync(dirname(path));
  writeFileSync(path, program);
  writeFileSync(
    MANIFEST,
    `${SITE}stacks: {main: {directory: /opt/main}}
services: {sync: {program: sync, version: 1.0.0, env: {DRY: true}}}
`,
  );
  await settle();
  expect(await generate()).toMatchObject({
    status: 0,
    said: expect.stringMatching(/^small: \d+ files written\.\n$/) as string,
  });
  await settle();
  expect(await generate()).toMatchObject({ status: 0, said: '1 site unchanged.\n' });
  expect(isKnown()).toBe(true);
  writeFileSync(path, program.replace('"on"', '"yes"'));
  expect(isKnown()).toBe(false);
  await settle();
  expect(await generate()).toMatchObject({
    status: 0,
    said: expect.stringMatching(/^small: \d+ files? written, \d+ unchanged\.\n$/) as string,
  });
  expect(readFileSync('out/small/web1/opt/main/compose.yaml', 'utf8')).toContain('DRY: "yes"');
});

test('a run that finds everything as it should be remembers it, and the next one compiles nothing', async () => {
  await settle();
  expect(await generate()).toMatchObject({ status: 0, said: 'small: 4 files written.\n' });
  await settle();
  expect(await generate()).toMatchObject({ status: 0, said: '1 site unchanged.\n' });
  expect(isKnown()).toBe(true);
  // Nobody could say this of a manifest that was read.
  const state: State = { ...noState, unchanged: () => true };
  writeFileSync(MANIFEST, 'no manifest');
  expect(await run('generate', state, 'small')).toMatchObject({ status: 0, said: '1 site unchanged.\n' });
});

test('what was written within a tick of the clock is looked at once more', async () => {
  await settle();
  for (let left = 50; ; left -= 1) {
    const before = Date.now();
    writeFileSync(KEPT.replace('state', 'file'), String(left));
    const state = openState('a');
    state.remember('small', { read: [MANIFEST], kept: [], written: [KEPT.replace('state', 'file')] });
    state.save();
    // A busy machine may take a break in between, and then there was time enough.
    if (Date.now() - before < 10 || left === 0) break;
  }
  expect(isKnown()).toBe(false);
});

test('what was written longer ago is trusted', async () => {
  await settle();
  const state = openState('a');
  writeFileSync('file', '');
  state.remember('small', { read: [MANIFEST], kept: [], written: ['file'] });
  await settle();
  state.save();
  expect(isKnown()).toBe(true);
});

test.each(['read', 'kept'] as const)(
  'what changes while a run goes on is not remembered (%s)',
  async (what) => {
    await settle();
    const state = openState('a');
    writeFileSync(MANIFEST, SITE);
    await settle();
    state.remember('small', { read: [], kept: [], written: [], [what]: [MANIFEST] });
    state.save();
    expect(isKnown()).toBe(false);
  },
);

test('a site with a warning is never remembered, and says it every time', async () => {
  writeFileSync(MANIFEST, SITE.replace('{vm.swappiness: 10}', '{vm.max_map_count: 262144}'));
  for (let n = 0; n < 2; n += 1) {
    await settle();
    const { status, said } = await generate();
    expect(status).toBe(0);
    expect(said).toContain('warning[layer/equal-override]');
  }
  expect(isKnown()).toBe(false);
});

test('a site whose manifest is gone is forgotten', async () => {
  await remembered();
  expect(readFileSync(KEPT, 'utf8')).toContain('small');
  writeFileSync('sites/other.yaml', SITE.replace('site: small', 'site: other').replace(/^files:[^]*/m, ''));
  rmSync(MANIFEST);
  await run('generate', openState('a'));
  expect(readFileSync(KEPT, 'utf8')).not.toContain('small');
});

test('nothing is kept where there are no packages', async () => {
  rmSync('node_modules', { recursive: true });
  await remembered();
  expect(existsSync('node_modules')).toBe(false);
});

test('a state that cannot be written is no fault', async () => {
  rmSync('node_modules/.cache/sitewright', { recursive: true });
  writeFileSync('node_modules/.cache/sitewright', '');
  await remembered();
  expect(isKnown()).toBe(false);
});

test('no draft is left behind', async () => {
  await remembered();
  expect(readdirSync('node_modules/.cache/sitewright')).toEqual(['state']);
});

/** What people do to a checkout between two runs. */
const DEEDS: Readonly<Record<string, () => void>> = {
  edit: () => writeFileSync(MANIFEST, SITE.replace('10', '11')),
  undo: () => writeFileSync(MANIFEST, SITE),
  break: () => writeFileSync(MANIFEST, SITE.replace('hosts:', 'hots:')),
  'edit the parent': () => writeFileSync('sites/base.yaml', BASE.replace('262144', '262145')),
  'undo that': () => writeFileSync('sites/base.yaml', BASE),
  'edit a file': () => existsSync(CONF) && writeFileSync(CONF, readFileSync(CONF, 'utf8').replace('1', '2')),
  'remove a file': () => rmSync(CONF, { force: true }),
  'remove all': () => rmSync('out', { recursive: true, force: true }),
  wait: () => undefined,
};

property.prop([fc.array(fc.constantFrom(...Object.keys(DEEDS)), { minLength: 1, maxLength: 8 })], {
  numRuns: 25,
})(
  'with a state, every run leaves what it would leave without one',
  async (deeds) => {
    rmSync('out', { recursive: true, force: true });
    writeFileSync(MANIFEST, SITE);
    writeFileSync('sites/base.yaml', BASE);
    for (const deed of deeds) {
      if (deed === 'wait') await settle();
      DEEDS[deed]?.();
      const { status } = await run('generate', openState('a'));
      expect((await run('check', noState)).status).toBe(status);
    }
  },
  180_000,
);
