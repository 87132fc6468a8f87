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

/** Bytes of a size such as `512MiB`. */
export function bytes(size: string): number {
  const [, number = '', unit = ''] = /^([0-9.]+)([A-Za-z]+)$/.exec(size) ?? [];
  return Math.round(Number(number) * (FACTOR[unit] ?? 1));
}

const spelt = (size: string, step: number): string => {
  const amount = bytes(size);
  const unit = [
    ['g', step ** 3],
    ['m', step ** 2],
    ['k', step],
  ].find(([, factor]) => amount > 0 && amount % Number(factor) === 0);
  return unit ? `${amount / Number(unit[1])}${unit[0]}` : `${amount}`;
};

/** A size of memory: docker counts k, m and g by 1024 (units.RAMInBytes). */
export const memorySize = (size: string): string => spelt(size, 1024);

/** A size of a log: docker counts k, m and g by 1000 here (units.FromHumanSize). */
export const logSize = (size: string): string => spelt(size, 1000);

/** A Go duration: days are unknown to it. */
export const duration = (text: string): string =>
  text.replace(/([0-9]+)d/g, (_, days: string) => `${Number(days) * 24}h`);
