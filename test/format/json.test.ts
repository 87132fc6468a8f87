import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { json, jsonKey, jsonScalar } from '../../src/format/json.ts';
import { isRefusal } from '../../src/format/place.ts';
import { dataOf, OUTLAWS, withSecret, write } from './sink.ts';
import type { Plain } from './sink.ts';
import { anyText, isWhole } from './strings.ts';

const cases: readonly (readonly [string, Plain, string])[] = [
  [
    'two blanks a level',
    { a: [1, 'x'], b: { c: true } },
    '{\n  "a": [\n    1,\n    "x"\n  ],\n  "b": {\n    "c": true\n  }\n}\n',
  ],
  ['empty collections', { a: {}, b: [], c: null }, '{\n  "a": {},\n  "b": [],\n  "c": null\n}\n'],
  ['what nobody sees is escaped', '\u2028\u0007\u00a0é', '"\\u2028\\u0007\\u00a0é"\n'],
  ['a secret inside a string', withSecret('p"', 's', '@h'), '"p\\"${secret:s}@h"\n'],
];
test.each(cases)('%s', (_, plain, text) => {
  expect(write(json, dataOf(plain, { '/a': 'no comments in JSON' }))).toMatchObject({ refused: [], text });
});

describe('the quoter', () => {
  it('carries any text, as value and as name, or refuses half a surrogate pair', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const value = jsonScalar.quote(text);
        const key = jsonKey.quote(text);
        if (isRefusal(value) || isRefusal(key)) return !isWhole(text);
        expect(JSON.parse(value)).toBe(text);
        expect(Object.keys(JSON.parse(`{${key}: 1}`) as object)).toEqual([text]);
      }),
      { numRuns: 3000 },
    );
  });

  it('carries any finite number, and refuses the others', () => {
    fc.assert(
      fc.property(fc.double({ noDefaultInfinity: true, noNaN: true }), (number) => {
        expect(JSON.parse(String(jsonScalar.quote(number)))).toBe(number === 0 ? 0 : number);
      }),
    );
    expect([NaN, Infinity].map(jsonScalar.quote).every(isRefusal)).toBe(true);
  });

  test.each(OUTLAWS)('refuses a value with a %s', (_, value) => {
    expect(jsonScalar.quote(value)).toHaveProperty('help');
    expect(jsonKey.quote(value)).toHaveProperty('help');
  });
});

test('any tree comes back', () => {
  const tree = fc
    .jsonValue({ noUnicodeString: false, maxDepth: 4 })
    .filter((one) => isWhole(JSON.stringify(one)));
  fc.assert(
    fc.property(tree, (one) => {
      const { text, refused } = write(json, dataOf(one as Plain));
      expect(refused).toEqual([]);
      expect(text).toBe(`${JSON.stringify(one, null, 2).replace(ESCAPED, escape)}\n`);
    }),
  );
});

const ESCAPED =
  /[\u007f-\u00a0\u00ad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufdd0-\ufdef\ufeff\ufff0-\ufffb\ufffe\uffff]/g;
const escape = (one: string): string => `\\u${one.charCodeAt(0).toString(16).padStart(4, '0')}`;
