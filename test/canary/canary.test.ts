import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { commands } from '../../src/commands/index.ts';
import { holdsCanary, LITERAL, mutated, workplace, type Ran, type Workplace } from './workplace.ts';

/** A file that somebody filled in place, as `install` does on a host. */
const FORM = 'out/shop/web1/etc/shop/job.env';
const MARK = '${secret:session_key}';

/** Every command, with success and with errors, in every format. */
const CALLS: readonly (readonly string[])[] = [
  ...['pretty', 'json', 'github'].flatMap((format) =>
    [['validate'], ['generate'], ['check'], ['verify', 'faulty']].map((words) => [
      ...words,
      '--format',
      format,
    ]),
  ),
  ['verify', 'shop'],
  ['explain', `${FORM}:2`],
  ['explain', 'out/shop/web1/opt/shop/.env', '--all', '--format', 'json'],
  ['explain', 'sites/shop.yaml:14'],
  ['explain', 'sites/faulty.yaml:17'],
  ['explain', 'secret-literal'],
  ['new', 'site', 'another'],
  ['new', 'rule', 'some-rule'],
  ['--help'],
  ['generate', '--nonsense'],
];

describe(
  'values of secrets lie about, in the environment, beside the manifests and on the host',
  { timeout: 120_000 },
  () => {
    let place: Workplace;
    const runs: Ran[] = [];
    beforeAll(async () => {
      place = await workplace();
      for (const argv of CALLS) runs.push(place.run(...argv));
    }, 180_000);
    afterAll(() => place?.remove());

    test('every command was asked, and did what it is for', () => {
      const asked = new Set(runs.map(({ argv }) => argv[0]));
      expect(commands.map(({ name }) => name).filter((name) => !asked.has(name))).toEqual([]);
      const ended = (...argv: readonly string[]): Ran | undefined =>
        runs.find((run) => run.argv.join(' ') === argv.join(' '));
      expect(ended('generate', '--format', 'pretty')).toMatchObject({ status: 1 });
      expect(ended('verify', 'shop')).toMatchObject({ status: 0 });
      expect(ended('verify', 'shop')?.output).not.toMatch(/not asked|refused/);
      expect(ended('explain', `${FORM}:2`)).toMatchObject({ status: 0 });
      expect(readFileSync(join(place.folder, FORM), 'utf8')).toContain(MARK);
      expect(existsSync(join(place.folder, 'node_modules/.cache/sitewright/state'))).toBe(true);
      // Each literal of the faulty manifest was found, and is shown as bullets.
      expect(
        ended('validate', '--format', 'pretty')?.output.match(/^(error|warning)\[(secret-|redis\/literal)/gm),
      ).toHaveLength(5);
    });

    test('none of them is said', () => {
      for (const { argv, output } of runs) expect(holdsCanary(output), argv.join(' ')).toBe(false);
    });

    test('none of them is written: no artifact, no state, no cache, no file that was put aside', () => {
      expect(place.leaks()).toEqual([]);
    });

    test('no file with one was opened, by the compiler or by a program that it asked', () => {
      const opened = new Set(runs.flatMap((run) => run.opened));
      expect(opened.has(join(place.folder, 'sites/shop.yaml'))).toBe(true);
      expect([...opened].some((path) => path.endsWith('/redis-server'))).toBe(true);
      expect(place.forbidden.filter((path) => opened.has(path))).toEqual([]);
    });

    test('a run that is killed leaves none behind in what it had prepared', () => {
      let journals = 0;
      for (let nth = 1; nth <= 6; nth++) {
        writeFileSync(join(place.folder, FORM), `old ${nth}\n`);
        place.killed(nth, 'generate', 'shop');
        if (existsSync(join(place.folder, 'out/.sitewright/shop'))) journals++;
        expect(place.leaks(), `killed at ${nth}`).toEqual([]);
      }
      expect(journals).toBeGreaterThan(0);
      expect(place.run('generate', 'shop').status).toBe(0);
    });

    test('what somebody filled in out/ is hidden in the patch', () => {
      const path = join(place.folder, FORM);
      writeFileSync(path, readFileSync(path, 'utf8').replace(MARK, `${LITERAL}6`));
      for (const format of ['pretty', 'json', 'github']) {
        const { status, output } = place.run('check', 'shop', '--format', format);
        expect(status).toBe(1);
        expect(output).toContain('job.env');
        expect(holdsCanary(output), format).toBe(false);
      }
      expect(holdsCanary(place.run('explain', `${FORM}:2`).output)).toBe(false);
      expect(place.run('generate', 'shop')).toMatchObject({ status: 0 });
      expect(place.leaks()).toEqual([]);
    });
  },
);

test('a compiler that gives secrets away is caught, in each way', { timeout: 120_000 }, async () => {
  const spoilt = mutated([
    // into artifacts
    [
      'src/render/seam.ts',
      'this.#pieces.push(quoted);',
      'this.#pieces.push(quoted.replace(/\\$\\{secret:(\\w+)\\}/g, (mark, name) => mark + ((globalThis as any).process.env[name] ?? "")));',
    ],
    // into the state
    [
      'src/state.ts',
      '[this.#build, ',
      '[this.#build, Buffer.from(JSON.stringify((globalThis as any).process.env)).toString("base64"), ',
    ],
    // into frames
    ['src/report/mask.ts', '    known.set(source, found);\n    return found;', '    return [];'],
    // into patches
    ['src/commands/check.ts', 'concealed(text)', 'text'],
    // from a file that it has no business with
    [
      'src/workspace.ts',
      '  sites(): readonly string[] {',
      "  sites(): readonly string[] {\n    readFileSync('sites/.env');",
    ],
  ]);
  const place = await workplace(spoilt.root);
  try {
    const { opened } = place.run('generate', 'shop');
    expect(opened).toContain(join(place.folder, 'sites/.env'));
    expect(place.leaks()).toEqual(
      expect.arrayContaining([
        join(place.folder, FORM),
        join(place.folder, 'node_modules/.cache/sitewright/state'),
      ]),
    );
    expect(holdsCanary(place.run('validate').output)).toBe(true);
    const path = join(place.folder, FORM);
    writeFileSync(path, readFileSync(path, 'utf8').replace(/=.*$/m, `=${LITERAL}6`));
    expect(holdsCanary(place.run('check', 'shop').output)).toBe(true);
  } finally {
    place.remove();
    spoilt.remove();
  }
});
