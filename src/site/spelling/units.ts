/** Bytes of each unit that a size of a manifest may have. */
const BYTES: Readonly<Record<string, number>> = {
  ...{ B: 1, kB: 1000, MB: 1000 ** 2, GB: 1000 ** 3, TB: 1000 ** 4 },
  ...{ KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4 },
};

/** Milliseconds of each unit that a duration of a manifest may have. */
const MILLISECONDS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

/** Bytes of a size such as `512MiB`; null for a text that is none. Not rounded. */
export function bytesIn(size: string): number | null {
  const [, number = '', unit = ''] = /^([0-9]+(?:\.[0-9]+)?)([A-Za-z]+)$/.exec(size) ?? [];
  const factor = Object.hasOwn(BYTES, unit) ? BYTES[unit] : undefined;
  return factor === undefined ? null : Number(number) * factor;
}

/** Milliseconds of a duration such as `1h30m`; null for a text that is none. */
export function millisecondsIn(duration: string): number | null {
  if (!/^([0-9]+(ms|s|m|h|d))+$/.test(duration)) return null;
  let total = 0;
  for (const [, number, unit = ''] of duration.matchAll(/([0-9]+)(ms|s|m|h|d)/g))
    total += Number(number) * (MILLISECONDS[unit] ?? 0);
  return total;
}

/** Bytes of a size that the schema has checked, rounded. */
export const bytesOf = (size: string): number => Math.round(bytesIn(size) ?? 0);

/** Milliseconds of a duration that the schema has checked. */
export const millisecondsOf = (duration: string): number => millisecondsIn(duration) ?? 0;

/** Seconds of a duration that the schema has checked; 0.5 for `500ms`. */
export const secondsOf = (duration: string): number => millisecondsOf(duration) / 1000;

/** A unit of a program with what it counts; programs differ in whether a `k` is 1000 or 1024. */
export type Units = readonly (readonly [unit: string, size: number])[];

/** An amount in the first of the units that counts it whole, as most programs want it: `1536m`; bare where none does. */
export function inUnits(amount: number, units: Units): string {
  const [unit, size] = units.find(([, each]) => amount > 0 && amount % each === 0) ?? ['', 1];
  return `${amount / size}${unit}`;
}

/** A duration as Go reads it, which knows no days (time.ParseDuration). */
export const goDuration = (duration: string): string =>
  duration.replace(/([0-9]+)d/g, (_, days: string) => `${Number(days) * 24}h`);
