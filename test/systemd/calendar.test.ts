import fc from 'fast-check';
import { expect, test } from 'vitest';
import { comes, readCalendar } from '../../templates/systemd/calendar.ts';
import { stageFor, systemdPrograms } from './programs.ts';

const number = fc.oneof(
  fc.integer({ min: 0, max: 40 }).map(String),
  fc.constantFrom('01', '02', '29', '30', '31', '12', '60', '23', '59', '100'),
);
const item = fc
  .tuple(number, fc.option(number), fc.option(fc.integer({ min: 0, max: 30 }).map(String), { freq: 3 }))
  .map(
    ([start, stop, step]) => `${start}${stop === null ? '' : `..${stop}`}${step === null ? '' : `/${step}`}`,
  );
const numbers = fc.oneof(
  { weight: 3, arbitrary: fc.constant('*') },
  { weight: 3, arbitrary: number },
  item,
  fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => items.join(',')),
  fc.constantFrom('', '*/2', '1-2', '1/', '..', '1..'),
);
const day = fc.constantFrom('Mon', 'tue', 'Wednesday', 'SUN', 'Sat', 'Fr', 'Monda');
const days = fc
  .array(
    fc
      .tuple(day, fc.option(day), fc.constantFrom('..', '-'))
      .map(([a, b, to]) => (b === null ? a : `${a}${to}${b}`)),
    { minLength: 1, maxLength: 2 },
  )
  .map((all) => all.join(','));
const year = fc.oneof(
  numbers,
  fc.integer({ min: 1960, max: 2210 }).map(String),
  fc.constantFrom('2027..2030', '2024/4'),
);
const date = fc.oneof(
  fc
    .tuple(year, numbers, fc.constantFrom('-', '~'), numbers)
    .map(([a, b, sign, c]) => `${a}-${b}${sign}${c}`),
  fc.tuple(numbers, fc.constantFrom('-', '~'), numbers).map(([b, sign, c]) => `${b}${sign}${c}`),
  fc.constantFrom(
    '*-02-30',
    '*-04-31',
    '2027-02-29',
    '*-02-29',
    '*-02~29',
    '*-*-*',
    '*-*',
    '2027',
    '*-06-31',
  ),
);
const time = fc.oneof(
  fc.tuple(numbers, numbers).map((parts) => parts.join(':')),
  fc
    .tuple(numbers, numbers, fc.oneof(numbers, fc.constantFrom('30.5', '0/0.5')))
    .map((parts) => parts.join(':')),
  fc.constantFrom('03:10', '24:00', '*:0/15'),
);
const expression = fc.oneof(
  {
    weight: 8,
    arbitrary: fc
      .tuple(
        fc.option(days),
        fc.option(date),
        fc.option(time),
        fc.option(fc.constantFrom('UTC', 'x'), { freq: 4 }),
      )
      .map((parts) => parts.filter((part) => part !== null).join(' ')),
  },
  fc.constantFrom(
    'daily',
    'Weekly',
    'hourly',
    'quarterly',
    'fortnightly',
    'Mon,',
    'Mon..',
    'Mon  03:00',
    '@4102444800',
  ),
);

/** What a systemd says: refused, never, or a time. */
const SCRIPT = `while IFS= read -r one; do
  if said=$(TZ=UTC systemd-analyze --base-time='1970-01-02 00:00:00 UTC' calendar "$one" 2>/dev/null); then
    case $said in *"Next elapse: never"*) echo never ;; *) echo comes ;; esac
  else
    echo refused
  fi
done`;

const ours = (text: string): string => {
  const found = readCalendar(text);
  return found === null ? 'refused' : comes(found) ? 'comes' : 'never';
};

test('is read as every systemd reads it', { timeout: 300_000 }, async () => {
  const all = [...new Set(fc.sample(expression, { numRuns: 700, seed: 7 }))].filter((text) => text !== '');
  const said = new Map<string, number>();
  for (const program of await systemdPrograms()) {
    const stage = await stageFor(program);
    const { stdout } = await stage.run(['sh', '-c', SCRIPT], {
      input: `${all.join('\n')}\n`,
      timeout: 200_000,
    });
    await stage.close();
    const answers = stdout.trim().split('\n');
    expect(answers).toHaveLength(all.length);
    expect(all.map((text, index) => `${text} | ${answers[index]}`)).toEqual(
      all.map((text) => `${text} | ${ours(text)}`),
    );
    for (const answer of answers) said.set(answer, (said.get(answer) ?? 0) + 1);
  }
  for (const answer of ['refused', 'never', 'comes']) expect(said.get(answer) ?? 0).toBeGreaterThan(20);
});
