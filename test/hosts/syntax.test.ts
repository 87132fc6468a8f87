import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { isRefusal, type Place } from '../../src/format/place.ts';
import { readHosts, syntax } from '../../templates/hosts/syntax.ts';
import { OUTLAWS, withSecret } from '../format/sink.ts';
import { anyText } from '../format/strings.ts';

function place(name: string): Place {
  const found = syntax.places[name];
  if (found === undefined) throw new Error(`no place ${name}`);
  return found;
}

describe('the state machine', () => {
  test.each([
    ['', 'address', true],
    ['# a', null, false],
    ['# a\n', 'address', true],
    ['127.0.0.1', null, false],
    ['127.0.0.1 ', 'name', false],
    ['127.0.0.1 localhost', null, false],
    ['127.0.0.1 localhost ', 'name', false],
    ['127.0.0.1 localhost\n', 'address', true],
  ])('after %j a value stands in %s', (text, expected, complete) => {
    const state = syntax.advance(syntax.initial, text);
    expect(state).not.toMatch(/^error: /);
    expect(syntax.place(state)).toBe(expected);
    expect(syntax.complete(state)).toBe(complete);
  });
  test.each([' a', '127.0.0.1\n', '127.0.0.1 \n', '127.0.0.1 a # b'])('finds the fault of %j', (text) => {
    const state = syntax.advance(syntax.initial, text);
    expect(state).toMatch(/^error: /);
    expect(syntax.advance(state, '\n')).toBe(state);
    expect(syntax.place(state)).toBeNull();
    expect(syntax.complete(state)).toBe(false);
  });
  it('goes on after values', () => {
    const address = syntax.after(syntax.initial);
    expect(syntax.place(address)).toBeNull();
    const named = syntax.after(syntax.advance(address, ' '));
    expect(syntax.complete(syntax.advance(named, '\n'))).toBe(true);
    expect(syntax.after(syntax.advance(syntax.initial, '# '))).toBe('comment');
  });
});

describe('the quoters', () => {
  test.each(['', 'localhost', '192.0.2', '1.2.3.4.5', ':', '192.0.2.4 x', '192.0.2.4\n'])(
    'refuse the address %j',
    (text) => expect(place('address').quote(text)).toHaveProperty('help'),
  );
  test.each(['', '-a', 'a b', 'a#', 'a\n', 'é'])('refuse the name %j', (text) => {
    expect(place('name').quote(text)).toHaveProperty('help');
  });
  test.each(OUTLAWS)('refuse a value with a %s', (_, value) => {
    for (const one of Object.values(syntax.places)) expect(one.quote(value)).toHaveProperty('help');
  });
  it('refuse secrets', () => {
    for (const one of Object.values(syntax.places))
      expect(one.quote(withSecret('a', 's', '').value)).toHaveProperty('help');
  });
  it('carry what they do not refuse', () => {
    fc.assert(
      fc.property(anyText, fc.oneof(fc.ipV4(), fc.ipV6()), fc.domain(), (text, address, domain) => {
        for (const name of [text, domain]) {
          const quoted = place('name').quote(name);
          const at = place('address').quote(address);
          if (isRefusal(quoted) || isRefusal(at)) continue;
          expect(readHosts(`# a\n${at} ${quoted} b\n`)).toEqual([{ address, names: [name, 'b'], line: 2 }]);
        }
        expect(place('address').quote(address)).toBe(address);
        expect(place('name').quote(domain)).toBe(domain);
      }),
      { numRuns: 1000 },
    );
  });
});

it('the reader knows comments and blanks', () => {
  expect(readHosts('# a\n\n 192.0.2.4\t a  b # c\n192.0.2.5\n')).toEqual([
    { address: '192.0.2.4', names: ['a', 'b'], line: 3 },
    { address: '192.0.2.5', names: [], line: 4 },
  ]);
});
