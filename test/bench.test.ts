import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { manifestOf, nameOf, writeFleet } from '../bench/sites.ts';
import { median } from '../bench/measure.ts';
import { build } from '../src/build/build.ts';
import { PROJECT } from './compiled.ts';

const scratch = mkdtempSync(join(tmpdir(), 'sitewright-test-bench-'));
const dist = join(scratch, 'dist');
const model = { name: 'ooy', text: readFileSync(join(PROJECT, 'sites/ooy.yaml'), 'utf8') };
beforeAll(async () => void (await build(PROJECT, dist)), 60_000);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

test('the bench runs, and says a time, a ratio and a peak of each case', () => {
  const { stdout, stderr, status } = spawnSync(
    join(PROJECT, 'node_modules/.bin/tsx'),
    [join(PROJECT, 'bench/bench.ts'), '--sites', '3', '--repetitions', '1', '--dist', dist],
    { encoding: 'utf8' },
  );
  expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
  const rows = stdout.split('\n').filter((line) => /^\| .+: /.test(line));
  expect(rows.map((row) => row.split('|')[1]?.trim())).toEqual([
    'ooy: first run',
    'ooy: second run',
    'ooy: all looked at, nothing to write',
    'ooy: nothing changed',
    'ooy: one manifest changed',
    '3 sites: first run',
    '3 sites: second run',
    '3 sites: all looked at, nothing to write',
    '3 sites: nothing changed',
    '3 sites: one manifest changed',
  ]);
  for (const row of rows) expect(row).toMatch(/\| \d+ \| \d+\.\d\d \| \d+ \|$/);
}, 120_000);

test('a fleet has as many different manifests as it has sites, the same each time', () => {
  const names = writeFleet(join(scratch, 'fleet'), model, 4);
  const texts = names.map((name) => readFileSync(join(scratch, 'fleet/sites', `${name}.yaml`), 'utf8'));
  expect(names).toEqual(['site-0001', 'site-0002', 'site-0003', 'site-0004']);
  expect(new Set(texts).size).toBe(4);
  expect(texts).toEqual(names.map((_, index) => manifestOf(model, index)));
  expect(texts[3]).toContain(`site: ${nameOf(3)}\n`);
});

test('a model that lacks what is to be varied is refused', () => {
  expect(() => manifestOf({ name: 'ooy', text: 'site: ooy\n' }, 0)).toThrow('correct bench/sites.ts');
});

test.each([
  [[3], 3],
  [[3, 1, 2], 2],
  [[4, 1, 2, 3], 2.5],
])('the median of %j is %d', (values, expected) => {
  expect(median(values)).toBe(expected);
});
