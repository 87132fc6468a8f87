import { spawn } from 'node:child_process';

/** Something that the machine or the network does not give; `failed` is whole sentences that say what and how to get it. */
export interface Failure {
  readonly failed: string;
}

export const isFailure = (value: unknown): value is Failure =>
  typeof value === 'object' && value !== null && 'failed' in value;

export interface Answer {
  /** exit status; null when a signal ended the program */
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** the program was killed because it took longer than its time */
  readonly late: boolean;
}

export interface Execution {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** text for its standard input; without it the input is empty */
  readonly input?: string;
  /** milliseconds after which it is killed */
  readonly timeout: number;
}

/** A runaway program must not fill the memory: past this many characters of a stream the rest is dropped. */
const LIMIT = 16_000_000;

/**
 * Runs a program to its end. A program that cannot be started answers with status 127 and the reason as its stderr,
 * as a shell would.
 */
export function execute(argv: readonly string[], options: Execution): Promise<Answer> {
  const [command = '', ...rest] = argv;
  return new Promise((resolve) => {
    const child = spawn(command, rest, { cwd: options.cwd, env: options.env ?? process.env });
    const out = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8');
      child[name].on('data', (chunk: string) => {
        if (out[name].length < LIMIT) out[name] += chunk;
      });
    }
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      child.kill('SIGKILL');
    }, options.timeout);
    child.on('error', (error) => {
      clearTimeout(timer);
      resolve({ status: 127, signal: null, stdout: '', stderr: `${command}: ${error.message}\n`, late });
    });
    child.on('close', (status, signal) => {
      clearTimeout(timer);
      resolve({ status, signal, ...out, late });
    });
    // A program that ends before it has read its input breaks the pipe; its status says what happened.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
  });
}
