import { beforeAll, describe, expect, test } from 'vitest';
import type { Program } from '../../src/verify/programs.ts';
import { isRefusal } from '../../src/format/place.ts';
import { syntax } from '../../templates/uwsgi/syntax.ts';
import { readUwsgi } from '../../templates/uwsgi/reader.ts';
import { shown, uwsgis } from './programs.ts';

const { value } = syntax.places;
const quoted = (text: string): string => {
  const found = value?.quote(text);
  if (found === undefined || isRefusal(found)) throw new Error(`${text} is refused`);
  return found;
};

let programs: readonly Program[];
beforeAll(async () => {
  programs = await uwsgis();
}, 300_000);

const TEXTS = [
  ...['plain', 'two words', '50%', '%h %n %', '100%%', 'a;b # c', '; not a comment', '# nor this'],
  ...['"quoted"', "it's", 'a\\b\\', '[uwsgi]', 'a=b=c', '=', '$HOME', '${HOME}', '@x', '$', '100 %', 'ü→'],
  ...['a)b', '()', '%x%X', 'x\ty'],
];

test(
  'every value is read back as it was, by the reader and by real uWSGIs',
  { timeout: 120_000 },
  async () => {
    const ini = `[uwsgi]\n${TEXTS.map((text) => `env = A=${quoted(text)}\n`).join('')}`;
    const expected = TEXTS.map((text) => `A=${text}`);
    expect(readUwsgi(ini).map((one) => one.value)).toEqual(expected);
    expect(programs).toHaveLength(3);
    for (const program of programs) expect((await shown(program, ini)).options.get('env')).toEqual(expected);
  },
);

describe('what cannot be said is refused', () => {
  test.each(['a\nb', ' a', 'a ', '$(HOME)', 'x %(y)', '@(/etc/passwd)', '\u0007'])('%j', (text) => {
    expect(value?.quote(text)).toMatchObject({ refused: expect.any(String) as string });
  });
});

test('real uWSGIs do fill in what is refused', { timeout: 120_000 }, async () => {
  const ini =
    '[uwsgi]\nset-placeholder = y=1\nenv = A=$(PATH)\nenv = B=%%(y)\nenv = C=@(/etc/y)\nenv = D=a%zc\n';
  for (const program of programs) {
    const env = (await shown(program, ini)).options.get('env') ?? [];
    expect(env).not.toContain('A=$(PATH)');
    expect(env).toContain('B=1');
    expect(env).toContain('C=content');
    expect(env).toContain('D=ac');
  }
});

test('a reader refuses what would be filled in', () => {
  expect(() => readUwsgi('[uwsgi]\nchdir = /home/%n\n')).toThrow(SyntaxError);
  expect(() => readUwsgi('[uwsgi]\nchdir = /home%\n')).toThrow(SyntaxError);
});
