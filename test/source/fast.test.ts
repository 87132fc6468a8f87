import { fc, test as property } from '@fast-check/vitest';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fast } from '../../src/source/fast.ts';
import { parse } from '../../src/source/parse.ts';
import { LARGEST } from '../../src/source/tree.ts';

const SITES = join(import.meta.dirname, '../../sites');
const manifests = readdirSync(SITES, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.yaml'))
  .map((name) => ({ name, text: readFileSync(join(SITES, name), 'utf8') }));
const lines = manifests.flatMap(({ text }) => text.split('\n'));

/** What the fast reader gives, after asking the parser whether it may: it gives the same tree, or nothing. */
function agreed(text: string): boolean {
  const source = { name: 'site.yaml', text };
  const tree = fast(source);
  if (tree === null) return false;
  const parsed = parse(source);
  expect(parsed.diagnostics).toEqual([]);
  expect(parsed.value).toEqual(tree);
  return true;
}

describe('what is read fast', () => {
  test.each(manifests.map(({ name, text }) => [name, text] as const))('%s', (_, text) => {
    expect(agreed(text)).toBe(true);
  });

  test.each([
    'a: 1',
    'a: b c # why\n',
    'a: {b: 1.5, c: [x, -2], "d": \'it\'\'s\', e: "\\u00e9\\n"}\n',
    'a:\n  - 1\n  - b: 2\n    c: 3\n  - - x\n    - z\n',
    'a:\n- 1\n-\n  b: 2\nc: 3\n',
    'a: { b: 1,\n  # why\n  c: 2 }\n',
    'a:\n  {\n    b: 1,\n  }\n',
    'a: |\n\n  one\n    two\n\n\nb: 1\n',
    'a: |-\n  one # text\n# why\nb: |+\n  two\n\n',
    'a: http://x:80/#top\nb: --all\nc: a:b\n',
    'a: true\nb: null\nc: ~\nd: "no"\ne: yesterday\n',
    '# why\n\n  # more\na: 1\n    # end',
    'constructor: 1\ntoString: 2\n',
  ])('%j', (text) => expect(agreed(text)).toBe(true));
});

test.each([
  '',
  '# only words\n',
  'a: 1\r\n',
  '\ta: 1',
  '---\na: 1\n',
  'a: 1\n---\nb: 2\n',
  'a: 1\na: 2\n',
  'a:\n',
  'a: no\n',
  'a: 012\n',
  'a: 1.10\n',
  'a: 1e3\n',
  'a: True\n',
  'a: &x 1\n',
  'a: *x\n',
  'a: !!str 1\n',
  'a: >-\n  one\n  two\n',
  'a: |2\n  one\n',
  'a: |\n  one',
  'a: one\n  two\n',
  'a: "one\n  two"\n',
  'a: "\\x41"\n',
  'a: [b: c]\n',
  'a: {b}\n',
  'a: {b: 1\n}\n',
  'a: b: c\n',
  'a: b #c\n d: e\n',
  'a: {<<: {b: 1}}\n',
  '<<: {b: 1}\n',
  '? a\n: b\n',
  '- a\n',
  'a: "b"c\n',
  'a: 1\n b: 2\n',
  'a:\n  b: 1\n c: 2\n',
  `a: ${'x'.repeat(LARGEST)}\n`,
])('%j is left to the parser', (text) => {
  expect(fast({ name: 'site.yaml', text })).toBeNull();
});

/** Pieces that mean something to YAML, and some that look as if they did. */
const PIECES = [
  ...[
    ' ',
    '  ',
    '\n',
    '\n  ',
    '\n    ',
    '- ',
    '-',
    ': ',
    ':',
    '{',
    '}',
    '[',
    ']',
    ',',
    ', ',
    '"',
    "'",
    '#',
    ' #',
  ],
  ...[
    '# c\n',
    '|',
    '|-\n',
    '|+\n',
    '|\n',
    '>',
    '1',
    '1.5',
    '-1',
    '0',
    'true',
    'null',
    '~',
    'on',
    'a',
    'key',
    'é',
  ],
  ...[
    '\\n',
    '\\',
    '*',
    '&',
    '!',
    '%',
    '@',
    '`',
    '?',
    '? ',
    '---',
    '...',
    '\n\n',
    '\n- ',
    'x: y\n',
    '  x: y\n',
  ],
  ...[
    'a: {b: c}\n',
    'a: [1, 2]\n',
    '- a: 1\n  b: 2\n',
    '"q": \'s\'\n',
    '<<',
    '=',
    '0x1',
    '1:30',
    'a#b',
    'a:b',
  ],
  ...['\u00a0', '\u2028', '\ufeff', "''", '""', '.5', '.inf', '1e3', '\t'],
];
const piece = fc.constantFrom(...PIECES);

/** Some lines of a real manifest, from the left margin. */
const excerpt = fc
  .record({ from: fc.nat({ max: lines.length - 1 }), count: fc.integer({ min: 1, max: 14 }) })
  .map(({ from, count }) => {
    const some = lines.slice(from, from + count);
    const margins = some.filter((line) => line.trim() !== '').map((line) => line.search(/\S/));
    const margin = margins.length > 0 ? Math.min(...margins) : 0;
    return `${some.map((line) => line.slice(margin)).join('\n')}\n`;
  });

const damage = fc.record({
  where: fc.double({ min: 0, max: 1, noNaN: true }),
  cut: fc.nat({ max: 3 }),
  put: piece,
});

property.prop([excerpt, fc.array(damage, { maxLength: 4 })], { numRuns: 3000 })(
  'a real manifest, damaged, is the same to both readers',
  (text, damages) => {
    const damaged = damages.reduce((now, { where, cut, put }) => {
      const at = Math.floor(where * now.length);
      return `${now.slice(0, at)}${put}${now.slice(at + cut)}`;
    }, text);
    agreed(damaged);
  },
);

property.prop([fc.array(piece, { maxLength: 14 })], { numRuns: 3000 })(
  'so is anything that looks like YAML',
  (pieces) => void agreed(pieces.join('')),
);

/** Values as people write them in manifests, in either style. */
const word = fc.stringMatching(/^[a-z/.:%=+$^()@*'"|?&!#{}[\],-]{0,12}$/);
const value = fc.letrec((tie) => ({
  any: fc.oneof({ maxDepth: 4 }, tie('scalar'), tie('list'), tie('map')),
  scalar: fc.oneof(word, fc.integer(), fc.boolean(), fc.constantFrom('10.0.10.4', '50MB', '300s', 'v6.4.8')),
  list: fc.array(tie('any'), { minLength: 1, maxLength: 3 }),
  map: fc.dictionary(fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_.-]{0,8}$/), tie('any'), {
    minKeys: 1,
    maxKeys: 4,
  }),
}));

property.prop([
  fc.dictionary(fc.stringMatching(/^[a-z]{3,6}$/), value.any, { minKeys: 1 }),
  fc.nat({ max: 3 }),
])('a manifest that is written as usual is read fast', (map, style) => {
  const text = block(map, 0, style);
  expect(agreed(text)).toBe(true);
});

function block(given: unknown, margin: number, style: number): string {
  const pad = ' '.repeat(margin);
  if (Array.isArray(given))
    return given.map((item) => `${pad}-${below(item, margin + 2, style, ' ')}`).join('');
  return Object.entries(Object(given))
    .map(([key, item]) => `${pad}${key}:${below(item, margin + 2, style, ' ')}`)
    .join(style === 3 ? `${pad}# why\n\n` : '');
}

function below(item: unknown, margin: number, style: number, gap: string): string {
  const nested = typeof item === 'object' && style !== 1;
  return nested
    ? `\n${block(item, margin, style)}`
    : `${gap}${JSON.stringify(item)}\n`.replaceAll(/":/g, '": ');
}
