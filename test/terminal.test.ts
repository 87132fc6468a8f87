import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { main, type Terminal } from '../src/cli.ts';
import { noState } from '../src/state.ts';
import { PROJECT } from './compiled.ts';

const START = process.cwd();
let folder = '';
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'sitewright-terminal-')));
  mkdirSync(join(folder, 'sites'));
  writeFileSync(
    join(folder, 'sites/bad.yaml'),
    'sitewright: 1\nsite: bad\nhosts: {web1: {platform: debian-12}}\n',
  );
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(START);
  rmSync(folder, { recursive: true });
});

/** What a run writes to each stream, in the pieces in which it writes it. */
async function written(
  argv: readonly string[],
  terminal: Pick<Terminal, 'tty' | 'env'>,
): Promise<{ readonly out: readonly string[]; readonly err: readonly string[] }> {
  const out: string[] = [];
  const err: string[] = [];
  await main(
    argv,
    { assets: PROJECT, version: '0.0.0-test', state: () => noState },
    { out: (text) => void out.push(text), err: (text) => void err.push(text), ...terminal },
  );
  return { out, err };
}

const COLOR = '\u001b[31m';
const CLEAR = '\r\u001b[K';

test.each([
  ['a terminal gets colours', true, {}, [], true],
  ['a pipe gets none', false, {}, [], false],
  ['NO_COLOR turns them off', true, { NO_COLOR: '1' }, [], false],
  ['an empty NO_COLOR does not', true, { NO_COLOR: '' }, [], true],
  ['--no-color turns them off', true, {}, ['--no-color'], false],
  ['a dumb terminal gets none', true, { TERM: 'dumb' }, [], false],
] as const)('%s', async (_, tty, env, options, colored) => {
  const { err } = await written(['validate', ...options], { tty, env });
  expect(err.join('')).toContain('The manifest lacks "title".');
  expect(err.join('').includes(COLOR)).toBe(colored);
});

test('a terminal sees what is being done, and nothing of it stays', async () => {
  const { err } = await written(['validate'], { tty: true, env: {} });
  expect(err[0]).toBe('bad (1 of 1)');
  expect(err[1]).toBe(CLEAR);
});

test.each([
  ['a pipe', false, {}],
  ['a dumb terminal', true, { TERM: 'dumb' }],
] as const)('%s sees no progress', async (_, tty, env) => {
  const { err } = await written(['validate'], { tty, env });
  expect(err.join('')).not.toContain('of 1)');
  expect(err.join('')).not.toContain('\r');
});

test('data has neither colours nor progress in it', async () => {
  const { out, err } = await written(['validate', '--format', 'json'], { tty: true, env: {} });
  expect(JSON.parse(out.join(''))).toHaveLength(1);
  expect(err.join('').replaceAll(CLEAR, '')).toBe('bad (1 of 1)');
});
