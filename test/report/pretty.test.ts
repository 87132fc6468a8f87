import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { error, nowhere, warning } from '../../src/diagnostic.ts';
import { pretty } from '../../src/report/pretty.ts';
import { marked, spanIn } from './marked.ts';
import { findings, PASSWORD } from './site.ts';

const plain = { color: false };

test('frames, related places and words in order, each finding once, credentials masked', () => {
  expect(pretty(findings, plain)).toMatchInlineSnapshot(`
    "error[workspace/missing]: No such file.
      sites/gone, or never: there.yaml

    error[port-clash]: courier and mailroom both claim port 8417 of lvct.
      sites/ooy.yaml:5:11
      4 |   mailroom:
      5 |     port: 8417
        |           ^^^^
      6 |     env:

      sites/ooy.yaml:3:19: courier has it first
      2 | services:
      3 |   courier: {port: 8417}
        |                   ^^^^
      4 |   mailroom:

      sites/base/lvct.yaml:2:10: on this host
      1 | hosts:
      2 |   lvct: {platform: ubuntu-18.04}
        |          ^^^^^^^^^^^^^^^^^^^^^^

      why: The one that starts last does not start.
      help: Give one of them another port.

    error[secret/literal]: The URL holds the password "••••••••".
      sites/ooy.yaml:7:21
      6 |     env:
      7 |       DATABASE_URL: postgres://rapidpro:••••••••@db:5432/rapidpro
        |                     ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
      8 |       LOG_LEVEL: debgu

      sites/ooy.yaml:7:41: this is ••••••••
      6 |     env:
      7 |       DATABASE_URL: postgres://rapidpro:••••••••@db:5432/rapidpro
        |                                         ^^^^^^^^
      8 |       LOG_LEVEL: debgu

      why: Everybody who can read the repository has ••••••••.
      help: Name a secret instead of ••••••••.

    warning[program/unknown-value]: Unknown level "debgu". Did you mean "debug"?
      sites/ooy.yaml:8:18
      7 |       DATABASE_URL: postgres://rapidpro:••••••••@db:5432/rapidpro
      8 |       LOG_LEVEL: debgu
        |                  ^^^^^
      9 |   celery:

    warning[service-without-host]: celery runs nowhere, 100 %: on no host,
        in no role.
      sites/ooy.yaml:9:3
       8 |       LOG_LEVEL: debgu
       9 |   celery:
         |   ^^^^^^^
      10 |     queues: [celery]
         |     ^^^^^^^^^^^^^^^^

    3 errors, 2 warnings in 2 files.
    "
  `);
});

test('the order of the findings does not matter', () => {
  expect(pretty([...findings].reverse(), plain)).toBe(pretty(findings, plain));
});

test('no form shows the password', () => {
  expect(pretty(findings, plain)).not.toContain(PASSWORD);
  expect(pretty(findings, { color: true })).not.toContain(PASSWORD);
});

test('nothing to say is no text', () => {
  expect(pretty([], plain)).toBe('');
});

describe('colours', () => {
  test('add escapes and change nothing else', () => {
    expect(stripVTControlCharacters(pretty(findings, { color: true }))).toBe(pretty(findings, plain));
    expect(pretty(findings, plain)).not.toContain('\u001b');
  });

  test('errors are red, warnings yellow, gutters dim, places cyan', () => {
    const at = spanIn(marked('a.yaml', '«a»: 1'));
    const [title, place, source, carets] = pretty([error('x', at, 'Wrong.')], { color: true }).split('\n');
    expect(title).toBe('\u001b[1m\u001b[31merror[x]\u001b[0m\u001b[0m: \u001b[1mWrong.\u001b[0m');
    expect(place).toBe('  \u001b[36ma.yaml:1:1\u001b[0m');
    expect(source).toBe('  \u001b[2m1 |\u001b[0m a: 1');
    expect(carets).toBe('  \u001b[2m  |\u001b[0m \u001b[31m^\u001b[0m');
    expect(pretty([warning('x', at, 'Odd.')], { color: true })).toContain('\u001b[33mwarning[x]');
  });
});

describe('a manifest cannot write to the terminal:', () => {
  test.each([
    ['message', error('x', nowhere('a.yaml'), 'Bad \u001b[2J\u202e name.'), 'error[x]: Bad ␛[2J� name.'],
    ['why', error('x', nowhere('a.yaml'), 'Bad.', { why: 'a\u0007b' }), 'why: a␇b'],
    ['help', error('x', nowhere('a.yaml'), 'Bad.', { help: 'a\rb' }), 'help: a␍b'],
    ['file name', error('x', nowhere('a\u001b.yaml'), 'Bad.'), 'a␛.yaml'],
  ])('%s', (_title, diagnostic, expected) => {
    expect(pretty([diagnostic], plain)).toContain(expected);
  });
});

test('what a program said keeps its lines, inside its finding', () => {
  const said = error('verify/nginx', nowhere('nginx.conf'), 'nginx refuses it:\nemerg\n  in line 3\n');
  expect(pretty([said], plain)).toBe(`error[verify/nginx]: nginx refuses it:
    emerg
      in line 3
  nginx.conf

1 error in 1 file.
`);
});

describe('more than a hundred:', () => {
  const { source } = marked('a.yaml', 'a: 1\n'.repeat(200));
  const at = (line: number) => ({ source, start: line * 5, end: line * 5 + 1 });
  const many = (kind: typeof error, from: number, count: number) =>
    Array.from({ length: count }, (_, index) => kind('x', at(from + index), `Number ${from + index}.`));
  const titles = (text: string) => text.split('\n').filter((line) => /^(error|warning)\[/.test(line));

  test('a hundred are all printed', () => {
    const text = pretty(many(error, 0, 100), plain);
    expect(titles(text)).toHaveLength(100);
    expect(text).toMatch(/\n\n100 errors in 1 file\.\n$/);
    expect(text).not.toContain('more');
  });

  test('one more is counted', () => {
    const text = pretty(many(error, 0, 101), plain);
    expect(titles(text)).toHaveLength(100);
    expect(text).toMatch(/\n\n… and 1 more \(1 error\) that is not printed\.\n\n101 errors in 1 file\.\n$/);
  });

  test('errors are printed before warnings, in their places', () => {
    const text = pretty([...many(warning, 0, 150), ...many(error, 120, 3)], plain);
    expect(titles(text)).toHaveLength(100);
    expect(titles(text).slice(-4)).toEqual([
      'warning[x]: Number 96.',
      'error[x]: Number 120.',
      'error[x]: Number 121.',
      'error[x]: Number 122.',
    ]);
    expect(text).toMatch(
      /… and 53 more \(53 warnings\) that are not printed\.\n\n3 errors, 150 warnings in 1 file\.\n$/,
    );
  });
});
