import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { isRefusal, type Place } from '../../src/format/place.ts';
import { readKeepalived, syntax } from '../../templates/keepalived/syntax.ts';
import { readAnswer } from '../../templates/keepalived/verify.ts';
import { UNQUOTED, withSecret } from '../format/sink.ts';
import { anyText } from '../format/strings.ts';

const word: Place | undefined = syntax.places.word;
const quoted = (value: Parameters<Place['quote']>[0]): ReturnType<Place['quote']> => {
  if (!word) throw new Error('no place word');
  return word.quote(value);
};

describe('the state machine', () => {
  test.each([
    ['', 'word', true],
    ['interface ', 'word', true],
    ['interface eth', 'word', false],
    ['# ', null, false],
    ['priority 1 ! ', null, false],
    ['script "', null, false],
    ['script "a b"', 'word', false],
    ['script "a # b" ', 'word', true],
    ['}\n', 'word', true],
  ])('after %j a value stands in %s', (text, expected, complete) => {
    const state = syntax.advance(syntax.initial, text);
    expect(state).not.toMatch(/^error: /);
    expect(syntax.place(state)).toBe(expected);
    expect(syntax.complete(state)).toBe(complete);
    expect([text.slice(0, 3), text.slice(3)].reduce(syntax.advance, syntax.initial)).toBe(state);
  });
  it('finds a quote that is not closed', () => {
    expect(syntax.advance(syntax.initial, 'script "a\n')).toMatch(/^error: /);
  });
});

describe('the quoter', () => {
  test.each(['', 'a b', 'a"', 'a#', 'a!', '$a', '{', '}', 'a\n', 'é', '~SEQ(1)'])('refuses %j', (text) =>
    expect(quoted(text)).toHaveProperty('help'),
  );
  test.each(UNQUOTED)('refuses a value with a %s', (_, value) =>
    expect(quoted(value)).toHaveProperty('help'),
  );
  it('says secrets as marks', () => {
    expect(quoted(withSecret('', 's', '').value)).toBe('${secret:s}');
  });
  it('carries what it does not refuse', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const own = quoted(text);
        if (!isRefusal(own))
          expect(readKeepalived(`a ${own} {\n b\n}\n`)).toEqual([
            { words: ['a', text], block: [{ words: ['b'], block: null, line: 2 }], line: 1 },
          ]);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the reader', () => {
  it('knows blocks, quotes and comments', () => {
    expect(readKeepalived('! a\nx y { # b\n  script "c # d"\n}\nz\n')).toEqual([
      { words: ['x', 'y'], block: [{ words: ['script', 'c # d'], block: null, line: 3 }], line: 2 },
      { words: ['z'], block: null, line: 5 },
    ]);
  });
  test.each(['a {\n', '}\n'])('refuses %j', (text) =>
    expect(() => readKeepalived(text)).toThrow(SyntaxError),
  );
});

describe('what keepalived says', () => {
  const of = (stderr: string, text = 'router_id a\n'): readonly string[] =>
    readAnswer('/k.conf', text, { status: 5, stdout: '', stderr }).map(
      ({ line, message }) => `${line}: ${message}`,
    );
  it('is a problem, with its line', () => {
    expect(of("(/k.conf: Line 23) Unknown keyword 'nopreemt'\n")).toEqual(["23: Unknown keyword 'nopreemt'"]);
    expect(of('', '# nothing\n')).toEqual(['null: nothing is read of it']);
    expect(of('Disabling track script x since not found/accessible\n')).toHaveLength(1);
  });
});
