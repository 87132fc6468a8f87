import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { programRoot } from '../programs.ts';
import { NAMES, standIns } from './stand-ins.ts';

/** Accounts of a machine, with numbers of their own: who owns a file is part of what is compared. */
const ACCOUNTS: readonly (readonly [name: string, id: number])[] = [
  ['postgres', 105],
  ['redis', 106],
  ['asterisk', 107],
];

const FOLDERS: readonly (readonly [path: string, owner: number])[] = [
  ['var/lib/postgresql', 105],
  ['etc/postgresql', 105],
  ['var/lib/redis', 106],
  ['etc/redis', 106],
];

const PROGRAMS = [
  ...['nginx', 'docker-compose', 'redis-bookworm', 'postgresql-server-15', 'monit', 'nftables-bookworm'],
] as const;

export interface Said {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  /** kills the script before its n-th command */
  readonly killAt?: number;
  /** counts its commands, and those after which something may have been changed */
  readonly counting?: boolean;
  /** parts of the recorded actions that fail */
  readonly failing?: readonly string[];
  /** what the caller has in its environment */
  readonly env?: Readonly<Record<string, string>>;
  /** PostgreSQL is really asked about rules of access and SQL */
  readonly postgresql?: boolean;
}

/**
 * A Debian 12 machine in a sandbox: a root of its own with accounts of their own, /usr of this machine, real programs
 * that check files, and stand-ins for those that would start or stop something.
 */
export class Machine {
  readonly root: string;
  readonly #beside: string;

  /** @param like a machine whose files it has at first */
  constructor(name = 'web1', like: Machine | null = null) {
    if (process.getuid?.() !== 0)
      throw new Error('These tests give files to several accounts: run them as root, as in a container.');
    this.root = mkdtempSync(join(tmpdir(), 'sitewright-machine-'));
    this.#beside = mkdtempSync(join(tmpdir(), 'sitewright-beside-'));
    this.name = name;
    this.#standIns();
    chmodSync(this.root, 0o755);
    if (like) {
      spawnSync('cp', ['-a', `${like.root}/.`, this.root]);
      return;
    }
    for (const folder of [
      'etc',
      'root',
      'run',
      'tmp',
      'var/lib',
      'var/tmp',
      'srv',
      'proc',
      'dev',
      'usr',
      'programs',
      'beside',
    ])
      mkdirSync(join(this.root, folder), { recursive: true, mode: 0o755 });
    this.write('/etc/hostname', `${name}\n`);
    this.write('/etc/hosts', '127.0.0.1 localhost\n');
    this.write('/etc/os-release', 'PRETTY_NAME="Debian"\nID=debian\nVERSION_ID="12"\n');
    const accounts = ACCOUNTS.map(([user, id]) => `${user}:x:${id}:${id}::/:/usr/sbin/nologin\n`).join('');
    this.write(
      '/etc/passwd',
      `root:x:0:0:root:/root:/bin/bash\nnobody:x:65534:65534::/:/bin/false\n${accounts}`,
    );
    this.write(
      '/etc/group',
      `root:x:0:\nnogroup:x:65534:\n${ACCOUNTS.map(([user, id]) => `${user}:x:${id}:\n`).join('')}`,
    );
    this.write('/etc/nsswitch.conf', 'passwd: files\ngroup: files\nhosts: files\n');
    for (const link of ['bin', 'sbin', 'lib', 'lib64']) symlinkSync(`usr/${link}`, join(this.root, link));
    // As the packages of PostgreSQL and Redis leave it.
    for (const [folder, owner] of FOLDERS) {
      mkdirSync(join(this.root, folder), { recursive: true, mode: 0o755 });
      chownSync(join(this.root, folder), owner, owner);
    }
    this.write('/etc/redis/redis.conf', '# by Debian\n', 0o640, 106);
  }

  readonly name: string;

  write(path: string, text: string | Buffer, mode = 0o644, owner = 0): void {
    const place = join(this.root, path);
    mkdirSync(dirname(place), { recursive: true });
    rmSync(place, { force: true });
    writeFileSync(place, text, { mode });
    chmodSync(place, mode);
    chownSync(place, owner, owner);
  }

  read(path: string): string {
    return readFileSync(join(this.root, path), 'utf8');
  }

  remove(path: string): void {
    rmSync(join(this.root, path), { recursive: true });
  }

  /** Puts a host's directory to /srv/out, as a copy of `out/<site>/<host>` would be. */
  bring(files: ReadonlyMap<string, string>): void {
    rmSync(join(this.root, 'srv/out'), { recursive: true, force: true });
    for (const [path, text] of files)
      this.write(`/srv/out${path}`, text, path === '/install' ? 0o755 : 0o644);
  }

  install(argv: readonly string[] = [], running: Running = {}): Said {
    const env: Record<string, string> = { ...running.env };
    if (running.killAt !== undefined || running.counting === true) {
      env['BASH_ENV'] = '/beside/watch.sh';
      env['KILL_AT'] = String(running.killAt ?? 0);
    }
    rmSync(join(this.#beside, 'has-postgresql'), { force: true });
    if (running.postgresql === true) writeFileSync(join(this.#beside, 'has-postgresql'), '');
    writeFileSync(join(this.#beside, 'failing'), (running.failing ?? []).map((one) => `${one}\n`).join(''));
    return this.run(['/srv/out/install', ...argv], env);
  }

  run(argv: readonly string[], env: Readonly<Record<string, string>> = {}): Said {
    const { status, signal, stdout, stderr } = spawnSync('bwrap', [...this.#box(env), '--', ...argv], {
      encoding: 'utf8',
      timeout: 60_000,
    });
    return { status: signal === null ? status : null, stdout, stderr };
  }

  /** The command that opens a shell of root on it, as ssh does. It reads its commands from standard input. */
  shell(): readonly string[] {
    writeFileSync(join(this.#beside, 'failing'), '');
    return ['bwrap', ...this.#box({ HOME: '/root' }, '/root'), '--', 'bash', '-e'];
  }

  /** Puts a program of a test to /usr/local/bin. */
  addProgram(name: string, text: string): void {
    writeFileSync(join(this.#beside, 'bin', name), text, { mode: 0o755 });
  }

  /** What was done to services since it was last asked. */
  actions(): readonly string[] {
    const path = join(this.#beside, 'actions');
    const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
    rmSync(path, { force: true });
    return text.split('\n').filter((line) => line !== '');
  }

  /** The number of commands of the last counted run: all, and those before the first change. */
  counts(): { readonly all: number; readonly before: number } {
    const [all = 0, before = 0] = readFileSync(join(this.#beside, 'counts'), 'utf8').split(' ').map(Number);
    return { all, before };
  }

  /** Everything on the machine but /usr: path → mode, owner, and what is in it. */
  tree(leaveOut: readonly string[] = []): ReadonlyMap<string, string> {
    const found = new Map<string, string>();
    const walk = (folder: string): void => {
      for (const name of readdirSync(join(this.root, folder)).sort()) {
        const path = `${folder}/${name}`;
        if (['/usr', '/proc', '/dev', '/programs', '/beside', '/srv', ...leaveOut].includes(path)) continue;
        const stats = lstatSync(join(this.root, path));
        const rights = `${(stats.mode & 0o7777).toString(8)} ${stats.uid}:${stats.gid}`;
        if (stats.isSymbolicLink()) found.set(path, `link ${readlinkSync(join(this.root, path))}`);
        else if (stats.isDirectory()) {
          found.set(path, `folder ${rights}`);
          walk(path);
        } else if (stats.isFile())
          found.set(
            path,
            `${rights} ${createHash('sha256')
              .update(readFileSync(join(this.root, path)))
              .digest('hex')
              .slice(0, 16)}`,
          );
        else found.set(path, `other ${rights}`);
      }
    };
    walk('');
    return found;
  }

  close(): void {
    rmSync(this.root, { recursive: true, force: true });
    rmSync(this.#beside, { recursive: true, force: true });
  }

  #standIns(): void {
    const folder = join(this.#beside, 'bin');
    mkdirSync(folder);
    for (const [name, text] of standIns()) writeFileSync(join(folder, name), text, { mode: 0o755 });
    writeFileSync(join(this.#beside, 'watch.sh'), WATCH);
    // Where Debian's packages have them. For a version that cannot be had, one that can.
    for (const major of [10, 15]) {
      const postgres = join(this.#beside, `postgresql/${major}/bin`);
      mkdirSync(postgres, { recursive: true });
      writeFileSync(
        join(postgres, 'postgres'),
        real('postgresql-server-15', 'usr/lib/postgresql/15/bin/postgres'),
        {
          mode: 0o755,
        },
      );
      const extensions = join(this.#beside, `share/postgresql/${major}/extension`);
      mkdirSync(extensions, { recursive: true });
      for (const name of ['postgis', 'hstore', 'uuid-ossp'])
        writeFileSync(join(extensions, `${name}.control`), '');
    }
  }

  #box(env: Readonly<Record<string, string>>, folder = '/'): string[] {
    const lib = readdirSync('/usr/lib', { withFileTypes: true }).filter(({ name }) => name !== 'postgresql');
    return [
      // As root and without a namespace of users: files get real owners.
      ...[
        '--unshare-pid',
        '--unshare-net',
        '--unshare-ipc',
        '--unshare-uts',
        '--die-with-parent',
        '--new-session',
      ],
      ...['--hostname', this.name, '--bind', this.root, '/', '--tmpfs', '/usr'],
      ...['bin', 'sbin', 'lib64'].flatMap((name) => ['--ro-bind-try', `/usr/${name}`, `/usr/${name}`]),
      ...lib.flatMap((entry) => {
        const path = `/usr/lib/${entry.name}`;
        return entry.isSymbolicLink() ? ['--symlink', readlinkSync(path), path] : ['--ro-bind', path, path];
      }),
      ...['postgresql', 'share'].flatMap((name) => [
        '--ro-bind',
        join(this.#beside, name),
        name === 'share' ? '/usr/share' : `/usr/lib/${name}`,
      ]),
      ...['--ro-bind', join(this.#beside, 'bin'), '/usr/local/bin', '--bind', this.#beside, '/beside'],
      ...PROGRAMS.flatMap((id) => ['--ro-bind', programRoot(id), `/programs/${id}`]),
      ...[
        '--proc',
        '/proc',
        '--dev',
        '/dev',
        '--clearenv',
        '--setenv',
        'PATH',
        '/usr/local/bin:/usr/sbin:/usr/bin',
      ],
      ...Object.entries(env).flatMap(([name, value]) => ['--setenv', name, value]),
      ...['--chdir', folder],
    ];
  }
}

/** A script that runs a program of the cache on its own libraries. */
export const real = (id: string, path: string): string => `#!/bin/bash
root=/programs/${id}
exec "$root/usr/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2" --library-path \\
  "$root/usr/lib/x86_64-linux-gnu:$root/lib/x86_64-linux-gnu" "$root/${path}" "$@"
`;

/** Sourced by bash before the script: counts its commands, and ends it before the n-th. */
const WATCH = `if [[ $0 == */install ]]; then
  set -o functrace
  kill_at=$KILL_AT
  watched=0 unchanged=0
  trap '((watched += 1)); ((\${changing:-0})) || unchanged=$watched
    if ((watched == kill_at)); then kill -9 $$; fi
    if [[ $BASH_COMMAND == "note "*"as it should be"* ]]; then printf "%s %s" "$watched" "$unchanged" >/beside/counts; fi' DEBUG
fi
`;

export { NAMES };
