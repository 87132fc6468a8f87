const FACTOR: Readonly<Record<string, number>> = {
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

/** What redis.conf means by its units, the largest first: `gb` counts by 1024, `g` by 1000. */
const UNITS: readonly (readonly [unit: string, bytes: number])[] = [
  ['gb', 2 ** 30],
  ['g', 1e9],
  ['mb', 2 ** 20],
  ['m', 1e6],
  ['kb', 2 ** 10],
  ['k', 1e3],
];

/** A size as redis-server reads it: whole numbers only, without a blank. */
export function size(text: string): string {
  const [, number = '', unit = ''] = /^([0-9.]+)([A-Za-z]+)$/.exec(text) ?? [];
  const bytes = Math.round(Number(number) * (FACTOR[unit] ?? 1));
  const step = UNITS.find(([, factor]) => bytes > 0 && bytes % factor === 0);
  return step ? `${bytes / step[1]}${step[0]}` : `${bytes}`;
}

/** Milliseconds of a duration such as `1h30m`. */
export function milliseconds(text: string): number {
  const each: Readonly<Record<string, number>> = { ms: 1, s: 1e3, m: 6e4, h: 36e5, d: 864e5 };
  let total = 0;
  for (const [, number, unit] of text.matchAll(/([0-9]+)(ms|s|m|h|d)/g))
    total += Number(number) * (each[unit ?? 's'] ?? 0);
  return total;
}
