import type { Form } from './vocabulary.ts';
import { since, type Major } from './versions.ts';

export interface Amount {
  readonly number: number;
  readonly isWhole: boolean;
  /** as it was written; null for a bare number */
  readonly unit: string | null;
}

/** A number with or without a unit, as PostgreSQL reads it in a file (guc.c, parse_int and parse_real). */
export function amountOf(value: string | number): Amount | null {
  const [, number, unit = ''] =
    /^ *(-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?) *([A-Za-z]*) *$/.exec(String(value)) ?? [];
  return number === undefined
    ? null
    : { number: Number(number), isWhole: !number.includes('.'), unit: unit === '' ? null : unit };
}

const BYTES: Readonly<Record<string, number>> = { B: 1, kB: 2 ** 10, MB: 2 ** 20, GB: 2 ** 30, TB: 2 ** 40 };
const MILLISECONDS: Readonly<Record<string, number>> = {
  ...{ us: 0.001, ms: 1, s: 1000 },
  ...{ min: 60_000, h: 3_600_000, d: 86_400_000 },
};

/** `8kB` → 8192 of bytes */
function baseOf(
  unit: string,
): { readonly table: Readonly<Record<string, number>>; readonly size: number } | null {
  const [, count = '', name = ''] = /^([0-9]*)([A-Za-z]+)$/.exec(unit) ?? [];
  for (const table of [BYTES, MILLISECONDS]) {
    const size = Object.hasOwn(table, name) ? table[name] : undefined;
    if (size !== undefined) return { table, size: size * Number(count || 1) };
  }
  return null;
}

/** Whether a setting takes an amount; else what is wrong with it. */
export function fits(
  { number, isWhole, unit }: Amount,
  form: Form,
  major: Major,
): null | 'unit' | 'missing' | 'fraction' | 'range' {
  const base = form.unit === undefined ? null : baseOf(form.unit);
  let measured = number;
  if (unit !== null) {
    const size = base && Object.hasOwn(base.table, unit) ? base.table[unit] : undefined;
    if (!base || size === undefined) return 'unit';
    if ((unit === 'B' && !since(major, '11')) || (unit === 'us' && !since(major, '12'))) return 'unit';
    measured = (number * size) / base.size;
  } else if (base && number > 0) return 'missing';
  if (form.type === 'integer' && !isWhole && !since(major, '12')) return 'fraction';
  const rounded = form.type === 'integer' ? Math.round(measured) : measured;
  const [min, max] = [Number(form.min ?? -Infinity), Number(form.max ?? Infinity)];
  return rounded < min || rounded > max ? 'range' : null;
}
