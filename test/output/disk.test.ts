import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, readdirSync, rmSync } from 'node:fs';
import { buildSync } from 'esbuild';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeTrees } from '../../src/output/write.ts';
import { expected, lay, scratch, snapshot } from './scratch.ts';
import { AFTER, BEFORE, FOREIGN } from './states.ts';

/**
 * Disks that refuse: small ones, read-only ones, directories of somebody else. Small and read-only ones are mounted in a
 * user and mount namespace, so nothing outside sees them.
 */
const home = scratch();
const driver = `${home}/driver.cjs`;
const mount = `${home}/mount`;
const before = `${home}/before`;

beforeAll(() => {
  const entryPoints = [`${import.meta.dirname}/driver.ts`];
  buildSync({ entryPoints, bundle: true, platform: 'node', format: 'cjs', outfile: driver });
  writeTrees(before, BEFORE);
  lay(home, { 'mount/nothing-is-mounted-here': '' });
  lay(before, FOREIGN);
  const tried = spawnSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', mount], { encoding: 'utf8' });
  if (tried.status !== 0)
    throw new Error(`These tests need unshare(1) with user namespaces: ${tried.stderr}`);
});
afterAll(() => rmSync(home, { recursive: true }));

interface Seen {
  readonly diagnostics: readonly { code: string }[];
  readonly tree: Record<string, string>;
}

/** Runs a script in a namespace where `$mount` is a new small disk with the old tree; it prints what `Seen` holds, by lines. */
function onDisk(options: string, script: string): readonly Seen[] {
  const whole = `set -e; mount -t tmpfs -o ${options} none "$mount"; cp -a "$before" "$mount/out"; ${script}`;
  const env = { ...process.env, mount, before, node: process.execPath, driver, out: `${mount}/out` };
  const ran = spawnSync('unshare', ['-rm', 'sh', '-c', whole], { env, encoding: 'utf8' });
  expect(ran.stderr).toBe('');
  expect(ran.status).toBe(0);
  const lines = ran.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  return Array.from({ length: lines.length / 2 }, (_, i) => ({
    diagnostics: lines[2 * i],
    tree: lines[2 * i + 1],
  }));
}

/** A run, and what is there after it. */
const RUN = `"$node" "$driver" write "$out"; "$node" "$driver" snapshot "$out"`;

/** On a disk with room for it the tree is new; on a full one it is as it was, with nothing left beside it. */
function allOrNothing(seen: readonly Seen[]): { full: number; fits: number } {
  for (const { diagnostics, tree } of seen) {
    for (const one of diagnostics) expect(one.code).toBe('output/disk-full');
    expect(tree).toEqual(expected(diagnostics.length > 0 ? BEFORE : AFTER, FOREIGN));
  }
  const full = seen.filter((one) => one.diagnostics.length > 0).length;
  return { full, fits: seen.length - full };
}

test('a disk that is full at any point', { timeout: 60_000 }, () => {
  const script = `
    for free in 0 4 8 12 16 20 24 28 32 36 40 44 48 52 56 60; do
      dd if=/dev/zero of="$mount/ballast" bs=1k 2>/dev/null || true
      truncate -s -"\${free}k" "$mount/ballast"
      ${RUN}
      rm -r "$mount/ballast" "$out"
      cp -a "$before" "$out"
    done`;
  const seen = onDisk('size=128k', script);
  expect(seen.length).toBe(16);
  const { full, fits } = allOrNothing(seen);
  expect(full).toBeGreaterThan(5);
  expect(fits).toBeGreaterThan(1);
});

test('a disk that has no room for one more file at any point', { timeout: 60_000 }, () => {
  const old = Object.keys(expected(BEFORE, FOREIGN)).length + 2;
  const seen = Array.from({ length: 28 }, (_, more) => onDisk(`nr_inodes=${old + more}`, RUN)).flat();
  expect(seen.length).toBe(28);
  const { full, fits } = allOrNothing(seen);
  expect(full).toBeGreaterThan(15);
  expect(fits).toBeGreaterThan(1);
});

test('a file system that is read-only', () => {
  const [seen] = onDisk('size=1m', `mount -o remount,ro none "$mount"; ${RUN}`);
  expect(seen?.diagnostics.map((one) => one.code)).toEqual(['output/not-writable', 'output/not-writable']);
  expect(seen?.tree).toEqual(expected(BEFORE, FOREIGN));
});

test('a site that is on another file system is refused before anything is written', () => {
  const [seen] = onDisk(
    'size=1m',
    `mv "$out/kisumu" "$mount/kisumu"; mkdir "$out/kisumu"; mount -t tmpfs none "$out/kisumu"; cp -a "$mount/kisumu/." "$out/kisumu"
     ${RUN}`,
  );
  expect(new Set(seen?.diagnostics.map((one) => one.code))).toEqual(new Set(['output/other-file-system']));
  const [, nakuru] = AFTER;
  expect(seen?.tree).toEqual(expected([...BEFORE, ...(nakuru ? [nakuru] : [])], FOREIGN));
});

/** The numbers of `nobody` and `nogroup`: root's own permissions bind nobody else, and root none. */
const NOBODY = 65534;

/** Runs the driver as a user whom permissions bind; where the tests are run by such a user, as that one. */
function asNobody(verb: string, out: string): string {
  const isRoot = process.getuid?.() === 0;
  const command = [process.execPath, driver, verb, out];
  const become = ['setpriv', `--reuid=${NOBODY}`, `--regid=${NOBODY}`, '--clear-groups'];
  const [program = '', ...args] = isRoot ? [...become, ...command] : command;
  const ran = spawnSync(program, args, { encoding: 'utf8' });
  expect(ran.stderr).toBe('');
  return ran.stdout;
}

function giveTo(directory: string, user: number): void {
  if (process.getuid?.() === 0) chownSync(directory, user, user);
  for (const item of readdirSync(directory, { withFileTypes: true }))
    if (item.isDirectory()) giveTo(`${directory}/${item.name}`, user);
}

test.each([
  ['the whole of out', '', ['output/not-writable', 'output/not-writable']],
  ['the site', 'kisumu', ['output/not-writable']],
  ['one directory that has an orphan', 'kisumu/web1/etc/cron.d', ['output/not-writable']],
  ['one directory that gets a link', 'kisumu/web1/sites', ['output/not-writable']],
])('a directory that may not be written: %s', (_, path, codes) => {
  const out = `${home}/closed`;
  cpSync(before, out, { recursive: true, verbatimSymlinks: true });
  chmodSync(home, 0o755);
  giveTo(out, NOBODY);
  const closed = path === '' ? out : `${out}/${path}`;
  chmodSync(closed, 0o555);
  try {
    expect(JSON.parse(asNobody('write', out)).map((one: { code: string }) => one.code)).toEqual(codes);
    // The other site is not concerned, unless it has no place either.
    const others = AFTER.slice(1, path === '' ? 1 : 2);
    expect(snapshot(out)).toEqual(expected([...BEFORE, ...others], FOREIGN));
    chmodSync(closed, 0o755);
    expect(asNobody('write', out)).toBe('[]\n');
    expect(snapshot(out)).toEqual(expected(AFTER, FOREIGN));
  } finally {
    rmSync(out, { recursive: true });
  }
});
