import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProgramNeed } from '../../src/target/verification.ts';
import { isFailure } from '../../src/verify/process.ts';
import { ensurePrograms } from '../../src/verify/programs.ts';
import { openStage, type Stage } from '../../src/verify/stage.ts';

/**
 * Debian's cron, and what it needs to run a job. In a sandbox nobody may set groups, which cron does for each job: fakeroot
 * answers it that it did. The job itself runs without fakeroot, since cron hands no variable on.
 */
export const cronDaemon: ProgramNeed = {
  id: 'cron-daemon',
  suite: 'bookworm',
  packages: [
    'cron',
    'dash',
    'bash',
    'util-linux',
    'coreutils',
    'gzip',
    'libpam-modules',
    'fakeroot',
    'sed',
    'libc-bin',
    'base-files',
  ],
  closure: true,
};

const PAM = ['auth', 'account', 'session'].map((kind) => `${kind} required pam_permit.so\n`).join('');

/** Writes its arguments, what it reads, its variables and where it is to files named after its first argument. */
export const RECORDER = '/srv/record';
const RECORD = `#!/bin/sh
name=/tmp/$1; shift
cat >"$name.in"
env -0 >"$name.env"
pwd >"$name.pwd"
for word; do printf '%s\\0' "$word"; done >"$name.part"
mv "$name.part" "$name.args"
`;

/** What a mailer was given, a file for each mail. */
const MAILER = '#!/bin/sh\n{ echo "$*"; cat; } >/tmp/mail.$$\n';

export interface CronStage {
  readonly stage: Stage;
  /** waits until the recorder was called with this name */
  readonly recorded: (name: string) => Promise<Recorded>;
  /** waits until a file is there, and not empty */
  readonly file: (path: string) => Promise<string>;
}
export interface Recorded {
  readonly args: readonly string[];
  readonly input: string;
  readonly env: Readonly<Record<string, string>>;
  readonly directory: string;
}

/** Starts cron in a sandbox with these files; jobs of `@reboot` run at once. */
export async function startCron(
  files: Readonly<Record<string, string>>,
  directories: readonly string[] = [],
): Promise<CronStage> {
  const { value, diagnostics } = await ensurePrograms([cronDaemon]);
  const program = value?.get(cronDaemon.id);
  if (!program) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  const all: Readonly<Record<string, readonly [text: string, mode: number]>> = {
    '/etc/passwd': ['root:x:0:0:root:/root:/bin/sh\napp:x:33:33::/srv/app:/usr/sbin/nologin\n', 0o644],
    '/etc/pam.d/cron': [PAM, 0o644],
    [RECORDER]: [RECORD, 0o755],
    '/usr/sbin/sendmail': [MAILER, 0o755],
    ...Object.fromEntries(Object.entries(files).map(([path, text]) => [path, [text, 0o644] as const])),
  };
  const stage = await openStage(
    {
      files: new Map(Object.entries(all).map(([path, [text, mode]]) => [path, { text, mode }])),
      directories: ['/var/spool/cron/crontabs', '/tmp', '/run/lock', '/srv/app', ...directories],
    },
    { program },
  );
  if (isFailure(stage)) throw new Error(stage.failed);
  await stage.spawn(['fakeroot-tcp', 'cron', '-f']);
  const file = async (path: string): Promise<string> => {
    for (let left = 200; left > 0; left -= 1) {
      const own = join(stage.root, path);
      const text = existsSync(own) ? readFileSync(own, 'utf8') : '';
      if (text !== '' || (path.endsWith('.args') && existsSync(own))) return text;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    throw new Error(`cron did not make ${path}`);
  };
  return {
    stage,
    file,
    recorded: async (name) => {
      const args = await file(`/tmp/${name}.args`);
      const read = (kind: string): string => readFileSync(join(stage.root, `/tmp/${name}.${kind}`), 'utf8');
      return {
        args: args.split('\0').slice(0, -1),
        input: read('in'),
        env: Object.fromEntries(
          read('env')
            .split('\0')
            .slice(0, -1)
            .map((row) => [row.slice(0, row.indexOf('=')), row.slice(row.indexOf('=') + 1)]),
        ),
        directory: read('pwd').trimEnd(),
      };
    },
  };
}

/** What `crontab -n` says about a table of a user: null where it takes it. */
export async function asked(stage: Stage, path: string): Promise<string | null> {
  const { status, stderr } = await stage.run(['crontab', '-n', path]);
  return status === 0 ? null : stderr;
}
