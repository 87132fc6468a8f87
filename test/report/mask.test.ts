import { describe, expect, test } from 'vitest';
import { error } from '../../src/diagnostic.ts';
import { masksOf } from '../../src/report/mask.ts';
import { marked, spanIn } from './marked.ts';
import type { Marked } from './marked.ts';

const masksIn = (of: Marked) => masksOf([error('x', spanIn(of), 'm', { masked: of.spans })]);

/** The text with each hidden range as `[hidden]`. */
function redacted(of: Marked, masks = masksIn(of)): string {
  const { source } = of;
  return [...masks.ranges(source)]
    .reverse()
    .reduce((text, { start, end }) => `${text.slice(0, start)}[hidden]${text.slice(end)}`, source.text);
}

describe('ranges', () => {
  test.each([
    ['the span itself', 'a: «x1»\n', 'a: [hidden]\n'],
    ['overlapping and touching spans are one', 'a: «x1«y2»»«z3»\n', 'a: [hidden]\n'],
    [
      'the same credential in another place',
      'a: «hunter2»\nb: u:hunter2@h\n',
      'a: [hidden]\nb: u:[hidden]@h\n',
    ],
    ['but no other place of a short one', 'a: «x1»\nb: x1\n', 'a: [hidden]\nb: x1\n'],
    ['nor of a plain word, which may be a name', 'u: «courier»\ncourier: {}\n', 'u: [hidden]\ncourier: {}\n'],
    ['an empty span hides nothing', 'a: «»x\n', 'a: x\n'],
  ])('%s', (_title, drawn, expected) => {
    expect(redacted(marked('a.yaml', drawn))).toBe(expected);
  });

  test('the same credential in another file', () => {
    const masks = masksIn(marked('a.yaml', 'a: «hunter2»\n'));
    expect(redacted(marked('b.env', 'KEY=hunter2\n'), masks)).toBe('KEY=[hidden]\n');
  });

  test('the same file, read twice', () => {
    const masks = masksIn(marked('a.yaml', 'a: «x1»\n'));
    expect(redacted(marked('a.yaml', 'a: x1\n'), masks)).toBe('a: [hidden]\n');
  });
});

describe('words', () => {
  test.each([
    ['a quoted credential', 'a: «hunter2»\n', '"hunter2" is known.', '"••••••••" is known.'],
    [
      'a plain word that stands nowhere else',
      'a: «courier»\n',
      '"courier" is known.',
      '"••••••••" is known.',
    ],
    ['a plain word that is also a name', 'a: «courier»\ncourier: {}\n', 'In courier.', 'In courier.'],
    ['a short one is left', 'a: «x1»\n', 'x1 and max1.', 'x1 and max1.'],
    ['the longer of two', 'a: «hunter2»\nb: «hunter2+3»\n', 'hunter2+3', '••••••••'],
    ['each line of a long one', 'a: «|\n  MIIEpA1\n  7bq1mW»\n', 'Line "7bq1mW".', 'Line "••••••••".'],
  ])('%s', (_title, drawn, words, expected) => {
    expect(masksIn(marked('a.yaml', drawn)).words(words)).toBe(expected);
  });
});
