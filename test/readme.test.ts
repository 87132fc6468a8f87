import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { main } from '../src/cli.ts';
import { noState } from '../src/state.ts';
import { PROJECT } from './compiled.ts';

/** Fenced blocks of the README: what stands behind the fence says what a block claims. */
const README = readFileSync(join(PROJECT, 'README.md'), 'utf8');
const blocks = [...README.matchAll(/^```(\w+)(?: (\S+))?\n([\s\S]*?)^```$/gm)].map(
  ([, kind = '', path = '', text = '']) => ({ kind, path, text }),
);

const START = process.cwd();
let folder = '';
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'sitewright-readme-')));
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(START);
  rmSync(folder, { recursive: true });
});

it('does what it says, from the first block to the last', async () => {
  for (const { kind, path, text } of blocks) {
    if (kind === 'yaml') {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    } else if (kind === 'text') expect(readFileSync(path, 'utf8'), path).toContain(text);
    else if (kind === 'console') expect(await transcript(text)).toBe(text);
    else expect(kind).toBe('sh');
  }
});

/** The commands of a block with what they really print. */
async function transcript(block: string): Promise<string> {
  let said = '';
  for (const line of block.split('\n').filter((one) => one.startsWith('$ '))) {
    said += `${line}\n`;
    const [program, ...argv] = line.slice(2).split(' ');
    if (program !== 'sitewright') {
      const { status, stdout, stderr } = spawnSync('sh', ['-c', line.slice(2)], { encoding: 'utf8' });
      expect(status, stderr).toBe(0);
      said += stdout;
    } else {
      const collect = (text: string): void => void (said += text);
      await main(
        argv,
        { assets: PROJECT, version: '0.0.0-test', state: () => noState },
        { out: collect, err: collect, tty: false, env: {} },
      );
    }
  }
  return said;
}

it('names the test command that continuous integration runs', () => {
  const { stdout, status } = spawnSync('bash', ['-n', join(PROJECT, '.ci/run')], { encoding: 'utf8' });
  expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
  expect(README).toContain('To run all tests:\n\n```sh\nnpm ci && npm test\n```');
});

it('links to files that exist', () => {
  for (const [, link = ''] of README.matchAll(/\]\((?!https?:)([^)#]+)\)/g))
    expect(() => realpathSync(join(PROJECT, link)), link).not.toThrow();
});
