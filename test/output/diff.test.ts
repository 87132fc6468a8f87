import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { fc } from '@fast-check/vitest';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { difference } from '../../src/output/diff.ts';
import type { Entry } from '../../src/output/tree.ts';
import { writeTrees } from '../../src/output/write.ts';
import { brief, expected, file, lay, scratch, script, snapshot, tree } from './scratch.ts';
import { AFTER, BEFORE, FOREIGN } from './states.ts';

let home: string;
let out: string;
beforeEach(() => {
  home = scratch();
  out = `${home}/out`;
});
afterEach(() => rmSync(home, { recursive: true }));

/** git itself brings the directory where the patch says. */
function apply(patch: string): void {
  const env = { ...process.env, GIT_CEILING_DIRECTORIES: home, GIT_CONFIG_GLOBAL: '/dev/null' };
  const ran = spawnSync('git', ['apply', '--whitespace=nowarn', '--unidiff-zero', '-'], {
    cwd: home,
    input: patch,
    encoding: 'utf8',
    env,
  });
  expect(ran.stderr + ran.stdout, patch).toBe('');
}

const differences = async (
  ...trees: Parameters<typeof writeTrees>[1]
): Promise<{ kinds: string[]; patch: string }> => {
  const all = await Promise.all(trees.map((one) => difference(out, one)));
  expect(all.flatMap((one) => one.diagnostics)).toEqual([]);
  const changes = all.flatMap((one) => one.value ?? []);
  return {
    kinds: changes.map((one) => `${one.kind} ${one.path}`),
    patch: changes.map((one) => one.text).join(''),
  };
};

test('what differs is named, and the patches make the tree what it should be', async () => {
  writeTrees(out, BEFORE);
  lay(out, FOREIGN);
  unlinkSync(`${out}/kisumu/web1/etc/motd`);
  const { kinds, patch } = await differences(...AFTER);
  expect(kinds).toEqual([
    'new db1/etc/redis/redis.conf',
    'changed site.json',
    'removed web1/etc/cron.d/gone',
    'missing web1/etc/motd',
    'removed web1/etc/nginx/conf.d/old.conf',
    'changed web1/etc/nginx/nginx.conf',
    'changed web1/install',
    'new web1/live',
    'removed web1/live/conf',
    'removed web1/role',
    'new web1/role/primary',
    'changed web1/sites/app',
    'new site.json',
    'new web1/etc/hosts',
  ]);
  apply(patch);
  expect(snapshot(out)).toEqual(expected(AFTER, FOREIGN));
});

test('a patch reads as git writes it', async () => {
  writeTrees(out, [tree('s', { a: file('1\n2\n3\n4\n5\n'), run: file('x\n') })]);
  const { patch } = await differences(tree('s', { a: file('1\n2\n3\n4\nfive\n'), run: script('x\n') }));
  expect(patch).toBe(`diff --git a/out/s/a b/out/s/a
--- a/out/s/a
+++ b/out/s/a
@@ -2,4 +2,4 @@
 2
 3
 4
-5
+five
diff --git a/out/s/run b/out/s/run
old mode 100644
new mode 100755
`);
});

test('an equal tree has no differences, and a refused one none either', async () => {
  writeTrees(out, BEFORE);
  expect(await differences(...BEFORE)).toEqual({ kinds: [], patch: '' });
  lay(out, { 'kisumu/web1/new': 'mine' });
  const refused = await difference(out, tree('kisumu', { 'web1/new': file('') }));
  expect(refused.value).toBeNull();
  expect(brief(refused.diagnostics, out)).toEqual(['output/foreign-file kisumu/web1/new']);
});

test('two long texts with nothing in common are compared in little time', { timeout: 20_000 }, async () => {
  const long = (word: string): string => Array.from({ length: 20_000 }, (_, i) => `${word} ${i}\n`).join('');
  writeTrees(out, [tree('s', { a: file(`${long('old')}end`) })]);
  const wanted = tree('s', { a: file(long('new')) });
  const begun = performance.now();
  const { patch } = await differences(wanted);
  expect(performance.now() - begun).toBeLessThan(5000);
  apply(patch);
  expect(snapshot(out)).toEqual(expected([wanted]));
});

test('names and texts of every kind come through git apply', { timeout: 60_000 }, async () => {
  const text = fc
    .array(
      fc.constantFrom('a', 'b', '', ' c', '\\ No newline', '-d', '+e', '@@ -1 +1 @@', 'ä☃', '\t', '--- a/x'),
      { maxLength: 8 },
    )
    .chain((lines) =>
      fc.constantFrom('', '\n').map((end) => (lines.length > 0 ? lines.join('\n') + end : '')),
    );
  const entry: fc.Arbitrary<Entry> = fc.oneof(
    fc.record({ kind: fc.constant('file' as const), text, executable: fc.boolean() }),
    fc.record({ kind: fc.constant('link' as const), to: fc.constantFrom('x', '../y', '/etc/z w') }),
  );
  const names = fc.constantFrom('h/a', 'h/b c', 'h/d\\x2de', 'h/"q"', 'ä/ö', "h/it's");
  const entries = fc.dictionary(names, entry, { maxKeys: 4 });
  await fc.assert(
    fc.asyncProperty(entries, entries, async (old, now) => {
      rmSync(out, { recursive: true, force: true });
      mkdirSync(out);
      writeTrees(out, [tree('s', old)]);
      const { patch } = await differences(tree('s', now));
      if (patch !== '') apply(patch);
      expect(snapshot(out)).toEqual(expected([tree('s', now)]));
    }),
    { numRuns: 120 },
  );
});

test('bytes that are no text are still a difference', async () => {
  const wanted = tree('s', { a: file('\ufffd\n') });
  writeTrees(out, [wanted]);
  writeFileSync(`${out}/s/a`, Buffer.from([0xff, 0x0a]));
  chmodSync(`${out}/s/a`, 0o644);
  const { kinds, patch } = await differences(wanted);
  expect(kinds).toEqual(['changed a']);
  expect(patch).toContain('Binary files a/out/s/a and b/out/s/a differ');
});
