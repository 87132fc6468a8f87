import { describe, expect, test } from 'vitest';
import type { Schema } from '../../src/manifest/bundle.ts';
import { validator } from '../../src/manifest/validator.ts';
import type { Program, Versioned } from '../../src/site/program/program.ts';
import { compare, faults, isOf, livesAt, META, PROGRAMS } from './data.ts';
import { usesIn } from './page.ts';

const programs = [...PROGRAMS];
const check = validator().compile(META as Schema);

test('a file of each program that a RapidPro site runs', () => {
  const names = 'casepro contentrepo courier elasticsearch mailroom rapidpro rp-archiver rp-indexer';
  expect([...PROGRAMS.keys()].join(' ')).toBe(names);
});

test.each(programs)('%s fits the schema of program files', (_name, program) => {
  check(program);
  expect(check.errors ?? []).toEqual([]);
});

test.each(programs)('%s has its variables in the order of the alphabet', (_name, { variables: all }) => {
  const names = Object.keys(all);
  expect(names).toEqual(names.toSorted());
  expect(names.filter((name) => !/^[A-Za-z_][A-Za-z0-9_.]*$/.test(name))).toEqual([]);
});

describe('versions', () => {
  test.each(programs)('%s: ranges of series ascend', (_name, { series }) => {
    const ends = series.flatMap(({ from, to }) => [from, to]);
    expect(ends).toEqual(ends.toSorted(compare));
  });

  const isKnown = (version: string, { series }: Program): boolean =>
    series.some(
      ({ from, to }) => compare(from, version) <= 0 && (compare(version, to) <= 0 || isOf(version, to)),
    );
  const outside = (life: Versioned, program: Program): readonly string[] => [
    ...(life.since === undefined || life.since === 'next' || isKnown(life.since, program)
      ? []
      : [`since ${life.since}`]),
    ...(life.until === undefined || isKnown(life.until, program) ? [] : [`until ${life.until}`]),
    ...(life.since !== undefined && life.until !== undefined && compare(life.since, life.until) > 0
      ? ['ends first']
      : []),
  ];

  test('of a variable are within the series, and it does not end before it begins', () => {
    expect(faults(({ variable, program }) => outside(variable, program))).toEqual([]);
  });

  test('of ports, duties and uses are within the series', () => {
    const found = programs.flatMap(([name, program]) =>
      [program.ports, program.duties, program.uses].flatMap((part) =>
        Object.entries<Versioned>(part ?? {}).flatMap(([key, life]) =>
          outside(life, program).map((fault) => `${name} ${key} ${fault}`),
        ),
      ),
    );
    expect(found).toEqual([]);
  });

  test('of later defaults ascend, within the life of the variable', () => {
    const found = faults(({ variable, program }) => {
      const begin = variable.since ?? program.series[0]?.from ?? '';
      const dates = (variable.changes ?? []).map(({ since }) => since);
      return [
        ...(dates.some((date, index) => compare(dates[index - 1] ?? begin, date) >= 0)
          ? ['changes in no order']
          : []),
        ...dates.filter((date) => !livesAt(variable, date)).map((date) => `changes at ${date}`),
      ];
    });
    expect(found).toEqual([]);
  });
});

test('what ended says what took its place, or why it is gone', () => {
  const found = faults(({ variable, program }) => {
    const said = [variable.renamedTo, variable.removed].filter((words) => words !== undefined);
    if (variable.until === undefined) return said.length === 0 ? [] : ['has a successor and no end'];
    if (said.length !== 1) return ['needs exactly one of renamedTo and removed'];
    if (variable.renamedTo === undefined) return [];
    const next = program.variables[variable.renamedTo];
    if (!next) return [`is renamed to ${variable.renamedTo}, which is not there`];
    return next.until === undefined || compare(next.until, variable.until) > 0
      ? []
      : ['outlives its successor'];
  });
  expect(found).toEqual([]);
});

test.each(programs)('%s: what a part names is there', (_name, program) => {
  const duties = Object.keys(program.duties ?? {});
  const uses = Object.keys(program.uses ?? {});
  const known = {
    duties,
    uses,
    sources: Object.keys(program.sources),
    ports: Object.keys(program.ports ?? {}),
  };
  const among = (
    kind: keyof typeof known,
    names: readonly (string | undefined)[] | undefined,
  ): readonly string[] =>
    (names ?? []).flatMap((name) =>
      name === undefined || known[kind].includes(name) ? [] : [`${kind}: ${name}`],
    );
  const variable = (names: readonly (string | undefined)[] | undefined): readonly string[] =>
    (names ?? []).flatMap((name) =>
      name === undefined || name in program.variables ? [] : [`variable ${name}`],
    );
  const found = [
    ...Object.values(program.variables).flatMap((entry) => [
      ...among('sources', [entry.source]),
      ...among('duties', entry.duties),
      ...among('uses', usesIn(entry.from)),
    ]),
    ...Object.values(program.uses ?? {}).flatMap((use) => [
      ...variable([use.variable]),
      ...among('duties', use.duties),
    ]),
    ...Object.values(program.ports ?? {}).flatMap((port) => [
      ...variable(port.variables),
      ...among('duties', port.duties),
    ]),
    ...(program.health
      ? [...among('ports', [program.health.port]), ...among('duties', program.health.duties)]
      : []),
    ...Object.values(program.duties ?? {}).flatMap((duty) => [
      ...among('duties', duty.after),
      ...among('uses', [duty.once]),
      ...[...(duty.command ?? []).join(' ').matchAll(/\{(\w+)\}/g)].flatMap(([, option]) =>
        duty.options !== undefined && String(option) in duty.options ? [] : [`option ${String(option)}`],
      ),
    ]),
  ];
  expect(found).toEqual([]);
  const read = new Set(Object.values(program.variables).map(({ source }) => source ?? known.sources[0]));
  expect(known.sources.filter((name) => !read.has(name) && !['dockerfile', 'yml'].includes(name))).toEqual(
    [],
  );
});
