import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { isRefusal, type Place } from '../../src/format/place.ts';
import { readCrontab, type Reader } from '../../templates/cron/reader.ts';
import { syntax, userSyntax } from '../../templates/cron/syntax.ts';
import { OUTLAWS, withSecret } from '../format/sink.ts';
import { anyText, sample } from '../format/strings.ts';

function place(name: string): Place {
  const found = syntax.places[name];
  if (found === undefined) throw new Error(`no place ${name}`);
  return found;
}

/** The state after text in which `¤` stands for a value. */
const after = (text: string, of = syntax): string =>
  text
    .split('¤')
    .reduce((state, part, index) => of.advance(index === 0 ? state : of.after(state), part), of.initial);

describe('the state machine', () => {
  test.each([
    ['', 'head', true],
    ['# about ', 'comment', false],
    ['# ¤', 'comment', false],
    ['# about\n', 'head', true],
    ['MAILTO=', 'assigned', false],
    ['MAILTO=¤', null, false],
    ['MAILTO=¤\n', 'head', true],
    ['¤', null, false],
    ['¤=', 'assigned', false],
    ['¤ ', 'user', false],
    ['¤ ¤', null, false],
    ['¤ ¤ ', 'word', false],
    ['¤ ¤ cd ', 'word', false],
    ['¤ ¤ cd ¤ && ', 'word', false],
    ['¤ ¤ ¤', null, false],
    ['¤ ¤ ¤ ', 'word', false],
    ['¤ ¤ ¤ >>', 'word', false],
    ['¤ ¤ ¤ >>¤ 2>&1', null, false],
    ['¤ ¤ ¤ >>¤ 2>&1\n', 'head', true],
  ])('after %j a value stands in %s', (text, expected, complete) => {
    const state = after(text);
    expect(state).not.toMatch(/^error: /);
    expect(syntax.place(state)).toBe(expected);
    expect(syntax.complete(state)).toBe(complete);
  });

  test.each([
    '* * * * * root x',
    '@reboot',
    'MAIL TO=',
    'A=b',
    'A=\n',
    '¤\n',
    '¤x',
    '¤=¤x',
    '¤ root',
    '¤ \n',
    '¤ ¤\n',
    '¤ ¤x',
    '¤ ¤ \n',
    '¤ ¤ ¤ \n',
    '¤ ¤ date +%',
    "¤ ¤ 'a",
    '¤ ¤ \\',
    '¤ ¤ "',
  ])('finds the fault of %j', (text) => {
    const state = after(text);
    expect(state).toMatch(/^error: /);
    expect(syntax.advance(state, '\n')).toBe(state);
    expect(syntax.place(state)).toBeNull();
    expect(syntax.complete(state)).toBe(false);
  });

  it('knows no user in a crontab of one', () => {
    expect(userSyntax.place(after('¤ ', userSyntax))).toBe('word');
    expect(userSyntax.complete(after('¤ ¤\n', userSyntax))).toBe(true);
  });
});

describe('the quoters', () => {
  test.each([
    ['/usr/bin/sync', '/usr/bin/sync'],
    ['100%', '100\\%'],
    ['+%F %T', "'+\\%F \\%T'"],
    ["it's", "'it'\\''s'"],
    ['a\\b', "'a\\b'"],
    ['a\\\\b', "'a\\''\\b'"],
    ['\\%', "'\\''\\%'"],
    ['a\\', "'a\\'"],
    ['', "''"],
    ['#', "'#'"],
  ])('write the word %j as %s', (text, written) => {
    expect(place('word').quote(text)).toBe(written);
  });
  test.each([
    ['Etc/UTC', 'Etc/UTC'],
    ['', '""'],
    ['a b', '"a b"'],
    ['say "a"', `'say "a"'`],
    [`it's "a"`, `it's "a"`],
    ['100%', '100%'],
    ['$HOME', '"$HOME"'],
    ['a\\b', '"a\\b"'],
  ])('write the variable %j as %s', (text, written) => {
    expect(place('assigned').quote(text)).toBe(written);
  });
  test.each([`"it's"`, '"a"', "'a'", 'a ', ' ', 'a\t', ` it's "a"`, 'a\nb', '\u0007', '\r', 'x'.repeat(901)])(
    'refuse the variable %j',
    (text) => expect(place('assigned').quote(text)).toHaveProperty('help'),
  );
  test.each(['a\nb', '\u0007', '\ud800', 'a\r'])('refuse the word %j', (text) => {
    expect(place('word').quote(text)).toHaveProperty('help');
  });
  test.each(['', '* * * *', 'a b', '* * * * * x', '*/5 * * * *\n', '1;2 * * * *', '=', 'A=b', '@'])(
    'refuse %j at the beginning of a line',
    (text) => expect(place('head').quote(text)).toHaveProperty('help'),
  );
  test.each(['*/5 * * * *', '0 6,23 1-5 jan mon', '@reboot', 'PATH', '_a'])(
    'take %s at the beginning of a line',
    (text) => expect(place('head').quote(text)).toBe(text),
  );
  test.each(['', 'Root', 'a b', '-a', '0', 'root\n'])('refuse the user %j', (text) => {
    expect(place('user').quote(text)).toHaveProperty('help');
  });
  test.each(OUTLAWS)('refuse a value with a %s', (_, value) => {
    for (const one of Object.values(syntax.places)) expect(one.quote(value)).toHaveProperty('help');
  });
  it('refuse secrets, which everybody could read', () => {
    const { value } = withSecret('a ', 's', '');
    for (const one of ['word', 'assigned', 'user', 'head'])
      expect(place(one).quote(value)).toHaveProperty('refused');
  });
});

const READERS: readonly Reader[] = ['debian', 'cronie'];

describe('the reader', () => {
  it('gets back what the quoters do not refuse, whosever cron it is', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const [word, value, comment] = ['word', 'assigned', 'comment'].map((one) => place(one).quote(text));
        for (const reader of READERS) {
          const read = (line: string): unknown => readCrontab(`${line}\n* * * * * root x\n`, true, reader);
          const next = { kind: 'entry', schedule: '* * * * *', user: 'root', command: 'x', input: null };
          // What sh makes of a word is asked of sh below; here, that it stays on its line and ends nothing.
          if (typeof word === 'string')
            expect(read(`@daily root x ${word}`)).toMatchObject([{ kind: 'entry', input: null }, next]);
          if (typeof value === 'string')
            expect(read(`A=${value}`)).toMatchObject([{ kind: 'variable', name: 'A', value: text }, next]);
          if (typeof comment === 'string') expect(read(`# ${comment}`)).toMatchObject([next]);
        }
      }),
      { numRuns: 5000 },
    );
  });

  it.each(READERS)('and sh read back a thousand words, as the cron of %s hands them on', (reader) => {
    const words = sample(1000).flatMap((text) => {
      const quoted = place('word').quote(text);
      return isRefusal(quoted) ? [] : [{ text, quoted }];
    });
    expect(words.length).toBeGreaterThan(400);
    const lines = words.map(({ quoted }) => `@reboot root printf '\\%s\\0' ${quoted}\n`).join('');
    const commands = readCrontab(lines, true, reader).map((row) => (row.kind === 'entry' ? row.command : ''));
    const said = execFileSync('sh', { input: commands.join('\n') }).toString();
    expect(said.split('\0').slice(0, -1)).toEqual(words.map(({ text }) => text));
  });

  it('knows variables, fields, users and what a % does', () => {
    const text = `# a\n\n  A = " b c " \n'x'=y z \n */5 *\t* * mon  app  date +%F%%x\\%\\\\y\n@daily app echo \\%\\\\\n`;
    expect(readCrontab(text, true)).toEqual([
      { kind: 'variable', name: 'A', value: ' b c', line: 3 },
      { kind: 'variable', name: 'x', value: 'y z', line: 4 },
      {
        kind: 'entry',
        schedule: '*/5 * * * mon',
        user: 'app',
        command: 'date +',
        input: 'F\n\nx%\\\\y\n',
        line: 5,
      },
      { kind: 'entry', schedule: '@daily', user: 'app', command: 'echo %\\', input: null, line: 6 },
    ]);
    expect(readCrontab('@daily echo \\\\\n', false, 'cronie')).toMatchObject([
      { user: null, command: 'echo \\\\' },
    ]);
  });
  test.each(['* * * * *\n', '* * * * * root\n', 'x\n', '* * * * * root x'])('refuses %j', (text) => {
    expect(() => readCrontab(text, true)).toThrow(SyntaxError);
  });
});
