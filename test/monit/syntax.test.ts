import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { isRefusal, type Place } from '../../src/format/place.ts';
import { readMonit } from '../../templates/monit/reader.ts';
import { syntax } from '../../templates/monit/syntax.ts';
import { secondsOf } from '../../src/site/spelling/units.ts';
import { amount, size, span } from '../../templates/monit/units.ts';
import { OUTLAWS, withSecret } from '../format/sink.ts';
import { anyText, sample } from '../format/strings.ts';
import { HEAD, stageFor } from './programs.ts';

function place(name: string): Place {
  const found = syntax.places[name];
  if (found === undefined) throw new Error(`no place ${name}`);
  return found;
}
const written = (name: string, value: string): string => {
  const text = place(name).quote(value);
  if (isRefusal(text)) throw new Error(`${JSON.stringify(value)} ${text.refused}`);
  return text;
};

describe('the state machine', () => {
  test.each([
    ['', 'word', true],
    ['# about ', 'comment', false],
    ['# about\n', 'word', true],
    ['  group ', 'name', false],
    ['check process ', 'name', false],
    ['check process x with pidfile ', 'path', false],
    ['check host x with address "', 'text', false],
    ['check program x with path "', 'argument', false],
    ['check program x with path "/bin/a ', 'argument', false],
    ['check program x with path "/bin/a" ', 'word', true],
    ['start program = "', 'argument', false],
    ['if content = "', 'text', false],
    ['then exec "', 'argument', false],
    ['depends on ', 'name', false],
    ['set log ', 'path', false],
    ['set mailserver "a" port ', 'word', true],
    ['allow "a":"', 'text', false],
    ['protocol http request ', 'target', false],
    ['include ', 'glob', false],
    ['  subject: ', 'line', false],
    ['if failed', null, false],
    ['if failed port', null, false],
    ['if pathway ', 'word', true],
    ['a\n', 'word', true],
  ])('after %j a value stands in %s', (text, expected, complete) => {
    const state = syntax.advance(syntax.initial, text);
    expect(state).not.toMatch(/^error: /);
    expect(syntax.place(state)).toBe(expected);
    expect(syntax.complete(state)).toBe(complete);
    const halves = [text.slice(0, 9), text.slice(9)].reduce(syntax.advance, syntax.initial);
    expect(halves).toBe(state);
  });

  it('finds an open string, and goes on after values', () => {
    const open = syntax.advance(syntax.initial, 'if content = "a\n');
    expect(open).toMatch(/^error: /);
    expect(syntax.advance(open, '"')).toBe(open);
    expect(syntax.place(open)).toBeNull();
    expect(syntax.complete(open)).toBe(false);
    const named = syntax.after(syntax.advance(syntax.initial, 'check process '));
    expect(syntax.place(syntax.advance(named, ' with pidfile '))).toBe('path');
    const inside = syntax.advance(syntax.initial, 'exec "');
    expect(syntax.after(inside)).toBe(inside);
  });
});

describe('the quoters', () => {
  test.each([
    ['text', 'two words', 'two words'],
    ['text', '/usr/bin', '\\0x2fusr/bin'],
    ['text', ' "it\'s" ', '\\0x20\\0x22it\\0x27s\\0x22\\0x20'],
    ['text', 'a\\d\n', 'a\\\\d\\0x0a'],
    ['path', '/run/x.pid', '/run/x.pid'],
    ['path', '/a b', '"/a b"'],
    ['target', '/', '"/"'],
    ['argument', '--short=1', '--short=1'],
    ['argument', 'a b', "'a b'"],
    ['argument', '', "''"],
    ['argument', "it's", "'it\\0x27s'"],
    ['name', 'a.b-1', 'a.b-1'],
    ['word', '80%', '80%'],
    ['line', '$HOST: $EVENT', '$HOST: $EVENT'],
    ['glob', '/etc/x/*', '/etc/x/*'],
    ['comment', 'one\ntwo', 'one two'],
  ])('write the %s %j as %s', (name, value, expected) => {
    expect(place(name).quote(value)).toBe(expected);
  });
  test.each([
    ['name', ['', 'a b', 'a@b', '-a', '$HOST', 'é']],
    ['word', ['', 'a b', '"', "'", '#', 'a;b']],
    ['glob', ['x', '/a b/*', '/"']],
    ['line', ['', ' a', 'a ', 'a}b', 'a\nb']],
    ['path', ['', 'x', 'a/b', '/a\0b', '/\ud800']],
    ['target', ['x', '']],
    ['text', ['a\0b', '\ud800']],
    ['argument', ['a\0b', '\ud800']],
  ])('refuse as %s what it cannot be', (name, values) => {
    for (const value of values) expect(place(name).quote(value)).toHaveProperty('help');
  });
  test.each(OUTLAWS)('refuse a value with a %s', (_, value) => {
    for (const one of Object.values(syntax.places)) expect(one.quote(value)).toHaveProperty('help');
  });
  it('say secrets as marks', () => {
    expect(place('text').quote(withSecret('', 's', '').value)).toBe('${secret:s}');
    expect(place('argument').quote(withSecret('--key=', 's', '').value)).toBe('--key=${secret:s}');
  });

  it('carry what they do not refuse, says our reader', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const quoted = place('text').quote(text);
        if (!isRefusal(quoted))
          expect(readMonit(`check host x with address "${quoted}"\nset daemon 1`)).toMatchObject([
            ...['check', 'host', 'x', 'with', 'address'].map((word) => ({ kind: 'word', text: word })),
            { kind: 'text', text },
            ...['set', 'daemon', '1'].map((word) => ({ kind: 'word', text: word })),
          ]);
        const argument = place('argument').quote(text);
        if (!isRefusal(argument))
          expect(readMonit(`if x then exec "/bin/a ${argument} end"\n`).at(-1)).toMatchObject({
            kind: 'program',
            args: ['/bin/a', text, 'end'],
          });
      }),
    );
  });
});

test('an open quote is a fault of the file', () => {
  expect(() => readMonit('check process x\n  start program = "/bin/a\n')).toThrow('line 2: a quote is open');
});

/** Names its arguments, each ended by an octet that none can hold. */
const DUMP = `#!/bin/sh
file=$1; shift
for one in "$@"; do printf '%s\\0' "$one"; done > "$file.part"
mv "$file.part" "$file"
`;

describe('monit itself', { timeout: 60_000 }, () => {
  const texts = sample(180).filter((text) => !isRefusal(place('text').quote(text)) && text !== '');

  it('reads texts and paths as they were meant', async () => {
    expect(texts.length).toBeGreaterThan(90);
    const checks = texts.map(
      (text, index) =>
        `check host h${index} with address "${written('text', text)}"\n  if failed ping then alert\n` +
        `check file f${index} with path ${written('path', `/${text}`)}\n`,
    );
    const file = { text: HEAD + checks.join(''), mode: 0o600 };
    const stage = await stageFor({ files: new Map([['/etc/monitrc', file]]) });
    try {
      const { stdout, stderr } = await stage.run(['monit', '-t', '-v', '-c', '/etc/monitrc']);
      const said = `${stdout}\n${stderr}`;
      expect(said).toContain('Control file syntax OK');
      const lost = texts.filter(
        (text, index) =>
          !said.includes(`= h${index}\n Address              = ${text}\n`) ||
          !said.includes(`= f${index}\n Path                 = /${text}\n`),
      );
      expect(lost).toEqual([]);
    } finally {
      await stage.close();
    }
  });

  it('hands programs their arguments as they were meant', async () => {
    const all = sample(160).filter((text) => !isRefusal(place('argument').quote(text)));
    expect(all.length).toBeGreaterThan(80);
    const groups = Array.from({ length: Math.ceil(all.length / 6) }, (_, index) =>
      all.slice(index * 6, index * 6 + 6),
    );
    const checks = groups.map(
      (group, index) =>
        `check program p${index} with path "/usr/local/bin/dump /out/${index} ${group
          .map((text) => written('argument', text))
          .join(' ')}"\n  if status != 0 then alert\n`,
    );
    const stage = await stageFor({
      files: new Map([
        ['/etc/monitrc', { text: HEAD + checks.join(''), mode: 0o600 }],
        ['/usr/local/bin/dump', { text: DUMP, mode: 0o755 }],
      ]),
    });
    try {
      await stage.spawn(['monit', '-I', '-c', '/etc/monitrc']);
      const out = join(stage.root, 'out');
      const done = (): number => readdirSync(out).filter((name) => /^\d+$/.test(name)).length;
      for (let tries = 0; tries < 300 && done() < groups.length; tries++)
        await new Promise((resolve) => setTimeout(resolve, 50));
      const read = groups.map((_, index) => {
        const file = join(out, String(index));
        return existsSync(file) ? readFileSync(file, 'utf8').split('\0').slice(0, -1) : null;
      });
      expect(read).toEqual(groups);
    } finally {
      await stage.close();
    }
  });
});

test.each([
  ['30s', 30, '30 seconds'],
  ['90s', 90, '90 seconds'],
  ['1h30m', 5400, '90 minutes'],
  ['26h', 93_600, '26 hours'],
  ['48h', 172_800, '2 days'],
])('%s is %d s, and %s', (text, length, words) => {
  expect(secondsOf(text)).toBe(length);
  expect(span(text)).toBe(words);
});
test.each([
  ['1GiB', '1 GB'],
  ['200MB', '200000000 B'],
  ['1.5KiB', '1536 B'],
  ['2048KiB', '2 MB'],
])('the size %s is %s', (text, words) => {
  expect(size(text)).toBe(words);
  expect([amount(text), amount('80%'), amount(2.5)]).toEqual([words, '80%', '2.5']);
});
