import { execFile, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { promisify } from 'node:util';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { recover, writeTrees } from '../../src/output/write.ts';
import { expected, lay, scratch, snapshot } from './scratch.ts';
import { AFTER, BEFORE, FOREIGN } from './states.ts';

/**
 * Every system call by which a run changes the disk is made the last one of a process (SIGKILL on its entry), and then
 * made to fail, by strace. Without `-f` it follows the main thread alone, where all of our calls are.
 */
const CHANGING = [
  ...[
    'openat',
    'write',
    'writev',
    'pwrite64',
    'ftruncate',
    'fsync',
    'fdatasync',
    'mkdir',
    'mkdirat',
    'rmdir',
    'rename',
  ],
  ...[
    'renameat',
    'renameat2',
    'unlink',
    'unlinkat',
    'symlink',
    'symlinkat',
    'link',
    'linkat',
    'chmod',
    'fchmod',
    'fchmodat',
  ],
];

/** One changing call of a run: the how manyth of its kind in the process, and what the trace says. */
interface Call {
  readonly name: string;
  readonly nth: number;
  readonly line: string;
}

const home = scratch();
const driver = `${home}/driver.cjs`;
const run = promisify(execFile);
let count = 0;

beforeAll(() => {
  const found = spawnSync('strace', ['--version'], { encoding: 'utf8' });
  if (found.status !== 0)
    throw new Error('These tests need strace (Debian package strace), and ptrace must be allowed.');
  const entryPoints = [`${import.meta.dirname}/driver.ts`];
  buildSync({ entryPoints, bundle: true, platform: 'node', format: 'cjs', outfile: driver });
  writeTrees(`${home}/before`, BEFORE);
  lay(`${home}/before`, FOREIGN);
  expect(snapshot(`${home}/before`)).toEqual(expected(BEFORE, FOREIGN));
});

afterAll(() => rmSync(home, { recursive: true }));

/** A copy of a prepared `out/`, and a place for the trace. */
function workplace(from: string): { out: string; log: string; done: () => void } {
  const directory = `${home}/run-${count++}`;
  mkdirSync(directory);
  cpSync(from, `${directory}/out`, { recursive: true, verbatimSymlinks: true });
  return {
    out: `${directory}/out`,
    log: `${directory}/trace`,
    done: () => rmSync(directory, { recursive: true }),
  };
}

/** Whether a line of the trace is a call of ours that changes the disk, and not one of node's own. */
const changes = (line: string, out: string): boolean =>
  line.includes(out) && (!line.startsWith('openat') || line.includes('O_CREAT'));

/** Without what differs from run to run: directory, descriptor, process, result. */
const told = (line: string, out: string): string =>
  line
    .replaceAll(out, 'OUT')
    .replace(/lock\.[\w.-]+/g, 'lock')
    .replace(/(\()\d+(<)/, '$1$2')
    .replace(/\)\s*=.*$/, ')');

/** All changing calls of an undisturbed run of the driver. */
async function callsOf(verb: string, from: string): Promise<readonly Call[]> {
  const { out, log, done } = workplace(from);
  await run('strace', [
    '-y',
    '-o',
    log,
    '-e',
    `trace=${CHANGING.join(',')}`,
    process.execPath,
    driver,
    verb,
    out,
  ]);
  const calls: Call[] = [];
  const seen = new Map<string, number>();
  for (const line of readFileSync(log, 'utf8').split('\n')) {
    const name = line.slice(0, line.indexOf('('));
    const nth = (seen.get(name) ?? 0) + 1;
    seen.set(name, nth);
    if (changes(line, out)) calls.push({ name, nth, line: told(line, out) });
  }
  done();
  return calls;
}

interface Hit {
  readonly line: string;
  readonly stdout: string;
  readonly status: number | null;
}

/** Runs the driver with a fault injected into one call; null if another call took it, as node's own vary a little. */
async function inject(
  call: Call,
  nth: number,
  how: string,
  verb: string,
  out: string,
  log: string,
): Promise<Hit | null> {
  const what = [`trace=${call.name}`, `inject=${call.name}:${how}:when=${nth}`].flatMap((one) => ['-e', one]);
  const ended = await run('strace', ['-y', '-o', log, ...what, process.execPath, driver, verb, out]).then(
    ({ stdout }) => ({ stdout, status: 0 }),
    (failed: { stdout: string; code: number | null }) => ({ stdout: failed.stdout, status: failed.code }),
  );
  const lines = readFileSync(log, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith(`${call.name}(`));
  const line = lines[nth - 1];
  return line !== undefined && changes(line, out) && told(line, out) === call.line
    ? { line, ...ended }
    : null;
}

type Check = (out: string, hit: Hit, call: Call) => void;

/** Injects a fault into each call in turn, two at a time, and lets `check` look at what is left. */
async function each(
  calls: readonly Call[],
  how: string,
  verb: string,
  from: string,
  check: Check,
): Promise<void> {
  const waiting = [...calls];
  const missed: string[] = [];
  const worker = async (): Promise<void> => {
    for (let call = waiting.shift(); call; call = waiting.shift()) {
      let hit: Hit | null = null;
      for (const nth of [0, -1, 1, 0, -2, 2, 0].map((shift) => (call as Call).nth + shift)) {
        if (nth < 1 || hit) continue;
        const { out, log, done } = workplace(from);
        hit = await inject(call, nth, how, verb, out, log);
        if (hit) check(out, hit, call);
        done();
      }
      if (!hit) missed.push(call.line);
    }
  };
  await Promise.all([worker(), worker()]);
  expect(missed).toEqual([]);
}

const site = (all: Record<string, string>, name: string): Record<string, string> =>
  Object.fromEntries(Object.entries(all).filter(([path]) => path.startsWith(`${name}/`)));

/** Each site is wholly as before or wholly as after, nothing else is there, and what is foreign is as it was. */
function oldOrNew(out: string, where: string): 'old' | 'new' | 'mixed' {
  const now = snapshot(out);
  const [before, after] = [expected(BEFORE, FOREIGN), expected(AFTER, FOREIGN)];
  const sides = ['kisumu', 'nakuru'].map((name) => {
    const isOld =
      JSON.stringify(Object.entries(site(now, name)).sort()) ===
      JSON.stringify(Object.entries(site(before, name)).sort());
    if (!isOld) expect(site(now, name), where).toEqual(site(after, name));
    return isOld ? 'old' : 'new';
  });
  expect(
    Object.keys(now).filter((path) => !/^(kisumu|nakuru)\//.test(path)),
    where,
  ).toEqual(['README']);
  expect(now.README, where).toBe(`file ${FOREIGN.README}`);
  return sides[0] === 'old' && sides[1] === 'old'
    ? 'old'
    : sides[0] === 'new' && sides[1] === 'new'
      ? 'new'
      : 'mixed';
}

test(
  'a run killed at any changing call leaves, once recovered, each site old or new',
  { timeout: 180_000 },
  async () => {
    const calls = await callsOf('write', `${home}/before`);
    expect(calls.length).toBeGreaterThan(60);
    const ends: Record<string, number> = { old: 0, new: 0, mixed: 0 };
    await each(calls, 'signal=SIGKILL', 'write', `${home}/before`, (out, hit, call) => {
      expect(hit.line, call.line).toMatch(/= \?$/);
      expect(recover(out), call.line).toEqual([]);
      const end = oldOrNew(out, call.line);
      ends[end] = (ends[end] ?? 0) + 1;
      expect(recover(out)).toEqual([]);
      expect(writeTrees(out, AFTER).diagnostics, call.line).toEqual([]);
      expect(oldOrNew(out, call.line)).toBe('new');
    });
    // Killed before and after the point of no return, and between those of the two sites.
    expect(ends.old).toBeGreaterThan(20);
    expect(ends.new).toBeGreaterThan(20);
    expect(ends.mixed).toBe(1);
  },
);

test('a recovery killed at any changing call is finished by the next', { timeout: 180_000 }, async () => {
  const [first] = (await callsOf('write', `${home}/before`)).filter((call) =>
    call.line.includes('cron.d/gone'),
  );
  if (!first) throw new Error('The run removes no orphan.');
  const left = workplace(`${home}/before`);
  expect(await inject(first, first.nth, 'signal=SIGKILL', 'write', left.out, left.log)).not.toBeNull();
  expect(existsSync(`${left.out}/.sitewright/kisumu/journal.json`)).toBe(true);
  const calls = await callsOf('recover', left.out);
  expect(calls.length).toBeGreaterThan(25);
  await each(calls, 'signal=SIGKILL', 'recover', left.out, (out, _hit, call) => {
    expect(recover(out), call.line).toEqual([]);
    expect(oldOrNew(out, call.line)).toBe('new');
  });
});

test.each(['EIO', 'ENOSPC', 'EACCES'])(
  '%s of any changing call is a diagnostic',
  { timeout: 180_000 },
  async (errno) => {
    const calls = await callsOf('write', `${home}/before`);
    await each(calls, `error=${errno}`, 'write', `${home}/before`, (out, hit, call) => {
      expect(hit.status, `${call.line}\n${hit.line}`).toBe(0);
      const diagnostics: { code: string }[] = JSON.parse(hit.stdout);
      expect(recover(out), call.line).toEqual([]);
      const end = oldOrNew(out, call.line);
      if (end !== 'new') expect(diagnostics.length, call.line).toBeGreaterThan(0);
      expect(writeTrees(out, AFTER).diagnostics, call.line).toEqual([]);
      expect(oldOrNew(out, call.line)).toBe('new');
    });
  },
);
