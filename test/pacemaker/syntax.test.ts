import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { isRefusal, type Place } from '../../src/format/place.ts';
import { readCrm, syntax } from '../../templates/pacemaker/syntax.ts';
import { UNQUOTED } from '../format/sink.ts';
import { anyText } from '../format/strings.ts';

function place(name: string): Place {
  const found = syntax.places[name];
  if (found === undefined) throw new Error(`no place ${name}`);
  return found;
}

describe('the state machine', () => {
  test.each([
    ['', 'word', true],
    ['# the pair ', 'comment', false],
    ['# the pair\n', 'word', true],
    ['primitive ', 'word', false],
    ['primitive a IPaddr2 \\', null, false],
    ['primitive a IPaddr2 \\\n  params ip=', 'word', false],
    ['location a b 5: # ', 'word', false],
    ['primitive a b\n', 'word', true],
  ])('after %j a value stands in %s', (text, expected, complete) => {
    const state = syntax.advance(syntax.initial, text);
    expect(state).not.toMatch(/^error: /);
    expect(syntax.place(state)).toBe(expected);
    expect(syntax.complete(state)).toBe(complete);
    expect([text.slice(0, 3), text.slice(3)].reduce(syntax.advance, syntax.initial)).toBe(state);
  });
  it('finds a backslash that joins nothing', () => {
    const state = syntax.advance(syntax.initial, 'primitive a \\ b');
    expect(state).toMatch(/^error: /);
    expect(syntax.complete(syntax.advance(state, '\n'))).toBe(false);
  });
  it('goes on after values', () => {
    expect(syntax.complete(syntax.advance(syntax.after(syntax.initial), '\n'))).toBe(true);
    expect(syntax.after('comment')).toBe('comment');
  });
});

describe('the quoters', () => {
  test.each(['', 'a b', 'a=b', 'a"', "a'", 'a\\', '$a', '#a', 'a;b', 'é', 'a\n'])(
    'refuse the word %j',
    (text) => expect(place('word').quote(text)).toHaveProperty('help'),
  );
  test.each(['admin_addr', '2001:db8::200', 'sms1.example.org', 'eth0', '10.172.20.200'])('take %s', (text) =>
    expect(place('word').quote(text)).toBe(text),
  );
  test.each(UNQUOTED)('refuse a value with a %s', (_, value) => {
    for (const one of Object.values(syntax.places)) expect(one.quote(value)).toHaveProperty('help');
  });
  it('carry what they do not refuse', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const word = place('word').quote(text);
        const comment = place('comment').quote(text);
        if (!isRefusal(word))
          expect(readCrm(`primitive ${word} IPaddr2 \\\n  params ip=${word}\n`)).toEqual([
            { kind: 'primitive', name: text, words: ['IPaddr2', 'params', `ip=${text}`], line: 1 },
          ]);
        if (!isRefusal(comment)) expect(readCrm(`# ${comment}\nnode a\n`)).toHaveLength(1);
      }),
      { numRuns: 2000 },
    );
  });
});

describe('the reader', () => {
  it('joins lines, and knows comments and quotes', () => {
    expect(
      readCrm('# a\n\nprimitive x Y \\\n\tparams ip="10.0.0.1" \\\n\tmeta a=1\nlocation l x 50: n\n'),
    ).toEqual([
      { kind: 'primitive', name: 'x', words: ['Y', 'params', 'ip=10.0.0.1', 'meta', 'a=1'], line: 3 },
      { kind: 'location', name: 'l', words: ['x', '50:', 'n'], line: 6 },
    ]);
  });
  it('misses the line that a backslash promises', () => {
    expect(() => readCrm('primitive x \\\n')).toThrow(/line 1/);
  });
});
