import { fstatSync, mkdirSync, readFileSync, readdirSync, writeFileSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import { commands } from './commands/index.ts';
import { asked } from './console/argv.ts';
import { helpOf, overview } from './console/help.ts';
import type { Disk, Format, Io, Setting, Written } from './console/io.ts';

/** Where words go, and what is known about the place. */
export interface Terminal {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
  /** whether standard error is a terminal */
  readonly tty: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Runs one command line in the process's working directory and gives its exit status. */
export async function main(argv: readonly string[], setting: Setting, terminal: Terminal): Promise<number> {
  const what = asked(argv, commands);
  if (what.kind === 'help') {
    terminal.out(what.command === null ? overview(commands) : helpOf(what.command));
    return 0;
  }
  if (what.kind === 'version') {
    terminal.out(`${setting.version}\n`);
    return 0;
  }
  if (what.kind === 'usage') {
    const more = what.command === null ? '--help' : `${what.command.name} --help`;
    terminal.err(`sitewright: ${what.said}\nRun \`sitewright ${more}\`.\n`);
    return 2;
  }
  const { words, values, flags } = what.given;
  const directory = values.get('directory');
  const fault = directory === undefined ? null : attempt(() => process.chdir(directory));
  if (fault !== null) {
    terminal.err(`sitewright: -C ${directory}: ${fault.failed}\n`);
    return 2;
  }
  const run = await what.command.load();
  const format = formatOf(values.get('format'));
  return run({ words, format, flags, setting, io: ioOf(terminal, flags.has('no-color')) });
}

/** The same for this process: its arguments, streams and exit status. A fault of the compiler itself is status 2. */
export async function start(setting: Setting): Promise<void> {
  const terminal: Terminal = {
    out: (text) => writeAll(1, text),
    err: (text) => writeAll(2, text),
    tty: isTerminal(2),
    env: process.env,
  };
  try {
    process.exitCode = await main(process.argv.slice(2), setting, terminal);
  } catch (fault) {
    const trace = fault instanceof Error ? (fault.stack ?? fault.message) : String(fault);
    terminal.err(`sitewright: this is a fault of sitewright itself, please report it.\n${trace}\n`);
    process.exitCode = 2;
  }
}

/** Not through the streams of `process`, which take 4 ms to load. */
function writeAll(descriptor: 1 | 2, text: string): void {
  let bytes: Uint8Array = Buffer.from(text);
  while (bytes.length > 0)
    try {
      bytes = bytes.subarray(writeSync(descriptor, bytes));
    } catch (fault) {
      // A pipe that does not block is full: its reader needs a moment.
      if (isFault(fault, 'EAGAIN')) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
      // A reader that has seen enough, such as `head`, is no fault.
      else if (isFault(fault, 'EPIPE')) return;
      else throw fault;
    }
}

const isFault = (fault: unknown, code: string): boolean =>
  fault instanceof Error && 'code' in fault && fault.code === code;

/** Whether a terminal is there; most are pipes and files, which can be told without loading anything. */
const isTerminal = (descriptor: 2): boolean =>
  fstatSync(descriptor).isCharacterDevice() && process.stderr.isTTY === true;

const formatOf = (said: string | undefined): Format =>
  said === 'json' || said === 'github' ? said : 'pretty';

function ioOf(terminal: Terminal, plain: boolean): Io {
  const { out, tty, env } = terminal;
  const animated = tty && env['TERM'] !== 'dumb';
  let shown = false;
  let said = false;
  const err = (text: string): void => {
    clear();
    if (text === '') return;
    terminal.err(text);
    said = true;
  };
  const clear = (): void => {
    if (shown) terminal.err('\r\u001b[K');
    shown = false;
  };
  return {
    color: animated && !plain && !env['NO_COLOR'],
    out: (text) => {
      clear();
      out(text);
    },
    err,
    block: (text) =>
      err(
        text !== '' && said
          ? `
${text}`
          : text,
      ),
    progress: (line) => {
      if (!animated) return;
      clear();
      if (line === null) return;
      terminal.err(line);
      shown = true;
    },
    disk,
  };
}

const disk: Disk = {
  read: (path) => {
    try {
      return readFileSync(path, 'utf8');
    } catch {
      return null;
    }
  },
  list: (path) => {
    try {
      return readdirSync(path).sort();
    } catch {
      return [];
    }
  },
  create: (path, text) =>
    attempt(() => {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text, { flag: 'wx' });
    }),
  replace: (path, text) => attempt(() => writeFileSync(path, text)),
};

/** Does something that the system may refuse; its words then. */
function attempt(body: () => void): Written {
  try {
    body();
    return null;
  } catch (fault) {
    if (fault instanceof Error && 'syscall' in fault) return { failed: `${fault.message}.` };
    throw fault;
  }
}
