/** Years that systemd counts in (MIN_YEAR and MAX_YEAR of its calendarspec.c). */
const FIRST_YEAR = 1970;
const LAST_YEAR = 2199;

/** One item of a list of numbers: `start`, `start..stop`, each with `/step`; step 0 is one value alone. */
interface Item {
  readonly start: number;
  readonly stop: number | null;
  readonly step: number;
}
/** null is `*`. */
type Numbers = readonly Item[] | null;

/** An expression of systemd.time(7), calendar events. */
export interface Calendar {
  /** 0 is Monday; empty for every day */
  readonly weekdays: ReadonlySet<number>;
  readonly years: Numbers;
  readonly months: Numbers;
  readonly days: Numbers;
  /** days are counted from the end of the month: `*-02~01` */
  readonly fromEnd: boolean;
}

const EVERY: Calendar = { weekdays: new Set(), years: null, months: null, days: null, fromEnd: false };

const WORDS: readonly string[] = [
  ...['minutely', 'hourly', 'daily', 'weekly', 'monthly', 'quarterly', 'yearly', 'annually', 'anually'],
  ...['semiannually', 'semi-annually', 'biannually', 'bi-annually'],
];

/** Reads an expression; null where systemd takes it for none. */
export function readCalendar(text: string): Calendar | null {
  const rest = withoutZone(text);
  if (rest === '' || /[^ -~]/.test(rest)) return null;
  if (WORDS.includes(rest.toLowerCase())) return EVERY;
  if (/^@[0-9]+$/.test(rest)) return EVERY;
  const [, names = '', after = ''] = /^([A-Za-z][A-Za-z.,-]*)?(.*)$/.exec(rest) ?? [];
  const weekdays = names === '' ? new Set<number>() : weekdaysOf(names);
  const words = after
    .trimStart()
    .split(/ +/)
    .filter((word) => word !== '');
  if (!weekdays || (names !== '' && after !== '' && !after.startsWith(' '))) return null;
  const time = words.at(-1)?.includes(':') === true ? words.pop() : undefined;
  if (time !== undefined && !isTime(time)) return null;
  if (words.length > 1) return null;
  const [date] = words;
  const day = date === undefined ? EVERY : dateOf(date);
  return day && { ...day, weekdays };
}

/** `UTC`, or the name of a zone, which only the host knows. */
const withoutZone = (text: string): string =>
  text.replace(/ +(UTC|GMT|[A-Z][A-Za-z]*\/[A-Za-z0-9_+/-]+)$/i, '');

const DAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];

function weekdaysOf(text: string): ReadonlySet<number> | null {
  const found = new Set<number>();
  for (const item of text.replace(/,$/, '').split(',')) {
    const ends = item.split(/\.\.|-/).map((name) => {
      const low = name.toLowerCase();
      return DAYS.findIndex((day) => low === day || (low.length === 3 && day.startsWith(low)));
    });
    const [first = -1, last = first] = ends;
    if (ends.length > 2 || first < 0 || last < first) return null;
    for (let day = first; day <= last; day += 1) found.add(day);
  }
  return found;
}

/** `2027-02-03`, `02-03`, `*-*-*`, and `~` before a day that is counted from the end. */
function dateOf(text: string): Calendar | null {
  const [, year, month = '', sign, day = ''] = /^(?:([^~-]+)-)?([^~-]+)([~-])([^~-]+)$/.exec(text) ?? [];
  const fromEnd = sign === '~';
  const years = year === undefined ? null : numbersOf(year, FIRST_YEAR, LAST_YEAR, { isYear: true });
  const months = numbersOf(month, 1, 12);
  const days = numbersOf(day, 1, fromEnd ? 28 : 31, { fromEnd });
  return sign === undefined || years === undefined || months === undefined || days === undefined
    ? null
    : { ...EVERY, years, months, days, fromEnd };
}

/** `06:00`, `*:0/15`, `6,23:00:00`, and fractions of a second. */
function isTime(text: string): boolean {
  const [hours, minutes, seconds, ...more] = text.split(':');
  return (
    hours !== undefined &&
    minutes !== undefined &&
    more.length === 0 &&
    numbersOf(hours, 0, 23) !== undefined &&
    numbersOf(minutes, 0, 59) !== undefined &&
    (seconds === undefined || numbersOf(seconds, 0, 59.999999, { fraction: true }) !== undefined)
  );
}

interface Kind {
  /** two digits are a year of this century, or from 70 on of the last one */
  readonly isYear?: boolean;
  readonly fromEnd?: boolean;
  readonly fraction?: boolean;
}

/** Numbers of a field between its bounds; undefined where systemd refuses them. */
function numbersOf(text: string, from: number, to: number, kind: Kind = {}): Numbers | undefined {
  if (text === '*') return null;
  const number = kind.fraction ? '[0-9]+(?:\\.[0-9]+)?' : '[0-9]+';
  const shape = new RegExp(`^(${number})(?:\\.\\.(${number}))?(?:/(${number}))?$`);
  const items: Item[] = [];
  for (const item of text.split(',')) {
    const [, first, last, every] = shape.exec(item) ?? [];
    if (first === undefined) return undefined;
    const start = valueOf(first, kind);
    const said = every === undefined ? null : Number(every);
    if (said === 0) return undefined;
    const end = last === undefined ? null : valueOf(last, kind);
    const given = said ?? (end === null ? 0 : 1);
    // The last one is the last that the steps meet; where they meet none but the first, it stands alone.
    const met = end !== null && end > start ? end - ((end - start) % given) : end;
    const [stop, step] = met === start ? [null, 0] : [met, given];
    if (start < from || start > to || step > to - from) return undefined;
    if (stop !== null && (stop < from || stop > to || start + step > stop)) return undefined;
    if (stop === null && (kind.fromEnd ? start - step < from : start + step > to)) return undefined;
    items.push({ start, stop, step });
  }
  return items;
}

function valueOf(digits: string, { isYear = false }: Kind): number {
  const number = Number(digits);
  return !isYear || number >= 100 ? number : number + (number < 70 ? 2000 : 1900);
}

/** Whether there is such a day at all, in any year. */
export function comes({ weekdays, years, months, days, fromEnd }: Calendar): boolean {
  for (let year = FIRST_YEAR; year <= LAST_YEAR; year += 1) {
    if (!has(years, year, LAST_YEAR)) continue;
    for (let month = 1; month <= 12; month += 1) {
      if (!has(months, month, 12)) continue;
      const length = new Date(Date.UTC(year, month, 0)).getUTCDate();
      for (let day = 1; day <= length; day += 1) {
        const counted = fromEnd ? turned(days, length) : days;
        if (!has(counted, day, length)) continue;
        const weekday = (new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 6) % 7;
        if (weekdays.size === 0 || weekdays.has(weekday)) return true;
      }
    }
  }
  return false;
}

const has = (numbers: Numbers, value: number, most: number): boolean =>
  numbers === null ||
  numbers.some(({ start, stop, step }) =>
    step === 0 ? value === start : value >= start && value <= (stop ?? most) && (value - start) % step === 0,
  );

/** Days from the end as days of a month of this length. */
const turned = (numbers: Numbers, length: number): Numbers =>
  numbers &&
  numbers.map(({ start, stop, step }) => {
    const [first, last] = [start, stop].map((day) => (day === null ? null : length + 1 - day));
    return last === null || last === undefined
      ? { start: first ?? 0, stop: null, step }
      : { start: last, stop: first ?? null, step };
  });
