import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Part } from '../../src/fact.ts';
import { readNginx, type Directive } from '../../templates/nginx/reader.ts';
import { fill, plain } from './fill.ts';
import { serve } from './live.ts';
import { nginxPrograms, stageFor, startProber } from './prober.ts';

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

  test('reads and refuses what the reader reads and refuses', { timeout: 2 * MINUTES }, async () => {
    const soup = sample(
      fc.array(fc.constantFrom(...'ab;;  \n"\'\\\\#{}$)t'), { maxLength: 14 }).map((all) => all.join('')),
      3000,
    );
    const prober = await startProber(program);
    let asked = 0;
    let refused = 0;
    try {
      for (const text of soup) {
        // Braces would leave the block, where nginx speaks of directives before it reads on.
        if (/[{}]/.test(text)) continue;
        const { problems } = readNginx(`types { ${text} }`);
        const answer = (await prober.ask(`events {} http { types { ${text} } }`)) ?? '';
        const lexical = /^unexpected /.test(answer);
        asked++;
        if (lexical) refused++;
        expect({ text, lexical }).toEqual({ text, lexical: problems.length > 0 });
      }
    } finally {
      await prober.stop();
    }
    expect(refused).toBeGreaterThan(300);
    expect(asked - refused).toBeGreaterThan(300);

    const words = soup.flatMap((text) => {
      const { value, problems } = readNginx(`return 200 ${text};\n`);
      const [only, second] = value;
      const alone =
        problems.length === 0 && second === undefined && only?.block === null && only.args.length === 2;
      const arg = only?.args[1] ?? '';
      return alone && !arg.includes('$') ? [{ text, expected: arg }] : [];
    });
    expect(words.length).toBeGreaterThan(100);
    const live = await serve(
      program,
      '',
      words.map(({ text }, at) => `location = /${String(at)} { return 200 ${text};\n }`).join('\n'),
    );
    try {
      for (const [at, { text, expected }] of words.entries())
        expect({ text, body: (await live.get(`/${String(at)}`)).body }).toEqual({ text, body: expected });
    } finally {
      await live.stop();
    }
  });

  test("accepts Debian's own files as the reader writes them again", async () => {
    const folder = join(program.root, 'etc/nginx');
    const paths = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
      .sort();
    expect(paths).toEqual(
      expect.arrayContaining([
        'fastcgi.conf',
        'koi-utf',
        'mime.types',
        'nginx.conf',
        'sites-available/default',
      ]),
    );
    const extra = {
      'conf.d/charsets.conf':
        'include /etc/nginx/koi-utf; include /etc/nginx/koi-win; include /etc/nginx/win-utf;',
      'sites-enabled/all': `server { listen 8417; include snippets/snakeoil.conf;
        location / { proxy_pass http://127.0.0.1; include proxy_params; }
        location ~ \\.php$ { include snippets/fastcgi-php.conf; fastcgi_pass unix:/x; }
        location /u { uwsgi_pass unix:/x; include uwsgi_params; }
        location /s { scgi_pass unix:/x; include scgi_params; }
        location /f { fastcgi_pass unix:/x; include fastcgi_params; } }`,
    };
    const originals = new Map([
      ...paths.map((path) => [path, readFileSync(join(folder, path), 'utf8')] as const),
      ...Object.entries(extra),
    ]);
    const again = new Map(
      [...originals].map(([path, text]) => {
        const { value, problems } = readNginx(text);
        expect(problems, path).toEqual([]);
        const emitted = emit(value);
        expect(readNginx(emitted).value.map(plain), path).toEqual(value.map(plain));
        return [path, emitted] as const;
      }),
    );
    const read = async (files: ReadonlyMap<string, string>): Promise<{ list: string[]; said: string }> => {
      const stage = await stageFor(program, {
        files: new Map([...files].map(([path, text]) => [`/etc/nginx/${path}`, { text, mode: 0o644 }])),
        links: new Map([['/etc/nginx/sites-enabled/default', '../sites-available/default']]),
        certificates: ['/etc/ssl/certs/ssl-cert-snakeoil.pem', '/etc/ssl/private/ssl-cert-snakeoil.key'],
        directories: ['/var/www/html', '/etc/nginx/modules-enabled'],
        users: ['www-data'],
      });
      try {
        const { stdout, stderr } = await stage.run(['nginx', '-T']);
        return {
          list: stdout.split('\n').filter((line) => line.startsWith('# configuration file')),
          said: stderr,
        };
      } finally {
        await stage.close();
      }
    };
    const [first, second] = [await read(originals), await read(again)];
    expect(first.said).toContain('test is successful');
    expect(second).toEqual(first);
    expect(first.list.length).toBeGreaterThanOrEqual(13);
  });
});

/** A tree as text, with every parameter in quotes and nothing else of the first text kept. */
const emit = (tree: readonly Directive[]): string =>
  tree
    .map(({ name, args, block }) => {
      const words = [name, ...args].map((word) => `"${word.replace(/[\\"]/g, '\\$&')}"`).join(' ');
      return block === null ? `${words};\n` : `${words} {\n${emit(block)}}\n`;
    })
    .join('');
