import { fc, test as property } from '@fast-check/vitest';
import { describe, expect, test } from 'vitest';
import { parse } from '../../src/source/parse.ts';
import { LARGEST, plain } from '../../src/source/tree.ts';
import { placeOf } from '../manifest/reading.ts';

const parsed = (text: string) => parse({ name: 'site.yaml', text });

describe('what a manifest says', () => {
  test.each<[text: string, value: unknown]>([
    ['a: 1', { a: 1 }],
    ['a: 1.5\nb: -2\n', { a: 1.5, b: -2 }],
    ['a: true\nb: false', { a: true, b: false }],
    ['a: null\nb:\nc: ~', { a: null, b: null, c: null }],
    ['a: yesterday', { a: 'yesterday' }],
    ['a: "no"\nb: \'1:30\'', { a: 'no', b: '1:30' }],
    ['a: "1"', { a: '1' }],
    ['a: 1.2.3', { a: '1.2.3' }],
    ['a: [1, [2, {b: c}]]', { a: [1, [2, { b: 'c' }]] }],
    ['a: |\n  one\n  \ttwo\n', { a: 'one\n\ttwo\n' }],
    ['a: >-\n  one\n  two\n', { a: 'one two' }],
    ['a: "tab\\tnewline\\n"', { a: 'tab\tnewline\n' }],
    ['# yaml-language-server: $schema=x\na: 1 # why\n', { a: 1 }],
    ['---\na: 1\n', { a: 1 }],
    ['1: a\ntrue: b', { 1: 'a', true: 'b' }],
    ['"": a', { '': 'a' }],
    ['a: käse 🎉', { a: 'käse 🎉' }],
    ['constructor: 1\ntoString: 2', { constructor: 1, toString: 2 }],
  ])('%j', (text, value) => {
    const { value: tree, diagnostics } = parsed(text);
    expect(diagnostics).toEqual([]);
    expect(tree && JSON.stringify(plain(tree))).toBe(JSON.stringify(value));
  });
});

describe('what is no part of the language', () => {
  test.each<[text: string, code: string, place: string]>([
    ['', 'yaml/empty', ''],
    ['# only words\n', 'yaml/empty', '1:1'],
    ['a: 1\r\nb: 2\r\n', 'yaml/carriage-return', '1:5'],
    ['a: "\u0007"', 'yaml/control-character', '1:5'],
    ['\ta: 1', 'yaml/tab', '1:1'],
    ['a:\n\tb: 1', 'yaml/tab', '2:1'],
    ['a: 1\t# why', 'yaml/tab', '1:5'],
    ['%YAML 1.1\n---\na: no', 'yaml/directive', '1:1'],
    ['a: 1\n---\nb: 2', 'yaml/multiple-docs', '2:1'],
    ['a: &x 1', 'yaml/alias', '1:7'],
    ['a: {<<: {b: 1}}', 'yaml/merge', '1:5'],
    ['a: !!str 1', 'yaml/tag', '1:10'],
    ['a: !x b', 'yaml/tag-resolve-failed', '1:4'],
    ['a: 1\na: 2', 'yaml/duplicate-key', '2:1'],
    ['a: {b: 1, b: 2}', 'yaml/duplicate-key', '1:11'],
    ['a: 012', 'yaml/lossy-number', '1:4'],
    ['a: 0x1F', 'yaml/lossy-number', '1:4'],
    ['a: 1e3', 'yaml/lossy-number', '1:4'],
    ['a: 1.10', 'yaml/lossy-number', '1:4'],
    ['a: 12345678901234567890', 'yaml/lossy-number', '1:4'],
    ['a: .inf', 'yaml/lossy-number', '1:4'],
    ['a: no', 'yaml/ambiguous', '1:4'],
    ['a: [on, b]', 'yaml/ambiguous', '1:5'],
    ['a: Yes', 'yaml/ambiguous', '1:4'],
    ['a: 1:30', 'yaml/ambiguous', '1:4'],
    ['a: 2024-01-31', 'yaml/ambiguous', '1:4'],
    ['a: [1', 'yaml/bad-indent', ''],
    ['a: "b', 'yaml/missing-char', ''],
  ])('%j', (text, code, place) => {
    const { value, diagnostics } = parsed(text);
    expect(value).toBeNull();
    expect(diagnostics.map((one) => one.code)).toContain(code);
    const [first] = diagnostics;
    if (place !== '') expect(first && placeOf(first.at)).toBe(`site.yaml:${place}`);
  });

  test('several faults are said together', () => {
    const { diagnostics } = parsed('a: no\nb: 012\nb: 2\n');
    expect(diagnostics.map(({ code, at }) => `${code} ${placeOf(at)}`)).toEqual([
      'yaml/ambiguous site.yaml:1:4',
      'yaml/lossy-number site.yaml:2:4',
      'yaml/duplicate-key site.yaml:3:1',
    ]);
  });

  test('a file that is a dump', () => {
    const { value, diagnostics } = parsed(`a: ${'x'.repeat(LARGEST)}`);
    expect(value).toBeNull();
    expect(diagnostics.map(({ code }) => code)).toEqual(['yaml/too-large']);
  });
});

test('every node and key knows its place', () => {
  const text = 'a:\n  "b": [1, two]\n  c: |\n    three\nd: {e: f} # why\n';
  const { value } = parsed(text);
  const said: string[] = [];
  const walk = (node: NonNullable<typeof value>): void => {
    said.push(text.slice(node.at.start, node.at.end));
    if (node.kind === 'list') node.items.forEach(walk);
    if (node.kind === 'map')
      for (const { key, value: inner } of node.entries.values()) {
        said.push(text.slice(key.start, key.end));
        walk(inner);
      }
  };
  if (value) walk(value);
  expect(said.slice(1)).toEqual([
    'a',
    '"b": [1, two]\n  c: |\n    three',
    '"b"',
    '[1, two]',
    '1',
    'two',
    'c',
    '|\n    three',
    'd',
    '{e: f}',
    'e',
    'f',
  ]);
});

property.prop([fc.string({ unit: 'grapheme' })])(
  'any text gives a tree or a finding, and never an exception',
  (text) => {
    const { value, diagnostics } = parsed(text);
    expect(value === null).toBe(diagnostics.length > 0);
    for (const { at } of diagnostics) expect(at.start <= at.end && at.end <= text.length).toBe(true);
  },
);

property.prop([fc.string({ unit: fc.constantFrom(...'ab:-[]{},"\'|>&*!%#?\n \t01') })])(
  'any text of the letters that YAML cares about does, too',
  (text) => {
    const { value, diagnostics } = parsed(text);
    expect(value === null).toBe(diagnostics.length > 0);
  },
);
