import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { isRefusal } from '../../../src/format/place.ts';
import { envKey, envSerialiser, envValue, readEnv } from '../../../src/format/env/write.ts';
import type { EnvConsumer } from '../../../src/format/env/write.ts';
import { dataOf, OUTLAWS, withSecret, write } from '../sink.ts';
import type { Plain } from '../sink.ts';
import { anyText } from '../strings.ts';

const CONSUMERS: readonly EnvConsumer[] = ['compose', 'docker', 'systemd', 'shell'];
const REFUSED = null;

/** The text of a value for each consumer, in the order of CONSUMERS. */
const values: readonly (readonly [
  string,
  readonly [string | null, string | null, string | null, string | null],
])[] = [
  ['redis://10.0.10.4:6379/15', Array<string>(4).fill('redis://10.0.10.4:6379/15') as never],
  ['', ['', '', '', '']],
  ['a b # c', ["'a b # c'", 'a b # c', "'a b # c'", "'a b # c'"]],
  ['p$w', ["'p$w'", 'p$w', "'p$w'", "'p$w'"]],
  ['${X}', ["'${X}'", '${X}', "'${X}'", "'${X}'"]],
  ["it's $5", ['"it\'s \\$5"', "it's $5", '"it\'s \\$5"', '"it\'s \\$5"']],
  ["`a`'", ['"`a`\'"', "`a`'", '"\\`a\\`\'"', '"\\`a\\`\'"']],
  ['x\\', ['"x\\\\"', 'x\\', "'x\\'", "'x\\'"]],
  ['a\\nb', ["'a\\nb'", 'a\\nb', "'a\\nb'", "'a\\nb'"]],
  ['a\nb', ["'a\nb'", REFUSED, "'a\nb'", "'a\nb'"]],
  ['"q"', ['\'"q"\'', '"q"', '\'"q"\'', '\'"q"\'']],
  [' a ', ["' a '", ' a ', "' a '", "' a '"]],
  ['~/x', ["'~/x'", '~/x', "'~/x'", "'~/x'"]],
  ['a\rb', [REFUSED, REFUSED, REFUSED, REFUSED]],
  ['\u0000', [REFUSED, REFUSED, REFUSED, REFUSED]],
  ['\u{1fffe}', [REFUSED, REFUSED, REFUSED, REFUSED]],
];

describe.each(CONSUMERS.map((consumer, index) => [consumer, index] as const))('for %s', (consumer, index) => {
  const place = envValue(consumer);

  test.each(values)('%j is written as its reader needs it', (value, texts) => {
    const quoted = place.quote(value);
    expect(isRefusal(quoted) ? REFUSED : quoted).toBe(texts[index]);
  });

  it('carries any text that it does not refuse', () => {
    fc.assert(
      fc.property(anyText, anyText, (first, second) => {
        const [one, two] = [place.quote(first), place.quote(second)];
        if (isRefusal(one) || isRefusal(two)) return;
        expect(
          readEnv(consumer, `# c\nA=${one}\n\nB=${two}\nC=last\n`).map(({ name, value }) => [name, value]),
        ).toEqual([
          ['A', first],
          ['B', second],
          ['C', 'last'],
        ]);
      }),
      { numRuns: 3000 },
    );
  });

  it('lets a mark through literally next to any text', () => {
    fc.assert(
      fc.property(anyText, anyText, (before, after) => {
        const quoted = place.quote(withSecret(before, 's', after).value);
        if (isRefusal(quoted)) return;
        expect(readEnv(consumer, `A=${quoted}\n`)).toEqual([
          { name: 'A', value: `${before}\${secret:s}${after}`, line: 1 },
        ]);
        const filled = quoted.replace('${secret:s}', 'Aa0-_');
        expect(readEnv(consumer, `A=${filled}\n`)[0]?.value).toBe(`${before}Aa0-_${after}`);
      }),
      { numRuns: 2000 },
    );
  });

  test.each(OUTLAWS)('refuses a value with a %s', (_, value) => {
    expect(place.quote(value)).toHaveProperty('help');
    expect(envKey(consumer).quote(value)).toHaveProperty('help');
  });

  it('refuses what the kernel or the reader would find too long', () => {
    expect(place.quote('x'.repeat(200_000))).toHaveProperty('help');
  });

  test.each(['', '1A', 'A B', 'A-B', 'A=B', 'é', 'A\n', '#A'])('refuses the name %j', (key) => {
    expect(envKey(consumer).quote(key)).toHaveProperty('help');
  });
});

test('dots in names are for containers, and bash keeps some names', () => {
  const taken = (name: string): readonly string[] =>
    CONSUMERS.filter((consumer) => !isRefusal(envKey(consumer).quote(name)));
  expect(taken('ES.port')).toEqual(['compose', 'docker']);
  expect(taken('UID')).toEqual(['compose', 'docker', 'systemd']);
  expect(taken('_a1')).toEqual(CONSUMERS);
});

describe('the serialiser', () => {
  it('writes a line for each variable, with its note above', () => {
    const data = dataOf({ PORT: 8417, DEBUG: false, NAME: 'a b' }, { '/NAME': 'one\ntwo\\' });
    expect(write(envSerialiser('compose'), data)).toMatchObject({
      refused: [],
      text: "PORT=8417\nDEBUG=false\n# one\n# two\\ \nNAME='a b'\n",
    });
  });

  it('owes a line to its name and its value', () => {
    const { owed } = write(envSerialiser('shell'), dataOf({ A: 'x' }));
    expect(owed).toEqual([
      ['key /A', 'A'],
      ['/A', 'x'],
      ['key /A', 'A=x\n'],
    ]);
  });

  const shapes: readonly (readonly [string, Plain])[] = [
    ['a list', { A: ['x'] }],
    ['a map', { A: { B: 'x' } }],
    ['a null', { A: null }],
    ['a list at the root', ['x']],
    ['an empty list at the root', []],
  ];
  test.each(shapes)('refuses %s', (_, plain) => {
    expect(write(envSerialiser('docker'), dataOf(plain)).refused).toHaveLength(1);
  });

  it('refuses a secret behind what docker compose cannot read literally', () => {
    expect(envValue('compose').quote(withSecret("\\'", 's', '').value)).toHaveProperty('help');
    expect(envValue('compose').quote(withSecret("it's ", 's', '').value)).toBe("'it\\'s ${secret:s}'");
    expect(envValue('systemd').quote(withSecret("it's ", 's', '').value)).toBe(`'it'"'"'s \${secret:s}'`);
  });
});

describe('the reader', () => {
  const value = (consumer: EnvConsumer, text: string): string | undefined => {
    try {
      return readEnv(consumer, text)[0]?.value;
    } catch (error) {
      if (error instanceof SyntaxError) return undefined;
      throw error;
    }
  };

  /** Lines as they are read by compose v2, docker run, systemd and sh: what the real programs do with them. */
  test.each([
    ['A=a b c', 'a b c', 'a b c', 'a b c', undefined],
    ['A=v # c', 'v', 'v # c', 'v # c', 'v'],
    ['A="v w"', 'v w', '"v w"', 'v w', 'v w'],
    ["A='$X'", '$X', "'$X'", '$X', '$X'],
    ['A=$X', undefined, '$X', '$X', undefined],
    ['A=p$$w', 'p$w', 'p$$w', 'p$$w', undefined],
    ['A=a\\nb', 'a\\nb', 'a\\nb', 'anb', 'anb'],
    ['A="a\\nb"', 'a\nb', '"a\\nb"', 'a\\nb', 'a\\nb'],
    ["A='it\\'s'", "it's", "'it\\'s'", "it\\s'", undefined],
    ["A='b\\\\s'", 'b\\\\s', "'b\\\\s'", 'b\\\\s', 'b\\\\s'],
    ["A='x\\'", undefined, "'x\\'", 'x\\', 'x\\'],
    ['A="\\$X"', '$X', '"\\$X"', '$X', '$X'],
    ['A = v', 'v', undefined, 'v', undefined],
    ['A: v', 'v', undefined, undefined, undefined],
    ['A=a\\ \\\\  ', 'a\\ \\\\', 'a\\ \\\\  ', 'a \\', 'a \\'],
  ])('takes %j for what its consumers do', (line, ...read) => {
    expect(CONSUMERS.map((consumer) => value(consumer, line))).toEqual(read);
  });

  it('counts lines through multi-line values', () => {
    expect(readEnv('systemd', "# c\nA='x\ny'\nB=1\n").map(({ name, line }) => [name, line])).toEqual([
      ['A', 2],
      ['B', 4],
    ]);
  });
});
