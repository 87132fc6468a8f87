import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { MAJORS, majorOf, nearest, type Major } from '../../templates/postgresql/versions.ts';
import { checkSetting, type Vocabulary } from '../../templates/postgresql/vocabulary.ts';
import { derive, type Derived } from './derive.ts';
import { differences, print, vocabularyOf } from './merge.ts';

const FILE = new URL('../../templates/postgresql/vocabulary.json', import.meta.url);

test(
  'vocabulary.json is what real servers answer, and the table of versions says what lies between them',
  { timeout: 200_000 },
  async () => {
    const all: Derived[] = [];
    for (const major of ['13', '15', '17']) all.push(await derive(major));
    expect(differences(all)).toEqual([]);
    // The table is really compared: without one of its servers, or with another one, it is wrong.
    const [first, second] = all;
    if (!first || !second) throw new Error('no servers');
    const { archive_library: _, ...less } = second.settings;
    expect(differences([first, { ...second, settings: less }])).toEqual([
      'added from 13 to 15: archive_library',
    ]);
    const { wal_compression: before } = first.settings;
    const kept = before ? { wal_compression: before } : {};
    expect(differences([first, { ...second, settings: { ...second.settings, ...kept } }])).toEqual([
      'changed from 13 to 15: wal_compression',
    ]);
    const vocabulary = vocabularyOf(all);
    expect(Object.keys(vocabulary.settings).length).toBeGreaterThan(380);
    await expect(print(vocabulary)).toMatchFileSnapshot(FILE.pathname);
  },
);

const real = JSON.parse(readFileSync(FILE, 'utf8')) as Vocabulary;

describe('versions', () => {
  test.each<[string | number, Major | null]>([
    [10, '10'],
    ['10.19', '10'],
    ['9.6', '9.6'],
    ['9.6.24', '9.6'],
    [17, '17'],
    ['9.5', null],
    [9, null],
    [18, null],
    ['15beta1', null],
    ['15.x', null],
    ['', null],
  ])('%j is %j', (version, major) => expect(majorOf(version)).toBe(major));

  test.each([
    ['9.6', '13'],
    ['10', '13'],
    ['13', '13'],
    ['14', '15'],
    ['15', '15'],
    ['16', '17'],
    ['17', '17'],
  ] as const)('for %s, %s is asked', (major, asked) => expect(nearest(major)).toBe(asked));
});

describe('what is taken', () => {
  test.each<[Major, string, string | number | boolean]>([
    ['15', 'max_connections', 200],
    ['15', 'shared_buffers', '2GB'],
    ['15', 'shared_buffers', '3.5GB'],
    ['12', 'work_mem', '64 MB'],
    ['15', 'random_page_cost', 1.1],
    ['15', 'jit', false],
    ['15', 'jit', 'of'],
    ['15', 'statement_timeout', 0],
    ['15', 'log_min_duration_statement', -1],
    ['15', 'wal_level', 'hot_standby'],
    ['15', 'synchronous_commit', true],
    ['15', 'wal_compression', 'lz4'],
    ['14', 'wal_compression', true],
    ['13', 'wal_compression', 'on'],
    ['10', 'wal_keep_segments', 32],
    ['13', 'wal_keep_size', '512MB'],
    ['9.6', 'password_encryption', 'on'],
    ['15', 'search_path', '"$user", public'],
    ['17', 'maintenance_work_mem', '64kB'],
    ['15', 'datestyle', 'iso, dmy'],
  ])('%s: %s = %j', (major, name, value) => expect(checkSetting(real, major, name, value)).toBeNull());
});

describe('what is not', () => {
  test.each<[Major, string, string | number | boolean, string, string, string]>([
    ['15', 'max_conections', 200, 'unknown', 'is no setting that PostgreSQL 15 knows', '`max_connections`'],
    ['15', 'toString', 1, 'unknown', 'is no setting', ''],
    [
      '10',
      'wal_keep_size',
      '512MB',
      'newer',
      'does not know `wal_keep_size` yet',
      'PostgreSQL 13 is the first',
    ],
    ['13', 'wal_keep_segments', 32, 'removed', 'no longer knows', 'There is `wal_keep_size`'],
    ['16', 'promote_trigger_file', '/x', 'removed', 'no longer knows', 'PostgreSQL 15 was the last'],
    ['16', 'old_snapshot_threshold', '1d', 'none', '', ''],
    ['17', 'old_snapshot_threshold', '1d', 'removed', 'no longer knows', 'PostgreSQL 16 was the last'],
    ['9.6', 'max_parallel_workers', 2, 'newer', 'yet', 'PostgreSQL 10 is the first'],
    ['15', 'block_size', 8192, 'read-only', 'cannot be set', ''],
    ['15', 'shared_buffers', '2Gb', 'wrong-unit', 'does not take the unit', 'B, kB, MB, GB and TB'],
    ['10', 'shared_buffers', '4096B', 'wrong-unit', 'in PostgreSQL 10', 'kB, MB, GB and TB'],
    ['15', 'shared_buffers', 16384, 'wrong-unit', 'that many times 8kB', '64MB'],
    ['15', 'checkpoint_timeout', '5m', 'wrong-unit', 'does not take the unit', 'ms, s, min, h and d'],
    ['15', 'max_connections', '5min', 'wrong-unit', 'has no unit', 'alone'],
    ['15', 'max_connections', 0, 'out-of-range', 'from 1 to 262143', 'range'],
    ['15', 'checkpoint_timeout', '10s', 'out-of-range', 'from 30 to 86400 of s', 'range'],
    ['15', 'maintenance_work_mem', '64kB', 'out-of-range', 'from 1024', 'range'],
    ['15', 'max_connections', 'many', 'wrong-type', 'is a number', 'Write a number'],
    ['15', 'max_connections', '010', 'wrong-type', 'is a number', 'Write a number'],
    ['15', 'work_mem', '25%', 'wrong-type', 'is an amount', 'unit'],
    ['10', 'shared_buffers', '3.5GB', 'wrong-type', 'whole numbers', 'smaller unit'],
    ['15', 'jit', 'maybe', 'wrong-type', 'is a switch', 'true or false'],
    ['15', 'wal_level', 'replca', 'wrong-type', 'does not take "replca"', '`replica`'],
    ['13', 'wal_compression', 'lz4', 'wrong-type', 'is a switch', ''],
  ])('%s: %s = %j', (major, name, value, problem, message, help) => {
    const misuse = checkSetting(real, major, name, value);
    expect(misuse?.problem ?? 'none').toBe(problem);
    expect(misuse?.message ?? '').toContain(message);
    expect(misuse?.help ?? '').toContain(help);
  });
});

test('every setting of every version has a form in which it lives', () => {
  for (const [name, forms] of Object.entries(real.settings))
    expect(
      MAJORS.some((major) => checkSetting(real, major, name, 'x')?.problem !== 'newer'),
      `${name} ${JSON.stringify(forms)}`,
    ).toBe(true);
});
