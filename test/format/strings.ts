import fc from 'fast-check';

/** Characters that some format reads as more than themselves. */
const NASTY = [
  ...'\'"\\$`#;:=,[]{}()&*!|<>%@~?^/.-+_ \t\n\r',
  ...'01789abefnoxyNETZ',
  ...'\u0000\u0007\u001b\u007f\u0085\u00a0\u00ad\u200b\u200f\u2028\u2029\u3000\ufeff\uffff\ufdd0',
  ...'éß☃😀\u{1fffe}',
  '\ud800',
  '\udc00',
  '\r\n',
  '${',
  '$$',
  '\\n',
  "'\\''",
];

/** Whole values that readers take for something else. */
const FAMOUS = [
  ...[
    'no',
    'on',
    'y',
    'N',
    'True',
    'null',
    '~',
    '',
    ' ',
    '=',
    '<<',
    '-',
    '--',
    '---',
    '...',
    '- a',
    '? a',
    ': a',
  ],
  ...[
    '12:30',
    '22:22',
    '0755',
    '0o17',
    '0x1F',
    '0b1',
    '1e3',
    '1_000',
    '1,000',
    '+1',
    '.5',
    '5.',
    '.',
    '-0',
    '1e1_0',
  ],
  ...['2024-01-01', '2024-01-01T00:00:00Z', '.inf', '-.INF', '.NaN', '190:20:30.15', '3.10', '10.0.0.1'],
  ...[
    'a: b',
    'a:',
    'a #b',
    'a#b',
    '#a',
    '!t',
    '&a',
    '*a',
    '@a',
    '`a',
    '%a',
    '|',
    '>',
    '[a',
    '{a',
    'a]',
    'a, b',
  ],
  ...[
    'a ',
    ' a',
    'a\n',
    '\na',
    'a\nb',
    'a\\',
    'a\\\\',
    "it's",
    "\\'",
    "'",
    '"',
    '"q"',
    '$X',
    '${X}',
    '$$',
    'p$w',
  ],
  ...['__proto__', 'constructor', 'export', '%(x)s', '$(x)', 'if', 'A=b', '~root', '-n', '\ufeffa', 'a\r'],
];

const nasty = fc.array(fc.constantFrom(...NASTY), { maxLength: 12 }).map((all) => all.join(''));

/** Any text, most of it unpleasant. */
export const anyText: fc.Arbitrary<string> = fc.oneof(
  { weight: 4, arbitrary: nasty },
  { weight: 2, arbitrary: fc.string({ unit: 'binary' }) },
  { weight: 2, arbitrary: fc.string({ unit: 'grapheme' }) },
  { weight: 1, arbitrary: fc.string({ unit: 'grapheme-ascii', maxLength: 40 }) },
  { weight: 2, arbitrary: fc.constantFrom(...FAMOUS) },
);

export const famous: readonly string[] = FAMOUS;

export const isWhole = (text: string): boolean => !/[\ud800-\udfff]/u.test(text);

/** The same `count` texts each time, the famous ones among them. */
export const sample = (count: number): readonly string[] => [
  ...FAMOUS,
  ...fc.sample(anyText, { numRuns: count - FAMOUS.length, seed: 8417 }),
];
