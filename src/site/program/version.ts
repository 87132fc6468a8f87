import type { ForDuties, Program, ProgramImage, Variable, Versioned } from './program.ts';

/** A site compares a few versions with those of many variables. */
const known = new Map<string, readonly number[]>();

/** The numbers of a version: `6.4.0-rc1` is 6, 4, 0. */
function numbersOf(version: string): readonly number[] {
  const before = known.get(version);
  if (before) return before;
  const numbers = (/^[0-9]+(\.[0-9]+)*/.exec(version)?.[0] ?? '').split('.').map(Number);
  known.set(version, numbers);
  return numbers;
}

/**
 * Less than, equal to or greater than 0, as the numbers compare one after another; a number that is not there is 0.
 * @param most how many numbers count
 */
export function compareVersions(version: string, other: string, most = Infinity): number {
  const [left, right] = [numbersOf(version), numbersOf(other)];
  for (let at = 0; at < Math.min(most, Math.max(left.length, right.length)); at += 1) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** What no released version is. */
export const NEXT = 'next';

/** Whether a version is of a series, or of an earlier one: 10.3.7 is of 10.3. */
const isUpTo = (version: string, series: string): boolean =>
  compareVersions(version, series, numbersOf(series).length) <= 0;

export const isSince = (version: string, series: string): boolean =>
  series !== NEXT && compareVersions(version, series) >= 0;

/** Whether a version has something. */
export const has = (version: string, { since, until }: Versioned): boolean =>
  (since === undefined || isSince(version, since)) && (until === undefined || isUpTo(version, until));

export const isKnown = ({ series }: Program, version: string): boolean =>
  series.some(({ from, to }) => isSince(version, from) && isUpTo(version, to));

/** Whether something concerns a duty; a program without duties has one that has no name. */
export const concerns = ({ duties }: ForDuties, duty: string | null): boolean =>
  duties === undefined || duty === null || duties.includes(duty);

/** What a variable holds when nobody says it: typed, in words where it is computed, or neither. */
export function defaultIn(variable: Variable, version: string): Pick<Variable, 'default' | 'defaultIs'> {
  const last = variable.changes?.findLast(({ since }) => isSince(version, since));
  return last ?? variable;
}

/** The image of a version, with `{version}` in its tag. */
export const imageIn = (image: ProgramImage, version: string): Pick<ProgramImage, 'name' | 'tag'> =>
  (image.changes ?? [])
    .filter(({ since }) => isSince(version, since))
    .reduce(({ name, tag }, change) => ({ name: change.name ?? name, tag: change.tag ?? tag }), image);
