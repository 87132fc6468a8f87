import { execFile, spawnSync } from 'node:child_process';
import { cpSync, readFileSync, rmSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect } from 'vitest';
import { scratch } from './scratch.ts';

/**
 * Every system call by which a run changes the disk is made the last one of a process (SIGKILL on its entry), and then
 * made to fail, by strace. Without `-f` it follows the main thread alone, where all of our calls are.
 */
const CHANGING = [
  'openat,write,writev,pwrite64,ftruncate,fsync,fdatasync,mkdir,mkdirat,rmdir,rename,renameat,renameat2',
  'unlink,unlinkat,symlink,symlinkat,link,linkat,chmod,fchmod,fchmodat',
].join(',');

/** One changing call of a run: the how manyth of its kind in the process, and what the trace says. */
export interface Call {
  readonly name: string;
  readonly nth: number;
  readonly line: string;
}

const run = promisify(execFile);

/** Fails, by name, where the tests cannot be run. */
export function needStrace(): void {
  const found = spawnSync('strace', ['-e', 'trace=none', 'true'], { encoding: 'utf8' });
  if (found.status !== 0)
    throw new Error(
      `These tests need strace (Debian package strace) and ptrace: ${found.error?.message ?? found.stderr}`,
    );
}

/** A copy of a prepared `out/`, and a place for the trace. */
export function workplace(from: string): { out: string; log: string; done: () => void } {
  const directory = scratch();
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
export async function callsOf(command: readonly string[], from: string): Promise<readonly Call[]> {
  const { out, log, done } = workplace(from);
  await run('strace', ['-y', '-o', log, '-e', `trace=${CHANGING}`, ...command, out]);
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

export interface Hit {
  readonly line: string;
  readonly stdout: string;
  readonly status: number | null;
}

/** Runs the driver with a fault injected into one call; null if another call took it, as node's own vary a little. */
export async function inject(
  call: Call,
  nth: number,
  how: string,
  command: readonly string[],
  out: string,
  log: string,
): Promise<Hit | null> {
  const what = [`trace=${call.name}`, `inject=${call.name}:${how}:when=${nth}`].flatMap((one) => ['-e', one]);
  const ended = await run('strace', ['-y', '-o', log, ...what, ...command, out]).then(
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
export async function each(
  calls: readonly Call[],
  how: string,
  command: readonly string[],
  from: string,
  check: Check,
): Promise<void> {
  const waiting = [...calls];
  const missed: string[] = [];
  const worker = async (): Promise<void> => {
    for (let call = waiting.shift(); call; call = waiting.shift()) {
      let hit: Hit | null = null;
      for (const nth of [0, -1, 1, 0, -2, 2, 0].map((shift) => call.nth + shift)) {
        if (nth < 1 || hit) continue;
        const { out, log, done } = workplace(from);
        hit = await inject(call, nth, how, command, out, log);
        if (hit) check(out, hit, call);
        done();
      }
      if (!hit) missed.push(call.line);
    }
  };
  await Promise.all([worker(), worker()]);
  expect(missed).toEqual([]);
}
