import { millisecondsOf } from '../spelling/units.ts';
import { error, type Diagnostic, type Span } from '../../diagnostic.ts';
import { fact, map, originsOf, type Fact } from '../../fact.ts';
import type { Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import { everFires, parseCrontab } from './crontab.ts';

/**
 * A schedule as lines of a crontab: five fields or a word each. One schedule may need several lines, since the fields of a
 * line are independent of each other. Null where a finding says why cron cannot run it.
 */
export function crontabOf(
  said: Located<M.Schedule>,
  diagnostics: Diagnostic[],
): readonly Fact<string>[] | null {
  if (said.every) return every(said.every, diagnostics);
  if (said.hourly) return [fact(`${sorted(said.hourly).join(',')} * * * *`, originsOf(...said.hourly))];
  if (said.daily) return timesOf(said.daily, '* * *');
  if (said.weekly) {
    const days = said.weekly.on.map((day) => map(day, (name) => WEEKDAYS.indexOf(name)));
    return timesOf(said.weekly.at, `* * ${sorted(days).join(',')}`, days);
  }
  if (said.monthly)
    return timesOf(said.monthly.at, `${sorted(said.monthly.on).join(',')} * *`, said.monthly.on);
  if (said.cron) return native(said.cron, diagnostics);
  throw new Error('the schema asks for one kind of schedule');
}

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday'];

const sorted = (numbers: readonly Fact<number>[]): readonly number[] =>
  numbers.map(({ value }) => value).sort((a, b) => a - b);

/** Times with the same minutes stand on one line, which names their hours. */
function timesOf(
  times: readonly Fact<string>[],
  days: string,
  reasons: readonly Fact<unknown>[] = [],
): readonly Fact<string>[] {
  const hours = grouped(times, ({ value }) => value.slice(3));
  // 06:00, 06:30, 18:00 and 18:30 are one line: minutes 0 and 30 of hours 6 and 18.
  const lines = grouped([...hours], ([, same]) => joined(same.map(({ value }) => value.slice(0, 2))));
  return [...lines].map(([hour, same]) =>
    fact(
      `${joined(same.map(([minute]) => minute))} ${hour} ${days}`,
      originsOf(...same.flatMap(([, all]) => all), ...reasons),
    ),
  );
}

function grouped<T>(all: readonly T[], key: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) groups.set(key(one), [...(groups.get(key(one)) ?? []), one]);
  return groups;
}

/** `06`, `00` → `0,6` */
const joined = (numbers: readonly string[]): string =>
  [...new Set(numbers.map(Number))].sort((a, b) => a - b).join(',');

function every(said: Fact<string>, diagnostics: Diagnostic[]): readonly Fact<string>[] | null {
  const minutes = millisecondsOf(said.value) / 60_000;
  const text = stepped(minutes);
  if (text !== null) return [map(said, () => text)];
  const { message, help } = unsayable(said.value, minutes);
  diagnostics.push(
    error('schedule/uneven', atOf(said), message, {
      why: 'Cron starts again with every hour and every day; it does not count from one run to the next.',
      help,
    }),
  );
  return null;
}

/** The fields for every so many minutes; null where no line of a crontab says that. */
export function stepped(minutes: number): string | null {
  if (minutes < 1 || !Number.isInteger(minutes)) return null;
  if (minutes < 60) return 60 % minutes === 0 ? `${step(minutes)} * * * *` : null;
  const hours = minutes / 60;
  if (hours === 24) return '0 0 * * *';
  return Number.isInteger(hours) && 24 % hours === 0 ? `0 ${step(hours)} * * *` : null;
}

const step = (size: number): string => (size === 1 ? '*' : `*/${size}`);

const divisors = (whole: number, unit: string): string =>
  Array.from({ length: whole - 1 }, (_, index) => index + 1)
    .filter((one) => whole % one === 0)
    .map((one) => `${one}${unit}`)
    .join(', ');

/** What would happen, and what can be said. */
function unsayable(text: string, minutes: number): { readonly message: string; readonly help: string } {
  if (minutes < 1 || !Number.isInteger(minutes))
    return {
      message: `Cron looks at its tables once a minute; it cannot run anything every ${text}.`,
      help: 'Say whole minutes, or let a service do it.',
    };
  if (minutes > 1440)
    return {
      message: `No line of a crontab says every ${text}: days are counted from the first of each month.`,
      help: 'Say `daily`, `weekly` or `monthly`.',
    };
  const hours = minutes / 60;
  if (minutes > 60 && !Number.isInteger(hours))
    return {
      message: `No line of a crontab says every ${text}: minutes and hours are counted apart.`,
      help: 'Say the times under `daily`.',
    };
  const [size, whole, unit] = hours >= 1 ? [hours, 24, 'h'] : [minutes, 60, 'm'];
  const last = Math.floor((whole - 1) / size) * size;
  const around = unit === 'h' ? 'a day' : 'an hour';
  return {
    message: `Every ${text} does not divide ${around}: cron would run at ${unit === 'h' ? 'the hours' : 'the minutes'} 0, ${size} … ${last}, and ${whole - last}${unit} later again at 0.`,
    help: `What divides ${around}: ${divisors(whole, unit)}. If the short gap does no harm, say \`cron: '${unit === 'h' ? `0 */${size}` : `*/${size} *`} * * *'\`.`,
  };
}

function native(text: Fact<string>, diagnostics: Diagnostic[]): readonly Fact<string>[] | null {
  const parsed = parseCrontab(text.value);
  if (parsed.kind === 'fault') {
    diagnostics.push(
      error(
        'schedule/unreadable',
        atOf(text),
        `The schedule ${JSON.stringify(text.value)} ${parsed.fault}.`,
        {
          why: 'Cron refuses a whole table for one such line, or takes it and never runs it.',
          help: parsed.help,
        },
      ),
    );
    return null;
  }
  if (parsed.kind === 'times' && !everFires(parsed.times)) {
    diagnostics.push(
      error('schedule/never', atOf(text), `The schedule ${JSON.stringify(text.value)} never comes.`, {
        why: 'Cron takes a line with a day that no month has, and never runs it.',
        help: 'Say a day that the month has; for the end of a month, run on the first of the next.',
      }),
    );
    return null;
  }
  return [
    map(text, (fields) =>
      fields
        .trim()
        .split(/[ \t]+/)
        .join(' '),
    ),
  ];
}

const atOf = (said: Fact<unknown>): Span => {
  const [origin] = said.from;
  if (!origin) throw new Error('a schedule is said somewhere');
  return origin.at;
};
