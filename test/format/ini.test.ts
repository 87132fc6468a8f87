import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { ini, iniKey, iniSection, iniValue } from '../../src/format/ini.ts';
import { isRefusal } from '../../src/format/place.ts';
import { readIni } from './readers.ts';
import { dataOf, UNQUOTED, withSecret, write } from './sink.ts';
import type { Plain } from './sink.ts';
import { anyText } from './strings.ts';

const cases: readonly (readonly [string, Plain, string])[] = [
  ['keys, then sections', { s: { a: 1, b: true }, c: 'x y' }, 'c = x y\n\n[s]\na = 1\nb = true\n'],
  ['a lone section', { uwsgi: { http: ':8000' } }, '[uwsgi]\nhttp = :8000\n'],
  ['a list as the same key again', { s: { env: ['A=1', 'B=2'] } }, '[s]\nenv = A=1\nenv = B=2\n'],
  ['an empty value and an empty section', { s: { a: '' }, t: {} }, '[s]\na = \n\n[t]\n'],
  ['a secret', { s: { a: withSecret('x', 'p', '') } }, '[s]\na = x${secret:p}\n'],
];
test.each(cases)('%s', (_, plain, text) => {
  expect(write(ini, dataOf(plain))).toMatchObject({ refused: [], text });
});

test('notes stand above keys and headers', () => {
  const data = dataOf({ s: { a: 1 } }, { '/s': 'one', '/s/a': 'two\nthree' });
  expect(write(ini, data).text).toBe('# one\n[s]\n# two\n# three\na = 1\n');
});

test.each([
  ['a section in a section', { s: { t: { a: 1 } } }],
  ['a map in a list', { s: [{ a: 1 }] }],
  ['an empty list', { s: { a: [] } }],
  ['a list at the root', ['a']],
  ['a null', { a: null }],
] as const)('refuses %s', (_, plain) => {
  expect(write(ini, dataOf(plain)).refused).toHaveLength(1);
});

describe('the quoters', () => {
  test.each(['a;b', 'a\nb', ' a', 'a ', '"a"', "'a", '# a', 'a #b', 'a\\', 'a\u2028b', '\u0007'])(
    'refuse the value %j, which INI readers disagree on',
    (text) => expect(iniValue.quote(text)).toHaveProperty('help'),
  );
  test.each(['a#b', 'a=b:c', '%(asctime)s', '$(HOME)', 'a "b" c', 'C:\\d', '[a]', 'é ☃'])(
    'take the value %j as it is',
    (text) => expect(iniValue.quote(text)).toBe(text),
  );
  test.each(['a=b', 'a:b', '[a', '', '#a', ' a'])('refuse the key %j', (text) =>
    expect(iniKey.quote(text)).toHaveProperty('help'),
  );
  test.each(['a]', '[a', '', 'a;b', 'a '])('refuse the section %j', (text) =>
    expect(iniSection.quote(text)).toHaveProperty('help'),
  );
  test.each(UNQUOTED)('refuse a value with a %s', (_, value) => {
    for (const place of [iniValue, iniKey, iniSection]) expect(place.quote(value)).toHaveProperty('help');
  });

  it('carry what they do not refuse', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const value = iniValue.quote(text);
        const key = iniKey.quote(text);
        const section = iniSection.quote(text);
        if (!isRefusal(value)) expect(readIni(`a = ${value}\n`).get('')?.get('a')).toEqual([text]);
        if (!isRefusal(key))
          expect(readIni(`${key} = x\n`)).toEqual(new Map([['', new Map([[text, ['x']]])]]));
        if (!isRefusal(section)) expect(readIni(`[${section}]\n`)).toEqual(new Map([[text, new Map()]]));
      }),
      { numRuns: 3000 },
    );
  });
});
