import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kept, minutesFrom, nameOf, spelled, type Stamp } from './model.ts';
import { alone, functionsOf, scriptOf } from './script.ts';

/** Three months with the 29th of February, and the first days of two months and a half of them. */
const FIRST = '2024-01-20';
const DAYS = 92;
const KEEP = { 'sub-hourly': 7, hourly: 11, daily: 20, monthly: 2 };

/** What the node is, for five days each: how often it dumps, and what is due by that. */
const STATES: readonly { readonly when: string; readonly due: (stamp: Stamp) => boolean }[] = [
  { when: '', due: () => false },
  { when: '0600 2300', due: ({ hour, minute }) => (hour === 6 || hour === 23) && minute === 0 },
  { when: 'every 30', due: ({ minute }) => minute % 30 === 0 },
  { when: 'every 5', due: () => true },
  { when: 'every 90', due: ({ hour, minute }) => (hour * 60 + minute) % 90 === 0 },
];

interface Tick {
  readonly stamp: Stamp;
  readonly when: string;
  readonly isDue: boolean;
  /** what happens to a dump: the disk is full, or the run is killed and leaves what it had */
  readonly luck: 'good' | 'full' | 'killed';
  readonly isCleanUp: boolean;
}

/** A fixed sequence of numbers, so that a fault can be looked at again. */
function* random(): Generator<number> {
  let state = 12345;
  for (;;) {
    state = (state * 16807) % 2147483647;
    yield state;
  }
}

function ticksOf(): readonly Tick[] {
  const numbers = random();
  return [...minutesFrom(FIRST, DAYS, 5)].map((stamp, index) => {
    const state = STATES[Math.floor(index / (5 * 288)) % STATES.length];
    if (!state) throw new Error('there are states');
    const number = numbers.next().value % 100;
    // For three days the disk is full most of the time.
    const isFull = stamp.date >= '20240204' && stamp.date <= '20240206' && number < 80;
    return {
      stamp,
      when: state.when,
      isDue: state.due(stamp),
      luck: isFull ? 'full' : number < 2 ? 'full' : number < 4 ? 'killed' : 'good',
      isCleanUp: stamp.hour % 2 === 0 && stamp.minute === 0,
    };
  });
}

/** What is no dump of this backup, and stays whatever happens. */
const STRANGERS = [
  'rapidpro-20240101_0000.sql.gz',
  'rapidpro-notes.sql',
  'rapidpro-2024010a_0000.sql',
  'rapidpro-x-20240101_0000.sql',
  'rapidpro_20240101_0000.sql',
  'other-20240101_0005.sql',
  // Of a clock that was wrong: counted, they would push out what is newer in truth.
  'rapidpro-20360101_0000.sql',
  'rapidpro-20360102_0000.sql',
];
/** A file that was never written counts for nothing, and is not taken away: somebody may look for the reason. */
const EMPTY = 'rapidpro-20240119_2355.sql';

/**
 * One bash for all ticks: the verbs as they are, on real files, with stand-ins for what only takes time. A run makes at
 * each tick what a dump would have left, and after each clean-up it lists the folder.
 */
const LOOP = `
clock() { now=$instant; }
find_when() { when=$plan; }
sync() { :; }
logger() { :; }
say() { :; }
write_dump() {
  [[ $luck == good ]] && return
  printf half >"$1"
  why='No space left on device'
  return 1
}
# From one name to another, without a process of its own.
mv() { printf whole >"\${!#}"; }
dump_failed() { :; }
dump_worked() { :; }
while read -r instant plan luck cleans; do
  plan=\${plan//,/ }
  [[ $plan != - ]] || plan=''
  if [[ $luck == killed ]]; then
    printf half >"$directory_of/.rapidpro-$instant.partial"
  else
    dump rapidpro || printf 'failed %s\\n' "$instant"
  fi
  [[ $cleans == no ]] || {
    clean_up rapidpro || printf 'clean-up failed at %s\\n' "$instant"
    listing=("$directory_of"/*.sql)
    printf 'at %s: %s\\n' "$instant" "\${listing[*]##*/}"
  }
done
`;

describe('three months of ticks', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sitewright-backup-'));
  const directory = join(folder, 'backup');
  const ticks = ticksOf();
  let lines: readonly string[] = [];

  beforeAll(async () => {
    mkdirSync(directory);
    for (const name of STRANGERS) writeFileSync(join(directory, name), 'stays');
    writeFileSync(join(directory, EMPTY), '');
    const keep = `keep: {subHourly: ${KEEP['sub-hourly']}, hourly: ${KEEP.hourly}, daily: ${KEEP.daily}, monthly: ${KEEP.monthly}}`;
    const script = functionsOf(await scriptOf(alone(keep), 'db1'))
      .replace('directory=/srv/backup\n', `directory=${directory}\n`)
      .replace('state=/var/lib/sitewright/sitectl\n', `state=${folder}/state\n`);
    writeFileSync(join(folder, 'loop.sh'), `${script}\ndirectory_of=${directory}\n${LOOP}`);
    const input = ticks.map(
      // A run begins some minutes after the tick, now and then.
      ({ stamp, when, luck, isCleanUp }, index) =>
        `${spelled({ ...stamp, minute: stamp.minute + (index % 5) })} ${when.replaceAll(' ', ',') || '-'} ${luck} ${isCleanUp ? 'yes' : 'no'}`,
    );
    lines = execFileSync('bash', [join(folder, 'loop.sh')], {
      input: `${input.join('\n')}\n`,
      encoding: 'utf8',
      maxBuffer: 64 * 1024 * 1024,
    })
      .trimEnd()
      .split('\n');
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true }));

  test('are as many as there are', () => {
    expect(ticks).toHaveLength(92 * 288);
    expect(ticks.filter(({ isCleanUp }) => isCleanUp)).toHaveLength(92 * 12);
    expect(new Set(ticks.map(({ luck }) => luck)).size).toBe(3);
  });

  test('a dump that fails is said to have failed, and no other', () => {
    const expected = ticks
      .map((tick, index) => ({ ...tick, minute: tick.stamp.minute + (index % 5) }))
      .filter(({ isDue, luck }) => isDue && luck === 'full')
      .map(({ stamp, minute }) => `failed ${spelled({ ...stamp, minute })}`);
    expect(expected.length).toBeGreaterThan(100);
    expect(lines.filter((line) => line.startsWith('failed'))).toEqual(expected);
  });

  test('after each clean-up the newest of each class are there, and what is no dump', () => {
    const made: Stamp[] = [];
    const expected: string[] = [];
    for (const [index, { stamp, isDue, luck, isCleanUp }] of ticks.entries()) {
      if (isDue && luck === 'good') made.push(stamp);
      if (!isCleanUp) continue;
      const names = [...kept(made, KEEP), ...STRANGERS, EMPTY].filter((name) => name.endsWith('.sql')).sort();
      expected.push(`at ${spelled({ ...stamp, minute: stamp.minute + (index % 5) })}: ${names.join(' ')}`);
    }
    expect(lines.filter((line) => line.startsWith('at '))).toEqual(expected);
    expect(lines.filter((line) => line.startsWith('clean-up failed'))).toEqual([]);
    // Otherwise nothing was looked at.
    const last = kept(made, KEEP);
    expect(last).toHaveLength(7 + 11 + 20 + 2);
    expect(readdirSync(directory)).toEqual(expect.arrayContaining([...last, ...STRANGERS, EMPTY]));
    expect(made.map(nameOf)).toContain('rapidpro-20240229_2300.sql');
  });
});
