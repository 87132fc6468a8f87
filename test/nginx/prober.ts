import { spawn } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { ProgramNeed, StageNeed } from '../../src/target/verification.ts';
import { ensurePrograms, type Program } from '../../src/verify/programs.ts';
import { isFailure } from '../../src/verify/process.ts';
import { boxed, requireSandbox } from '../../src/verify/sandbox.ts';
import { openStage, type Stage } from '../../src/verify/stage.ts';

/** nginx with the modules that the official image compiles in and Debian ships apart, the oldest first. */
const NEEDS: readonly ProgramNeed[] = (['bookworm', 'trixie'] as const).map((suite) => ({
  id: `nginx-modules-${suite}`,
  suite,
  packages: ['nginx', 'libnginx-mod-stream', 'libnginx-mod-mail'],
  closure: true,
}));
const MODULES = ['ngx_stream_module.so', 'ngx_mail_module.so'].map((name) => `usr/lib/nginx/modules/${name}`);

/** Fails, with words, where a program is not there or cannot be run: a test that needs it must not pass without it. */
export async function nginxPrograms(): Promise<readonly Program[]> {
  const refused = await requireSandbox();
  if (refused !== null) throw new Error(refused.failed);
  const { value, diagnostics } = await ensurePrograms(NEEDS);
  if (diagnostics.length > 0) throw new Error(diagnostics.map((one) => one.message).join('\n'));
  return [...(value?.values() ?? [])];
}

/** The program and its modules, as files. */
export const binariesOf = (program: Program): readonly Buffer[] =>
  ['usr/sbin/nginx', ...MODULES].map((path) => readFileSync(join(program.root, path)));

/** A root folder with what nginx looks for when it starts. */
export async function stageFor(program: Program, need: Partial<StageNeed> = {}): Promise<Stage> {
  const directories = ['/var/lib/nginx', '/var/log/nginx', ...(need.directories ?? [])];
  const stage = await openStage({ ...need, directories }, { program });
  if (isFailure(stage)) throw new Error(stage.failed);
  return stage;
}

/** An nginx that reads one configuration after the other. */
export interface Prober {
  /**
   * What nginx says first about a configuration, without file and line; empty where it refuses without a word, null
   * where it reads to the end. The configuration is read, and never put to use.
   */
  readonly ask: (configuration: string) => Promise<string | null>;
  readonly stop: () => Promise<void>;
}

/** Ends every configuration, so that a good one is refused too and nginx keeps its first, empty one. */
const END = 'the_end_of_the_question';
/** Asked where there was no answer: once it is answered, there will be none. */
const SILENCE = 'the_question_after_silence';
const HEAD = `daemon off; user root root; pid /run/nginx.pid; error_log stderr notice; worker_processes 1;
${MODULES.map((path) => `load_module /${path};`).join(' ')}
`;
const READY = /start worker process \d+()/;
const READING = /: reconfiguring()$/;
/** of the master alone, which is process 1 in its sandbox: a worker has troubles of its own there */
const ANY_ANSWER = /\[emerg\] 1#1: (.*?)(?: in \/etc\/nginx\.conf:\d+)?$/;
const ANSWER = /\[emerg\] 1#1: (?!.*the_question_after_silence)(.*?)(?: in \/etc\/nginx\.conf:\d+)?$/;
const LONG = 20_000;
const SHORT = 100;

/**
 * Starts nginx in a sandbox. A question is a new configuration and a SIGHUP, which its master process answers in
 * a quarter of a millisecond, ten times as fast as a process of its own would.
 */
export async function startProber(program: Program): Promise<Prober> {
  const stage = await stageFor(program);
  const { root } = stage;
  const file = join(root, 'etc/nginx.conf');
  writeFileSync(file, `${HEAD}events {}\n`);
  const box = { root, usr: join(program.root, 'usr'), overUsr: [], program: null, addresses: [] };
  const [command = '', ...args] = boxed(box, ['nginx', '-e', 'stderr', '-c', '/etc/nginx.conf']);
  const child = spawn(command, ['--as-pid-1', '--json-status-fd', '3', ...args], {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const pid = new Promise<number>((resolve) =>
    child.stdio[3]?.once('data', (said: Buffer) =>
      resolve(Number(/"child-pid": *(\d+)/.exec(said.toString())?.[1])),
    ),
  );
  const hear = listenTo(child.stderr);
  if ((await hear(READY, LONG)) === null) throw new Error(`nginx ${program.version} does not start`);
  const master = await pid;
  let silences = 0;
  const tell = async (configuration: string): Promise<void> => {
    writeFileSync(file, HEAD + configuration);
    process.kill(master, 'SIGHUP');
    if ((await hear(READING, LONG)) === null) throw new Error(`nginx does not read ${configuration}`);
  };
  const answer = async (configuration: string): Promise<string | null> => {
    await tell(`${configuration}\n${END};\n`);
    const said = await hear(ANSWER, SHORT);
    if (said !== null) return said;
    const last = `${SILENCE}_${String(silences++)}`;
    await tell(`${last};\n`);
    for (let heard = ''; ;) {
      const next = await hear(ANY_ANSWER, LONG);
      if (next === null) throw new Error(`nginx is lost after ${configuration}`);
      if (next === `unknown directive "${last}"`) return heard;
      heard ||= next.includes(SILENCE) ? '' : next;
    }
  };
  return {
    ask: async (configuration) => {
      // On a busy machine nginx may read the question after silence twice and the first one never: then it is asked again.
      const said = (await answer(configuration)) || (await answer(configuration));
      return said === `unknown directive "${END}"` ? null : said;
    },
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
      await stage.close();
    },
  };
}

/** Waits for a line and gives the first group of its match, or null when it does not come in time. */
type Hear = (pattern: RegExp, milliseconds: number) => Promise<string | null>;

function listenTo(stream: Readable | null): Hear {
  if (stream === null) throw new Error('nginx has no stderr');
  const waiting: string[] = [];
  let wake = (): void => undefined;
  createInterface({ input: stream }).on('line', (line) => {
    waiting.push(line);
    wake();
  });
  return (pattern, milliseconds) =>
    new Promise((resolve) => {
      const done = (answer: string | null): void => {
        clearTimeout(timer);
        wake = () => undefined;
        resolve(answer);
      };
      const timer = setTimeout(() => done(null), milliseconds);
      wake = () => {
        for (let line = waiting.shift(); line !== undefined; line = waiting.shift()) {
          const found = pattern.exec(line)?.[1];
          if (found !== undefined) return done(found);
        }
      };
      wake();
    });
}
