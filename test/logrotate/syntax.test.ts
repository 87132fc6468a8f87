import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { isRefusal, type Place } from '../../src/format/place.ts';
import { readLogrotate } from '../../templates/logrotate/reader.ts';
import { syntax } from '../../templates/logrotate/syntax.ts';
import { OUTLAWS, withSecret } from '../format/sink.ts';
import { anyText } from '../format/strings.ts';

function place(name: string): Place {
  const found = syntax.places[name];
  if (found === undefined) throw new Error(`no place ${name}`);
  return found;
}

/** The state after text in which `¤` stands for a value. */
const after = (text: string): string =>
  text
    .split('¤')
    .reduce(
      (state, part, index) => syntax.advance(index === 0 ? state : syntax.after(state), part),
      syntax.initial,
    );

describe('the state machine', () => {
  test.each([
    ['', 'path', true],
    ['# ', 'comment', false],
    ['# ¤\n', 'path', true],
    ['¤\n', 'path', true],
    ['/var/log/a.log\n', 'path', true],
    ['¤\n{\n', 'directive', false],
    ['¤\n{\n    ¤', null, false],
    ['¤\n{\n    ¤\n', 'directive', false],
    ['¤\n{\n    rotate ', 'argument', false],
    ['¤\n{\n    create ¤ ', 'argument', false],
    ['¤\n{\n    postrotate\n', null, false],
    ['¤\n{\n    postrotate\n  reload ', 'script', false],
    ['¤\n{\n    postrotate\n  reload ¤; x ', 'script', false],
    ['¤\n{\n    postrotate\n  endscripts\n', null, false],
    ['¤\n{\n    postrotate\n  x\n  endscript\n', 'directive', false],
    ['¤\n{\n}\n', 'path', true],
  ])('after %j a value stands in %s', (text, expected, complete) => {
    const state = after(text);
    expect(state).not.toMatch(/^error: /);
    expect(syntax.place(state)).toBe(expected);
    expect(syntax.complete(state)).toBe(complete);
  });
  test.each(['daily\n', '¤\n{ daily', '¤\n{\n  }x', '¤\n{\n  /var/log\n', '¤\n}\n'])(
    'finds the fault of %j',
    (text) => {
      const state = after(text);
      expect(state).toMatch(/^error: /);
      expect(syntax.advance(state, '\n')).toBe(state);
      expect(syntax.place(state)).toBeNull();
      expect(syntax.complete(state)).toBe(false);
    },
  );
});

describe('the quoters', () => {
  test.each<[string, string]>([
    ['path', 'var/log'],
    ['path', '/var/log/a b'],
    ['path', '/var/log/{a}'],
    ['path', '/var//log'],
    ['path', '/var/log/a"b'],
    ['directive', 'daily\n'],
    ['directive', 'Daily'],
    ['argument', '-1'],
    ['argument', 'a b'],
    ['argument', ''],
    ['script', 'a;b'],
    ['script', '$X'],
    ['script', '-f'],
  ])('refuse as %s %j', (name, text) => expect(place(name).quote(text)).toHaveProperty('help'));
  test.each(OUTLAWS)('refuse a value with a %s', (_, value) => {
    for (const one of Object.values(syntax.places)) expect(one.quote(value)).toHaveProperty('help');
  });
  it('refuse secrets', () => {
    for (const one of ['path', 'directive', 'argument', 'script'])
      expect(place(one).quote(withSecret('a', 's', '').value)).toHaveProperty('help');
  });
  it('carry what they do not refuse', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const [path, argument, comment] = [`/x${text}`, text, text].map((one, index) =>
          place(['path', 'argument', 'comment'][index] ?? '').quote(one),
        );
        const read = (name: string, word: string): unknown =>
          readLogrotate(`${name}\n{\nrotate ${word}\n}\n`);
        const meant = (name: string, word: string): unknown => [
          { paths: [name], directives: new Map([['rotate', [word]]]), script: [] },
        ];
        if (typeof path === 'string')
          expect(read(path, '1')).toMatchObject(meant(`/x${text}`, '1') as object[]);
        if (typeof argument === 'string')
          expect(read('/a', argument)).toMatchObject(meant('/a', text) as object[]);
        if (comment !== undefined && !isRefusal(comment))
          expect(readLogrotate(`# ${comment}\n/a\n{\n}\n`)).toHaveLength(1);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the reader', () => {
  it('knows paths, directives, scripts and comments', () => {
    const text = '# a\n/a /b\n/c\n{\n  daily # x\n  postrotate\n    run }\n  endscript\n}\n/d\n{\n}\n';
    expect(readLogrotate(text)).toEqual([
      { paths: ['/a', '/b', '/c'], directives: new Map([['daily', ['#', 'x']]]), script: ['run }'], line: 2 },
      { paths: ['/d'], directives: new Map(), script: [], line: 10 },
    ]);
  });
  test.each(['/a\n', '/a\n{\n', '}\n', '/a\n{\npostrotate\n}\n'])('refuses %j', (text) => {
    expect(() => readLogrotate(text)).toThrow(SyntaxError);
  });
});
