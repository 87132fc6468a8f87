import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nowhere } from '../../src/diagnostic.ts';
import type { Span } from '../../src/diagnostic.ts';
import { frame } from '../../src/report/frame.ts';
import { marked, spanIn } from './marked.ts';

function printed(at: Span, hidden: readonly Span[] = []): string {
  const { place, lines } = frame(at, hidden);
  return [place, ...lines.map(({ gutter, text }) => (text === '' ? gutter : `${gutter} ${text}`)), ''].join(
    '\n',
  );
}

const long = (before: number, after: number): string => `${'b'.repeat(before)}«here»${'a'.repeat(after)}`;

describe('a frame shows the range in its surroundings:', () => {
  const cases: readonly (readonly [title: string, drawn: string, expected: string])[] = [
    [
      'the line before and the line after',
      'site: ooy\nservices:\n  courier: {prot: «8417»}\n  mailroom: {}\nhosts: {}\n',
      `a.yaml:3:19
2 | services:
3 |   courier: {prot: 8417}
  |                   ^^^^
4 |   mailroom: {}
`,
    ],
    [
      'the first line has none before',
      '«site»: ooy\nhosts: {}\n',
      'a.yaml:1:1\n1 | site: ooy\n  | ^^^^\n2 | hosts: {}\n',
    ],
    [
      'the gutter is as wide as its widest number',
      `${'-\n'.repeat(8)}«nine»\nten\n`,
      'a.yaml:9:1\n 8 | -\n 9 | nine\n   | ^^^^\n10 | ten\n',
    ],
    ['the last line has nothing after', 'a: 1\n«b»: 2\n', 'a.yaml:2:1\n1 | a: 1\n2 | b: 2\n  | ^\n'],
    ['a text without a newline at its end', 'a: 1\nb: «2»', 'a.yaml:2:4\n1 | a: 1\n2 | b: 2\n  |    ^\n'],
    ['an empty line has no blank behind its bar', 'a: 1\n\n«b»: 2\n', 'a.yaml:3:1\n2 |\n3 | b: 2\n  | ^\n'],
    ['a point marks the character there', 'a: «»1\n', 'a.yaml:1:4\n1 | a: 1\n  |    ^\n'],
    ['a point behind the end of a line', 'a:«»\nb: 2\n', 'a.yaml:1:3\n1 | a:\n  |   ^\n2 | b: 2\n'],
    ['the newline itself', 'a:«\n»b: 2\n', 'a.yaml:1:3\n1 | a:\n  |   ^\n2 | b: 2\n'],
    ['the end of the file, after its newline', 'a: 1\n«»', 'a.yaml:2:1\n1 | a: 1\n2 |\n  | ^\n'],
    ['the end of the file, without a newline', 'a: [1«»', 'a.yaml:1:6\n1 | a: [1\n  |      ^\n'],
    ['a file of one newline', '«»\n', 'a.yaml:1:1\n1 |\n  | ^\n'],
    ['CRLF lines', 'a: 1\r\nb: «2»\r\nc: 3\r\n', 'a.yaml:2:4\n1 | a: 1\n2 | b: 2\n  |    ^\n3 | c: 3\n'],
    ['a point at the end of a CRLF line', 'a:«»\r\nb: 2\r\n', 'a.yaml:1:3\n1 | a:\n  |   ^\n2 | b: 2\n'],
    ['a CRLF break', 'a:«\r\n»b: 2\r\n', 'a.yaml:1:3\n1 | a:\n  |   ^\n2 | b: 2\n'],
    [
      'a tab is drawn, four columns wide',
      'a:\n\tb:\t«x»\n',
      'a.yaml:2:5\n1 | a:\n2 | →   b:→   x\n  |           ^\n',
    ],
    ['blanks alone are marked', 'a:\n«\t »b: 1\n', 'a.yaml:2:1\n1 | a:\n2 | →    b: 1\n  | ^^^^^\n'],
    [
      'wide characters move the carets',
      'title: 東京 «x»\n',
      'a.yaml:1:11\n1 | title: 東京 x\n  |             ^\n',
    ],
    ['a character of two code units is one', 'a: «💬» b\n', 'a.yaml:1:4\n1 | a: 💬 b\n  |    ^^\n'],
    ['a combining mark takes no column', 'a: e\u0301 «x»\n', 'a.yaml:1:7\n1 | a: e\u0301 x\n  |      ^\n'],
    [
      'controls and overrides are drawn',
      'a: \u001b[31m\u202e«x»\u009b\n',
      'a.yaml:1:10\n1 | a: ␛[31m�x�\n  |          ^\n',
    ],
    ['a lone carriage return is drawn', 'a: b\r«c»\n', 'a.yaml:1:6\n1 | a: b␍c\n  |      ^\n'],
    [
      'a range of three lines, without their indentation',
      'x: 1\na: «[\n  b,\n  c]»\nd: 2\n',
      'a.yaml:2:4\n1 | x: 1\n2 | a: [\n  |    ^\n3 |   b,\n  |   ^^\n4 |   c]\n  |   ^^\n5 | d: 2\n',
    ],
    [
      'a block ends on its last line, not on the one after it',
      'a:\n  «b: 1\n  c: 2\n»d: 3\n',
      'a.yaml:2:3\n1 | a:\n2 |   b: 1\n  |   ^^^^\n3 |   c: 2\n  |   ^^^^\n4 | d: 3\n',
    ],
    [
      'a range of many lines shows the first three',
      '«a: 1\nb: 2\n\nd: 4\ne: 5\n»f: 6\n',
      'a.yaml:1:1\n1 | a: 1\n  | ^^^^\n2 | b: 2\n  | ^^^^\n3 |\n  | … 2 more lines\n',
    ],
    ['a range that begins at the end of a line', 'a:«\n  b»\n', 'a.yaml:1:3\n1 | a:\n2 |   b\n  |   ^\n'],
  ];
  test.each(cases)('%s', (_title, drawn, expected) => {
    expect(printed(spanIn(marked('a.yaml', drawn)))).toBe(expected);
  });

  test('a place without text is its name alone', () => {
    expect(frame(nowhere('sites/gone.yaml'))).toEqual({ place: 'sites/gone.yaml', lines: [] });
  });

  test('offsets outside of the text count as its nearest end', () => {
    const source = { name: 'a.yaml', text: 'a: 1' };
    expect(printed({ source, start: 99, end: 120 })).toBe('a.yaml:1:5\n1 | a: 1\n  |     ^\n');
    expect(printed({ source, start: -3, end: 1 })).toBe('a.yaml:1:1\n1 | a: 1\n  | ^\n');
  });
});

describe('a long line is folded around the range:', () => {
  const cases: readonly (readonly [title: string, drawn: string, expected: string])[] = [
    [
      'a hundred columns are not folded',
      long(90, 6),
      `1 | ${'b'.repeat(90)}here${'a'.repeat(6)}\n  | ${' '.repeat(90)}^^^^\n`,
    ],
    ['at the beginning', long(2, 200), `1 | bbhere${'a'.repeat(94)}…\n  |   ^^^^\n`],
    [
      'in the middle',
      long(5000, 5000),
      `1 | …${'b'.repeat(48)}here${'a'.repeat(48)}…\n  | ${' '.repeat(49)}^^^^\n`,
    ],
    ['at the end', long(300, 3), `1 | …${'b'.repeat(93)}hereaaa\n  | ${' '.repeat(94)}^^^^\n`],
    ['behind the end', `${'b'.repeat(300)}«»`, `1 | …${'b'.repeat(99)}\n  | ${' '.repeat(100)}^\n`],
    [
      'a range wider than the window',
      `${'b'.repeat(50)}«${'x'.repeat(5000)}»`,
      `1 | …${'b'.repeat(20)}${'x'.repeat(80)}…\n  | ${' '.repeat(21)}${'^'.repeat(80)}\n`,
    ],
    [
      'the line after is cut at its end',
      `«x»\n${'y'.repeat(5000)}`,
      `1 | x\n  | ^\n2 | ${'y'.repeat(100)}…\n`,
    ],
  ];
  test.each(cases)('%s', (_title, drawn, expected) => {
    const [, ...lines] = printed(spanIn(marked('a.yaml', drawn))).split('\n');
    expect(lines.join('\n')).toBe(expected);
  });
});

describe('a masked range is eight bullets:', () => {
  const cases: readonly (readonly [title: string, drawn: string, expected: string])[] = [
    [
      'inside the range',
      '«http://ooy:«hunter2»@db:1»\n',
      '1 | http://ooy:••••••••@db:1\n  | ^^^^^^^^^^^^^^^^^^^^^^^^\n',
    ],
    ['before the range, longer', '«»a: «correct-horse-battery», b\n', '1 | a: ••••••••, b\n  | ^\n'],
    ['longer than its text', 'b: «1» «x»\n', '1 | b: 1 ••••••••\n  |    ^\n'],
    ['but not where it is empty', 'b: hun«t»er2«»\n', '1 | b: hunter2\n  |       ^\n'],
    ['in the line before', 'a«:» 1\n«secret»\n', '1 | a: 1\n  |  ^\n2 | ••••••••\n'],
  ];
  test.each(cases)('%s', (_title, drawn, expected) => {
    const of = marked('a.yaml', drawn);
    const [, ...lines] = printed(spanIn(of), [spanIn(of, 1)]).split('\n');
    expect(lines.join('\n')).toBe(expected);
  });

  test('a point inside of it marks all of it', () => {
    const of = marked('a.yaml', 'p: «hun«»ter2»\n');
    expect(printed(spanIn(of, 1), [spanIn(of)])).toBe('a.yaml:1:7\n1 | p: ••••••••\n  |    ^^^^^^^^\n');
  });

  test('on every line that it covers', () => {
    const of = marked('a.yaml', '«key: «|\n  MIIEpAIBAAKCAQEA\n  7bq1mWyFgkqHkiG9\n  w0BAQ\n»»b: 1\n');
    expect(printed(spanIn(of), [spanIn(of, 1)])).toBe(`a.yaml:1:1
1 | key: ••••••••
  | ^^^^^^^^^^^^^
2 | ••••••••
  | ^^^^^^^^
3 | ••••••••
  | ^^^^^^^^
  | … 1 more line
`);
  });

  test('no letter of it shows, wherever range, mask and folds stand', () => {
    fc.assert(
      fc.property(
        fc.string({
          unit: fc.constantFrom('a', ' ', '\n', '\t', '\r\n', '東', '💬', '-'.repeat(60)),
          maxLength: 40,
        }),
        fc.integer({ min: 1, max: 700 }),
        fc.string({ unit: fc.constantFrom('a', ' ', '\n', '\t', '東', '-'.repeat(60)), maxLength: 40 }),
        fc.nat(),
        fc.nat(),
        (before, length, after, start, reach) => {
          const text = `${before}${'Z'.repeat(length)}${after}`;
          const source = { name: 'a.yaml', text };
          const from = start % (text.length + 1);
          const at = { source, start: from, end: from + (reach % (text.length - from + 1)) };
          const lines = printed(at, [{ source, start: before.length, end: before.length + length }]);
          expect(lines).not.toContain('Z');
          expect(lines.match(/•+/g)?.every((bullets) => bullets.length === 8) ?? true).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });
});
