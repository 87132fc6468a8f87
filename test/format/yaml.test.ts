import fc from 'fast-check';
import { parse } from 'yaml';
import { describe, expect, it, test } from 'vitest';
import { isRefusal } from '../../src/format/place.ts';
import { yaml, yamlKey, yamlScalar } from '../../src/format/yaml.ts';
import { dataOf, OUTLAWS, withSecret, write } from './sink.ts';
import type { Plain } from './sink.ts';
import { anyText, famous, isWhole } from './strings.ts';

const serialiser = yaml(yamlScalar);

const read = (text: string, version: '1.1' | '1.2'): unknown =>
  parse(text, { version, mapAsMap: true, strict: true, uniqueKeys: true });

type Tree = string | number | boolean | null | Tree[] | { [key: string]: Tree };

/** Plain data as the reader gives it back: maps as Maps. */
const expected = (tree: Tree): unknown =>
  Array.isArray(tree)
    ? tree.map(expected)
    : typeof tree === 'object' && tree !== null
      ? new Map(Object.entries(tree).map(([key, one]) => [key, expected(one)]))
      : tree;

describe('YAML as a careful person writes it', () => {
  const cases: readonly (readonly [string, Plain, string])[] = [
    ['lists stand indented under their keys', { a: ['x', 'z'] }, 'a:\n  - x\n  - z\n'],
    [
      'maps in lists start at the dash',
      { a: [{ b: 1, c: true }, { b: 2 }] },
      'a:\n  - b: 1\n    c: true\n  - b: 2\n',
    ],
    ['lists in lists', [[1, [2]], []], '- - 1\n  - - 2\n- []\n'],
    ['empty collections', { a: {}, b: [], c: null, d: '' }, 'a: {}\nb: []\nc: null\nd: ""\n'],
    ['nested maps', { a: { b: { c: 'd' } } }, 'a:\n  b:\n    c: d\n'],
    ['an empty document', {}, '{}\n'],
    ['a lone leaf', 'x', 'x\n'],
    [
      'paths, images, options and sentences stay plain',
      ['./data:/data', 'ghcr.io/x/z:sha-1', '--queues=celery', 'it is "so"', '${TAG}', 'a,b', '512m', 'é'],
      '- ./data:/data\n- ghcr.io/x/z:sha-1\n- --queues=celery\n- it is "so"\n- ${TAG}\n- a,b\n- 512m\n- é\n',
    ],
    [
      'what some reader would take for something else is quoted',
      ['22:22', 'no', '0755', '3.10', '1e3', '2024-01-01', '~', 'a: b', 'a #b', '-', ' x', 'a\nb\tc'],
      '- "22:22"\n- "no"\n- "0755"\n- "3.10"\n- "1e3"\n- "2024-01-01"\n- "~"\n- "a: b"\n- "a #b"\n- "-"\n- " x"\n- "a\\nb\\tc"\n',
    ],
    [
      'numbers and booleans are themselves, and a float has a point',
      [1, -2.5, 1e21, 1e-7, false],
      '- 1\n- -2.5\n- 1.0e+21\n- 1.0e-7\n- false\n',
    ],
    ['keys are text', { no: 1, '8080': 2, 'a b': 3, 'a:b': 4 }, '"8080": 2\n"no": 1\na b: 3\n"a:b": 4\n'],
    [
      'what nobody sees is escaped',
      ['a\u200bb', '\u0000', '\u2028', '\u0085'],
      '- "a\\u200Bb"\n- "\\x00"\n- "\\u2028"\n- "\\x85"\n',
    ],
    [
      'a secret stands in double quotes, since `true` may fill it',
      [withSecret('', 's', ''), withSecret('a"', 's', '')],
      '- "${secret:s}"\n- "a\\"${secret:s}"\n',
    ],
  ];
  test.each(cases)('%s', (_, plain, text) => {
    expect(write(serialiser, dataOf(plain))).toMatchObject({ refused: [], text });
  });

  it('puts a note above its entry, and above the dash of a first entry', () => {
    const data = dataOf(
      { a: [{ b: 1, c: 2 }], d: { e: 3 } },
      { '/a': 'one\ntwo', '/a/0/b': 'first', '/a/0/c': 'second', '/d/e': 'third' },
    );
    expect(write(serialiser, data)).toMatchObject({
      refused: [],
      text: '# one\n# two\na:\n  # first\n  - b: 1\n    # second\n    c: 2\nd:\n  # third\n  e: 3\n',
    });
  });

  it('owes an entry with its comment to its key, and a leaf to its value', () => {
    const { owed } = write(serialiser, dataOf({ a: { b: 'x' } }, { '/a/b': 'n' }));
    expect(owed).toContainEqual(['key /a/b', '  # n\n  b: x\n']);
    expect(owed).toContainEqual(['note /a/b', '  # n\n  b: x\n']);
    expect(owed).toContainEqual(['/a/b', 'x']);
    expect(owed).toContainEqual(['key /a', 'a:\n  # n\n  b: x\n']);
  });

  it('refuses a note that a YAML 1.1 reader would break in two', () => {
    expect(write(serialiser, dataOf({ a: 1 }, { '/a': 'x\u2028b: 2' })).refused).toHaveLength(1);
  });
});

describe('the quoter', () => {
  test.each(famous)('carries %j through every reader, as value and as key', (text) => {
    const value = yamlScalar.quote(text);
    const key = yamlKey.quote(text);
    for (const version of ['1.1', '1.2'] as const) {
      expect(read(`- ${String(value)}\n`, version)).toEqual([text]);
      expect(read(`${String(key)}: 1\n`, version)).toEqual(new Map([[text, 1]]));
    }
  });

  it('carries any text through both versions, or refuses half a surrogate pair', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const value = yamlScalar.quote(text);
        const key = yamlKey.quote(text);
        if (isRefusal(value) || isRefusal(key)) return !isWhole(text);
        for (const version of ['1.1', '1.2'] as const) {
          expect(read(`a:\n  - ${value}\n  - b: ${value}\n`, version)).toEqual(
            new Map([['a', [text, new Map([['b', text]])]]]),
          );
          expect(read(`${key}: ${value}\n`, version)).toEqual(new Map([[text, text]]));
        }
      }),
      { numRuns: 3000 },
    );
  });

  it('carries any finite number, and refuses the others', () => {
    fc.assert(
      fc.property(fc.double({ noDefaultInfinity: true, noNaN: true }), (number) => {
        for (const version of ['1.1', '1.2'] as const)
          expect(read(String(yamlScalar.quote(number)), version)).toBe(number === 0 ? 0 : number);
      }),
    );
    expect([NaN, Infinity, -Infinity].map(yamlScalar.quote).every(isRefusal)).toBe(true);
  });

  test.each(OUTLAWS)('refuses a value with a %s', (_, value) => {
    expect(yamlScalar.quote(value)).toHaveProperty('help');
    expect(yamlKey.quote(value)).toHaveProperty('help');
  });

  it('refuses a key that readers would not find the end of', () => {
    expect(yamlKey.quote('k'.repeat(1000))).toBe('k'.repeat(1000));
    expect(yamlKey.quote('k'.repeat(1001))).toHaveProperty('refused');
  });
});

test('any tree comes back from both versions', () => {
  const text = anyText.filter(isWhole);
  const key = text.filter((one) => one !== '__proto__');
  const { tree } = fc.letrec<{ tree: Tree }>((tie) => ({
    tree: fc.oneof(
      { maxDepth: 4, withCrossShrink: true },
      fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null)),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(key, tie('tree'), { maxKeys: 3, noNullPrototype: true }),
    ),
  }));
  fc.assert(
    fc.property(tree, (one) => {
      const written = write(serialiser, dataOf(one));
      expect(written.refused).toEqual([]);
      for (const version of ['1.1', '1.2'] as const)
        expect(read(written.text, version)).toEqual(expected(one));
    }),
    { numRuns: 500 },
  );
});
