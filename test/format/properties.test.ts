import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { isRefusal } from '../../src/format/place.ts';
import { properties, propertiesKey, propertiesValue } from '../../src/format/properties.ts';
import { readProperties } from './readers.ts';
import { dataOf, UNQUOTED, withSecret, write } from './sink.ts';
import type { Plain } from './sink.ts';
import { anyText, isWhole } from './strings.ts';

const cases: readonly (readonly [string, Plain, string])[] = [
  ['maps as dotted keys', { a: { b: { c: 1 }, d: 'x' }, e: true }, 'a.b.c=1\na.d=x\ne=true\n'],
  ['keys with separators', { 'a b:c=d#e': 'f' }, 'a\\ b\\:c\\=d\\#e=f\n'],
  ['a leading blank and a backslash', { a: ' x y', b: '\\' }, 'a=\\ x y\nb=\\\\\n'],
  ['only ASCII', { a: 'é😀\n\u0007' }, 'a=\\u00E9\\uD83D\\uDE00\\n\\u0007\n'],
  ['a secret', { a: withSecret('x ', 's', ' z') }, 'a=x ${secret:s} z\n'],
];
test.each(cases)('%s', (_, plain, text) => {
  expect(write(properties, dataOf(plain))).toMatchObject({ refused: [], text });
});

test('notes stand above their keys', () => {
  expect(write(properties, dataOf({ a: { b: 1 } }, { '/a': 'é', '/a/b': 'two' })).text).toBe(
    '# \\u00E9\n# two\na.b=1\n',
  );
});

test.each([
  ['a list', { a: [1] }],
  ['a list at the root', ['a']],
  ['a null', { a: null }],
  ['an empty key', { '': 1 }],
] as const)('refuses %s', (_, plain) => {
  expect(write(properties, dataOf(plain)).refused).toHaveLength(1);
});

describe('the quoters', () => {
  it('carry any text, as value and as key, or refuse half a surrogate pair', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const value = propertiesValue.quote(text);
        if (isRefusal(value)) return !isWhole(text);
        expect(readProperties(`a=${value}\n`)).toEqual(new Map([['a', text]]));
        const key = propertiesKey.quote(text);
        if (isRefusal(key)) return text === '';
        expect(readProperties(`${key}=x\n`)).toEqual(new Map([[text, 'x']]));
      }),
      { numRuns: 3000 },
    );
  });

  test.each(UNQUOTED)('refuse a value with a %s', (_, value) => {
    expect(propertiesValue.quote(value)).toHaveProperty('help');
    expect(propertiesKey.quote(value)).toHaveProperty('help');
  });
});
