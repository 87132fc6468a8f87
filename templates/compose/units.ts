import { bytesOf, inUnits, type Units } from '../../src/site/spelling/units.ts';

const units = (step: number): Units => [
  ['g', step ** 3],
  ['m', step ** 2],
  ['k', step],
];

/** A size of memory: docker counts k, m and g by 1024 (units.RAMInBytes). */
export const memorySize = (size: string): string => inUnits(bytesOf(size), units(1024));

/** A size of a log: docker counts k, m and g by 1000 here (units.FromHumanSize). */
export const logSize = (size: string): string => inUnits(bytesOf(size), units(1000));
