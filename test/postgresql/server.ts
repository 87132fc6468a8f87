import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { ProgramNeed } from '../../src/target/verification.ts';
import { isFailure, type Answer } from '../../src/verify/process.ts';
import { ensurePrograms } from '../../src/verify/programs.ts';
import type { Server } from '../../src/verify/sandbox.ts';
import { openStage } from '../../src/verify/stage.ts';
import { programs } from '../../templates/postgresql/verify.ts';

/** The account of the server: it refuses to be root. */
const ACCOUNT = 1000;
export interface Starting {
  /** files by their paths; postgresql.conf, pg_hba.conf and more */
  readonly files?: Readonly<Record<string, string>>;
  /** addresses of the server, and of clients that connect from elsewhere */
  readonly addresses?: readonly string[];
  /** paths that get a certificate with its key */
  readonly certificates?: readonly string[];
  /** the folder of the data; default: a server with its own defaults */
  readonly data?: string;
  /** programs by their paths, beside those of the server */
  readonly scripts?: Readonly<Record<string, string>>;
  /** folders that are made */
  readonly directories?: readonly string[];
  /** the packages that it runs with; default: those of the server */
  readonly need?: ProgramNeed;
  /** the folder of postgresql.conf; null for the one that initdb writes */
  readonly configuration?: string | null;
}

export interface Asking {
  readonly user?: string;
  readonly database?: string;
  readonly host?: string;
  readonly port?: number;
  readonly password?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** an address of the sandbox to connect from */
  readonly from?: string;
}

/** A PostgreSQL that runs in a sandbox. */
export interface Postgres {
  readonly major: string;
  readonly version: string;
  /** psql with a script as its input; unaligned, without headings */
  readonly psql: (script: string, asking?: Asking) => Promise<Answer>;
  /** the same as the administrator through the socket; what goes wrong is thrown */
  readonly rows: (script: string, asking?: Asking) => Promise<readonly string[]>;
  readonly write: (path: string, text: string, mode?: number) => void;
  /** a command as the server's account */
  readonly run: (argv: readonly string[], input?: string) => Promise<Answer>;
  readonly log: () => Promise<string>;
  readonly stop: () => Promise<void>;
}

export const needOf = (major: string): ProgramNeed => {
  const need = programs.find(({ id }) => id === `postgresql-server-${major}`);
  if (need === undefined) throw new Error(`no PostgreSQL ${major}`);
  return need;
};

/** Makes a cluster and starts it. */
export async function start(major: string, starting: Starting = {}): Promise<Postgres> {
  const need = starting.need ?? needOf(major);
  const { value } = await ensurePrograms([need]);
  const program = value?.get(need.id) ?? null;
  const data = starting.data ?? `/var/lib/postgresql/${major}/test`;
  const stage = await openStage(
    {
      addresses: [...(starting.addresses ?? [])],
      certificates: [...(starting.certificates ?? [])],
      directories: [dirname(data), '/var/run/postgresql', ...(starting.directories ?? [])],
      files: new Map<string, { readonly text: string; readonly mode: number }>([
        ...[
          ...Object.entries(starting.files ?? {}),
          [
            '/etc/passwd',
            `root:x:0:0::/root:/bin/sh\npostgres:x:${ACCOUNT}:${ACCOUNT}::/tmp:/bin/sh\n`,
          ] as const,
          ['/etc/group', `root:x:0:\npostgres:x:${ACCOUNT}:\n`] as const,
        ].map(([path, text]) => [path, { text, mode: 0o600 }] as const),
        ...Object.entries(starting.scripts ?? {}).map(
          ([path, text]) => [path, { text, mode: 0o755 }] as const,
        ),
      ]),
    },
    { program },
  );
  if (isFailure(stage)) throw new Error(stage.failed);
  try {
    const box = await stage.spawn(['sleep', 'infinity']);
    await settled(box, starting.addresses ?? []);
    const run = asAccount(box, major);
    const must = async (argv: readonly string[]): Promise<string> => {
      const answer = await run(argv);
      if (answer.status !== 0) throw new Error(`${argv.join(' ')}: ${answer.stderr}${answer.stdout}`);
      return answer.stdout;
    };
    await must([
      'initdb',
      '-D',
      data,
      '--no-sync',
      '-A',
      'peer',
      '-E',
      'UTF8',
      '--locale',
      'C.UTF-8',
      '-U',
      'postgres',
    ]);
    const folder = starting.configuration ?? data;
    const log = '/tmp/postgres.log';
    const forced = [
      'fsync=off',
      ...(starting.configuration ? [] : ['unix_socket_directories=/var/run/postgresql']),
    ];
    const options = [`-c config_file=${folder}/postgresql.conf`, ...forced.map((one) => `-c ${one}`)].join(
      ' ',
    );
    const started = await run(['pg_ctl', '-D', data, '-w', '-t', '20', '-l', log, '-o', options, 'start']);
    if (started.status !== 0)
      throw new Error((await run(['cat', log])).stdout + started.stderr + started.stdout);
    const psql: Postgres['psql'] = async (script, asking = {}) => {
      if (asking.from !== undefined) await route(box, asking);
      const { user = 'postgres', database = 'postgres', host, port } = asking;
      const argv = ['psql', '-X', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-U', user, '-d', database, '-w'];
      return run([...argv, ...(host ? ['-h', host] : []), ...(port ? ['-p', String(port)] : [])], script, {
        ...(asking.password === undefined ? {} : { PGPASSWORD: asking.password }),
        ...asking.env,
      });
    };
    return {
      major,
      version: program?.version ?? '',
      psql,
      rows: async (script, asking) => {
        const answer = await psql(script, asking);
        if (answer.status !== 0) throw new Error(answer.stderr);
        return answer.stdout.split('\n').slice(0, -1);
      },
      write: (path, text, mode = 0o600) => {
        const place = join(stage.root, path);
        mkdirSync(dirname(place), { recursive: true });
        writeFileSync(place, text, { mode });
        chmodSync(place, mode);
      },
      run: (argv, input) => run(argv, input),
      log: async () => (await run(['cat', log])).stdout,
      stop: () => stage.close(),
    };
  } catch (reason) {
    await stage.close();
    throw reason;
  }
}

/** The interface gets its addresses after the sandbox has started. */
export async function settled(box: Server, addresses: readonly string[]): Promise<void> {
  for (let tries = 0; tries < 200; tries += 1) {
    const { stdout } = await box.run(['ip', 'address']);
    if (/\/128 scope host|\bUP\b/.test(stdout) && addresses.every((one) => stdout.includes(`${one}/`)))
      return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error('the sandbox has no network');
}

type Run = (
  argv: readonly string[],
  input?: string,
  env?: Readonly<Record<string, string>>,
) => Promise<Answer>;

const asAccount =
  (box: Server, major: string): Run =>
  (argv, input, env = {}) =>
    box.run(['unshare', '-U', `--map-user=${ACCOUNT}`, `--map-group=${ACCOUNT}`, '--', ...argv], {
      timeout: 60_000,
      ...(input === undefined ? {} : { input }),
      env: {
        PATH: `/usr/lib/postgresql/${major}/bin:/usr/sbin:/usr/bin`,
        HOME: '/tmp',
        ...env,
      },
    });

/** The kernel chooses the address that a connection comes from; this is how it is told which. */
async function route(box: Server, { host = '', from = '' }: Asking): Promise<void> {
  const answer = await box.run([
    'ip',
    'route',
    'replace',
    'local',
    host,
    'dev',
    'lo',
    'table',
    'local',
    'proto',
    'kernel',
    'scope',
    'host',
    'src',
    from,
  ]);
  if (answer.status !== 0) throw new Error(answer.stderr);
}
