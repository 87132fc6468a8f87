import { execFileSync, spawnSync } from 'node:child_process';
import { describe, expect, it, test } from 'vitest';
import { isRefusal } from '../../src/format/place.ts';
import { shellWord } from '../../src/format/shell.ts';
import { text } from '../../src/format/text.ts';
import { UNQUOTED, withSecret } from './sink.ts';
import { sample } from './strings.ts';

test.each([
  ['/usr/bin/env', '/usr/bin/env'],
  ['--opt=x,y', '--opt=x,y'],
  ['A=b', "'A=b'"],
  ['', "''"],
  ["it's", "'it'\\''s'"],
  ['$HOME', "'$HOME'"],
  ['~', "'~'"],
  ['if', "'if'"],
  ['a b', "'a b'"],
  [8417, '8417'],
  [true, 'true'],
  [withSecret("p'", 's', '').value, "'p'\\''${secret:s}'"],
  [['a', 'b c'], "'ab c'"],
])('%j is written %s', (value, quoted) => {
  expect(shellWord.quote(value)).toBe(quoted);
});

test.each(UNQUOTED)('a shell word and a text refuse a value with a %s', (_, value) => {
  expect(shellWord.quote(value)).toHaveProperty('help');
  expect(text.quote(value)).toHaveProperty('help');
});

test.each(['\u0000', '\u0007', 'a\rb', '\ud800', '\u{1fffe}'])(
  'a shell word and a text refuse %j',
  (value) => {
    expect(shellWord.quote(value)).toHaveProperty('help');
    expect(text.quote(value)).toHaveProperty('help');
  },
);

test('a text takes newlines and tabs', () => {
  expect(text.quote('a\n\tb')).toBe('a\n\tb');
  expect(text.quote(withSecret('a ', 's', '').value)).toBe('a ${secret:s}');
});

describe.each(['sh', 'bash'])('a thousand words through %s', (shell) => {
  it('come back as they are', () => {
    const words = sample(1000).flatMap((word) => {
      const quoted = shellWord.quote(word);
      return isRefusal(quoted) ? [] : [{ word, quoted }];
    });
    expect(words.length).toBeGreaterThan(500);
    const script = `printf '%s\\0' ${words.map(({ quoted }) => quoted).join(' ')}\n`;
    const said = execFileSync(shell, ['-s'], { input: script, env: { PATH: '/usr/bin:/bin' } }).toString();
    expect(said.split('\0').slice(0, -1)).toEqual(words.map(({ word }) => word));
  });

  test.each(['if', 'A=b', '!', '{', 'time', '[[', 'in', 'A+=b', 'no-such-command'])(
    'the word %j names a command where a command may start',
    (word) => {
      const { status, stderr } = spawnSync(`/bin/${shell}`, ['-c', String(shellWord.quote(word))], {
        env: { PATH: '/nonexistent' },
      });
      expect(status).toBe(127);
      expect(stderr.toString()).toContain(`${word}: `);
    },
  );
});
