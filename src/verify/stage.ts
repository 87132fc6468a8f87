import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { StageNeed } from '../target/verification.ts';
import { cacheFolder } from './cache.ts';
import { stubCertificate } from './certificate.ts';
import { isFailure, type Answer, type Failure } from './process.ts';
import type { Program } from './programs.ts';
import { runBoxed, startBoxed, type Box, type Run, type Server } from './sandbox.ts';

/** A scratch root on disk, and programs run with it as their `/`. */
export interface Stage {
  /** where it lies on this host, for tests that look at what a program wrote */
  readonly root: string;
  /** runs a program to its end, in namespaces of its own */
  readonly run: (argv: readonly string[], run?: Run) => Promise<Answer>;
  readonly spawn: (argv: readonly string[], run?: Run) => Promise<Server>;
  /** stops what was spawned and removes the root */
  readonly close: () => Promise<void>;
}

export interface Staging {
  /** whose libraries and tools are used; null or a plain program: those of this host */
  readonly program?: Program | null;
  readonly cache?: string;
}

const SKELETON = [
  'etc',
  'root',
  'run/lock',
  'tmp',
  'var/cache',
  'var/lib',
  'var/log',
  'var/spool',
  'var/tmp',
];
const LINKS = [
  ...['bin', 'sbin', 'lib', 'lib64'].map((name) => [name, `usr/${name}`] as const),
  ['var/run', '../run'] as const,
  ['var/lock', '../run/lock'] as const,
];

/** Builds a stage. Nothing of this host is in it but /usr, read-only, and that only where the program brings none. */
export async function openStage(need: Partial<StageNeed>, staging: Staging = {}): Promise<Stage | Failure> {
  const program = staging.program ?? null;
  const usr = program?.need.closure === true ? join(program.root, 'usr') : '/usr';
  const addresses = need.addresses ?? [];
  if (addresses.length > 0 && !['sbin', 'bin'].some((folder) => existsSync(join(usr, folder, 'ip'))))
    return {
      failed: `The stage needs the command ip for its addresses, and ${usr} has none. Install iproute2.`,
    };
  const own = [...(need.files?.keys() ?? []), ...(need.links?.keys() ?? [])].map(settled);
  const root = mkdtempSync(join(tmpdir(), 'sitewright-stage-'));
  const box: Box = {
    root,
    usr,
    overUsr: own.filter((path) => path.startsWith('/usr/')),
    program: program?.need.closure === false ? program.root : null,
    addresses,
  };
  const remove = (): void => rmSync(root, { recursive: true, force: true });
  const failure = await fill(box, need, staging).catch((reason: unknown) => {
    remove();
    throw reason;
  });
  if (failure !== null) {
    remove();
    return failure;
  }
  const servers: Server[] = [];
  return {
    root,
    run: (argv, run = {}) => runBoxed(box, argv, run),
    spawn: async (argv, run = {}) => {
      const server = await startBoxed(box, argv, run);
      servers.push(server);
      return server;
    },
    close: async () => {
      await Promise.all(servers.map((server) => server.stop()));
      remove();
    },
  };
}

async function fill(box: Box, need: Partial<StageNeed>, staging: Staging): Promise<Failure | null> {
  const rendered = (path: string): boolean =>
    need.files?.has(path) === true || need.links?.has(path) === true;
  layOut(box.root, need);
  for (const path of need.fromProgram ?? [])
    if (!rendered(path)) copy(join(staging.program?.root ?? '/', path), box.root, path);
  const certificates = (need.certificates ?? []).filter((path) => !rendered(path));
  if (certificates.length === 0) return null;
  const stub = await stubCertificate({ ...box, addresses: [], overUsr: [] }, staging.cache ?? cacheFolder());
  if (isFailure(stub)) return stub;
  for (const path of certificates) write(box.root, path, stub.pem, 0o600);
  return null;
}

function layOut(root: string, need: Partial<StageNeed>): void {
  for (const folder of SKELETON) mkdirSync(join(root, folder), { recursive: true });
  for (const folder of need.directories ?? []) mkdirSync(inside(root, folder), { recursive: true });
  for (const [name, target] of LINKS) symlinkSync(target, join(root, name));
  const accounts = ['nobody', ...(need.users ?? []).filter((name) => name !== 'root' && name !== 'nobody')];
  // One uid is mapped into the namespace, and chown to any other is EINVAL: so everybody is root there.
  const passwd = accounts.map((name) => `${name}:x:0:0::/home/${name}:/usr/sbin/nologin\n`);
  const groups = ['nogroup', 'adm', ...accounts].map((name) => `${name}:x:0:\n`);
  write(root, '/etc/passwd', `root:x:0:0:root:/root:/bin/sh\n${passwd.join('')}`, 0o644);
  write(root, '/etc/group', `root:x:0:\n${groups.join('')}`, 0o644);
  write(root, '/etc/hosts', hosts(need.names ?? new Map()), 0o644);
  const databases = ['passwd', 'group', 'hosts', 'services', 'protocols'];
  write(root, '/etc/nsswitch.conf', databases.map((name) => `${name}: files\n`).join(''), 0o644);
  for (const [path, file] of need.files ?? []) write(root, path, file.text, file.mode);
  // After the files, so that no file is written through a link that leaves the stage.
  for (const [path, target] of need.links ?? []) {
    mkdirSync(dirname(inside(root, path)), { recursive: true });
    symlinkSync(target, inside(root, path));
  }
}

/** Names without an address get one each, so that two of them are never the same listener. */
function hosts(names: ReadonlyMap<string, string | null>): string {
  const lines = [...names].map(([name, address], index) => {
    const number = index + 2;
    return `${address ?? `127.0.${number >> 8}.${number & 255}`} ${name}\n`;
  });
  return `127.0.0.1 localhost\n::1 localhost\n${lines.join('')}`;
}

function write(root: string, path: string, text: string, mode: number): void {
  const place = inside(root, path);
  mkdirSync(dirname(place), { recursive: true });
  rmSync(place, { force: true });
  writeFileSync(place, text, { mode });
}

function copy(from: string, root: string, path: string): void {
  const place = inside(root, path);
  mkdirSync(dirname(place), { recursive: true });
  copyFileSync(from, place);
}

const inside = (root: string, path: string): string => join(root, settled(path));

/** Where a path really lies, given the links of the skeleton. */
function settled(path: string): string {
  if (!path.startsWith('/') || path.split('/').includes('..'))
    throw new Error(`not a path of a stage: ${path}`);
  return path
    .replace(/^\/(bin|sbin|lib|lib64)\//, '/usr/$1/')
    .replace(/^\/var\/run\//, '/run/')
    .replace(/^\/var\/lock\//, '/run/lock/');
}
