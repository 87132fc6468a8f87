import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';

import { join } from 'node:path';
import { execute, type Answer, type Failure } from '../process.ts';
import { unpack } from './unpack.ts';

/** The Debian archive that this host already uses, and the keys that it trusts for it. */
export interface Archive {
  readonly uri: string;
  /** path of a keyring; null leaves it to the keys that apt trusts anyway */
  readonly keyring: string | null;
}

const SOURCES = ['/etc/apt/sources.list.d/debian.sources', '/etc/apt/sources.list'];

/** The first archive of binary packages in a source list of either style (sources.list(5)) that is not a security one. */
export function archiveIn(text: string): Archive | null {
  for (const stanza of text.split(/\n\s*\n/)) {
    const field = (name: string): string | undefined =>
      new RegExp(`^${name}:[ \\t]*(\\S+)`, 'mi').exec(stanza)?.[1];
    const uri = field('URIs');
    if (uri !== undefined && !/-security/.test(field('Suites') ?? ''))
      return { uri, keyring: field('Signed-By') ?? null };
  }
  for (const line of text.matchAll(/^deb[ \t]+(?:\[([^\]]*)\][ \t]+)?(\S+)[ \t]+(\S+)/gm)) {
    const [, options = '', uri = '', suite = ''] = line;
    if (!/security/.test(suite)) return { uri, keyring: /signed-by=(\S+)/.exec(options)?.[1] ?? null };
  }
  return null;
}

const hostArchive = (): Archive | null =>
  SOURCES.filter((file) => existsSync(file))
    .map((file) => archiveIn(readFileSync(file, 'utf8')))
    .find((archive) => archive !== null) ?? null;

/**
 * One suite of the Debian archive, seen through package lists of our own: the host's package state is neither read nor
 * written, and no maintainer script runs.
 */
export interface Suite {
  readonly name: string;
  /** runs an apt-get command */
  readonly apt: (args: readonly string[], cwd: string) => Promise<Answer>;
  /** folder for this run alone, removed by `close` */
  readonly scratch: string;
  readonly close: () => void;
}

const MINUTE = 60_000;

/** Opens a suite; fetches its package lists when they are not in the cache, or when `fresh` asks for today's. */
export async function openSuite(
  cache: string,
  name: string,
  fresh: boolean,
  progress: (line: string) => void,
): Promise<Suite | Failure> {
  const folder = join(cache, 'suites', name);
  mkdirSync(join(cache, 'suites'), { recursive: true });
  if (fresh || !existsSync(folder)) {
    progress(`fetching the package lists of Debian ${name}`);
    const failure = await fetchLists(folder, name, fresh);
    if (failure !== null) return failure;
  }
  const scratch = mkdtempSync(join(cache, '.fetch-'));
  const config = join(scratch, 'apt.conf');
  writeFileSync(config, await aptConfig(folder, scratch));
  return {
    name,
    scratch,
    apt: (args, cwd) => aptGet(config, args, cwd),
    close: () => rmSync(scratch, { recursive: true, force: true }),
  };
}

const aptGet = (config: string, args: readonly string[], cwd: string): Promise<Answer> =>
  execute(['apt-get', '-q', ...args], {
    cwd,
    env: { ...process.env, APT_CONFIG: config, LC_ALL: 'C.UTF-8' },
    timeout: 15 * MINUTE,
  });

async function fetchLists(folder: string, suite: string, fresh: boolean): Promise<Failure | null> {
  const archive = hostArchive();
  if (archive === null)
    return {
      failed: `This host has no Debian archive in ${SOURCES.join(' or ')}; fetch programs on a Debian host.`,
    };
  const next = mkdtempSync(join(folder, '..', `.${suite}-`));
  mkdirSync(join(next, 'state/lists/partial'), { recursive: true });
  mkdirSync(join(next, 'etc/parts'), { recursive: true });
  const signed = archive.keyring === null ? '' : `[signed-by=${archive.keyring}] `;
  writeFileSync(join(next, 'etc/sources.list'), `deb ${signed}${archive.uri} ${suite} main\n`);
  writeFileSync(join(next, 'state/status'), '');
  const config = join(next, 'apt.conf');
  writeFileSync(config, await aptConfig(next, next));
  const answer = await aptGet(config, ['update'], next);
  if (
    answer.status !== 0 ||
    readdirSync(join(next, 'state/lists')).every((one) => !one.includes('_Packages'))
  ) {
    rmSync(next, { recursive: true, force: true });
    return { failed: `The package lists of Debian ${suite} cannot be fetched. ${aptSays(answer)}` };
  }
  replaceFolder(folder, next, () => !fresh);
  return null;
}

/**
 * Puts a finished folder in its place. Another process may do the same at the same moment; of a folder that `keep`
 * finds good, the one that came first stays, because a program may already be running from it.
 */
export function replaceFolder(place: string, next: string, keep: () => boolean): void {
  const old = `${next}-old`;
  for (let attempts = 0; attempts < 10; attempts += 1) {
    try {
      renameSync(next, place);
      rmSync(old, { recursive: true, force: true });
      return;
    } catch (error) {
      if (!existsSync(place)) throw error;
    }
    if (keep()) break;
    rmSync(old, { recursive: true, force: true });
    renameSync(place, old);
  }
  rmSync(next, { recursive: true, force: true });
  rmSync(old, { recursive: true, force: true });
}

/** Only the host's way through proxies is kept from its own apt settings; its hooks would act on the host. */
async function aptConfig(suite: string, scratch: string): Promise<string> {
  const host = await execute(['apt-config', 'dump'], { timeout: MINUTE });
  const proxies = host.stdout.split('\n').filter((line) => /^Acquire::https?::.* ".+";$/.test(line));
  const own = {
    'Dir::State': join(suite, 'state'),
    'Dir::State::status': join(suite, 'state/status'),
    'Dir::Cache': scratch,
    'Dir::Cache::pkgcache': '',
    'Dir::Cache::srcpkgcache': '',
    'Dir::Log': scratch,
    'Dir::Etc::sourcelist': join(suite, 'etc/sources.list'),
    'Dir::Etc::sourceparts': join(suite, 'etc/parts'),
    'Dir::Etc::preferences': '/dev/null',
    'Dir::Etc::preferencesparts': join(suite, 'etc/parts'),
    'Dir::Etc::main': '/dev/null',
    'Dir::Etc::parts': join(suite, 'etc/parts'),
    'APT::Sandbox::User': 'root',
    'APT::Update::Error-Mode': 'any',
    'APT::Install-Recommends': 'false',
    'Acquire::Languages': 'none',
    'Acquire::GzipIndexes': 'true',
    'Acquire::Retries': '2',
    'Acquire::http::Timeout': '30',
    'Acquire::https::Timeout': '30',
    'Debug::NoLocking': 'true',
  };
  return [...proxies, ...Object.entries(own).map(([key, value]) => `${key} "${value}";`), ''].join('\n');
}

/** The errors of apt-get as sentences. */
export function aptSays(answer: Answer): string {
  if (answer.late) return 'apt-get did not end in time.';
  if (answer.status === 127) return 'This host has no apt-get; fetch programs on a Debian host.';
  const lines = answer.stderr.split('\n').filter((line) => /^[EW]: /.test(line));
  const words = lines.map((line) => line.slice(3).trim()).slice(0, 3);
  return words.length === 0
    ? `apt-get ended with status ${answer.status}.`
    : `apt-get says: ${words.join(' / ')}`;
}

/** What a root needs besides the program itself: a shell, the tools of the sandbox, and the C library. */
const BASE = ['libc6', 'dash', 'coreutils', 'sed', 'grep', 'iproute2', 'openssl'];

/** Names of the packages to fetch: with `closure`, those and all that they depend on. */
export async function packagesOf(
  suite: Suite,
  packages: readonly string[],
  closure: boolean,
): Promise<readonly string[] | Failure> {
  const wanted = closure ? [...packages, ...BASE] : packages;
  const answer = await suite.apt(['install', '-s', '--no-install-recommends', ...wanted], suite.scratch);
  if (answer.status !== 0) return { failed: aptSays(answer) };
  if (!closure) return packages;
  return [...answer.stdout.matchAll(/^Inst (\S+)/gm)].map((line) => line[1] ?? '').sort();
}

/**
 * Fetches packages and unpacks them into `root`, a folder laid out like `/` whose bin, sbin and lib stand in usr.
 * Gives `name=version` of each.
 */
export async function unpackInto(
  suite: Suite,
  names: readonly string[],
  root: string,
): Promise<readonly string[] | Failure> {
  const debs = join(suite.scratch, 'debs');
  mkdirSync(debs, { recursive: true });
  const answer = await suite.apt(['download', ...names], debs);
  if (answer.status !== 0) return { failed: aptSays(answer) };
  const versions: string[] = [];
  for (const file of readdirSync(debs).sort()) {
    const failure = await unpack(join(debs, file), root);
    if (failure !== null) return failure;
    const [name = '', version = ''] = file.split('_');
    versions.push(`${name}=${decodeURIComponent(version)}`);
  }
  return versions;
}
