import { lstatSync, mkdirSync, readFileSync, renameSync, statSync, writeFileSync, type Stats } from 'node:fs';

/** What a run found of a site that has no finding; paths are relative to the working directory. */
export interface Left {
  /** the manifest, its parents and its side files */
  readonly read: readonly string[];
  /** files and links that were as they should be */
  readonly kept: readonly string[];
  /** those that this run put there */
  readonly written: readonly string[];
}

/**
 * What the last run left, so that the next one need not compile what nobody has touched. It may be deleted at any time,
 * and it decides nothing but whether a site is looked at: `check` never asks it.
 */
export interface State {
  /** whether all that a site was made of, and all that it gave, is untouched since it was remembered */
  unchanged(site: string): boolean;
  remember(site: string, left: Left): void;
  /** forgets all other sites */
  retain(sites: readonly string[]): void;
  /** puts it on the disk; where that cannot be written, the next run does without */
  save(): void;
}

export const noState: State = {
  unchanged: () => false,
  remember: () => undefined,
  retain: () => undefined,
  save: () => undefined,
};

/** Beside the packages of the working directory, where tools keep what may be deleted. */
const FOLDER = 'node_modules/.cache/sitewright';

/**
 * The state that a build keeps for the present working directory; nothing is kept where it has no `node_modules`.
 * @param build another build may give other files: it starts from nothing
 */
export function openState(build: string): State {
  const folder = statSync('node_modules', { throwIfNoEntry: false })?.isDirectory() === true ? FOLDER : null;
  return folder === null ? noState : new KeptState(`${folder}/state`, build);
}

/** One line a site, as JSON: its name, what was read, what it gave, and of each of these the numbers of its `stat`. */
type Line = readonly [
  site: string,
  read: readonly string[],
  gave: readonly string[],
  stamps: readonly number[],
];

/** How long a run must have taken to wait a moment at its end for the sake of the next one. */
const LONG = 1000;

class KeptState implements State {
  readonly #file: string;
  readonly #build: string;
  /** before anything was read: whatever is older than this was not changed while it was read */
  readonly #start = Date.now();
  readonly #lines: Map<string, string>;
  /** sites with files that were written a moment ago, and when these can be trusted */
  readonly #fresh = new Map<string, number>();
  readonly #parents = new Map<string, Stats | undefined>();
  #changed = false;

  constructor(file: string, build: string) {
    this.#file = file;
    this.#build = build;
    this.#lines = linesOf(file, build);
  }

  unchanged(site: string): boolean {
    const line = lineIn(this.#lines.get(site));
    if (line !== null && this.#isUntouched(line)) return true;
    this.#forget(site);
    return false;
  }

  #isUntouched([, read, gave, stamps]: Line): boolean {
    let next = 0;
    const same = (stats: Stats | undefined): boolean => {
      const [ino, size, mtime, ctime] = [stamps[next], stamps[next + 1], stamps[next + 2], stamps[next + 3]];
      next += 4;
      return (
        stats !== undefined &&
        stats.ctimeMs === ctime &&
        stats.mtimeMs === mtime &&
        stats.size === size &&
        stats.ino === ino
      );
    };
    return read.every((path) => same(this.#parent(path))) && gave.every((path) => same(statsOf(path)));
  }

  /** Parents are read by many sites, and looked at once. */
  #parent(path: string): Stats | undefined {
    if (this.#parents.has(path)) return this.#parents.get(path);
    const stats = statsOf(path);
    this.#parents.set(path, stats);
    return stats;
  }

  remember(site: string, { read, kept, written }: Left): void {
    this.#forget(site);
    const stamps: number[] = [];
    let trusted = 0;
    for (const path of [...read, ...kept, ...written]) {
      const stats = statsOf(path);
      if (stats === undefined) return;
      const settled = stats.ctimeMs + tickOf(stats);
      // A file that changed since the run began may have changed after it was read.
      if (stamps.length < 4 * (read.length + kept.length)) {
        if (settled >= this.#start) return;
      } else trusted = Math.max(trusted, settled);
      stamps.push(stats.ino, stats.size, stats.mtimeMs, stats.ctimeMs);
    }
    const line: Line = [site, read, [...kept, ...written], stamps];
    this.#lines.set(site, JSON.stringify(line));
    if (trusted > 0) this.#fresh.set(site, trusted);
    this.#changed = true;
  }

  retain(sites: readonly string[]): void {
    const known = new Set(sites);
    for (const site of [...this.#lines.keys()]) if (!known.has(site)) this.#forget(site);
  }

  #forget(site: string): void {
    this.#fresh.delete(site);
    if (this.#lines.delete(site)) this.#changed = true;
  }

  save(): void {
    if (!this.#changed) return;
    this.#settle();
    const draft = `${this.#file}.${process.pid}`;
    try {
      mkdirSync(FOLDER, { recursive: true });
      writeFileSync(draft, [this.#build, ...this.#lines.values(), ''].join('\n'));
      renameSync(draft, this.#file);
    } catch (cause) {
      if (!(cause instanceof Error && 'syscall' in cause)) throw cause;
    }
    this.#changed = false;
  }

  /**
   * A file that changes twice within one tick of the clock looks as if it had changed once. So nothing is kept of files
   * that were written within the last one: a long run waits for it, a short one leaves its site to the next run.
   */
  #settle(): void {
    const last = Math.max(0, ...this.#fresh.values());
    const wait = last - Date.now() + 1;
    if (wait > 0 && wait <= 2 * TICK && Date.now() - this.#start > LONG)
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, wait);
    const now = Date.now();
    for (const [site, trusted] of this.#fresh) if (trusted >= now) this.#forget(site);
    this.#fresh.clear();
  }
}

/** Linux stamps files with a clock that ticks every 1 to 10 ms (CONFIG_HZ). */
const TICK = 20;
/** Some file systems know whole seconds only, FAT even ones. */
const tickOf = ({ ctimeMs }: Stats): number => (ctimeMs % 1000 === 0 ? 2000 : TICK);

function statsOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    // A file where a folder was, or a folder that may not be entered.
    return undefined;
  }
}

/** The lines of a state by their sites; none where there is no state, or that of another build. */
function linesOf(file: string, build: string): Map<string, string> {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return new Map();
  }
  const [head, ...lines] = text.split('\n');
  if (head !== build || lines.pop() !== '') return new Map();
  return new Map(lines.map((line) => [line.slice(2, line.indexOf('"', 2)), line]));
}

/** What a line says; null where there is none, or a damaged one. */
function lineIn(text: string | undefined): Line | null {
  if (text === undefined) return null;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return null;
  }
  if (!Array.isArray(value)) return null;
  const [site, read, gave, stamps]: readonly unknown[] = value;
  if (typeof site !== 'string' || !isListOf(read, 'string') || !isListOf(gave, 'string')) return null;
  if (!isListOf(stamps, 'number') || stamps.length !== 4 * (read.length + gave.length)) return null;
  return [site, read, gave, stamps];
}

function isListOf(value: unknown, type: 'string'): value is readonly string[];
function isListOf(value: unknown, type: 'number'): value is readonly number[];
function isListOf(value: unknown, type: string): boolean {
  return Array.isArray(value) && value.every((one) => typeof one === type);
}
