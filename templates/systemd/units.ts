import { bytesOf, inUnits, type Units } from '../../src/site/spelling/units.ts';

const LETTERS: Units = [
  ['T', 1024 ** 4],
  ['G', 1024 ** 3],
  ['M', 1024 ** 2],
  ['K', 1024],
];

/** systemd counts K, M and G by 1024 and takes whole numbers best; what is no whole number of those is said in bytes. */
export const bytes = (size: string): string => inUnits(bytesOf(size), LETTERS);

/** Processors as a share of one: 1.5 is 150%. A fraction of a percent is not counted. */
export const share = (cpus: number): string => `${Math.max(1, Math.round(cpus * 100))}%`;
