import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { main } from '../src/cli.ts';
import { noState } from '../src/state.ts';
import { PROJECT } from './compiled.ts';
import { Machine } from './install/machine.ts';
import { remote } from './install/remote.ts';
import { certificate } from './install/site.ts';

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

it('does what it says, from the first block to the last', { timeout: 180_000 }, async () => {
  for (const { kind, path, text } of blocks) {
    if (kind === 'yaml') {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    } else if (kind === 'text') expect(readFileSync(path, 'utf8'), path).toContain(text);
    else if (kind === 'console') expect(await transcript(text)).toBe(text);
    else if (path !== '') await onHost(path, text);
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

/**
 * Runs a block as it stands, from a shell here to one on a machine and on from there, and writes down what it said.
 * Whoever fills in the list of secrets is a program too: the editor of that machine.
 */
async function onHost(name: string, block: string): Promise<void> {
  const machine = new Machine(name);
  try {
    const pem = await certificate();
    for (const file of ['demo.crt', 'demo.key']) writeFileSync(file, pem);
    machine.addProgram('editor', FILLED);
    remote('bin', machine);
    const typed = (commands: string): string => {
      const { status, stdout, stderr } = spawnSync('bash', ['-e'], {
        input: commands,
        encoding: 'utf8',
        env: { ...process.env, PATH: `${join(folder, 'bin')}:${process.env['PATH'] ?? ''}` },
      });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
      return stdout;
    };
    const said = typed(block);
    writeFileSync(`${name}.said`, said);
    expect(said).toMatch(/\nweb1 is as it should be\.\n$/);
    expect(machine.read('/opt/demo/.env')).toMatch(/^APP_DB_PASSWORD='?correct-horse-battery'?$/m);
    expect(machine.read('/etc/sitewright/secrets/demo_key')).toBe(pem.toString());
    expect(machine.read('/opt/demo/compose.yaml')).toBe(
      readFileSync('out/demo/web1/opt/demo/compose.yaml', 'utf8'),
    );
    expect(machine.actions().filter((one) => one.startsWith('docker compose'))).not.toEqual([]);
    const before = machine.tree();
    expect(typed(`ssh root@${name}\ndemo/install\n`)).toBe(
      `${name} is as it should be. Nothing was changed.\n`,
    );
    expect(machine.tree()).toEqual(before);
    expect(machine.actions()).toEqual([]);
  } finally {
    machine.close();
  }
}

const FILLED = `#!/bin/bash
sed -i -e 's/^app_db_password=$/&correct-horse-battery/' -e 's/^demo_\\(crt\\|key\\)=@$/&demo.\\1/' "$1"
`;

it('compiles all sites in a clone, by the command that it names', { timeout: 180_000 }, () => {
  const command = /To compile all sites:\n\n```sh\nnpm ci && (.+)\n```$/m.exec(README)?.[1];
  const clone = join(folder, 'clone');
  mkdirSync(clone);
  for (const name of [
    'package.json',
    'package-lock.json',
    'schema',
    'sites',
    'src',
    'templates',
    'tsconfig.json',
  ])
    cpSync(join(PROJECT, name), join(clone, name), { recursive: true });
  symlinkSync(join(PROJECT, 'node_modules'), join(clone, 'node_modules'));
  const { status, stderr } = spawnSync('bash', ['-c', command ?? 'false'], { cwd: clone, encoding: 'utf8' });
  expect({ status, stderr }).toEqual({ status: 0, stderr: expect.stringContaining('ooy: ') });
  const { stdout } = spawnSync('diff', ['-r', join(clone, 'out'), join(PROJECT, 'out')], {
    encoding: 'utf8',
  });
  expect(stdout).toBe('');
});

it('names the test command that continuous integration runs', () => {
  const { stdout, status } = spawnSync('bash', ['-n', join(PROJECT, '.ci/run')], { encoding: 'utf8' });
  expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
  expect(README).toContain('To run all tests:\n\n```sh\nnpm ci && npm test\n```');
});

it('links to files that exist', () => {
  for (const [, link = ''] of README.matchAll(/\]\((?!https?:)([^)#]+)\)/g))
    expect(() => realpathSync(join(PROJECT, link)), link).not.toThrow();
});
