/** A dump as the manual of the cluster describes it, in words of its own: nothing of src/ is used here. */
export interface Stamp {
  /** `20171215` */
  readonly date: string;
  readonly hour: number;
  readonly minute: number;
}

export type Class = 'sub-hourly' | 'hourly' | 'daily' | 'monthly';

/** The time code that a run at this time gets: the last five minutes that are full. */
export const coded = ({ date, hour, minute }: Stamp): Stamp => ({
  date,
  hour,
  minute: minute - (minute % 5),
});

const two = (number: number): string => String(number).padStart(2, '0');
export const spelled = ({ date, hour, minute }: Stamp): string => `${date}_${two(hour)}${two(minute)}`;
export const nameOf = (stamp: Stamp): string => `rapidpro-${spelled(stamp)}.sql`;

export function classOf({ date, hour, minute }: Stamp): Class {
  if (minute !== 0) return 'sub-hourly';
  if (hour !== 0) return 'hourly';
  return date.endsWith('01') ? 'monthly' : 'daily';
}

/** Every minute that is a multiple of `step` of these days, in order; the calendar is that of the run's own library. */
export function* minutesFrom(first: string, days: number, step: number): Generator<Stamp> {
  const [year = 0, month = 0, day = 0] = first.split('-').map(Number);
  for (let index = 0; index < days; index += 1) {
    const now = new Date(Date.UTC(year, month - 1, day + index));
    const date = now.toISOString().slice(0, 10).replaceAll('-', '');
    for (let minute = 0; minute < 24 * 60; minute += step)
      yield { date, hour: Math.floor(minute / 60), minute: minute % 60 };
  }
}

/** What must be there: of all dumps that were ever made and are whole, the newest of each class. */
export function kept(made: readonly Stamp[], keep: Readonly<Record<Class, number>>): readonly string[] {
  const names: string[] = [];
  for (const [name, count] of Object.entries(keep))
    names.push(
      ...made
        .filter((one) => classOf(one) === name)
        .slice(-count)
        .map(nameOf),
    );
  return names.sort();
}
