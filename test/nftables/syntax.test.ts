import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { isRefusal, type Place } from '../../src/format/place.ts';
import { isFailure } from '../../src/verify/process.ts';
import { ensurePrograms } from '../../src/verify/programs.ts';
import { openStage } from '../../src/verify/stage.ts';
import { readNftables } from '../../templates/nftables/reader.ts';
import { problemsIn } from '../../templates/nftables/substitution.ts';
import { syntax } from '../../templates/nftables/syntax.ts';
import { verification } from '../../templates/nftables/verify.ts';
import { PROJECT } from '../compiled.ts';
import { UNQUOTED, withSecret } from '../format/sink.ts';
import { anyText, sample } from '../format/strings.ts';

function place(name: string): Place {
  const found = syntax.places[name];
  if (found === undefined) throw new Error(`no place ${name}`);
  return found;
}

describe('the state machine', () => {
  test.each([
    ['', 'keyword', true],
    ['  ', 'keyword', false],
    ['# a ', 'comment', false],
    ['# a\n', 'keyword', true],
    ['ip saddr ', 'address', false],
    ['ip6 daddr ', 'address', false],
    ['ip saddr { ', 'address', false],
    ['ip saddr { 10.0.0.1, ', 'address', false],
    ['ip saddr { 10.0.0.1 } ', 'keyword', false],
    ['ip saddr 10.0.0.1 ', 'keyword', false],
    ['tcp dport ', 'port', false],
    ['tcp dport 22 accept comment "', 'string', false],
    ['tcp dport 22 accept comment "a b', 'string', false],
    ['tcp dport 22 accept comment "a"', null, false],
    ['tcp dport 22 accept comment "a"\n', 'keyword', true],
    ['iifname "br-*" ', 'keyword', false],
    ['type filter hook input priority 0; policy drop;', null, false],
    ['tcp', null, false],
  ])('after %j a value stands in %s', (text, expected, complete) => {
    const state = syntax.advance(syntax.initial, text);
    expect(state).not.toMatch(/^error: /);
    expect(syntax.place(state)).toBe(expected);
    expect(syntax.complete(state)).toBe(complete);
    const halves = [text.slice(0, 11), text.slice(11)].reduce(syntax.advance, syntax.initial);
    expect(halves).toBe(state);
  });

  test.each(['comment "a\n', 'a"b"', '"a"b', 'accept#'])('finds the fault of %j', (text) => {
    const state = syntax.advance(syntax.initial, text);
    expect(state).toMatch(/^error: /);
    expect(syntax.advance(state, '\n')).toBe(state);
    expect(syntax.place(state)).toBeNull();
    expect(syntax.complete(state)).toBe(false);
  });

  it('goes on after values', () => {
    const address = syntax.after(syntax.advance(syntax.initial, 'ip saddr '));
    expect(syntax.place(address)).toBeNull();
    expect(syntax.advance(address, 'a')).toMatch(/^error: /);
    expect(syntax.place(syntax.advance(address, ', '))).toBe('address');
    expect(syntax.place(syntax.advance(address, ' '))).toBe('keyword');
    const family = syntax.after(syntax.initial);
    expect(syntax.place(syntax.advance(family, ' saddr '))).toBe('address');
    const text = syntax.after(syntax.advance(syntax.initial, 'comment "'));
    expect(syntax.place(text)).toBe('string');
    expect(syntax.complete(syntax.advance(text, '"\n'))).toBe(true);
  });
});

describe('the quoters', () => {
  test.each<[string, string | number]>([
    ['keyword', 'tcp accept'],
    ['keyword', 'sctp'],
    ['port', 0],
    ['port', 65536],
    ['port', 'ssh'],
    ['port', '022'],
    ['address', 'office.example.org'],
    ['address', '10.0.10.256'],
    ['address', '010.0.0.1'],
    ['address', '10.0.10.0/33'],
    ['address', '10.0.10.1-10.0.10.9'],
    ['address', '2001:db8::1::2'],
    ['address', '2001:db8::/129'],
    ['address', '1:2:3:4:5:6:7'],
    ['address', ''],
    ['string', 'a "b"'],
    ['string', ''],
    ['string', 'a\nb'],
    ['string', 'é'.repeat(65)],
    ['comment', 'a\nb'],
    ['comment', '\u0007'],
  ])('refuse the %s %j', (name, value) => expect(place(name).quote(value)).toHaveProperty('help'));
  test.each(UNQUOTED)('refuse a %s', (_, value) => {
    for (const one of Object.values(syntax.places)) expect(one.quote(value)).toHaveProperty('help');
  });
  it('say secrets as marks, in a comment alone', () => {
    expect(place('string').quote(withSecret('a ', 's', '').value)).toBe('a ${secret:s}');
    expect(place('address').quote(withSecret('', 's', '').value)).toHaveProperty('help');
  });

  it('carry what they do not refuse', () => {
    fc.assert(
      fc.property(anyText, anyText, (text, remark) => {
        const string = place('string').quote(text);
        const comment = place('comment').quote(remark);
        if (isRefusal(string) || isRefusal(comment)) return;
        const file = `table inet a {\n chain b {\n # ${comment}\n tcp dport 22 accept comment "${string}"\n}\n}\n`;
        expect(readNftables(file)).toEqual([
          { chain: 'b', words: ['tcp', 'dport', '22', 'accept'], comment: text, line: 4 },
        ]);
      }),
      { numRuns: 3000 },
    );
  });
});

describe('what version 0.8 knows', () => {
  const folder = join(PROJECT, 'templates/nftables/cases');
  const rendered = readdirSync(folder).flatMap((name) =>
    [
      ...readFileSync(join(folder, name), 'utf8').matchAll(/-- \S+\/nftables.conf --\n([^]*?)(?=\n-- |$)/g),
    ].map(([, text = '']) => text),
  );
  it('is enough for every rule that is written', () => {
    expect(rendered.length).toBeGreaterThan(1);
    for (const text of rendered) expect(problemsIn('/a', text)).toEqual([]);
  });
  test.each<[string, string]>([
    ['ct original ip daddr 10.0.10.4 accept', 'original'],
    ['ip saddr != { 10.0.10.4 } accept', '!='],
    ['icmp type { echo-request, mld2-listener-report } accept', 'mld2-listener-report'],
    ['tcp dport 22 log prefix accept', 'log'],
  ])('is less than %s', (rule, word) => {
    const text = `table inet a {\n  chain b {\n    ${rule}\n  }\n}\n`;
    const first = problemsIn('/a', text)[0];
    expect(first).toEqual({ path: '/a', line: 3, key: null, message: `${word} is not known to it` });
  });
});

describe('the reader', () => {
  it('knows chains, sets, comments and semicolons', () => {
    const text =
      'table inet a\ndelete table inet a\ntable inet a {\n  chain b {\n    type filter hook input priority 0; policy drop;\n' +
      '    ip saddr { 10.0.0.1, 10.1.0.0/16 } tcp dport 22 accept comment "x # y"; counter\n  }\n  chain c { drop; }\n}\n';
    expect(readNftables(text)).toEqual([
      {
        chain: 'b',
        words: ['ip', 'saddr', '{ 10.0.0.1, 10.1.0.0/16 }', 'tcp', 'dport', '22', 'accept'],
        comment: 'x # y',
        line: 6,
      },
      { chain: 'b', words: ['counter'], comment: null, line: 6 },
      { chain: 'c', words: ['drop'], comment: null, line: 8 },
    ]);
  });
  test.each(['table inet a {\n', '}\n', 'table inet a { chain b { drop comment "x } }'])(
    'refuses %j',
    (text) => expect(() => readNftables(text)).toThrow(SyntaxError),
  );
});

/** What nft writes of the rules of a chain, as JSON; libnftables-json(5). */
interface Listed {
  readonly nftables: readonly { readonly rule?: { readonly comment?: string } }[];
}

describe.each(verification.programs.map((program) => [program.suite, program] as const))(
  'the real nft of %s',
  (_, program) => {
    it('reads every text as it was meant', { timeout: 60_000 }, async () => {
      const { value } = await ensurePrograms([program]);
      const texts = sample(1000).flatMap((text) => {
        const string = place('string').quote(text);
        const comment = place('comment').quote(text);
        return isRefusal(string) || isRefusal(comment) ? [] : [{ text, string, comment }];
      });
      expect(texts.length).toBeGreaterThan(300);
      const rules = texts.map(({ string, comment }) => `# ${comment}\naccept comment "${string}"\n`);
      const file = `table inet a {\nchain b {\n${rules.join('')}}\n}\n`;
      const stage = await openStage(
        { files: new Map([['/a.nft', { text: file, mode: 0o644 }]]) },
        { program: value?.get(program.id) ?? null },
      );
      if (isFailure(stage)) throw new Error(stage.failed);
      try {
        const { stdout, stderr } = await stage.run(['sh', '-c', 'nft -f /a.nft && nft -j list ruleset']);
        expect(stderr).toBe('');
        const listed = JSON.parse(stdout) as Listed;
        const read = listed.nftables.flatMap(({ rule }) => (rule ? [rule.comment] : []));
        expect(read).toEqual(texts.map(({ text }) => text));
        expect(readNftables(file).map(({ comment }) => comment)).toEqual(read);
      } finally {
        await stage.close();
      }
    });

    it('takes every address that the quoter takes, and loads no name', { timeout: 60_000 }, async () => {
      const { value } = await ensurePrograms([program]);
      const generated = fc.sample(
        fc.oneof(
          fc.ipV4(),
          fc.ipV6(),
          fc.ipV4().map((one) => `${one}/20`),
        ),
        {
          numRuns: 200,
          seed: 8417,
        },
      );
      const taken = [...generated, ...sample(400)].filter((text) => !isRefusal(place('address').quote(text)));
      expect(taken.length).toBeGreaterThan(150);
      const rules = taken.map((text) => `${text.includes(':') ? 'ip6' : 'ip'} saddr ${text} accept\n`);
      const stage = await openStage(
        {
          files: new Map([
            ['/a.nft', { text: `table inet a {\nchain b {\n${rules.join('')}}\n}\n`, mode: 0o644 }],
          ]),
        },
        { program: value?.get(program.id) ?? null },
      );
      if (isFailure(stage)) throw new Error(stage.failed);
      try {
        expect((await stage.run(['nft', '-c', '-f', '/a.nft'])).stderr).toBe('');
      } finally {
        await stage.close();
      }
    });
  },
);
