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

/** A size as nginx counts: k, m and g by 1024, whole numbers only. */
export function size(text: string): string {
  const [, number = '', unit = ''] = /^([0-9.]+)([A-Za-z]+)$/.exec(text) ?? [];
  const bytes = Math.round(Number(number) * (FACTOR[unit] ?? 1));
  const step = [
    ['g', 2 ** 30],
    ['m', 2 ** 20],
    ['k', 2 ** 10],
  ].find(([, factor]) => bytes > 0 && bytes % Number(factor) === 0);
  return step ? `${bytes / Number(step[1])}${step[0]}` : `${bytes}`;
}

/** Seconds of a duration such as `365d`, for headers that count seconds. */
export function seconds(text: string): number {
  const each: Readonly<Record<string, number>> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86400 };
  let total = 0;
  for (const [, number, unit] of text.matchAll(/([0-9]+)(ms|s|m|h|d)/g))
    total += Number(number) * (each[unit ?? 's'] ?? 0);
  return Math.round(total);
}
