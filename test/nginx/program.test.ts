import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Part } from '../../src/fact.ts';
import { fill } from './fill.ts';
import { serve } from './live.ts';
import { nginxPrograms, startProber } from './prober.ts';

const programs = (await nginxPrograms()).map((program) => [program.version, program] as const);
const MINUTES = 60_000;

/** Texts that have in them what a lexer may trip over; the same ones every time. */
const ODD = fc.string({
  unit: fc.constantFrom(...'abnrtd09 \t;{}"\'\\#~()[]<>|^*+?,:=@&%!é€-_'),
  maxLength: 14,
});
const ANY = fc.string({ unit: 'grapheme', maxLength: 30 });
const sample = <T>(arbitrary: fc.Arbitrary<T>, count: number): T[] =>
  fc.sample(arbitrary, { numRuns: count, seed: 8417 });

interface Case {
  readonly statement: string;
  readonly expected: string;
}

/** Fills a template and drops what a quoter refuses; `least` says how many must be left. */
function written(
  template: string,
  parts: readonly (readonly Part[])[],
  least: number,
  expected: (parts: readonly Part[]) => string,
): Case[] {
  const cases = parts.flatMap((one) => {
    const { text } = fill(template, [one]);
    return text === null ? [] : [{ statement: text, expected: expected(one) }];
  });
  expect(cases.length, template).toBeGreaterThanOrEqual(least);
  return cases;
}

describe.each(programs)('nginx %s', (_, program) => {
  test('answers with the very bytes of a value', { timeout: 2 * MINUTES }, async () => {
    const values: Readonly<Record<string, string>> = {
      'header.x-a': 'from a header',
      'arg.q': 'Q',
      method: 'GET',
      scheme: 'http',
      query: '?q=Q',
      'cookie.c': 'crumb',
    };
    const literal = (part: Part): string =>
      typeof part === 'object' && 'request' in part ? (values[part.request] ?? '') : String(part);
    const expected = (parts: readonly Part[]): string => parts.map(literal).join('');
    const part: fc.Arbitrary<Part> = fc.oneof(
      ODD,
      ANY,
      fc.constantFrom(...Object.keys(values)).map((request) => ({ request })),
    );
    const parts = sample(fc.array(part, { maxLength: 4 }), 900);
    const bare = sample(
      fc.array(fc.oneof(fc.string({ unit: fc.constantFrom(...'ab/.:-_09'), maxLength: 5 }), part), {
        maxLength: 3,
      }),
      900,
    );
    const long = ['a'.repeat(4000), 'é '.repeat(1000), '"'.repeat(1999), '\\'.repeat(1999)].map((text) => [
      text,
    ]);
    const cases = [
      ...written('return 200 @;', long, 4, expected),
      ...written('return 200 @;', parts, 600, expected),
      ...written('return 200 "x @ y";', parts, 600, (one) => `x ${expected(one)} y`),
      ...written('return 200 "@y";', parts, 600, (one) => `${expected(one)}y`),
      ...written("return 200 'x@';", parts, 600, (one) => `x${expected(one)}`),
      ...written('return 200 x@y;', bare, 200, (one) => `x${expected(one)}y`),
    ];
    const server = cases.map(({ statement }, at) => `location = /${String(at)} { ${statement} }`).join('\n');
    const live = await serve(program, '', server);
    try {
      const replies = await Promise.all(
        cases.map((__, at) => live.get(`/${String(at)}?q=Q`, { 'X-A': 'from a header', Cookie: 'c=crumb' })),
      );
      replies.forEach((reply, at) =>
        expect({ ...cases[at], ...reply }).toEqual({ ...cases[at], status: 200, body: cases[at]?.expected }),
      );
    } finally {
      await live.stop();
    }
  });

  test('matches exactly the text of a regex, a map key and a path', { timeout: 2 * MINUTES }, async () => {
    const seen = new Set<string>();
    const texts = sample(
      fc.string({
        unit: fc.constantFrom(...'abnrtd09 ;{}"\'\\#~()[]|^*+?$=@&%!é€-_'),
        minLength: 1,
        maxLength: 14,
      }),
      500,
    )
      .concat('default', 'hostnames', 'include', 'volatile', 'a$host', '~a', '\\a', '$')
      .map((text) => text.trim())
      .filter(
        (text) => text !== '' && !seen.has(text.toLowerCase()) && seen.add(text.toLowerCase()).size > 0,
      );
    expect(texts.length).toBeGreaterThan(400);
    const literally = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|#]/g, '\\$&');
    const one = (template: string, text: string): string => {
      const filled = fill(template, [text]);
      if (filled.text === null) throw new Error(`${template}: ${filled.wrong ?? ''}`);
      return filled.text;
    };
    const keys = texts.map((text, at) => one(`map $http_x_key $key { @ ${String(at)}; }`, text));
    const inside = (map: string): string => map.slice(map.indexOf('{') + 1, map.lastIndexOf('}'));
    const patterns = texts.map((text, at) =>
      one(`map $http_x_key $m { "~^@$" ${String(at)}; }`, literally(text)),
    );
    const http = `map $http_x_key $key { default none; ${keys.map(inside).join('\n')} }
      map $http_x_key $pattern { default none; ${patterns.map(inside).join('\n')} }`;
    const server = texts.map((text, at) => {
      const id = String(at);
      return [
        one(`location = @ { return 200 ${id}; }`, `/path ${text}`),
        one(`location ~ @ { return 200 ${id}; }`, `^/regex ${id} ${literally(text)}$`),
        one(`location ~ "^/quoted ${id} @$" { return 200 ${id}; }`, literally(text)),
        `location = /if/${id} { ${one('if ($http_x_key ~ @) { return 200 yes; }', `^${literally(text)}$`)} return 200 no; }`,
        `location = /ifq/${id} { ${one('if ($http_x_key = @) { return 200 yes; }', text.replaceAll('$', ''))} return 200 no; }`,
        `location = /rewrite/${id} { ${one('rewrite @ /x;', `^/${literally(text)}$`)} return 200 ok; }`,
      ].join('\n');
    });
    const live = await serve(
      program,
      http,
      `location = /maps { return 200 "$key $pattern"; }\n${server.join('\n')}`,
    );
    const url = (text: string): string =>
      encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16)}`);
    const body = async (path: string, key = 'x'): Promise<string> =>
      (await live.get(path, { 'X-Key': key })).body;
    try {
      for (const [at, text] of texts.entries()) {
        const id = String(at);
        const found = {
          maps: await body('/maps', text),
          path: await body(`/path%20${url(text)}`),
          regex: await body(`/regex%20${id}%20${url(text)}`),
          quoted: await body(`/quoted%20${id}%20${url(text)}`),
          if: await body(`/if/${id}`, text),
          other: await body(`/if/${id}`, `${text}x`),
          equal: await body(`/ifq/${id}`, text.replaceAll('$', '')),
        };
        const expected = {
          maps: `${id} ${id}`,
          path: id,
          regex: id,
          quoted: id,
          if: 'yes',
          other: 'no',
          equal: 'yes',
        };
        expect({ text, ...found }).toEqual({ text, ...expected });
      }
    } finally {
      await live.stop();
    }
  });

  test('tells variables from anchors where the places say so', async () => {
    const prober = await startProber(program);
    const inServer = (text: string): Promise<string | null> =>
      prober.ask(`events {} http { server { ${text} } }`);
    try {
      for (const text of [
        'location ~ ^/$no_such { }',
        'location "/$no_such" { }',
        'server_name ~^$no_such "~b$no_such";',
        'rewrite ^/$no_such /x;',
        'if ($uri ~ ^$no_such) { return 200; }',
        'valid_referers ~$no_such;',
        'location / { proxy_redirect ~^/$no_such /; proxy_cookie_domain ~$no_such a; proxy_cookie_path ~$no_such /; }',
        'location / { proxy_cookie_flags ~$no_such secure; }',
      ])
        expect(await inServer(text), text).toBeNull();
      for (const text of ['map $host $x { ~^$no_such 1; $no_such 2; }', 'map $host $x { "~$" 1; }'])
        expect(await prober.ask(`events {} http { ${text} }`), text).toBeNull();
      for (const text of [
        'return 200 $no_such;',
        'return 200 "\\$no_such";',
        'rewrite ^ $no_such;',
        'add_header a $no_such;',
      ])
        expect(await inServer(text), text).toBe('unknown "no_such" variable');
      expect(await inServer('return 200 "$";')).toBe('invalid variable name');
    } finally {
      await prober.stop();
    }
  });
});
