import fc from 'fast-check';
import { parse } from 'smol-toml';
import { describe, expect, it, test } from 'vitest';
import { isRefusal } from '../../src/format/place.ts';
import { toml, tomlKey, tomlScalar } from '../../src/format/toml.ts';
import { dataOf, OUTLAWS, withSecret, write } from './sink.ts';
import type { Plain } from './sink.ts';
import { anyText, isWhole } from './strings.ts';

const cases: readonly (readonly [string, Plain, string])[] = [
  ['keys and values', { a: 1, b: 'x', c: 1.5, d: true }, 'a = 1\nb = "x"\nc = 1.5\nd = true\n'],
  ['a table after the keys of its parent', { t: { b: 1 }, a: 2 }, 'a = 2\n\n[t]\nb = 1\n'],
  ['tables in tables', { a: { b: { c: 1 } } }, '[a]\n\n[a.b]\nc = 1\n'],
  ['an empty table', { a: {} }, '[a]\n'],
  [
    'arrays of tables, with a table inside',
    { a: [{ b: 1, c: { d: 2 } }, { b: 3 }] },
    '[[a]]\nb = 1\n\n[a.c]\nd = 2\n\n[[a]]\nb = 3\n',
  ],
  ['short arrays on a line', { a: ['x', 1, []], b: [] }, 'a = ["x", 1, []]\nb = []\n'],
  ['long arrays on lines', { a: [1, 2, 3, 4, 5] }, 'a = [\n  1,\n  2,\n  3,\n  4,\n  5,\n]\n'],
  ['maps in mixed arrays', { a: [1, { b: 2, c: {} }] }, 'a = [1, { b = 2, c = {} }]\n'],
  ['keys that need quotes', { 'a b': { 'c.d': 1 } }, '["a b"]\n"c.d" = 1\n'],
  ['integers beyond 64 bits are floats', { a: 1e20, b: 1e300 }, 'a = 100000000000000000000.0\nb = 1e+300\n'],
  ['a secret', { a: withSecret('x\n', 's', '') }, 'a = "x\\n${secret:s}"\n'],
];
test.each(cases)('%s', (_, plain, text) => {
  expect(write(toml, dataOf(plain))).toMatchObject({ refused: [], text });
});

test('notes stand above keys and headers', () => {
  const data = dataOf({ t: [{ b: 1 }, { b: 2 }], a: 1 }, { '/a': 'one', '/t': 'two', '/t/0/b': 'three' });
  expect(write(toml, data).text).toBe('# one\na = 1\n\n# two\n[[t]]\n# three\nb = 1\n\n[[t]]\nb = 2\n');
});

test.each([
  ['a list at the root', [1]],
  ['a leaf at the root', 'x'],
  ['an empty list at the root', []],
  ['a null', { a: null }],
] as const)('refuses %s', (_, plain) => {
  expect(write(toml, dataOf(plain)).refused).toHaveLength(1);
});

describe('the quoter', () => {
  it('carries any text, as value and as key, or refuses half a surrogate pair', () => {
    fc.assert(
      fc.property(
        anyText.filter((text) => text !== '__proto__'),
        (text) => {
          const value = tomlScalar.quote(text);
          const key = tomlKey.quote(text);
          if (isRefusal(value) || isRefusal(key)) return !isWhole(text);
          expect(parse(`${key} = ${value}\n`)).toEqual({ [text]: text });
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('carries any finite number, and refuses the others', () => {
    fc.assert(
      fc.property(fc.double({ noDefaultInfinity: true, noNaN: true }), (number) => {
        expect(parse(`a = ${String(tomlScalar.quote(number))}`)).toEqual({ a: number === 0 ? 0 : number });
      }),
    );
    expect([NaN, -Infinity].map(tomlScalar.quote).every(isRefusal)).toBe(true);
  });

  test.each(OUTLAWS)('refuses a value with a %s', (_, value) => {
    expect(tomlScalar.quote(value)).toHaveProperty('help');
    expect(tomlKey.quote(value)).toHaveProperty('help');
  });
});

test('any tree without nulls comes back', () => {
  type Tree = string | number | boolean | Tree[] | { [key: string]: Tree };
  const text = anyText.filter((one) => isWhole(one) && one !== '__proto__');
  const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.oneof(text, fc.integer(), fc.boolean()),
      fc.array(tie('tree'), { maxLength: 6 }),
      fc.dictionary(text, tie('tree'), { maxKeys: 3, noNullPrototype: true }),
    ),
  }));
  fc.assert(
    fc.property(fc.dictionary(text, tree, { maxKeys: 4, noNullPrototype: true }), (one) => {
      const { text: written, refused } = write(toml, dataOf(one));
      expect(refused).toEqual([]);
      expect(parse(written)).toEqual(one);
    }),
    { numRuns: 500 },
  );
});
