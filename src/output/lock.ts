import {
  closeSync,
  existsSync,
  lstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmdirSync,
  unlinkSync,
} from 'node:fs';
import { type Diagnostic, error, nowhere, type Result } from '../diagnostic.ts';
import { fault, hasCode, isSystemFault } from './fault.ts';
import { makeDirectory, WORK, workOf } from './journal.ts';
import { throughLink } from './tree.ts';

/** The right to change a site's tree, until it is released. */
export interface Lock {
  readonly site: string;
  readonly release: () => void;
}

/** How long two runs that start at once wait for each other: 20 times 5 ms. */
const TRIES = 20;

/**
 * Takes the lock of a site, whatever an earlier run left there. A lock is an empty file whose *name* says whose it is, so that there is no moment at which it
 * is half written, and removing a dead one cannot hit a living one. Each run first makes its own file, then looks for
 * others: of two, the later one sees the earlier one, so they never both hold the lock.
 */
export function acquire(outDir: string, site: string): Result<Lock> {
  const work = workOf(outDir, site);
  const mine = ownName();
  try {
    const link = [`${outDir}/${WORK}`, work].find((path) => isLink(path));
    if (link !== undefined) return { value: null, diagnostics: [throughLink(link)] };
    create(work, mine);
  } catch (cause) {
    if (hasCode(cause, 'EEXIST') && existsSync(`${work}/${mine}`))
      return { value: null, diagnostics: [held(outDir, site, mine)] };
    dismiss(outDir, site);
    return { value: null, diagnostics: [fault(cause, 'lock', work)] };
  }
  const release = (): void => {
    quietly(() => unlinkSync(`${work}/${mine}`));
    dismiss(outDir, site);
  };
  try {
    for (let left = TRIES; ; left--) {
      const others = living(work, mine);
      const first = others[0];
      if (first === undefined) return { value: { site, release }, diagnostics: [] };
      if (left > 0 && mine < first) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      else {
        release();
        return { value: null, diagnostics: [held(outDir, site, first)] };
      }
    }
  } catch (cause) {
    release();
    return { value: null, diagnostics: [fault(cause, 'lock', work)] };
  }
}

/** Another run's release may remove the directory between our two calls. */
function create(work: string, mine: string): void {
  for (let left = TRIES; ; left--)
    try {
      makeDirectory(work);
      closeSync(openSync(`${work}/${mine}`, 'wx'));
      return;
    } catch (cause) {
      if (left === 0 || !hasCode(cause, 'ENOENT')) throw cause;
    }
}

/** The other living runs at a site, by name; the locks of dead ones go. */
function living(work: string, mine: string): readonly string[] {
  const others = readdirSync(work).filter((name) => name.startsWith('lock.') && name !== mine);
  return others.sort().filter((name) => {
    if (isAlive(name)) return true;
    quietly(() => unlinkSync(`${work}/${name}`));
    return false;
  });
}

/** Removes the working directories that hold nothing any more. */
export function dismiss(outDir: string, site: string): void {
  quietly(() => rmdirSync(workOf(outDir, site)));
  quietly(() => rmdirSync(`${outDir}/${WORK}`));
}

/** For cleaning that the next run does again where it fails now. */
function quietly(body: () => void): void {
  try {
    body();
  } catch (cause) {
    if (!isSystemFault(cause)) throw cause;
  }
}

export const isLink = (path: string): boolean =>
  lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false;

/**
 * `lock.<pid>.<start>.<namespace>.<boot>`: the start in clock ticks after boot (proc(5), stat, field 22) tells a process
 * from a later one with its number; the namespace tells whose numbers they are; a lock of another boot is dead.
 */
const ownName = (): string =>
  `lock.${process.pid}.${statusOf(process.pid)?.start ?? 0}.${namespace()}.${contents('/proc/sys/kernel/random/boot_id')}`;

function isAlive(name: string): boolean {
  const [, pid = '', start = '', itsNamespace, boot] = name.split('.');
  if (boot !== contents('/proc/sys/kernel/random/boot_id')) return false;
  // A container's process number says nothing here; only a person can tell whether that container still runs.
  if (itsNamespace !== namespace()) return true;
  try {
    process.kill(Number(pid), 0);
  } catch (cause) {
    if (hasCode(cause, 'ESRCH')) return false;
  }
  const status = statusOf(Number(pid));
  return status === null || (status.start === start && status.state !== 'Z');
}

/** State and start of a process, or null where /proc does not show it (no Linux, hidepid). */
function statusOf(pid: number): { readonly state: string; readonly start: string } | null {
  const text = contents(`/proc/${pid}/stat`);
  // The second field is the command in parentheses, which may hold blanks and parentheses.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  const [state, start] = [fields[0], fields[19]];
  return state === undefined || start === undefined ? null : { state, start };
}

function namespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid').replace(/\D/g, '');
  } catch {
    return '0';
  }
}

function contents(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim();
  } catch {
    return '';
  }
}

function held(outDir: string, site: string, name: string): Diagnostic {
  const file = `${workOf(outDir, site)}/${name}`;
  const [, pid = '', , itsNamespace] = name.split('.');
  const stranger = itsNamespace !== namespace();
  const who = stranger ? `process ${pid} of another container` : `process ${pid}`;
  return error('output/locked', nowhere(`${outDir}/${site}`), `${site} is being written by ${who}.`, {
    why: 'Two runs at once would mix their trees.',
    help: stranger
      ? `Wait for it; if it runs no more, remove ${file}.`
      : 'Wait until it has finished, then run again.',
  });
}
