import { error, type Diagnostic } from '../../diagnostic.ts';
import { fact, map, originsOf, type Fact } from '../../fact.ts';
import { keyOf, type Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import { millisecondsOf } from '../spelling/units.ts';
import { BACKUP_CLASSES, type BackupClass } from './model.ts';

/** Dumps are named by times that are this many minutes apart; cron asks as often. */
export const STEP = 5;
const DAY = 24 * 60;

const divisors = Array.from({ length: DAY / STEP }, (_, index) => (index + 1) * STEP).filter(
  (minutes) => DAY % minutes === 0,
);

/** Times as `sitectl dump` reads them: `every 30`, `0600 2300`, or nothing. Null where no names say them. */
export function timesOf(said: Located<M.BackupTimes>, diagnostics: Diagnostic[]): Fact<string> | null {
  const { every, daily, never } = said;
  if (never) return map(never, () => '');
  if (every) {
    const minutes = millisecondsOf(every.value) / 60_000;
    if (divisors.includes(minutes)) return map(every, () => `every ${minutes}`);
    diagnostics.push(
      error(
        'backup/no-time-code',
        every.from[0]?.at ?? keyOf(said),
        minutes % STEP === 0 && minutes > 0
          ? `Every ${every.value} does not divide a day.`
          : `Every ${every.value} is no multiple of ${STEP} minutes.`,
        { why: WHY, help: `Say one of ${divisors.map(spelled).join(', ')}.` },
      ),
    );
    return null;
  }
  const odd = daily?.find(({ value }) => Number(value.slice(3)) % STEP !== 0);
  if (odd)
    diagnostics.push(
      error(
        'backup/no-time-code',
        odd.from[0]?.at ?? keyOf(said),
        `No dump is named after ${odd.value}, which is no multiple of ${STEP} minutes.`,
        { why: WHY, help: `Say ${rounded(odd.value)}.` },
      ),
    );
  if (odd || !daily) return null;
  const codes = daily.map(({ value }) => value.replace(':', '')).sort();
  return fact(codes.join(' '), originsOf(...daily));
}

const WHY = `Cron asks every ${STEP} minutes, counted from midnight, and a dump is named after the time at which it is due.`;

const spelled = (minutes: number): string =>
  minutes % 60 === 0
    ? `${minutes / 60}h`
    : minutes < 60
      ? `${minutes}m`
      : `${Math.floor(minutes / 60)}h${minutes % 60}m`;

const rounded = (time: string): string =>
  `${time.slice(0, 3)}${String(Math.floor(Number(time.slice(3)) / STEP) * STEP).padStart(2, '0')}`;

/** The classes that dumps of these times fall into. */
export function classesOf(times: string): readonly BackupClass[] {
  const every = /^every (\d+)$/.exec(times)?.[1];
  const minutes = every
    ? Array.from({ length: DAY / Number(every) }, (_, index) => index * Number(every))
    : times
        .split(' ')
        .filter((code) => code !== '')
        .map((code) => Number(code.slice(0, 2)) * 60 + Number(code.slice(2)));
  const found = new Set(
    minutes.flatMap((minute): readonly BackupClass[] =>
      minute === 0 ? ['daily', 'monthly'] : minute % 60 === 0 ? ['hourly'] : ['subHourly'],
    ),
  );
  return BACKUP_CLASSES.filter((one) => found.has(one));
}
