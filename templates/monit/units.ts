const SECONDS: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400 };

/** Seconds of a duration such as `1h30m`. */
export function seconds(text: string): number {
  let total = 0;
  for (const [, number, unit] of text.matchAll(/([0-9]+)(ms|s|m|h|d)/g))
    total += Number(number) * (SECONDS[unit ?? 's'] ?? 0);
  return total;
}

const TIMES: readonly (readonly [unit: string, seconds: number])[] = [
  ['days', 86_400],
  ['hours', 3600],
  ['minutes', 60],
];

/** A span of time in the largest of monit's units that counts it whole: `26 hours`. */
export function span(text: string): string {
  const total = Math.round(seconds(text));
  const found = TIMES.find(([, length]) => total > 0 && total % length === 0);
  return found ? `${total / found[1]} ${found[0]}` : `${total} seconds`;
}

const BYTES: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};
const SIZES: readonly (readonly [unit: string, bytes: number])[] = [
  ['GB', 2 ** 30],
  ['MB', 2 ** 20],
  ['KB', 2 ** 10],
];

/** A size in the largest of monit's units, which count by 1024, that counts it whole: `200 MB`. */
export function size(text: string): string {
  const [, number = '', unit = ''] = /^([0-9.]+)([A-Za-z]+)$/.exec(text) ?? [];
  const bytes = Math.round(Number(number) * (BYTES[unit] ?? 1));
  const found = SIZES.find(([, length]) => bytes > 0 && bytes % length === 0);
  return found ? `${bytes / found[1]} ${found[0]}` : `${bytes} B`;
}

/** A share, an amount or a number, as monit writes it: `80%`, `2 GB`, `3`. */
export const amount = (value: string | number): string =>
  typeof value === 'number' || value.endsWith('%') ? String(value) : size(value);
