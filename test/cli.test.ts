import { spawnSync } from 'node:child_process';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { main } from '../src/cli.ts';
import { noState } from '../src/state.ts';
import { readCase, writeCase, type Outcome } from './cli/case.ts';

/**
 * Every behaviour of the command line is a case file. `npm run update` rewrites the results in it, never the inputs. In the
 * shell lines of a case `$PROJECT` is the checkout, and `sitewright` the program as a process of its own.
 */
const PROJECT = fileURLToPath(new URL('..', import.meta.url)).replace(/\/$/, '');
const CASES = join(PROJECT, 'test/cli');
const START = process.cwd();
const BIN = mkdtempSync(join(tmpdir(), 'sitewright-bin-'));
writeFileSync(
  join(BIN, 'sitewright'),
  `#!/bin/sh\nexec '${process.execPath}' --import '${PROJECT}/node_modules/tsx/dist/esm/index.mjs' '${PROJECT}/src/main.ts' "$@"\n`,
  { mode: 0o755 },
);
afterAll(() => rmSync(BIN, { recursive: true }));

let folder = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'sitewright-cli-')));
  process.chdir(folder);
});
afterEach(() => {
  process.chdir(START);
  rmSync(folder, { recursive: true, force: true });
});

const names = readdirSync(CASES).filter((name) => name.endsWith('.txt'));

test.each(names)('%s', async (name) => {
  const path = join(CASES, name);
  const one = readCase(readFileSync(path, 'utf8'));
  for (const [file, text] of one.inputs) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
  const outcomes: Outcome[] = [];
  for (const command of one.commands) {
    const outcome = await perform(command);
    if (/\bsitewright\b/.test(command)) outcomes.push(outcome);
    else expect(outcome, command).toEqual({ stdout: '', stderr: '', exit: 0 });
    process.chdir(folder);
  }
  const tree = existsSync('out') ? filesBelow('out') : [];
  await expect(writeCase(one, outcomes, tree, contentOf)).toMatchFileSnapshot(path);
});

/** Plain calls run in this process, which is fast; what needs a shell gets one. */
async function perform(command: string): Promise<Outcome> {
  const [program, ...argv] = command.split(' ');
  if (program === 'sitewright' && !/["'$&|;<>*\\]/.test(command)) return inProcess(argv);
  const env = { ...process.env, PROJECT, PATH: `${BIN}:${process.env['PATH'] ?? ''}` };
  const { stdout, stderr, status } = spawnSync('sh', ['-c', command], { env, encoding: 'utf8' });
  return { stdout: steady(stdout), stderr: steady(stderr), exit: status ?? -1 };
}

async function inProcess(argv: readonly string[]): Promise<Outcome> {
  let stdout = '';
  let stderr = '';
  const assets = existsSync('assets') ? 'assets' : PROJECT;
  const exit = await main(
    argv,
    { assets, version: '0.0.0-test', state: () => noState },
    {
      out: (text) => void (stdout += text),
      err: (text) => void (stderr += text),
      tty: false,
      env: {},
    },
  );
  return { stdout: steady(stdout), stderr: steady(stderr), exit };
}

/** What differs from run to run. */
const steady = (text: string): string =>
  text
    .replaceAll(/process \d+/g, 'process PID')
    .replaceAll(PROJECT, '$PROJECT')
    .replaceAll(folder, '$PWD');

function filesBelow(path: string): readonly string[] {
  return readdirSync(path)
    .sort()
    .flatMap((name) => {
      const below = `${path}/${name}`;
      const stats = lstatSync(below);
      if (stats.isSymbolicLink()) return [`${below} -> ${readlinkSync(below)}`];
      if (stats.isDirectory()) return filesBelow(below);
      return [(stats.mode & 0o100) === 0 ? below : `${below} (executable)`];
    });
}

const contentOf = (path: string): string =>
  existsSync(path) ? readFileSync(path, 'utf8') : '(there is no such file)\n';
