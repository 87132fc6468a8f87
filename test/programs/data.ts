import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Program, Variable, Versioned } from '../../src/site/program/program.ts';

type Value = NonNullable<Variable['default']>;

const folder = fileURLToPath(new URL('../../schema/programs/', import.meta.url));

export const META: unknown = JSON.parse(readFileSync(join(folder, 'program.schema.json'), 'utf8'));

/** The files of schema/programs, by program. */
export const PROGRAMS: ReadonlyMap<string, Program> = new Map(
  readdirSync(folder)
    .filter((name) => name.endsWith('.json') && name !== 'program.schema.json')
    .sort()
    .map((name) => [
      name.slice(0, -'.json'.length),
      JSON.parse(readFileSync(join(folder, name), 'utf8')) as Program,
    ]),
);

/** Less than, equal to or greater than 0, as versions are ordered; `next` is after all. */
export function compare(one: string, other: string): number {
  if (one === 'next' || other === 'next') return Number(one === 'next') - Number(other === 'next');
  const [left, right] = [one, other].map((version) => version.split('.').map(Number));
  for (let place = 0; place < Math.max(left?.length ?? 0, right?.length ?? 0); place++) {
    const order = (left?.[place] ?? 0) - (right?.[place] ?? 0);
    if (order !== 0) return order;
  }
  return 0;
}

/** Whether a version belongs to a series: 10.3.7 to 10.3. */
export const isOf = (version: string, series: string): boolean =>
  version === series || version.startsWith(`${series}.`);

/** Whether what lives that long is there in a version. */
export const livesAt = ({ since, until }: Versioned, version: string): boolean =>
  (since === undefined || compare(since, version) <= 0) &&
  (until === undefined || compare(version, until) <= 0 || isOf(version, until));

/** A typed value as the program reads it: 15000 for `15s` in milliseconds. */
export function spelled(value: Value, variable: Variable, program: Program): string {
  if (typeof value === 'boolean') {
    const words = variable.booleans ?? program.booleans;
    return words?.reader === 'presence' && !value ? '' : String(words?.[value ? 'true' : 'false']);
  }
  if (typeof value === 'object') return value.join(variable.separator);
  if (variable.type !== 'duration' && variable.type !== 'size') return String(value);
  const said = /^([0-9]+)([A-Za-z]+)$/.exec(String(value));
  const [from, to] = [UNITS[said?.[2] ?? ''], UNITS[variable.unit ?? '']];
  return from === undefined || to === undefined
    ? `no ${variable.type}: ${String(value)}`
    : String((Number(said?.[1]) * from) / to);
}

const UNITS: Readonly<Record<string, number>> = {
  ...{ ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 },
  ...{ B: 1, kB: 1000, KiB: 1024, MB: 1_000_000, MiB: 1024 ** 2, GiB: 1024 ** 3 },
};

/** Each variable, with what it belongs to. */
export interface Entry {
  readonly name: string;
  readonly program: Program;
  readonly key: string;
  readonly variable: Variable;
}
export const VARIABLES: readonly Entry[] = [...PROGRAMS].flatMap(([name, program]) =>
  Object.entries(program.variables).map(([key, variable]) => ({ name, program, key, variable })),
);

/** What is wrong with each variable, with the variable's name before it. */
export const faults = (find: (entry: Entry) => readonly string[]): readonly string[] =>
  VARIABLES.flatMap((entry) => find(entry).map((fault) => `${entry.name} ${entry.key} ${fault}`));
