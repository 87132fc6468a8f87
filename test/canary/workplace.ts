import { spawnSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from '../../src/build/build.ts';
import { faulty, SECRETS, SHOP } from './manifests.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, '');

/** No other text of the project holds this, and no name is derived from it. */
const CANARY = 'c4N4ry7Zq';
/** The value of a secret, as it lies in one of the places where values lie. */
const valueIn = (place: string, secret: string): string => `${CANARY}-${place}-${secret}`;
/** What somebody wrote into a manifest. */
export const LITERAL = `${CANARY}Lit`;

/** What one run of the program did. */
export interface Ran {
  readonly argv: readonly string[];
  readonly status: number | null;
  readonly output: string;
  /** files that it, or a program that it asked, opened or ran; canonical paths */
  readonly opened: readonly string[];
}

/** A place to work in where values of secrets lie about: in the environment, beside the manifests, on the host. */
export interface Workplace {
  readonly folder: string;
  readonly run: (...argv: readonly string[]) => Ran;
  /** the same, killed at the entry of its nth rename(2) */
  readonly killed: (nth: number, ...argv: readonly string[]) => Ran;
  /** every file below the folder, and below /tmp, that a run wrote or changed and that holds a canary */
  readonly leaks: () => readonly string[];
  /** the files that must never be opened */
  readonly forbidden: readonly string[];
  readonly remove: () => void;
}

/** @param root the checkout whose program is asked */
export async function workplace(root: string = ROOT): Promise<Workplace> {
  const base = realpathSync(mkdtempSync(join(tmpdir(), 'sitewright-canary-')));
  const dist = join(base, 'package/dist');
  mkdirSync(join(base, 'package'));
  cpSync(join(ROOT, 'package.json'), join(base, 'package/package.json'));
  // The programs of the hosts are in the cache of the checkout.
  symlinkSync(realpathSync(join(ROOT, 'node_modules')), join(base, 'package/node_modules'));
  await build(root, dist);
  const folder = join(base, 'work');
  const temporary = join(base, 'tmp');
  const etc = join(base, 'etc');
  const trace = join(base, 'trace');
  const forbidden: string[] = [];
  const lay = (path: string, text: string): void => {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text, { mode: 0o600 });
  };
  for (const path of [folder, temporary, join(folder, 'node_modules')]) mkdirSync(path, { recursive: true });
  lay(join(folder, 'sites/shop.yaml'), SHOP);
  lay(join(folder, 'sites/faulty.yaml'), faulty(LITERAL));
  const env = SECRETS.map((name) => `${name.toUpperCase()}=${valueIn('dotenv', name)}\n`).join('');
  for (const path of [
    '.env',
    'sites/.env',
    'sites/shop/.env',
    'out/.env',
    '.env.local',
    '.secrets/app_db_password',
  ]) {
    lay(join(folder, path), env);
    forbidden.push(join(folder, path));
  }
  for (const name of ['passwd', 'group', 'hosts', 'nsswitch.conf', 'ld.so.cache'])
    if (existsSync(`/etc/${name}`)) cpSync(`/etc/${name}`, join(etc, name));
  for (const name of SECRETS) {
    lay(join(etc, 'sitewright/secrets', name), valueIn('host', name));
    forbidden.push(join('/etc/sitewright/secrets', name));
  }
  const environment = {
    PATH: process.env['PATH'],
    HOME: base,
    TMPDIR: temporary,
    ...Object.fromEntries(SECRETS.map((name) => [name.toUpperCase(), valueIn('env', name)])),
    ...Object.fromEntries(SECRETS.map((name) => [name, valueIn('env', name)])),
    ...{
      PGPASSWORD: valueIn('env', 'pg'),
      REDISCLI_AUTH: valueIn('env', 'redis'),
      COMPOSE_ENV_FILES: '.env',
    },
  };
  const inputs = new Set([...forbidden, join(folder, 'sites/faulty.yaml')]);
  const box = [
    'bwrap',
    '--dev-bind',
    '/',
    '/',
    '--bind',
    etc,
    '/etc',
    '--die-with-parent',
    '--chdir',
    folder,
    '--',
  ];
  const ask = (more: readonly string[], argv: readonly string[]): Ran => {
    const traced = `trace=open,openat,openat2,execve${more.length > 0 ? ',rename' : ''}`;
    const strace = [
      'strace',
      '-f',
      ...(more.length > 0 ? [] : ['--seccomp-bpf']),
      '-qq',
      '-s',
      '4096',
      '-e',
      traced,
      ...more,
      '-o',
      trace,
    ];
    const [command = '', ...rest] = [
      ...strace,
      ...box,
      process.execPath,
      join(dist, 'sitewright.cjs'),
      ...argv,
    ];
    const { status, stdout, stderr } = spawnSync(command, rest, {
      cwd: folder,
      env: environment,
      encoding: 'utf8',
    });
    return { argv, status, output: stdout + stderr, opened: openedIn(readFileSync(trace, 'utf8'), folder) };
  };
  return {
    folder,
    forbidden,
    run: (...argv) => ask([], argv),
    killed: (nth, ...argv) => ask(['-e', `inject=rename:signal=SIGKILL:when=${nth}`], argv),
    leaks: () =>
      [folder, temporary, dist]
        .flatMap(filesBelow)
        .filter((path) => !inputs.has(path) && holdsCanary(read(path))),
    remove: () => rmSync(base, { recursive: true }),
  };
}

/** Whether bytes hold a canary: as it is, or as base64 or hexadecimal would spell it. */
export function holdsCanary(bytes: Buffer | string): boolean {
  const text = typeof bytes === 'string' ? bytes : bytes.toString('latin1');
  return SPELLINGS.some((one) => text.includes(one));
}

/** Base64 in each of the three places where it may begin, without the characters that neighbours decide. */
const SPELLINGS: readonly string[] = [
  CANARY,
  Buffer.from(CANARY).toString('hex'),
  ...[0, 1, 2].map((shift) =>
    Buffer.from(`${'x'.repeat(shift)}${CANARY}`)
      .toString('base64')
      .slice(shift === 0 ? 0 : 4, 12),
  ),
];

const read = (path: string): Buffer | string => {
  const stats = lstatSync(path);
  return stats.isFile() ? readFileSync(path) : path;
};

const filesBelow = (folder: string): readonly string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name));

/** The paths of a trace that could be opened, as the program named them. */
const openedIn = (trace: string, folder: string): readonly string[] => [
  ...new Set(
    whole(trace).flatMap((line) => {
      const [, path, result] =
        /(?:open(?:at2?)?\((?:AT_FDCWD, )?|execve\()"([^"]*)".*\)\s+= (-?\d+)/.exec(line) ?? [];
      return path === undefined || Number(result) < 0
        ? []
        : [path.startsWith('/') ? path : join(folder, path)];
    }),
  ),
];

/** The calls of a trace, each in one line: strace tells one in two parts where another process came between. */
function whole(trace: string): readonly string[] {
  const begun = new Map<string, string>();
  return trace.split('\n').flatMap((line) => {
    const [, id = '', start] = /^(\d+) +(.*) <unfinished \.\.\.>$/.exec(line) ?? [];
    if (start !== undefined) {
      begun.set(id, start);
      return [];
    }
    const [, pid = '', end] = /^(\d+) +<\.\.\. \w+ resumed>(.*)$/.exec(line) ?? [];
    return end === undefined ? [line] : [(begun.get(pid) ?? '') + end];
  });
}

/** A checkout in which some texts of files are others: path, text, and what stands there instead. */
export function mutated(mutations: readonly (readonly [path: string, from: string, to: string])[]): {
  readonly root: string;
  readonly remove: () => void;
} {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'sitewright-mutated-')));
  for (const name of ['src', 'templates', 'schema', 'package.json', 'package-lock.json', 'tsconfig.json'])
    cpSync(join(ROOT, name), join(root, name), { recursive: true });
  symlinkSync(realpathSync(join(ROOT, 'node_modules')), join(root, 'node_modules'));
  for (const [path, from, to] of mutations) {
    const text = readFileSync(join(root, path), 'utf8');
    if (text.split(from).length !== 2) throw new Error(`${path} holds ${from} not exactly once`);
    writeFileSync(
      join(root, path),
      text.replace(from, () => to),
    );
  }
  return { root, remove: () => rmSync(root, { recursive: true }) };
}
