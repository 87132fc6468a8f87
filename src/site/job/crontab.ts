/** One of the five fields of a crontab line, as cron understands it. */
export interface Field {
  /** the field as it is written */
  readonly text: string;
  /** every number that it matches, in order; Sunday is 0 */
  readonly values: readonly number[];
  /** begins with `*`: cron then counts it as not restricted, even with a step */
  readonly star: boolean;
}

/** The fields of a crontab line. */
export interface Times {
  readonly minute: Field;
  readonly hour: Field;
  readonly day: Field;
  readonly month: Field;
  readonly weekday: Field;
}

/** What cron reads: five fields, or a word such as `@reboot`. A fault is the end of a sentence. */
export type Parsed =
  | { readonly kind: 'times'; readonly times: Times }
  | { readonly kind: 'word'; readonly word: string }
  | { readonly kind: 'fault'; readonly fault: string; readonly help: string };

/** crontab(5), EXTENSIONS; the same in Debian's cron and in cronie. */
export const WORDS = [
  '@reboot',
  '@yearly',
  '@annually',
  '@monthly',
  '@weekly',
  '@daily',
  '@midnight',
  '@hourly',
];

interface Range {
  readonly name: string;
  readonly first: number;
  readonly last: number;
  /** names of the numbers, from `first` on */
  readonly names: readonly string[];
}

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const WEEKDAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

const MINUTE: Range = { name: 'minute', first: 0, last: 59, names: [] };
const HOUR: Range = { name: 'hour', first: 0, last: 23, names: [] };
const DAY: Range = { name: 'day of the month', first: 1, last: 31, names: [] };
const MONTH: Range = { name: 'month', first: 1, last: 12, names: MONTHS };
const WEEKDAY: Range = { name: 'day of the week', first: 0, last: 7, names: WEEKDAYS };

class Fault extends Error {
  readonly help: string;
  constructor(message: string, help: string) {
    super(message);
    this.help = help;
  }
}

/** Reads what Debian's cron and cronie both read: crontab(5), without the extensions of one of them. */
export function parseCrontab(text: string): Parsed {
  const words = text.trim().split(/[ \t]+/);
  const [minute = '', hour = '', day = '', month = '', weekday = ''] = words;
  if (minute.startsWith('@')) {
    const known = words.length === 1 && WORDS.includes(minute);
    if (known) return { kind: 'word', word: minute };
    return { kind: 'fault', fault: `is no word of crontab(5)`, help: `The words are ${WORDS.join(', ')}.` };
  }
  if (words.length !== 5)
    return {
      kind: 'fault',
      fault: `has ${words.length} ${words.length === 1 ? 'field' : 'fields'}, and a crontab has five`,
      help: 'Write minute, hour, day of the month, month and day of the week, with blanks between them.',
    };
  try {
    const times = {
      minute: field(minute, MINUTE),
      hour: field(hour, HOUR),
      day: field(day, DAY),
      month: field(month, MONTH),
      weekday: field(weekday, WEEKDAY),
    };
    return { kind: 'times', times };
  } catch (fault) {
    if (fault instanceof Fault) return { kind: 'fault', fault: fault.message, help: fault.help };
    throw fault;
  }
}

function field(text: string, range: Range): Field {
  const found = text.split(',').flatMap((item) => itemOf(item, text, range));
  const values = found.map((value) => (range === WEEKDAY && value === 7 ? 0 : value));
  return { text, values: [...new Set(values)].sort((a, b) => a - b), star: text.startsWith('*') };
}

const ITEM = /^(?:(\*)|([0-9]+|[a-z]+)(?:-([0-9]+|[a-z]+))?)(?:\/([0-9]+))?$/i;

function itemOf(item: string, text: string, range: Range): readonly number[] {
  const [whole, star, from, to, stepped] = ITEM.exec(item) ?? [];
  const where = `as the ${range.name} "${text}"`;
  if (whole === undefined || (stepped !== undefined && star === undefined && to === undefined))
    throw new Fault(
      `has ${where}, which cron does not read`,
      'A field is `*`, a number, a range such as 1-5, or several with commas; a step such as /15 follows `*` or a range.',
    );
  const first = star ? range.first : numberOf(from ?? '', range, where);
  const last = star ? range.last : to === undefined ? first : numberOf(to, range, where);
  const step = Number(stepped ?? 1);
  if (last < first)
    throw new Fault(
      `has ${where}, and ${from}-${to} goes backwards`,
      'Write two ranges with a comma between them.',
    );
  if (step < 1 || step > range.last)
    throw new Fault(`has ${where}, and no step can be ${step}`, `Write a step from 1 to ${range.last}.`);
  const values: number[] = [];
  for (let value = first; value <= last; value += step) values.push(value);
  return values;
}

function numberOf(text: string, range: Range, where: string): number {
  const named = range.names.indexOf(text.toLowerCase());
  const value = named === -1 ? Number(text) : named + range.first;
  if (Number.isInteger(value) && value >= range.first && value <= range.last) return value;
  const names = range.names.length > 0 ? `, or by its name: ${range.names.join(', ')}` : '';
  throw new Fault(
    `has ${where}, and ${text} is out of range`,
    `Write the ${range.name} as a number from ${range.first} to ${range.last}${names}.`,
  );
}

/** The days of each month; February has 29 in some years. */
const LENGTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/**
 * Whether there is any day on which it runs. Where both days are restricted, either is enough (cron(8)); else the day of
 * the month must exist in one of the months. The 29th of February falls on every day of the week in some year.
 */
export function everFires({ day, month, weekday }: Times): boolean {
  if (!day.star && !weekday.star) return true;
  return month.values.some((one) => day.values.some((date) => date <= (LENGTHS[one - 1] ?? 0)));
}

/** A step whose last gap is shorter than the others. */
export interface Uneven {
  readonly field: Field;
  /** what a step counts: `minute` */
  readonly unit: string;
  /** the last number before it begins again */
  readonly last: number;
  readonly step: number;
  /** the gap at the end; a month has not always the same */
  readonly rest: number | null;
}

/** The steps over whole fields that do not come out even: `*` with `/7` as the minute runs at 56, and again at 0. */
export function unevenSteps(times: Times): readonly Uneven[] {
  const all = [
    [times.minute, 'minute', 60],
    [times.hour, 'hour', 24],
    [times.day, 'day', null],
    [times.month, 'month', 12],
  ] as const;
  return all.flatMap(([one, unit, cycle]) => {
    const step = Number(/^\*\/([0-9]+)$/.exec(one.text)?.[1] ?? 1);
    const last = one.values.at(-1) ?? 0;
    const first = one.values[0] ?? 0;
    if (step === 1 || (cycle !== null && cycle % step === 0)) return [];
    return [{ field: one, unit, last, step, rest: cycle === null ? null : cycle - last + first }];
  });
}
