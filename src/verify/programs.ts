import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { error, nowhere, type Diagnostic, type Result } from '../diagnostic.ts';
import type { ProgramNeed } from '../target/verification.ts';
import { cacheFolder, programRoot } from './cache.ts';
import { openSuite, packagesOf, replaceFolder, unpackInto } from './debian/suite.ts';
import { isFailure, type Failure } from './process.ts';

/** A program that is in the cache. */
export interface Program {
  readonly need: ProgramNeed;
  /** absolute path of a folder laid out like `/` */
  readonly root: string;
  /** upstream version of the first package: `1.26.3` */
  readonly version: string;
}

export interface Fetching {
  readonly cache?: string;
  /** takes a line without its newline for each thing that takes long */
  readonly progress?: (line: string) => void;
}

/** What a fetched program's folder says about itself; it is written last, so a folder with it is whole. */
interface Marker {
  readonly suite: string;
  readonly packages: readonly string[];
  readonly closure: boolean;
  /** `name=version` of everything unpacked, the Debian versions */
  readonly unpacked: readonly string[];
}

const MARKER = '.fetched.json';

/**
 * Fetches the programs that are not in the cache yet; with all of them cached it touches no network. Programs are
 * unpacked, never installed: nothing is configured or started on this host. Several processes may do this at once.
 * The value holds those that are there; a diagnostic speaks about each of the others.
 */
export async function ensurePrograms(
  needs: readonly ProgramNeed[],
  fetching: Fetching = {},
): Promise<Result<ReadonlyMap<string, Program>>> {
  const programs = new Map<string, Program>();
  const diagnostics: Diagnostic[] = [];
  for (const need of needs) {
    const cache = fetching.cache ?? cacheFolder();
    const program = await ensure(need, cache, fetching.progress ?? (() => undefined)).catch(
      (reason: unknown) => unwritable(cache, reason),
    );
    if (isFailure(program)) diagnostics.push(unfetched(need, program));
    else programs.set(need.id, program);
  }
  return { value: programs, diagnostics };
}

/** A full disk or a folder of another user is no fault of the compiler. */
function unwritable(cache: string, reason: unknown): Failure {
  if (reason instanceof Error && 'syscall' in reason)
    return { failed: `The cache ${cache} cannot be used: ${reason.message}.` };
  throw reason;
}

const unfetched = (need: ProgramNeed, failure: Failure): Diagnostic =>
  error(
    'verify/program',
    nowhere(need.id),
    `The program ${need.id} (${need.packages.join(' ')} of Debian ${need.suite}) is not there. ${failure.failed}`,
    {
      why: 'Without it nobody asks whether the rendered files are accepted.',
      help: 'Run this once on a Debian host that reaches its archive; from then on the cache in node_modules serves.',
    },
  );

async function ensure(
  need: ProgramNeed,
  cache: string,
  progress: (line: string) => void,
): Promise<Program | Failure> {
  const there = cached(need, cache);
  if (there !== null) return there;
  mkdirSync(join(cache, 'programs'), { recursive: true });
  sweep(cache);
  progress(`fetching ${need.packages.join(' ')} of Debian ${need.suite}`);
  // The archive drops a package when a newer one comes, so lists from the cache may name what is gone.
  const first = await fetch(need, cache, false, progress);
  const failure = isFailure(first) ? await fetch(need, cache, true, progress) : first;
  if (failure !== null) return failure;
  return (
    cached(need, cache) ?? { failed: `Its folder ${programRoot(need.id, cache)} was changed meanwhile.` }
  );
}

function cached(need: ProgramNeed, cache: string): Program | null {
  const root = programRoot(need.id, cache);
  const file = join(root, MARKER);
  if (!existsSync(file)) return null;
  const marker = JSON.parse(readFileSync(file, 'utf8')) as Marker;
  const same =
    marker.suite === need.suite &&
    marker.closure === need.closure &&
    marker.packages.join(' ') === need.packages.join(' ');
  const debian = marker.unpacked.find((one) => one.startsWith(`${need.packages[0]}=`));
  if (!same || debian === undefined) return null;
  link(need, root);
  return { need, root, version: upstream(debian) };
}

/** Several processes may do this at once: a link that is there is right. */
function link({ links }: ProgramNeed, root: string): void {
  for (const [path, target] of links ?? []) {
    const place = join(root, path);
    if (lstatSync(place, { throwIfNoEntry: false }) !== undefined) continue;
    if (!existsSync(join(dirname(place), target))) continue;
    try {
      symlinkSync(target, place);
    } catch (reason) {
      if (lstatSync(place, { throwIfNoEntry: false }) === undefined) throw reason;
    }
  }
}

/** `nginx=1:1.26.3+dfsg-3+deb13u7` → `1.26.3` */
const upstream = (debian: string): string =>
  debian
    .replace(/^[^=]*=(\d+:)?/, '')
    .replace(/-[^-]*$/, '')
    .replace(/[+~](ds|dfsg|really|repack).*$/, '');

async function fetch(
  need: ProgramNeed,
  cache: string,
  fresh: boolean,
  progress: (line: string) => void,
): Promise<Failure | null> {
  const suite = await openSuite(cache, need.suite, fresh, progress);
  if (isFailure(suite)) return suite;
  const root = mkdtempSync(join(cache, `.${need.id}-`));
  try {
    const names = await packagesOf(suite, need.packages, need.closure);
    if (isFailure(names)) return names;
    layOut(root);
    const unpacked = await unpackInto(suite, names, root);
    if (isFailure(unpacked)) return unpacked;
    if (need.closure && !existsSync(join(root, 'usr/bin/sh'))) symlinkSync('dash', join(root, 'usr/bin/sh'));
    chmodSync(root, 0o755);
    const { suite: name, packages, closure } = need;
    const marker: Marker = { suite: name, packages, closure, unpacked };
    writeFileSync(join(root, MARKER), `${JSON.stringify(marker, null, 1)}\n`);
    replaceFolder(programRoot(need.id, cache), root, () => cached(need, cache) !== null);
    return null;
  } finally {
    suite.close();
    rmSync(root, { recursive: true, force: true });
  }
}

/** The merged /usr of Debian, made before packages that still carry /bin or /lib are unpacked over it. */
function layOut(root: string): void {
  for (const name of ['bin', 'sbin', 'lib', 'lib64']) {
    mkdirSync(join(root, 'usr', name), { recursive: true });
    symlinkSync(`usr/${name}`, join(root, name));
  }
}

const HOUR = 3_600_000;

/** Removes what killed runs left behind. */
function sweep(cache: string): void {
  for (const folder of [cache, join(cache, 'suites')]) {
    if (!existsSync(folder)) continue;
    for (const name of readdirSync(folder).filter((one) => one.startsWith('.'))) {
      const path = join(folder, name);
      // Not the mtime: tar gives a folder the time that its package says.
      const age = Date.now() - (lstatSync(path, { throwIfNoEntry: false })?.ctimeMs ?? Date.now());
      if (age > HOUR) rmSync(path, { recursive: true, force: true });
    }
  }
}
