import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import type { Diagnostic } from '../../src/diagnostic.ts';
import { fact, type Fact, type Value } from '../../src/fact.ts';
import { madeValue } from '../../src/site/derived/made.ts';
import type { Running } from '../../src/site/program/known.ts';
import type { Booleans, Literal, Program, Variable } from '../../src/site/program/program.ts';
import { defaultIn, has } from '../../src/site/program/version.ts';
import { spelled } from '../../src/site/spelling/spell.ts';
import { PROGRAMS, spelled as expected } from './data.ts';
import { csvLine, environBool, equals, goBool, goDuration, javaBool, literalBool, split } from './readers.ts';

const at = { source: { name: 'sites/example.yaml', text: 'x' }, start: 0, end: 1 };
const origins = [{ at, note: null }];

/** What a program in a version would be given for a value of a variable, or why it is refused. */
function given(
  program: Program,
  version: string,
  variable: Variable,
  value: Literal,
): { readonly text: string | null; readonly codes: readonly string[] } {
  const diagnostics: Diagnostic[] = [];
  const running: Running = {
    ...{ program, source: at.source, files: [], duty: null, application: null, env: null, uses: new Map() },
    name: fact('example', origins),
    version: fact(version, origins),
  };
  const found = spelled(
    madeValue(value, at, () => origins),
    {
      ...{ running, variable, diagnostics, name: fact('NAME', origins) },
      resolve: (text): Fact<Value> | null => ('value' in text ? fact(String(text.value), text.from) : null),
    },
  );
  return { text: found === null ? null : String(found.value), codes: diagnostics.map(({ code }) => code) };
}

const BARE: Program = {
  ...{ title: 'example', description: 'An example.', sources: { source: 'a test' }, variables: {} },
  series: [{ from: '1.0', to: '1.0' }],
};
const asked = (variable: Variable, value: Literal, program: Program = BARE): string | null => {
  const { text, codes } = given(program, '1.0.0', variable, value);
  expect(codes).toEqual([]);
  return text;
};

describe('every variable of every program', () => {
  const cases = [...PROGRAMS].flatMap(([name, data]) =>
    data.series.flatMap(({ from, to }) =>
      [...new Set([from, to])].map((version) => [name, version] as const),
    ),
  );
  test.each(cases)('%s %s: its default is written as the program reads it', (name, version) => {
    const program = PROGRAMS.get(name);
    if (!program) throw new Error('a program was lost');
    const found: string[] = [];
    let count = 0;
    for (const [key, variable] of Object.entries(program.variables)) {
      const { default: value } = defaultIn(variable, version);
      if (!has(version, variable) || value === undefined || variable.secret) continue;
      // A path below the working directory of a process is no value for a manifest.
      if (variable.type === 'path' && String(value).startsWith('.')) continue;
      const { text, codes } = given(program, version, variable, value);
      const words = expected(value, variable, program);
      // What cannot be said to a program is its default for emptiness, and refused.
      if (codes.length > 0 && words !== '') found.push(`${key}: ${codes.join(', ')}`);
      else if (codes.length === 0 && text !== words && !(text === null && words === ''))
        found.push(`${key}: ${text} for ${words}`);
      count += 1;
    }
    expect(found).toEqual([]);
    expect(count > 0 || name === 'rp-indexer').toBe(true);
  });
});

const READERS: readonly (readonly [Booleans, (text: string) => boolean | null])[] = [
  [{ true: 'true', false: 'false', reader: 'go' }, goBool],
  [{ true: 'on', false: 'off', reader: 'equals' }, equals('on')],
  [{ true: 'true', false: 'false', reader: 'environ' }, environBool],
  [{ true: 'True', false: 'False', reader: 'literal' }, literalBool],
  [{ true: 'true', false: 'false', reader: 'java' }, javaBool],
];

describe('a boolean', () => {
  const all = [...PROGRAMS.values()].flatMap(({ booleans, variables }) =>
    [booleans, ...Object.values(variables).map((one) => one.booleans)].filter((one) => one !== undefined),
  );

  test.each([true, false])('%s is read back by every program of the package', (value) => {
    expect(all.length).toBeGreaterThan(8);
    for (const words of all) {
      const reader = READERS.find(([one]) => one.reader === words.reader)?.[1];
      const variable: Variable = { type: 'boolean', meaning: 'x', booleans: words };
      const text = asked(variable, value);
      // A program that asks whether there is anything at all gets nothing for false.
      if (words.reader === 'presence') expect(text === null).toBe(!value);
      else expect(reader?.(text ?? ''), JSON.stringify(words)).toBe(value);
    }
  });

  test.each(READERS)('as text is refused: %o', (booleans) => {
    for (const word of ['true', 'false', 'on', 'off', 'True', '1', '', 'yes'])
      expect(given(BARE, '1.0.0', { type: 'boolean', meaning: 'x', booleans }, word).codes).toEqual([
        'boolean-spelling',
      ]);
  });
});

const separators = fc.constantFrom(',', ';', ' ', '=');

describe('a list', () => {
  property.prop([fc.array(fc.string({ unit: 'binary' }), { minLength: 1, maxLength: 5 }), separators])(
    'is read back by a program that splits it, or refused',
    (items, separator) => {
      const { text, codes } = given(BARE, '1.0.0', { type: 'list', separator, meaning: 'x' }, items);
      const isSafe = items.every((item) => item !== '' && item.trim() === item && !item.includes(separator));
      expect(codes.length === 0).toBe(isSafe);
      if (text !== null) expect(split(text, separator)).toEqual(items);
    },
  );

  property.prop([
    fc.array(fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('a"b', ' a', '"a"', 'a,b')), {
      minLength: 1,
      maxLength: 5,
    }),
  ])('is read back as a line of CSV, or refused', (items) => {
    const variable: Variable = { type: 'list', separator: ',', reader: 'csv', meaning: 'x' };
    const { text, codes } = given(BARE, '1.0.0', variable, items);
    if (codes.length === 0) expect(csvLine(text ?? '')).toEqual(items);
    else
      expect(items.some((item) => /[,"\n\r]/.test(item) || item.trim() !== item || item === '')).toBe(true);
  });
});

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const units = fc.constantFrom('ms', 's', 'm', 'h', 'd');

describe('a duration', () => {
  property.prop([fc.nat({ max: 100_000 }), units, units])(
    'is the same time in the unit of the program',
    (count, said, unit) => {
      const time = count * (UNITS[said] ?? 0);
      const { text, codes } = given(
        BARE,
        '1.0.0',
        { type: 'duration', unit, meaning: 'x' },
        `${count}${said}`,
      );
      const isWhole = time % (UNITS[unit] ?? 1) === 0;
      expect(codes).toEqual(isWhole ? [] : ['variable-type']);
      if (text !== null) expect(Number(text) * (UNITS[unit] ?? 0)).toBe(time);
    },
  );

  property.prop([fc.array(fc.tuple(fc.nat({ max: 999 }), units), { minLength: 1, maxLength: 3 })])(
    'is the same time as Go spells it',
    (parts) => {
      const text = asked(
        { type: 'duration', unit: 'go', meaning: 'x' },
        parts.map((one) => one.join('')).join(''),
      );
      const time = parts.reduce((sum, [count, unit]) => sum + count * (UNITS[unit] ?? 0), 0);
      expect(goDuration(text ?? '')).toBe(time);
    },
  );
});

test.each([
  ['512KiB', 'B', '524288'],
  ['1MiB', 'KiB', '1024'],
  ['1.5MB', 'kB', '1500'],
  ['2GiB', 'MiB', '2048'],
])('a size of %s is %s: %s', (said, unit, text) => {
  expect(asked({ type: 'size', unit, meaning: 'x' }, said)).toBe(text);
});

/** Type, what is accepted, what is refused. */
const SHAPES: readonly (readonly [
  Partial<Variable> & Pick<Variable, 'type'>,
  readonly Literal[],
  readonly Literal[],
])[] = [
  [{ type: 'string', shape: '[0-9]{2}:[0-9]{2}', shapeIs: 'a time' }, ['00:01'], ['0:1', '00:01 ']],
  [{ type: 'integer', min: 0 }, [0, 32, '7'], [-1, 1.5, 'many', true]],
  [{ type: 'number', max: 1 }, [0.5, 1, '0.25'], [2, 'half', ' 1']],
  [{ type: 'port' }, [80, 65535], [0, 65536, 'http']],
  [{ type: 'url', schemes: ['redis'] }, ['redis://cache:6379/15'], ['http://cache', 'cache:6379', '']],
  [
    { type: 'origin' },
    ['https://site.example.org', 'http://a:8080'],
    ['https://site.example.org/', 'site.example.org'],
  ],
  [
    { type: 'domain' },
    ['site.example.org', '.example.org', 'localhost'],
    ['https://site.example.org', 'a/b', 'a:80'],
  ],
  [
    { type: 'address' },
    ['192.0.2.4:6379', '[2001:db8::1]:80', 'cache:6379'],
    ['cache', 'cache:0', 'redis://cache:1'],
  ],
  [{ type: 'host' }, ['mail.example.org', '192.0.2.4', '::1'], ['smtp://mail.example.org', 'mail:25', 'a b']],
  [{ type: 'path' }, ['/srv/site'], ['srv/site', './x']],
  [{ type: 'enum', values: ['info', 'warn'] }, ['info'], ['INFO', 'warning', 1]],
  [{ type: 'pattern' }, ['https://%s.example.org'], ['https://%.example.org', '%s%s', 'x']],
  [{ type: 'duration', unit: 's' }, ['90s', '1m30s'], [90, '90', '1500ms', 'soon']],
  [{ type: 'size', unit: 'KiB' }, ['1MiB'], [1024, '1kB', '1mb']],
  [{ type: 'list', separator: ',', items: 'integer' }, [[1, 2], ['3']], [['a'], 'a,b', 1]],
  [{ type: 'list', separator: ',', items: 'domain' }, [['a.example.org']], [['https://a.example.org']]],
];

test.each(SHAPES)('%o takes what it is, and nothing else', (variable, good, bad) => {
  const known: Variable = { meaning: 'x', empty: 'unset', ...variable };
  expect(good.flatMap((value) => given(BARE, '1.0.0', known, value).codes)).toEqual([]);
  expect(bad.filter((value) => given(BARE, '1.0.0', known, value).codes.length !== 1)).toEqual([]);
});
