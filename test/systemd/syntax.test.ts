import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { isRefusal, type Place } from '../../src/format/place.ts';
import { assignmentsOf, commandOf, readUnit, specifiers, wordsOf } from '../../templates/systemd/reader.ts';
import { records } from '../../templates/systemd/records.ts';
import { syntax } from '../../templates/systemd/syntax.ts';
import { bytes, share } from '../../templates/systemd/units.ts';
import { OUTLAWS, withSecret } from '../format/sink.ts';
import { anyText } from '../format/strings.ts';

function place(name: string): Place {
  const found = syntax.places[name] ?? records.places[name];
  if (found === undefined) throw new Error(`no place ${name}`);
  return found;
}

describe('the state machine', () => {
  test.each([
    ['', 'key', true],
    ['# about ', 'comment', false],
    ['[Unit]', 'key', false],
    ['[Unit]\n', 'key', true],
    ['[', 'key', false],
    ['Description', null, false],
    ['Description=', 'value', false],
    ['StandardOutput=append:', 'value', false],
    ['After=', 'unit', false],
    ['RuntimeDirectory=', 'item', false],
    ['Environment=', null, false],
    ['Environment="', 'variable', false],
    ['Environment="A=', 'setting', false],
    ['Environment="A=b ', 'setting', false],
    ['Environment="A=b"', null, false],
    ['Environment="A=b"\n', 'key', true],
    ['ExecStart=', 'program', false],
    ['ExecStart=-+', 'program', false],
    ['ExecStart=/bin/x', null, false],
    ['ExecStart=/bin/x ', 'argument', false],
    ['ExecStart=/bin/x -s ', 'argument', false],
    ['A=b\nTimeoutStopSec=', 'value', false],
  ])('after %j a value stands in %s', (text, expected, complete) => {
    const state = syntax.advance(syntax.initial, text);
    expect(state).not.toMatch(/^error: /);
    expect(syntax.place(state)).toBe(expected);
    expect(syntax.complete(state)).toBe(complete);
    const halves = [text.slice(0, 6), text.slice(6)].reduce(syntax.advance, syntax.initial);
    expect(halves).toBe(state);
  });

  test.each([
    'Description\n',
    '=a',
    ' a=b',
    'Environment=A',
    'Environment="A"',
    'Environment="A=b\n',
    'Environment="A\n',
    'Environment="A=b" ',
  ])('finds the fault of %j', (text) => {
    const state = syntax.advance(syntax.initial, text);
    expect(state).toMatch(/^error: /);
    expect(syntax.advance(state, '\n')).toBe(state);
    expect(syntax.place(state)).toBeNull();
    expect(syntax.complete(state)).toBe(false);
  });

  it('goes on after values', () => {
    const after = (...pieces: readonly string[]): string =>
      pieces.reduce((state, piece) => syntax.after(syntax.advance(state, piece)), syntax.initial);
    expect(syntax.place(syntax.advance(syntax.after(syntax.initial), '='))).toBe('native');
    expect(syntax.place(syntax.advance(after('ExecStart='), ' '))).toBe('argument');
    expect(syntax.place(syntax.advance(after('ExecStart=', ' '), ' '))).toBe('argument');
    expect(syntax.place(syntax.advance(after('Environment="'), '='))).toBe('setting');
    expect(syntax.place(syntax.advance(after('Environment="', '='), '"'))).toBeNull();
    expect(syntax.place(after('Description='))).toBeNull();
    expect(syntax.complete(syntax.advance(after('Description='), '\n'))).toBe(true);
  });

  test.each([
    ['', null, true],
    ['# ', 'comment', false],
    ['u ', 'field', false],
    ['u a ', 'field', false],
    ['u a\n', null, true],
  ])('of records: after %j a value stands in %s', (text, expected, complete) => {
    const state = records.advance(records.initial, text);
    expect(records.place(state)).toBe(expected);
    expect(records.complete(state)).toBe(complete);
  });
  test.each([' u', 'u a \n'])('of records: finds the fault of %j', (text) => {
    const state = records.advance(records.initial, text);
    expect(state).toMatch(/^error: /);
    expect(records.advance(state, '\n')).toBe(state);
  });
  it('of records: wants a blank after a field', () => {
    expect(records.advance(records.after('gap'), 'x')).toMatch(/^error: /);
    expect(records.complete(records.advance(records.after('gap'), '\n'))).toBe(true);
  });
});

describe('the quoters', () => {
  test.each([
    ['value', '100% of it', '100%% of it'],
    ['value', 'a # b; "c" $D', 'a # b; "c" $D'],
    ['native', '%n "a b"', '%n "a b"'],
    ['native', '', ''],
    ['unit', 'postgresql@15-main.service', 'postgresql@15-main.service'],
    ['item', '/srv/in box', '"/srv/in box"'],
    ['item', '/srv/100%', '/srv/100%%'],
    ['program', '/opt/my app/run', '"/opt/my app/run"'],
    ['program', '/opt/%a', '/opt/%%a'],
    ['argument', '', '""'],
    ['argument', '--date=%F', '--date=%%F'],
    ['argument', '$HOME ${X}', '"$$HOME $${X}"'],
    ['argument', ';', '";"'],
    ['argument', "it's", '"it\'s"'],
    ['argument', 'a"b\\c\n\t', '"a\\"b\\\\c\\n\\t"'],
    ['argument', '\u0007\u200b', '"\\u0007\\u200b"'],
    ['setting', 'it\'s $5, 100% "q" \\', 'it\'s $5, 100%% \\"q\\" \\\\'],
    ['setting', 'a\nb', 'a\\nb'],
    ['variable', 'A_1', 'A_1'],
    ['comment', 'one\ntwo', 'one\n# two'],
    ['field', 'The "app" 100%', '"The \\"app\\" 100%%"'],
    ['field', '-', '-'],
  ])('write as %s %j as %s', (name, text, written) => {
    expect(place(name).quote(text)).toBe(written);
  });
  it('write switches as yes and no', () => {
    expect(place('native').quote(true)).toBe('yes');
    expect(place('value').quote(false)).toBe('no');
  });
  test.each([
    ['value', ''],
    ['value', ' a'],
    ['value', 'a\\'],
    ['value', 'a\nb'],
    ['native', 'a\nb'],
    ['native', 'a\\'],
    ['native', 'a '],
    ['key', 'A B'],
    ['key', ''],
    ['unit', 'app'],
    ['unit', 'a b.service'],
    ['unit', `${'a'.repeat(260)}.service`],
    ['item', '-/srv'],
    ['item', '+/srv'],
    ['program', 'app'],
    ['program', '-/bin/app'],
    ['program', '/opt/$a'],
    ['program', ''],
    ['argument', 'a\0'],
    ['setting', 'a\u0007'],
    ['setting', 'x'.repeat(130_000)],
    ['variable', '1A'],
    ['variable', 'A-B'],
    ['field', 'a\nb'],
    ['field', 'a\u0007'],
  ])('refuse as %s %j', (name, text) => {
    expect(place(name).quote(text)).toHaveProperty('help');
  });
  test.each(OUTLAWS)('refuse a value with a %s', (_, value) => {
    for (const one of [...Object.values(syntax.places), ...Object.values(records.places)])
      expect(one.quote(value)).toHaveProperty('help');
  });
  test.each(['value', 'native', 'item', 'program', 'argument', 'setting'])(
    'refuse a secret as %s, which everybody could read',
    (name) => {
      expect(place(name).quote(withSecret('/a', 's', '').value)).toMatchObject({
        refused: expect.stringContaining('everybody') as string,
      });
    },
  );

  it('carry what they do not refuse, to a reader that does not know them', () => {
    const written = (name: string, text: string): string | null => {
      const quoted = place(name).quote(text);
      return isRefusal(quoted) ? null : quoted;
    };
    fc.assert(
      fc.property(anyText, (text) => {
        const [value, item, argument, setting, comment] = [
          ...['value', 'item', 'argument', 'setting', 'comment'].map((name) => written(name, text)),
        ];
        const of = (line: string): string => {
          const all = readUnit(`[Service]\n${line}\nLast=1\n`);
          expect(all.map(({ name }) => name)).toEqual(['A', 'Last']);
          return all[0]?.value ?? '';
        };
        if (value) expect(specifiers(of(`A=${value}`))).toBe(text);
        if (item) expect(wordsOf(of(`A=${item}`))?.map(specifiers)).toEqual([text]);
        if (argument)
          expect(commandOf(of(`A=/bin/x ${argument} y`))).toEqual({
            prefix: '',
            words: ['/bin/x', text, 'y'],
          });
        if (setting !== null && setting !== undefined)
          expect(assignmentsOf(of(`A="N=${setting}"`))).toEqual([`N=${text}`]);
        if (comment !== null && comment !== undefined)
          expect(readUnit(`[A]\n# ${comment}\nLast=1\n`)).toMatchObject([{ name: 'Last' }]);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('the reader', () => {
  it('knows comments, joined lines and sections', () => {
    const text = '# a\n[Unit]\nA = b\\\n; not this\n  c \n\n[Service]\nB=\n';
    expect(readUnit(text)).toEqual([
      { section: 'Unit', name: 'A', value: 'b   c', line: 3 },
      { section: 'Service', name: 'B', value: '', line: 8 },
    ]);
  });
  test.each(['A=b', '[Unit]\nA\n', '[Unit]\n=b\n'])('refuses %j', (text) => {
    expect(() => readUnit(text)).toThrow(/line/);
  });
  it('splits words as extract_first_word() does', () => {
    expect(wordsOf(`a "b c" 'd e' f\\x20g "\\u00e9\\n" '' \\q`)).toEqual([
      ...['a', 'b c', 'd e', 'f g', 'é\n', '', '\\q'],
    ]);
    expect(wordsOf('"a')).toBeNull();
    expect(commandOf('-+/bin/x $$a %%b')).toEqual({ prefix: '-+', words: ['/bin/x', '$a', '%b'] });
  });
});

test.each([
  ['512MiB', '512M'],
  ['1.5GiB', '1536M'],
  ['100MB', '100000000'],
  ['1kB', '1000'],
  ['2048B', '2K'],
  ['2TiB', '2T'],
])('%s is %s to systemd', (said, written) => expect(bytes(said)).toBe(written));

test.each([
  [1.5, '150%'],
  [0.001, '1%'],
  [2, '200%'],
])('%d processors are %s', (cpus, written) => expect(share(cpus)).toBe(written));
