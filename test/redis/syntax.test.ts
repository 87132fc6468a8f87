import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { isRefusal, type Place } from '../../src/format/place.ts';
import { readRedis } from '../../templates/redis/reader.ts';
import { syntax } from '../../templates/redis/syntax.ts';
import { millisecondsOf } from '../../src/site/spelling/units.ts';
import { size } from '../../templates/redis/units.ts';
import { OUTLAWS, withSecret } from '../format/sink.ts';
import { anyText, isWhole, sample } from '../format/strings.ts';
import { ask, shutDown, valueIn } from './live.ts';
import { PLAIN, redisPrograms, stageFor } from './programs.ts';

function place(name: string): Place {
  const found = syntax.places[name];
  if (found === undefined) throw new Error(`no place ${name}`);
  return found;
}

describe('the state machine', () => {
  test.each([
    ['', 'name', true],
    ['# about ', 'comment', false],
    ['  # about ', 'comment', false],
    ['# about\n', 'name', true],
    ['port', null, false],
    ['port ', 'argument', false],
    ['port \t', 'argument', false],
    ['port 6379\n', 'name', true],
    ['bind 127.0.0.1 ', 'argument', false],
    ['bind 127.0.0.', 'bare', false],
    ['requirepass a#', 'bare', false],
    ['requirepass #', 'bare', false],
    ['requirepass "', 'double', false],
    ['requirepass "a b', 'double', false],
    ['requirepass "a\\', null, false],
    ['requirepass "a\\"', 'double', false],
    ['requirepass "a"', null, false],
    ['requirepass "a" ', 'argument', false],
    ["requirepass 'a", null, false],
    ["requirepass 'a\\''\n", 'name', true],
    ['a b"c', 'double', false],
  ])('after %j a value stands in %s', (text, expected, complete) => {
    const state = syntax.advance(syntax.initial, text);
    expect(state).not.toMatch(/^error: /);
    expect(syntax.place(state)).toBe(expected);
    expect(syntax.complete(state)).toBe(complete);
    const halves = [text.slice(0, 6), text.slice(6)].reduce(syntax.advance, syntax.initial);
    expect(halves).toBe(state);
  });

  test.each(['a "b\n', "a 'b\n", 'a "b"c', "a 'b'c", 'a "b""c"', 'a "b\\\n'])(
    'finds the fault of %j',
    (text) => {
      const state = syntax.advance(syntax.initial, text);
      expect(state).toMatch(/^error: /);
      expect(syntax.advance(state, '\n')).toBe(state);
      expect(syntax.place(state)).toBeNull();
      expect(syntax.complete(state)).toBe(false);
    },
  );

  it('goes on after values', () => {
    const named = syntax.after(syntax.initial);
    expect(syntax.place(syntax.advance(named, ' '))).toBe('argument');
    const argued = syntax.after(syntax.advance(named, ' '));
    expect(argued).toBe(named);
    expect(syntax.advance(argued, 'x')).toMatch(/^error: /);
    expect(syntax.complete(syntax.advance(argued, '\n'))).toBe(true);
    const inside = syntax.advance(syntax.initial, 'a "');
    expect(syntax.after(inside)).toBe(inside);
  });
});

describe('the quoters', () => {
  test.each([
    ['6379', '6379'],
    ['', '""'],
    ['two words', '"two words"'],
    ['a"b\\c', '"a\\"b\\\\c"'],
    ['tab\tnew\nline\r', '"tab\\tnew\\nline\\r"'],
    ['\u0007', '"\\x07"'],
    ['\u00a0', '"\\xc2\\xa0"'],
    ['naïve', '"naïve"'],
    ['#first', '#first'],
    ["it's", '"it\'s"'],
  ])('write the argument %j as %s', (text, written) => {
    expect(place('argument').quote(text)).toBe(written);
  });
  it('write switches as redis-server reads them', () => {
    expect(place('argument').quote(true)).toBe('yes');
    expect(place('argument').quote(false)).toBe('no');
  });
  test.each(['a\0b', '\ud800'])('refuse the argument %j', (text) => {
    expect(place('argument').quote(text)).toHaveProperty('help');
  });
  test.each(['', 'a b', 'Port', '#a', '-a', 'é', 'a\n'])('refuse the name %j', (text) => {
    expect(place('name').quote(text)).toHaveProperty('help');
  });
  test.each(['a b', '"', "'", '\\', 'a\n'])('refuse %j where no quotes are', (text) => {
    expect(place('bare').quote(text)).toHaveProperty('help');
  });
  test.each(OUTLAWS)('refuse a value with a %s', (_, value) => {
    for (const one of Object.values(syntax.places)) expect(one.quote(value)).toHaveProperty('help');
  });
  it('say secrets as marks', () => {
    expect(place('argument').quote(withSecret('>', 's', '').value)).toBe('>${secret:s}');
  });
  it('write every line of a remark as a comment', () => {
    expect(place('comment').quote('one\ntwo')).toBe('one\n# two');
  });

  it('carry what they do not refuse', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const [argument, bare, double, comment] = ['argument', 'bare', 'double', 'comment'].map((one) =>
          place(one).quote(text),
        );
        const read = (line: string): unknown => readRedis(`${line}\nport 1\n`);
        const meant = (...args: string[]): unknown => [
          { name: 'a', args, line: 1 },
          { name: 'port', args: ['1'], line: 2 },
        ];
        if (argument !== undefined && !isRefusal(argument)) {
          expect(read(`a ${argument}`)).toEqual(meant(text));
          expect(read(`a ${argument} x`)).toEqual(meant(text, 'x'));
        }
        if (bare !== undefined && !isRefusal(bare)) expect(read(`a x${bare}`)).toEqual(meant(`x${text}`));
        if (double !== undefined && !isRefusal(double))
          expect(read(`a "x ${double}y"`)).toEqual(meant(`x ${text}y`));
        if (comment !== undefined && !isRefusal(comment))
          expect(readRedis(`# ${comment}\nport 1\n`)).toMatchObject([{ name: 'port', args: ['1'] }]);
        expect(isRefusal(argument ?? '')).toBe(text.includes('\0') || !isWhole(text));
      }),
      { numRuns: 3000 },
    );
  });
});

describe('the reader', () => {
  it('knows comments, blanks, quotes and any case', () => {
    expect(readRedis('# a\n\n  PORT  1 \n a "b c" \'d\\\'e\' f#g "\\x41\\n\\q"\n')).toEqual([
      { name: 'port', args: ['1'], line: 3 },
      { name: 'a', args: ['b c', "d'e", 'f#g', 'A\nq'], line: 4 },
    ]);
  });
  test.each(['a "b', "a 'b", 'a "b"c', 'a "b\\"'])('refuses %j', (text) => {
    expect(() => readRedis(`\n${text}\n`)).toThrow(/line 2/);
  });
});

test.each([
  ['2GB', '2g'],
  ['2GiB', '2gb'],
  ['1536MiB', '1536mb'],
  ['1.5GiB', '1536mb'],
  ['1000kB', '1m'],
  ['7B', '7'],
  ['0B', '0'],
])('%s is %s in redis.conf', (said, written) => expect(size(said)).toBe(written));

test.each([
  ['1h30m', 5_400_000],
  ['90s', 90_000],
  ['1500ms', 1500],
  ['1d', 86_400_000],
])('%s is %d milliseconds', (said, all) => expect(millisecondsOf(said)).toBe(all));

/** Directives that keep any text as it is, and do nothing with it before somebody replicates or speaks TLS. */
const KEEPERS = [
  ...['masterauth', 'masteruser', 'cluster-announce-ip', 'replica-announce-ip', 'syslog-ident'],
  ...['tls-cert-file', 'tls-key-file', 'tls-ca-cert-file', 'tls-ca-cert-dir', 'tls-dh-params-file'],
  ...['tls-ciphers', 'tls-ciphersuites'],
];

describe.each((await redisPrograms()).map((program) => [program.version, program] as const))(
  'redis-server %s',
  (_, program) => {
    test('reads a thousand values as they were meant', { timeout: 120_000 }, async () => {
      const all = sample(1000).flatMap((value) => {
        const quoted = place('argument').quote(value);
        return isRefusal(quoted) ? [] : [{ value, quoted }];
      });
      expect(all.length).toBeGreaterThan(700);
      const batches = Array.from({ length: Math.ceil(all.length / KEEPERS.length) }, (__, at) =>
        all.slice(at * KEEPERS.length, (at + 1) * KEEPERS.length),
      );
      const files = batches.map((batch, at): [string, { text: string; mode: number }] => {
        const lines = batch.map(({ quoted }, index) => `${KEEPERS[index] ?? ''} ${quoted}\n`);
        const text = `port 0\nunixsocket /run/${at}.sock\nsave ""\n${lines.join('')}`;
        return [`/values/${at}.conf`, { text, mode: 0o644 }];
      });
      const stage = await stageFor(program, { files: new Map(files) });
      try {
        const script = `at=0; while [ $at -lt ${batches.length} ]; do redis-server /values/$at.conf; at=$((at+1)); done`;
        const server = await stage.spawn(['sh', '-c', script], { env: PLAIN });
        for (const [at, batch] of batches.entries()) {
          const questions = batch.map((__, index) => ['CONFIG', 'GET', KEEPERS[index] ?? '']);
          const socket = join(stage.root, `run/${at}.sock`);
          const replies = await ask(socket, questions).catch((fault: unknown) => {
            throw new Error(server.output().slice(-2000), { cause: fault });
          });
          expect(replies.map(valueIn)).toEqual(batch.map(({ value }) => value));
          await shutDown(socket);
        }
      } finally {
        await stage.close();
      }
    });
  },
);
