import { bytesOf, inUnits, type Units } from '../../src/site/spelling/units.ts';

/** What redis.conf means by its units, the largest first: `gb` counts by 1024, `g` by 1000. */
const UNITS: Units = [
  ['gb', 2 ** 30],
  ['g', 1e9],
  ['mb', 2 ** 20],
  ['m', 1e6],
  ['kb', 2 ** 10],
  ['k', 1e3],
];

/** A size as redis-server reads it: whole numbers only, without a blank. */
export const size = (text: string): string => inUnits(bytesOf(text), UNITS);
