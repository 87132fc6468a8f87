import fc from 'fast-check';
import { beforeAll, describe, expect, it, test } from 'vitest';
import { isRefusal } from '../../src/format/place.ts';
import type { Place } from '../../src/format/place.ts';
import { ensurePrograms } from '../../src/verify/programs.ts';
import { readSysctl, syntax } from '../../templates/sysctl/syntax.ts';
import { needs, said } from '../format/env/programs.ts';
import { UNQUOTED, withSecret } from '../format/sink.ts';
import { anyText, sample } from '../format/strings.ts';

function place(name: string): Place {
  const found = syntax.places[name];
  if (found === undefined) throw new Error(`no place ${name}`);
  return found;
}

describe('the state machine', () => {
  test.each([
    ['', 'key', true],
    ['# comment ', 'comment', false],
    ['; a = b', 'comment', false],
    ['# c\n', 'key', true],
    ['  ', 'key', true],
    ['-net.', 'key', false],
    ['vm.swappiness', 'key', false],
    ['vm.swappiness ', null, false],
    ['vm.swappiness =', 'value', false],
    ['vm.swappiness = ', 'value', false],
    ['vm.swappiness = 1', 'value', false],
    ['a = b # c = ', 'value', false],
    ['a = b\n', 'key', true],
    ['a=\n', 'key', true],
  ])('after %j a value stands in %s', (text, expected, complete) => {
    const state = syntax.advance(syntax.initial, text);
    expect(state).not.toMatch(/^error: /);
    expect(syntax.place(state)).toBe(expected);
    expect(syntax.complete(state)).toBe(complete);
    const halves = [text.slice(0, 3), text.slice(3)].reduce(syntax.advance, syntax.initial);
    expect(halves).toBe(state);
  });

  test.each(['a\n', 'a b = c', '= b\n', 'a b\n', '  = x'])('finds the fault of %j', (text) => {
    const state = syntax.advance(syntax.initial, text);
    expect(state).toMatch(/^error: /);
    expect(syntax.advance(state, '\n')).toBe(state);
    expect(syntax.place(state)).toBeNull();
    expect(syntax.complete(state)).toBe(false);
  });

  it('goes on after values', () => {
    const key = syntax.after(syntax.initial);
    expect(syntax.place(syntax.advance(key, ' = '))).toBe('value');
    expect(syntax.advance(key, '\n')).toMatch(/^error: /);
    const value = syntax.after(syntax.advance(key, ' = '));
    expect(syntax.place(syntax.advance(value, ' '))).toBe('value');
    expect(syntax.complete(syntax.advance(value, '\n'))).toBe(true);
    expect(syntax.after(syntax.advance(syntax.initial, '# '))).toBe('comment');
  });
});

describe('the quoters', () => {
  test.each(['', ' a', 'a\t', 'a\nb', '\u0007', 'x'.repeat(1001)])('refuse the value %j', (text) => {
    expect(place('value').quote(text)).toHaveProperty('help');
  });
  test.each(['', 'a b', 'a=b', '-a', '#a', 'a\n', 'é'])('refuse the key %j', (text) => {
    expect(place('key').quote(text)).toHaveProperty('help');
  });
  test.each(['vm.overcommit_memory', 'net/ipv4/conf/eth0.5/forwarding', 'net.ipv4.conf.*.rp_filter'])(
    'take the key %s',
    (text) => expect(place('key').quote(text)).toBe(text),
  );
  test.each(UNQUOTED)('refuse a value with a %s', (_, value) => {
    for (const one of Object.values(syntax.places)) expect(one.quote(value)).toHaveProperty('help');
  });

  it('carry what they do not refuse', () => {
    fc.assert(
      fc.property(anyText, anyText, (name, text) => {
        const key = place('key').quote(name);
        const value = place('value').quote(text);
        const comment = place('comment').quote(text);
        if (!isRefusal(value))
          expect(readSysctl(`a.b = ${value}\n`)).toEqual([
            { key: 'a.b', value: text, line: 1, optional: false },
          ]);
        if (!isRefusal(key))
          expect(readSysctl(`-${key}=1\n`)).toEqual([{ key: name, value: '1', line: 1, optional: true }]);
        if (!isRefusal(comment)) expect(readSysctl(`# ${comment}\na=1\n`)).toHaveLength(1);
      }),
      { numRuns: 3000 },
    );
  });

  it('say secrets as marks', () => {
    expect(place('value').quote(withSecret('a ', 's', '').value)).toBe('a ${secret:s}');
  });
});

describe('the reader', () => {
  it('knows comments, blanks, slashes and the dash', () => {
    expect(readSysctl('# a\n\n ; b\n-net/ipv4/x=1\n  vm.y =  2 # 3 \nz =\n')).toEqual([
      { key: 'net/ipv4/x', value: '1', line: 4, optional: true },
      { key: 'vm.y', value: '2 # 3', line: 5, optional: false },
      { key: 'z', value: '', line: 6, optional: false },
    ]);
  });
  it('refuses what is no assignment', () => {
    expect(() => readSysctl('a = 1\nb\n')).toThrow(/line 2/);
  });
});

describe('the real sysctl', () => {
  beforeAll(async () => {
    expect((await ensurePrograms(needs)).diagnostics).toEqual([]);
  }, 300_000);

  it('reads a thousand values as they were meant', async () => {
    const lines = sample(1000).flatMap((value) => {
      const quoted = place('value').quote(value);
      return isRefusal(quoted) ? [] : [{ value, quoted }];
    });
    expect(lines.length).toBeGreaterThan(400);
    const text = lines.map(({ quoted }) => `kernel.core_pattern = ${quoted}\n`).join('');
    const printed = await said('env-readers', ['sysctl', '--dry-run', '-p', '/s.conf'], { '/s.conf': text });
    expect(printed.split('\n').slice(0, -1)).toEqual(
      lines.map(({ value }) => `kernel.core_pattern = ${value}`),
    );
    expect(readSysctl(text).map(({ value }) => value)).toEqual(lines.map(({ value }) => value));
  });
});
