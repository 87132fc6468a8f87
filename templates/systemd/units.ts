const UNIT: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1000,
  MB: 1000 ** 2,
  GB: 1000 ** 3,
  TB: 1000 ** 4,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  TiB: 1024 ** 4,
};

/** systemd counts K, M and G by 1024 and takes whole numbers best; what is no whole number of those is said in bytes. */
export function bytes(size: string): string {
  const [, number = '0', unit = 'B'] = /^([0-9.]+)([a-zA-Z]+)$/.exec(size) ?? [];
  const count = Math.round(Number(number) * (UNIT[unit] ?? 1));
  for (const [letter, factor] of LETTERS)
    if (count >= factor && count % factor === 0) return `${count / factor}${letter}`;
  return String(count);
}

const LETTERS: readonly (readonly [string, number])[] = [
  ['T', 1024 ** 4],
  ['G', 1024 ** 3],
  ['M', 1024 ** 2],
  ['K', 1024],
];

/** Processors as a share of one: 1.5 is 150%. A fraction of a percent is not counted. */
export const share = (cpus: number): string => `${Math.max(1, Math.round(cpus * 100))}%`;
