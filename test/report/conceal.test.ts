import { expect, test } from 'vitest';
import { concealed } from '../../src/report/conceal.ts';
import { BULLETS } from '../../src/report/mask.ts';

const patch = (...lines: readonly string[]): string =>
  ['diff --git a/out/x b/out/x', '--- a/out/x', '+++ b/out/x', '@@ -1,2 +1,2 @@', ...lines, ''].join('\n');
/** The old lines of a patch, as they are printed. */
const old = (...lines: readonly string[]): readonly string[] =>
  concealed(patch(...lines))
    .split('\n')
    .slice(4)
    .filter((line) => line.startsWith('-'));

test.each<[string, readonly string[], readonly string[]]>([
  ['a mark that somebody filled', ["-A='c0ffee'", "+A='${secret:a}'"], [`-A='${BULLETS}'`]],
  ['of a line that stands elsewhere now', ['-x: c0ffee', ' y: 1', '+z: 2', '+x: ${A}'], [`-x: ${BULLETS}`]],
  ['of a context line', ['-x: c0ffee', ' x: ${A}'], [`-x: ${BULLETS}`]],
  [
    'two marks in one line',
    ['-u: redis://c0ffee:decaf1@h/0', '+u: redis://${secret:u}:${secret:p}@h/0'],
    [`-u: redis://${BULLETS}:${BULLETS}@h/0`],
  ],
  ['a line that is a mark alone', ['-c0ffee', '-decaf1', '+${secret:a}'], [`-${BULLETS}`, `-${BULLETS}`]],
  [
    'a password in an address',
    ['-DB: "postgres://app:c0ff@ee@h/db"', '+x'],
    [`-DB: "postgres://app:${BULLETS}@ee@h/db"`],
  ],
  ['a key in an address', ['-D: https://0123456789abcdef0123@h/7'], [`-D: https://${BULLETS}@h/7`]],
  [
    'a name that tells',
    ['-DB_PASSWORD=c0ffee', '-  "apiKey": "c0ffee",', '-requirepass c0ffee'],
    [`-DB_PASSWORD=${BULLETS}`, `-  "apiKey": ${BULLETS}`, `-requirepass ${BULLETS}`],
  ],
  [
    'no value',
    ['-DB_PASSWORD=', '-monkey: 1', '-tokens: 3', '-a: b'],
    ['-DB_PASSWORD=', '-monkey: 1', '-tokens: 3', '-a: b'],
  ],
  ['another mark', ["-A='${secret:b}'", "+A='${secret:a}'"], ["-A='${secret:b}'"]],
])('%s', (_, lines, expected) => {
  expect(old(...lines)).toEqual(expected);
});

test('what comes, stays and names the file is left as it is', () => {
  const text = patch(' PASSWORD=x', '+TOKEN=y', '+u: https://a:b@h/');
  expect(concealed(text)).toBe(text);
});
