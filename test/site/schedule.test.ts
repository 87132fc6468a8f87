import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { everFires, parseCrontab, unevenSteps, type Times } from '../../src/site/job/crontab.ts';
import { compiled } from '../compiled.ts';
import { startCron, type CronStage } from '../cron/live.ts';

/** The lines of a crontab that a schedule gives, or what is wrong with it. */
async function linesOf(schedule: string): Promise<readonly string[]> {
  const { site, diagnostics } = await compiled(`sitewright: 1
site: example
title: Example
hosts: {web1: {platform: debian-12, addresses: {lan: 192.0.2.4}}}
jobs: {sync: {schedule: ${schedule}, command: [/usr/local/bin/sync]}}
`);
  if (diagnostics.length > 0)
    return diagnostics.map(({ code, message, help }) => `${code}: ${message} ${help ?? ''}`);
  return site?.jobs.flatMap((job) => job.schedule.map(({ value }) => value)) ?? [];
}

describe('a schedule', () => {
  test.each<[string, readonly string[]]>([
    ['{every: 1m}', ['* * * * *']],
    ['{every: 5m}', ['*/5 * * * *']],
    ['{every: 30m}', ['*/30 * * * *']],
    ['{every: 60m}', ['0 * * * *']],
    ['{every: 1h}', ['0 * * * *']],
    ['{every: 120s}', ['*/2 * * * *']],
    ['{every: 8h}', ['0 */8 * * *']],
    ['{every: 1d}', ['0 0 * * *']],
    ['{hourly: [35, 5]}', ['5,35 * * * *']],
    ["{daily: ['23:00', '06:00']}", ['0 6,23 * * *']],
    ["{daily: ['06:05', '18:30']}", ['5 6 * * *', '30 18 * * *']],
    ["{daily: ['06:00', '06:30', '18:00', '18:30', '09:09']}", ['0,30 6,18 * * *', '9 9 * * *']],
    ["{weekly: {on: [sunday, monday], at: ['02:30']}}", ['30 2 * * 0,1']],
    ["{monthly: {on: [15, 1], at: ['00:00']}}", ['0 0 1,15 * *']],
    ["{cron: ' */5  1-5\t* feb,DEC Mon-Fri '}".replace('\t', ' '), ['*/5 1-5 * feb,DEC Mon-Fri']],
    ["{cron: '@reboot'}", ['@reboot']],
  ])('%s is %j', async (schedule, lines) => {
    expect(await linesOf(schedule)).toEqual(lines);
  });

  test.each<[string, string]>([
    [
      '{every: 7m}',
      "schedule/uneven: Every 7m does not divide an hour: cron would run at the minutes 0, 7 … 56, and 4m later again at 0. What divides an hour: 1m, 2m, 3m, 4m, 5m, 6m, 10m, 12m, 15m, 20m, 30m. If the short gap does no harm, say `cron: '*/7 * * * *'`.",
    ],
    [
      '{every: 5h}',
      "schedule/uneven: Every 5h does not divide a day: cron would run at the hours 0, 5 … 20, and 4h later again at 0. What divides a day: 1h, 2h, 3h, 4h, 6h, 8h, 12h. If the short gap does no harm, say `cron: '0 */5 * * *'`.",
    ],
    [
      '{every: 90m}',
      'schedule/uneven: No line of a crontab says every 90m: minutes and hours are counted apart. Say the times under `daily`.',
    ],
    [
      '{every: 2d}',
      'schedule/uneven: No line of a crontab says every 2d: days are counted from the first of each month. Say `daily`, `weekly` or `monthly`.',
    ],
    [
      '{every: 30s}',
      'schedule/uneven: Cron looks at its tables once a minute; it cannot run anything every 30s. Say whole minutes, or let a service do it.',
    ],
    [
      "{cron: '0 0 30 2 *'}",
      'schedule/never: The schedule "0 0 30 2 *" never comes. Say a day that the month has; for the end of a month, run on the first of the next.',
    ],
    [
      "{cron: '0 24 * * *'}",
      'schedule/unreadable: The schedule "0 24 * * *" has as the hour "24", and 24 is out of range. Write the hour as a number from 0 to 23.',
    ],
    [
      "{cron: '5/15 * * * *'}",
      'schedule/unreadable: The schedule "5/15 * * * *" has as the minute "5/15", which cron does not read. A field is `*`, a number, a range such as 1-5, or several with commas; a step such as /15 follows `*` or a range.',
    ],
    [
      "{cron: '* * * *'}",
      'schedule/unreadable: The schedule "* * * *" has 4 fields, and a crontab has five. Write minute, hour, day of the month, month and day of the week, with blanks between them.',
    ],
    [
      "{cron: '@often'}",
      'schedule/unreadable: The schedule "@often" is no word of crontab(5). The words are @reboot, @yearly, @annually, @monthly, @weekly, @daily, @midnight, @hourly.',
    ],
  ])('%s is refused', async (schedule, finding) => {
    expect(await linesOf(schedule)).toEqual([finding]);
  });

  test.each([
    "'2 * * * * *'",
    "'* * * foo *'",
    "'* * * * 5-1'",
    "'*/0 * * * *'",
    "'* * L * *'",
    "'1,, * * * *'",
  ])('cron: %s is unreadable', async (fields) => {
    expect(await linesOf(`{cron: ${fields}}`)).toEqual([expect.stringMatching(/^schedule\/unreadable: /)]);
  });
});

const timesOf = (text: string): Times | null => {
  const parsed = parseCrontab(text);
  return parsed.kind === 'times' ? parsed.times : null;
};

/** Whether cron runs a line on a day; find_jobs() of cron.c. */
function runsOn({ day, month, weekday }: Times, date: Date): boolean {
  const inMonth = day.values.includes(date.getUTCDate());
  const inWeek = weekday.values.includes(date.getUTCDay());
  const days = day.star || weekday.star ? inMonth && inWeek : inMonth || inWeek;
  return month.values.includes(date.getUTCMonth() + 1) && days;
}

const numbers = (first: number, last: number): fc.Arbitrary<string> =>
  fc.integer({ min: first, max: last }).map(String);
const someOf = (first: number, last: number): fc.Arbitrary<string> =>
  fc.oneof(
    fc.constant('*'),
    numbers(first, last),
    fc.tuple(numbers(first, last), numbers(first, last)).map((pair) => pair.join('-')),
    fc.integer({ min: 1, max: last }).map((step) => `*/${step}`),
    fc.array(numbers(first, last), { minLength: 1, maxLength: 3 }).map((all) => all.join(',')),
  );
const daysAndMonths = fc
  .tuple(someOf(28, 31), someOf(1, 12), fc.oneof({ weight: 3, arbitrary: fc.constant('*') }, someOf(0, 7)))
  .map(([day, month, weekday]) => `0 0 ${day} ${month} ${weekday}`);

it('says of a line that it never comes where no day of four hundred years is one', () => {
  // The calendar is the same every 400 years; in 28 of them that hold no such exception, every date meets every weekday.
  const days = Array.from({ length: 28 * 366 }, (_, index) => new Date(Date.UTC(2001, 0, 1 + index)));
  let never = 0;
  fc.assert(
    fc.property(daysAndMonths, (text) => {
      const times = timesOf(text);
      if (times === null) return;
      const fires = days.some((date) => runsOn(times, date));
      if (!fires) never += 1;
      expect(everFires(times)).toBe(fires);
    }),
    { numRuns: 400, seed: 8417 },
  );
  expect(never).toBeGreaterThan(10);
});

test.each([
  ['*/7 * * * *', [['minute', 56, 4]]],
  ['*/15 */6 * */4 *', []],
  ['0 */5 * * *', [['hour', 20, 4]]],
  ['0 0 */2 * *', [['day', 31, null]]],
  ['0 0 1 */5 *', [['month', 11, 2]]],
  ['7-59/7 * * * *', []],
])('%s has the uneven steps %j', (text, expected) => {
  const times = timesOf(text);
  expect(times && unevenSteps(times).map(({ unit, last, rest }) => [unit, last, rest])).toEqual(expected);
});

describe('the crontab of Debian', () => {
  let cron: CronStage;
  beforeAll(async () => {
    cron = await startCron({});
  });
  afterAll(() => cron.stage.close());

  it('accepts what we accept; of the rest it refuses all but what means nothing', async () => {
    const field = fc.oneof(
      { weight: 6, arbitrary: someOf(0, 12) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          '5/2',
          '1-',
          '-1',
          'mon',
          'jan',
          'mon-fri',
          'x',
          '*/0',
          '1-5/2',
          '70',
          '1,2,',
          '0',
          '?',
          '*5',
        ),
      },
    );
    const texts = [
      ...new Set(fc.sample(fc.tuple(field, field, field, field, field), { numRuns: 250, seed: 5 })),
    ].map((fields) => fields.join(' '));
    const script =
      'while read -r fields; do echo "$fields x" >/tmp/t; crontab -n /tmp/t >/dev/null 2>&1; echo $?; done';
    const { stdout } = await cron.stage.run(['sh', '-c', script], { input: `${texts.join('\n')}\n` });
    const theirs = stdout
      .trim()
      .split('\n')
      .map((status) => status === '0');
    expect(theirs.length).toBe(texts.length);
    const ours = texts.map((text) => parseCrontab(text).kind === 'times');
    expect(ours.filter(Boolean).length).toBeGreaterThan(20);
    expect(texts.filter((_, index) => ours[index] && !theirs[index])).toEqual([]);
    const stricter = texts.filter((_, index) => !ours[index] && theirs[index]);
    // A range that goes backwards, a step past the end, text after a star: it takes them, and they match nothing or all.
    const idle = (text: string): boolean =>
      /\*[0-9]/.test(text) ||
      [...text.matchAll(/([0-9]+)-([0-9]+)/g)].some(([, from, to]) => Number(from) > Number(to)) ||
      Number(/\/([0-9]+)$/.exec(text)?.[1] ?? 0) > 7;
    expect(stricter.length).toBeGreaterThan(10);
    expect(stricter.filter((text) => !idle(text))).toEqual([]);
  });
});
