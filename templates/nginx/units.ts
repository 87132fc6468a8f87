import { bytesOf, inUnits, secondsOf, type Units } from '../../src/site/spelling/units.ts';

const UNITS: Units = [
  ['g', 2 ** 30],
  ['m', 2 ** 20],
  ['k', 2 ** 10],
];

/** A size as nginx counts: k, m and g by 1024, whole numbers only. */
export const size = (text: string): string => inUnits(bytesOf(text), UNITS);

/** Seconds of a duration such as `365d`, for headers that count whole seconds. */
export const seconds = (text: string): number => Math.round(secondsOf(text));
