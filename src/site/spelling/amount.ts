import { bytesIn, bytesOf, goDuration, millisecondsIn, millisecondsOf } from './units.ts';
import type { Fact, Value } from '../../fact.ts';
import { isFact } from '../../manifest/located.ts';
import { decided, placeIn, type Said, type Speller } from './speller.ts';
import { wrong } from './wrong.ts';

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
  const text = isFact(said) ? String(said.value) : '';
  const total = millisecondsIn(text);
  if (!isFact(said) || total === null) return unitless(said, unit === 'go' ? 's' : unit, speller);
  return unit === 'go'
    ? decided(goDuration(text), said, speller)
    : whole(total / millisecondsOf(`1${unit}`), said, unit, speller);
}

/** An amount of bytes as the number that the program counts. */
export function size(said: Said, speller: Speller): Fact<Value> | null {
  const { unit = 'B' } = speller.variable;
  const total = isFact(said) ? bytesIn(String(said.value)) : null;
  if (!isFact(said) || total === null) return unitless(said, unit, speller);
  return whole(total / bytesOf(`1${unit}`), said, unit, speller);
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
