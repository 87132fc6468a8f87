import fc from 'fast-check';
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readNginx, type Directive } from '../../templates/nginx/reader.ts';
import { plain } from './fill.ts';
import { serve } from './live.ts';
import { nginxPrograms, stageFor, startProber } from './prober.ts';

const programs = (await nginxPrograms()).map((program) => [program.version, program] as const);
const MINUTES = 60_000;

describe.each(programs)('nginx %s', (_, program) => {
  test('reads and refuses what the reader reads and refuses', { timeout: 2 * MINUTES }, async () => {
    const soup = fc.sample(
      fc.array(fc.constantFrom(...'ab;;  \n"\'\\\\#{}$)t'), { maxLength: 14 }).map((all) => all.join('')),
      { numRuns: 3000, seed: 8417 },
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
