import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { execute, type Answer, type Execution, type Failure } from './process.ts';

/** What a program sees while it is asked. bubblewrap builds it; bwrap(1). */
export interface Box {
  /** folder that is `/`, writable */
  readonly root: string;
  /** folder that is `/usr`, read-only */
  readonly usr: string;
  /** paths under /usr that `root` holds itself */
  readonly overUsr: readonly string[];
  /** folder of a plain program, read-only at `/.program`, or null */
  readonly program: string | null;
  /** addresses on the loopback interface besides its own */
  readonly addresses: readonly string[];
}

export const SYSTEM_PATH = '/usr/sbin:/usr/bin:/sbin:/bin';
export const PROGRAM_MOUNT = '/.program';

const INSTALL = 'apt-get install -y --no-install-recommends bubblewrap';
const ISOLATION = ['--unshare-all', '--die-with-parent', '--new-session'];
const SECONDS = 1000;

/** Makes sure that this host can build a sandbox. Root gets bubblewrap installed; anybody else is told the command. */
export async function requireSandbox(
  progress: (line: string) => void = () => undefined,
): Promise<Failure | null> {
  const there = await execute(['bwrap', '--version'], { timeout: 10 * SECONDS });
  if (there.status !== 0) {
    if (process.getuid?.() !== 0)
      return {
        failed: `bubblewrap is missing, and without it no program can be asked safely. Install it: sudo ${INSTALL}`,
      };
    progress('installing bubblewrap');
    if (!(await installBubblewrap()))
      return { failed: `bubblewrap is missing and could not be installed. Install it by hand: ${INSTALL}` };
  }
  const probe = await execute(
    ['bwrap', ...ISOLATION, '--ro-bind', '/', '/', '--proc', '/proc', '--dev', '/dev', 'true'],
    { timeout: 10 * SECONDS },
  );
  if (probe.status === 0) return null;
  return {
    failed:
      `This host does not let bubblewrap make user namespaces (${probe.stderr.trim()}), so no rendered file can be ` +
      'verified here. In a container, start it with --privileged or with a seccomp profile that allows them; on ' +
      'Ubuntu, set the sysctl kernel.apparmor_restrict_unprivileged_userns to 0.',
  };
}

async function installBubblewrap(): Promise<boolean> {
  const apt = (...args: string[]): Promise<Answer> =>
    execute(['apt-get', '-q', '-y', ...args], {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      timeout: 300 * SECONDS,
    });
  const install = ['install', '--no-install-recommends', 'bubblewrap'];
  if ((await apt(...install)).status === 0) return true;
  return (await apt('update')).status === 0 && (await apt(...install)).status === 0;
}

/**
 * The arguments that run `argv` in a box: no network but a loopback of its own, no process but its own, no variable but
 * those named here, root in a namespace where root may do nothing outside.
 */
export function boxed(
  box: Box,
  argv: readonly string[],
  env: Readonly<Record<string, string>> = {},
): string[] {
  const variables = {
    PATH:
      box.program === null
        ? SYSTEM_PATH
        : `${PROGRAM_MOUNT}/usr/sbin:${PROGRAM_MOUNT}/usr/bin:${SYSTEM_PATH}`,
    LC_ALL: 'C.UTF-8',
    HOME: '/root',
    ...env,
  };
  return [
    'bwrap',
    ...ISOLATION,
    ...['--uid', '0', '--gid', '0', '--hostname', 'sandbox'],
    ...['CAP_NET_BIND_SERVICE', 'CAP_DAC_OVERRIDE', 'CAP_NET_ADMIN'].flatMap((one) => ['--cap-add', one]),
    ...['--bind', box.root, '/'],
    ...usrMounts(box, ''),
    ...(box.program === null ? [] : ['--ro-bind', box.program, PROGRAM_MOUNT]),
    ...['--proc', '/proc', '--dev', '/dev', '--clearenv'],
    ...Object.entries(variables).flatMap(([name, value]) => ['--setenv', name, value]),
    ...['--chdir', '/', '--'],
    ...withAddresses(box.addresses, argv),
  ];
}

/** /usr is mounted whole, except for the folders in which the stage has a file of its own: those child by child. */
function usrMounts(box: Box, folder: string): string[] {
  const inside = `/usr${folder}`;
  if (!box.overUsr.some((path) => path.startsWith(`${inside}/`)))
    return ['--ro-bind', box.usr + folder, inside];
  return readdirSync(box.usr + folder, { withFileTypes: true }).flatMap((entry) => {
    const child = `${folder}/${entry.name}`;
    if (box.overUsr.includes(`/usr${child}`)) return [];
    if (entry.isDirectory()) return usrMounts(box, child);
    return ['--ro-bind-try', box.usr + child, `/usr${child}`];
  });
}

function withAddresses(addresses: readonly string[], argv: readonly string[]): readonly string[] {
  if (addresses.length === 0) return argv;
  const strange = addresses.find((one) => !/^[0-9a-f.:]+$/i.test(one));
  if (strange !== undefined) throw new Error(`not an address: ${strange}`);
  const script = addresses
    .map((one) => `ip address add ${one}/${one.includes(':') ? 128 : 32} dev lo && `)
    .join('');
  return ['sh', '-c', `${script}exec "$@"`, 'sh', ...argv];
}

export interface Run {
  /** milliseconds; 30 000 without it */
  readonly timeout?: number;
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

const execution = (run: Run): Execution => ({
  timeout: run.timeout ?? 30 * SECONDS,
  ...(run.input === undefined ? {} : { input: run.input }),
});

/** Runs a program to its end, in a box of its own; nothing that it started outlives it. */
export async function runBoxed(box: Box, argv: readonly string[], run: Run): Promise<Answer> {
  const answer = await execute(boxed(box, argv, run.env), execution(run));
  if (answer.status !== 0 && answer.stderr.startsWith('bwrap: '))
    throw new Error(`the sandbox for ${argv.join(' ')} cannot be built: ${answer.stderr.trim()}`);
  return answer;
}

/** A program that keeps running in a box, and others that are run beside it, in the same namespaces. */
export interface Server {
  /** its process as this host numbers it, for those who join some of its namespaces only */
  readonly pid: number;
  readonly run: (argv: readonly string[], run?: Run) => Promise<Answer>;
  /** what it has written so far, both streams */
  readonly output: () => string;
  /** settles when the program has ended, by itself or by `stop` */
  readonly ended: Promise<number | null>;
  /** kills it and everything beside it */
  readonly stop: () => Promise<void>;
}

export async function startBoxed(box: Box, argv: readonly string[], run: Run): Promise<Server> {
  const [command = '', ...rest] = boxed(box, argv, run.env);
  const child = spawn(command, ['--json-status-fd', '3', ...rest], {
    stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (chunk: string) => (output += chunk));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const pid = await new Promise<number>((resolve, reject) => {
    let said = '';
    child.stdio[3]?.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      const found = /"child-pid": *(\d+)/.exec(said)?.[1];
      if (found !== undefined) resolve(Number(found));
    });
    child.on('error', reject);
    child.on('close', () => reject(new Error(`${argv.join(' ')} ended before it ran: ${output.trim()}`)));
  });
  // Util-linux is on every Debian host. Its nsenter joins the namespaces that we ourselves own.
  const beside = [
    'nsenter',
    '-t',
    String(pid),
    ...['-U', '-m', '-n', '-p', '-i', '-u'],
    '--preserve-credentials',
  ];
  const fromTop = ['sh', '-c', 'cd / && exec "$@"', 'sh'];
  const env = { PATH: SYSTEM_PATH, LC_ALL: 'C.UTF-8', HOME: '/root', ...run.env };
  return {
    pid,
    run: (next, options = {}) =>
      execute([...beside, '--', ...fromTop, ...next], {
        ...execution(options),
        env: { ...env, ...options.env },
      }),
    output: () => output,
    ended,
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
    },
  };
}
