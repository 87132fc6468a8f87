import type { Fact, Value } from '../../fact.ts';
import { isFact } from '../../manifest/located.ts';
import { decided, placeIn, type Said, type Speller } from './speller.ts';
import { wrong } from './wrong.ts';

const MILLISECONDS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

const BYTES: Readonly<Record<string, number>> = {
  ...{ B: 1, kB: 1000, MB: 1000 ** 2, GB: 1000 ** 3, TB: 1000 ** 4 },
  ...{ KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, TiB: 1024 ** 4 },
};

/** What a program counts in, in words. */
const COUNTS: Readonly<Record<string, string>> = {
  ...{ ms: 'milliseconds', s: 'seconds', m: 'minutes', h: 'hours', d: 'days' },
  ...{ B: 'bytes', kB: 'kilobytes of 1000 bytes', MB: 'megabytes of 1000000 bytes' },
  ...{
    KiB: 'kilobytes of 1024 bytes',
    MiB: 'megabytes of 1024 kilobytes',
    GiB: 'gigabytes of 1024 megabytes',
  },
};

/** A span of time as the number that the program counts, or as Go spells it. */
export function duration(said: Said, speller: Speller): Fact<Value> | null {
  const { unit = 's' } = speller.variable;
  const text = isFact(said) ? said.value : null;
  const parts =
    typeof text === 'string' && /^([0-9]+(ms|s|m|h|d))+$/.test(text) ? [...text.matchAll(PART)] : [];
  if (!isFact(said) || parts.length === 0) return unitless(said, unit === 'go' ? 's' : unit, speller);
  if (unit === 'go') return decided(goOf(parts), said, speller);
  const total = parts.reduce(
    (sum, [, count, name = '']) => sum + Number(count) * (MILLISECONDS[name] ?? 0),
    0,
  );
  return whole(total / (MILLISECONDS[unit] ?? 1), said, unit, speller);
}

const PART = /([0-9]+)(ms|s|m|h|d)/g;

/** Go knows no days (time.ParseDuration). */
const goOf = (parts: readonly RegExpMatchArray[]): string =>
  parts.map(([, count, name]) => (name === 'd' ? `${Number(count) * 24}h` : `${count}${name}`)).join('');

/** An amount of bytes as the number that the program counts. */
export function size(said: Said, speller: Speller): Fact<Value> | null {
  const { unit = 'B' } = speller.variable;
  const text = isFact(said) ? said.value : null;
  const [, count, name = ''] =
    typeof text === 'string' ? (/^([0-9]+(?:\.[0-9]+)?)([kKMGT]i?B|B)$/.exec(text) ?? []) : [];
  const factor = BYTES[name];
  if (!isFact(said) || count === undefined || factor === undefined) return unitless(said, unit, speller);
  return whole((Number(count) * factor) / (BYTES[unit] ?? 1), said, unit, speller);
}

function whole(
  count: number,
  said: Fact<string | number | boolean>,
  unit: string,
  speller: Speller,
): Fact<Value> | null {
  if (Number.isSafeInteger(count)) return decided(String(count), said, speller);
  return wrong(
    placeIn(said),
    `${String(said.value)} is no whole number of ${COUNTS[unit] ?? unit}, which the program counts in`,
    speller,
    `Say it in ${COUNTS[unit] ?? unit}, such as ${Math.max(1, Math.round(count))}${unit}.`,
  );
}

function unitless(said: Said, unit: string, speller: Speller): null {
  if (!isFact(said)) return wrong(placeIn(said), 'something else stands here', speller);
  const { value } = said;
  const isNumber = typeof value === 'number' || /^[0-9]+$/.test(String(value));
  return wrong(
    placeIn(said),
    isNumber ? `${String(value)} has no unit` : `${JSON.stringify(value)} is none`,
    speller,
    isNumber ? `The program counts ${COUNTS[unit] ?? unit}: write ${String(value)}${unit}.` : undefined,
  );
}
