import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Variable } from '../../src/site/program/program.ts';
import { PROGRAMS, spelled, VARIABLES } from './data.ts';

describe('the table of what their sources say', () => {
  const TYPES: Readonly<Record<string, readonly string[]>> = {
    int: ['integer', 'port', 'duration', 'size'],
    bool: ['boolean'],
    'on/off': ['boolean'],
    set: ['boolean'],
    float: ['number'],
    float64: ['number'],
    'slog.Level': ['enum'],
    str: ['string', 'url', 'domain', 'host', 'address', 'path', 'pattern', 'enum'],
    string: ['string', 'url', 'domain', 'host', 'path', 'enum'],
  };
  /** Whether a variable is of a type of the table; `list ";"` says the separator, and []string is csv. */
  const isOf = (type: string, variable: Variable): boolean => {
    const separator = /^list "(.)"$/.exec(type)?.[1] ?? (type.startsWith('[]') ? ',' : undefined);
    return separator === undefined
      ? TYPES[type]?.includes(variable.type) === true
      : variable.type === 'list' &&
          variable.separator === separator &&
          (variable.reader === 'csv') === type.startsWith('[]');
  };
  const rows = readFileSync(new URL('variables.txt', import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => line.split(/ \| ?/))
    .map(([name = '', key = '', type = '', since = '', until = '', defaults = '']) => ({
      ...{ name, key, type, since, until },
      defaults: defaults.split(' → '),
    }));

  /** A default as the table says it; null where it has no literal. */
  const literal = (words: string | undefined): string | null =>
    words === undefined || /^\(.*\)$/.test(words) ? null : words;

  test('has what schema/programs has: types, series, defaults', () => {
    expect(rows.length).toBeGreaterThan(380);
    const found = rows.flatMap(({ name, key, type, since, until, defaults }) => {
      const program = PROGRAMS.get(name);
      const variable = program?.variables[key];
      if (!program || !variable) return [`${name} ${key} is not there`];
      const said = (value: {
        readonly default?: Variable['default'];
        readonly defaultIs?: string;
      }): string =>
        value.default === undefined ? (value.defaultIs ?? '') : spelled(value.default, variable, program);
      const wrong = (at: string, is: string, words: string | undefined): readonly string[] => {
        const expected = literal(words);
        return expected === null ||
          is.trim().toLowerCase() === expected.toLowerCase() ||
          Number(is) === Number(expected || NaN)
          ? []
          : [`${name} ${key} at ${at} is ${is}, not ${expected}`];
      };
      const [first, ...later] = defaults;
      const changes = variable.changes ?? [];
      return [
        ...(isOf(type, variable) ? [] : [`${name} ${key} is ${variable.type}, not ${type}`]),
        ...(since === '-' || since === (variable.since ?? program.series[0]?.from)
          ? []
          : [`${name} ${key} since ${since}`]),
        ...(since === '-' || (until === '-' ? undefined : until) === variable.until
          ? []
          : [`${name} ${key} until ${until}`]),
        ...wrong('first', said(variable), first),
        ...(since === '-' || changes.length === later.length ? [] : [`${name} ${key} changes`]),
        ...later.flatMap((change, index) => {
          const [series = '', ...words] = change.split(' ');
          const found = changes[index];
          if (!found || (series !== '?' && found.since !== series))
            return [`${name} ${key} changes at ${series}`];
          return wrong(series, said(found), words.join(' '));
        }),
      ];
    });
    expect(found).toEqual([]);
  });

  test('has every variable that a Go program has, for its whole configuration was read', () => {
    const listed = new Set(rows.map(({ name, key }) => `${name} ${key}`));
    const more = VARIABLES.filter(
      ({ name, key, program }) => 'config' in program.sources && !listed.has(`${name} ${key}`),
    );
    expect(more.map(({ key }) => key)).toEqual([]);
  });
});
