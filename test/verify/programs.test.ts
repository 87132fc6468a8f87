import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProgramNeed } from '../../src/target/verification.ts';
import { execute } from '../../src/verify/process.ts';
import { ensurePrograms } from '../../src/verify/programs.ts';
import { needs, programRoot } from '../programs.ts';

const strace: ProgramNeed = {
  id: 'tracer',
  suite: 'bookworm',
  packages: ['strace', 'libunwind8'],
  closure: false,
};

let cache = '';
beforeAll(() => {
  cache = mkdtempSync(join(tmpdir(), 'sitewright-test-cache-'));
});
afterAll(() => rmSync(cache, { recursive: true, force: true }));

describe('fetching into an empty cache', { timeout: 120_000 }, () => {
  test('two processes may fetch one program at once, and it is whole', async () => {
    const said: string[] = [];
    const both = await Promise.all(
      [1, 2].map(() => ensurePrograms([strace], { cache, progress: (line) => said.push(line) })),
    );
    for (const one of both) {
      expect(one.diagnostics).toEqual([]);
      expect(one.value?.get('tracer')).toMatchObject({
        version: '6.1',
        root: join(cache, 'programs/tracer'),
      });
    }
    expect(said).toContain('fetching strace libunwind8 of Debian bookworm');
    expect(existsSync(join(cache, 'programs/tracer/usr/bin/strace'))).toBe(true);
    expect(
      [...readdirSync(cache), ...readdirSync(join(cache, 'suites'))].filter((name) => name.startsWith('.')),
    ).toEqual([]);
  });

  test('a second time nothing is fetched', async () => {
    const said: string[] = [];
    const before = statSync(join(cache, 'programs/tracer')).ctimeMs;
    const again = await ensurePrograms([strace], { cache, progress: (line) => said.push(line) });
    expect(again.value?.size).toBe(1);
    expect(said).toEqual([]);
    expect(statSync(join(cache, 'programs/tracer')).ctimeMs).toBe(before);
  });

  test('another need under the same id replaces the folder', async () => {
    const other: ProgramNeed = { ...strace, packages: ['strace'] };
    const fetched = await ensurePrograms([other], { cache });
    expect(fetched.diagnostics).toEqual([]);
    expect(existsSync(join(cache, 'programs/tracer/usr/bin/strace'))).toBe(true);
    expect(JSON.stringify(readdirSync(join(cache, 'programs/tracer/usr')))).not.toContain('lib64/libunwind');
    await ensurePrograms([strace], { cache });
  });

  test('an unknown package is a sentence that names the program, and the others are still there', async () => {
    const unknown: ProgramNeed = { ...strace, id: 'ghost', packages: ['no-such-program'] };
    const { value, diagnostics } = await ensurePrograms([unknown, strace], { cache });
    expect([...(value?.keys() ?? [])]).toEqual(['tracer']);
    expect(diagnostics.map((one) => one.message)).toEqual([
      'The program ghost (no-such-program of Debian bookworm) is not there. apt-get says: Unable to locate package no-such-program',
    ]);
  });

  test('a cache that is no folder is a sentence too', async () => {
    const file = join(cache, 'file');
    writeFileSync(file, '');
    const { diagnostics } = await ensurePrograms([strace], { cache: file });
    expect(diagnostics[0]?.message).toMatch(/^The program tracer .* The cache .* cannot be used: ENOTDIR/);
  });

  test('without a network the reason is what apt-get says', async () => {
    const dark = mkdtempSync(join(tmpdir(), 'sitewright-test-dark-'));
    chmodSync(dark, 0o777);
    const answer = await execute(['unshare', '-rn', 'npx', 'tsx', '-e', script(dark)], {
      cwd: join(import.meta.dirname, '../..'),
      timeout: 60_000,
    });
    rmSync(dark, { recursive: true, force: true });
    expect(answer.stdout).toMatch(
      /The package lists of Debian bookworm cannot be fetched\. apt-get says: Failed to fetch/,
    );
  });
});

const script = (folder: string): string =>
  `import('./src/verify/programs.ts').then(async ({ ensurePrograms }) => {
    const need = ${JSON.stringify(strace)};
    const { diagnostics } = await ensurePrograms([need], { cache: ${JSON.stringify(folder)} });
    console.log(diagnostics.map((one) => one.message).join());
  })`;

test.each(needs.map((need) => [need.id]))('the program %s of the tests is in the cache', (id) => {
  expect(existsSync(join(programRoot(id), 'usr'))).toBe(true);
});

test('nothing unpacked is set-uid', async () => {
  const found = await execute(['find', programRoot('nginx'), '-perm', '/6000'], { timeout: 30_000 });
  expect(found).toMatchObject({ status: 0, stdout: '' });
});
