import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { isRefusal } from '../../src/format/place.ts';
import { syntax } from '../../templates/nginx/syntax.ts';
import { readNginx } from '../../templates/nginx/reader.ts';
import { fill, plain, type Plain } from './fill.ts';

describe('a file is read as nginx reads it', () => {
  test.each<[string, Plain[]]>([
    ['', []],
    [' # only a comment', []],
    ['a;', [['a']]],
    ['a{}', [['a', []]]],
    ['a b "c d" \'e f\';', [['a', 'b', 'c d', 'e f']]],
    ['a{b{c d;}e;}', [['a', [['b', [['c', 'd']]], ['e']]]]],
    ['a # b;\n c;', [['a', 'c']]],
    ['a b#c;', [['a', 'b#c']]],
    ['a "#b";', [['a', '#b']]],
    ['a \\;b;', [['a', '\\;b']]],
    ['a \\ b;', [['a', '\\ b']]],
    ['a \\n\\t\\r\\\\\\"\\\'\\d;', [['a', '\n\t\r\\"\'\\d']]],
    ['a "\\n\\"\\\'\\d";', [['a', '\n"\'\\d']]],
    ['a "";', [['a', '']]],
    ['a ${b};', [['a', '${b}']]],
    ['a ${b;', [['a', '${b']]],
    ['a $b{}', [['a', '$b', []]]],
    ['a b}c;', [['a', 'b}c']]],
    ['a b"c d"e;', [['a', 'b"c', 'd"e']]],
    ['a "b")c {}', [['a', 'b', ')c', []]]],
    ['a "two\nlines";', [['a', 'two\nlines']]],
    ['a\r\n b;\r\n', [['a', 'b']]],
    ['text/html html htm;', [['text/html', 'html', 'htm']]],
  ])('%j', (text, tree) => {
    const { value, problems } = readNginx(text);
    expect(problems).toEqual([]);
    expect(value.map(plain)).toEqual(tree);
  });

  test.each<[string, string, number, number]>([
    ['a b', 'unexpected end of file, expecting ";" or "}"', 1, 4],
    ['a {\n b;', 'unexpected end of file, expecting "}"', 2, 4],
    ['a;\n}', 'unexpected "}"', 2, 1],
    ['a b }', 'unexpected "}"', 1, 5],
    [';', 'unexpected ";"', 1, 1],
    ['a;\n  {', 'unexpected "{"', 2, 3],
    ['a "b"c;', 'unexpected "c" after a closing quote', 1, 6],
    ['a\n "b;', 'no " closes the one that opens here', 2, 2],
    ["a 'it''s';", 'unexpected "\'" after a closing quote', 1, 7],
    [`a ${'b'.repeat(5000)};`, 'too long parameter "bbbbbbbbbb..."', 1, 3],
  ])('%j is no nginx', (text, message, line, column) => {
    expect(readNginx(text).problems).toMatchObject([{ message, line, column }]);
  });

  test('positions are those of the name', () => {
    const { value } = readNginx('http {\n  server {\n    listen 80;\n  }\n}\n');
    const listen = value[0]?.block?.[0]?.block?.[0];
    expect(listen).toMatchObject({ name: 'listen', line: 3, column: 5, start: 22, end: 31 });
  });
});

const value = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.string({ unit: fc.constantFrom(...'ab09 \t\n;{}"\'\\$#~()/.*trnd'), maxLength: 12 }),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
);

/** A template that has one value in a place, and the parameter that holds it: its text before and after the value. */
const HOLDERS: Readonly<Record<string, readonly [string, string, string]>> = {
  argument: ['a @;', '', ''],
  bare: ['a x@y;', 'x', 'y'],
  double: ['a "x @ y";', 'x ', ' y'],
  single: ["a 'x @ y';", 'x ', ' y'],
  regex: ['location ~ @ ;', '', ''],
  regexBare: ['location ~ ^@;', '^', ''],
  regexDouble: ['location ~ "^@$";', '^', '$'],
  regexSingle: ["location ~ '^@$';", '^', '$'],
  path: ['location = @;', '', ''],
  key: ['map $a $b { @; }', '', ''],
  variable: ['set $a_@ 1;', '$a_', ''],
  name: ['@ 1;', '', ''],
  comment: ['# @\na 1;', '', ''],
};

describe('any text is refused, or read back as itself', () => {
  test('in every place that there is', () => {
    expect(Object.keys(HOLDERS).sort()).toEqual(Object.keys(syntax.places).sort());
    for (const [name, [template]] of Object.entries(HOLDERS)) expect(fill(template).places).toEqual([name]);
  });

  for (const [name, [template, before, after]] of Object.entries(HOLDERS))
    property.prop([value], { numRuns: 1000 })(name, (text) => {
      const quoted = syntax.places[name]?.quote(text) ?? '';
      if (isRefusal(quoted)) {
        expect(quoted.refused).not.toBe('');
        return;
      }
      const { value: tree, problems } = readNginx(template.replace('@', () => quoted));
      expect(problems).toEqual([]);
      expect(tree).toHaveLength(1);
      const [only] = tree.map(plain);
      const found = { name: [text, '1'], comment: ['a', '1'], key: ['map', '$a', '$b', [[escaped(text)]]] };
      const word = before + text + after;
      const expected = { variable: ['set', word, '1'], path: ['location', '=', word] };
      if (name in found) expect(only).toEqual(found[name as keyof typeof found]);
      else if (name in expected) expect(only).toEqual(expected[name as keyof typeof expected]);
      else expect(only?.at(-1)).toBe(word);
    });

  /** how `map` itself wants a key that would mean something else */
  const escaped = (text: string): string =>
    ['default', 'hostnames', 'include', 'volatile'].includes(text) || /^[\\~]/.test(text)
      ? `\\${text}`
      : text;
});
