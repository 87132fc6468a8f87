import { bytesOf, inUnits, secondsOf, type Units } from '../../src/site/spelling/units.ts';

const TIMES: Units = [
  [' days', 86_400],
  [' hours', 3600],
  [' minutes', 60],
  [' seconds', 1],
];

/** A span of time in the largest of monit's units that counts it whole: `26 hours`. */
export const span = (text: string): string => inUnits(Math.round(secondsOf(text)), TIMES);

const SIZES: Units = [
  [' GB', 2 ** 30],
  [' MB', 2 ** 20],
  [' KB', 2 ** 10],
  [' B', 1],
];

/** A size in the largest of monit's units, which count by 1024, that counts it whole: `200 MB`. */
export const size = (text: string): string => inUnits(bytesOf(text), SIZES);

/** A share, an amount or a number, as monit writes it: `80%`, `2 GB`, `3`. */
export const amount = (value: string | number): string =>
  typeof value === 'number' || value.endsWith('%') ? String(value) : size(value);
