import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { buildSync } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { lockSite, recover, writeTrees } from '../../src/output/write.ts';
import { brief, file, lay, scratch, snapshot, tree } from './scratch.ts';

const home = scratch();
const driver = `${home}/driver.cjs`;
const children: ChildProcess[] = [];
let place: string;
let out: string;

beforeAll(() => {
  const entryPoints = [`${import.meta.dirname}/driver.ts`];
  buildSync({ entryPoints, bundle: true, platform: 'node', format: 'cjs', outfile: driver });
});
beforeEach(() => {
  place = scratch();
  out = `${place}/out`;
});
afterEach(() => {
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(place, { recursive: true });
});
afterAll(() => rmSync(home, { recursive: true }));

/** Starts a program and waits for its first line, a JSON list that must be empty. */
async function start(command: string, ...args: string[]): Promise<ChildProcess> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const [line] = await once(child.stdout ?? child, 'data');
  expect(String(line)).toBe('[]\n');
  return child;
}

const locks = (): readonly string[] =>
  readdirSync(`${out}/.sitewright/s`).filter((name) => name.startsWith('lock.'));

/** The name that a lock of this process has, in parts: `lock`, pid, start, namespace, boot. */
function ownName(): readonly string[] {
  const lock = lockSite(out, 's').value;
  const name = locks()[0] ?? '';
  lock?.release();
  return name.split('.');
}

test('a lock is held until it is released', () => {
  const lock = lockSite(out, 's').value;
  expect(lock?.site).toBe('s');
  expect(lockSite(out, 's').diagnostics).toMatchObject([
    { code: 'output/locked', message: `s is being written by process ${process.pid}.` },
  ]);
  const other = lockSite(out, 'other').value;
  expect(other).not.toBeNull();
  other?.release();
  lock?.release();
  expect(existsSync(`${out}/.sitewright`)).toBe(false);
  lockSite(out, 's').value?.release();
  expect(snapshot(out)).toEqual({});
});

test('a living process keeps its lock and its work; a killed one loses both', async () => {
  const holder = await start(process.execPath, driver, 'hold', out, 's');
  lay(out, { '.sitewright/s/staged/0': 'half' });
  expect(lockSite(out, 's').diagnostics.map((one) => one.message)).toEqual([
    `s is being written by process ${holder.pid}.`,
  ]);
  expect(brief(writeTrees(out, [tree('s', { a: file('') })]).diagnostics, out)).toEqual(['output/locked s']);
  expect(recover(out)).toEqual([]);
  expect(readFileSync(`${out}/.sitewright/s/staged/0`, 'utf8')).toBe('half');
  holder.kill('SIGKILL');
  await once(holder, 'exit');
  expect(locks().length).toBe(1);
  const lock = lockSite(out, 's').value;
  expect(lock).not.toBeNull();
  expect(locks()).toEqual([expect.stringContaining(`lock.${process.pid}.`)]);
  expect(existsSync(`${out}/.sitewright/s/staged`)).toBe(false);
  lock?.release();
});

test('a killed process whose parent never asked for it is dead', async () => {
  // `sleep` inherits the child and never waits for it, as the first process of a container may.
  const script = `"$0" "$1" hold "$2" s & exec sleep 60`;
  await start('sh', '-c', script, process.execPath, driver, out);
  const pid = Number(locks()[0]?.split('.')[1]);
  process.kill(pid, 'SIGKILL');
  const state = (): string | undefined => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.[0];
  await expect.poll(state).toBe('Z');
  const lock = lockSite(out, 's');
  expect(lock.diagnostics).toEqual([]);
  lock.value?.release();
});

test.each([
  ['the number of a process was given to another', 2, '1', true],
  ['the machine was started anew', 4, '00000000-0000-0000-0000-000000000000', true],
  ['there is no such process', 1, '4194305', true],
  ['it belongs to another container', 3, '1', false],
])('a lock that is left: %s', (_, part, value, isDead) => {
  // The parent lives as long as this test does.
  const parent = readFileSync(`/proc/${process.ppid}/stat`, 'utf8');
  const name = [...ownName()];
  name[1] = String(process.ppid);
  name[2] = parent.slice(parent.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  lay(out, { [`.sitewright/s/${name.join('.')}`]: '' });
  expect(brief(lockSite(out, 's').diagnostics, out), 'with nothing changed it is alive').toEqual([
    'output/locked s',
  ]);
  rmSync(`${out}/.sitewright/s/${name.join('.')}`);
  name[part] = value;
  lay(out, { [`.sitewright/s/${name.join('.')}`]: '' });
  const lock = lockSite(out, 's');
  if (isDead) expect(lock.diagnostics).toEqual([]);
  else
    expect(lock.diagnostics).toMatchObject([
      { code: 'output/locked', help: expect.stringContaining(name.join('.')) },
    ]);
  lock.value?.release();
});

test('of many processes that want one lock, one has it at a time', { timeout: 60_000 }, async () => {
  lay(out, { counter: '0' });
  const runs = Array.from({ length: 4 }, () =>
    spawn(process.execPath, [driver, 'count', out, 's'], { stdio: 'inherit' }),
  );
  children.push(...runs);
  const codes = await Promise.all(runs.map((run) => once(run, 'exit')));
  expect(codes.map(([code]) => code)).toEqual([0, 0, 0, 0]);
  expect(snapshot(out)).toEqual({ counter: 'file 160' });
});

test('two whole runs at once give a whole tree', { timeout: 60_000 }, async () => {
  lay(out, { keep: '' });
  const results = await Promise.all(
    Array.from({ length: 4 }, async () => {
      const run = spawn(process.execPath, [driver, 'write', out], { stdio: ['ignore', 'pipe', 'inherit'] });
      children.push(run);
      let text = '';
      run.stdout.on('data', (data) => (text += data));
      await once(run, 'close');
      return JSON.parse(text) as { code: string }[];
    }),
  );
  expect(results.flat().filter((one) => one.code !== 'output/locked')).toEqual([]);
  expect(results.some((one) => one.length === 0)).toBe(true);
  const last = spawnSync(process.execPath, [driver, 'write', out], { encoding: 'utf8' });
  expect(last.stdout).toBe('[]\n');
  expect(Object.keys(snapshot(out)).some((path) => path.startsWith('.sitewright'))).toBe(false);
});
