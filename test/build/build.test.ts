import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build as esbuild, type Metafile } from 'esbuild';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { build } from '../../src/build/build.ts';
import { changedInput, stampOf } from '../../src/build/stamp.ts';

const ROOT = join(import.meta.dirname, '../..');
const SITE = `sitewright: 1
site: small
title: A small site
hosts:
  web1: {platform: debian-12, sysctls: {vm.max_map_count: 262144}}
`;
const scratch = mkdtempSync(join(tmpdir(), 'sitewright-test-build-'));
const dist = join(scratch, 'package/dist');
const again = join(scratch, 'again/dist');
const deployments = join(scratch, 'deployments');

beforeAll(async () => {
  mkdirSync(join(deployments, 'sites'), { recursive: true });
  writeFileSync(join(deployments, 'sites/small.yaml'), SITE);
  mkdirSync(join(scratch, 'package'));
  mkdirSync(join(scratch, 'again'));
  await build(ROOT, dist);
  await build(ROOT, again);
}, 60_000);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const run = (...argv: readonly string[]): { status: number | null; stderr: string; stdout: string } => {
  const { status, stderr, stdout } = spawnSync(process.execPath, [join(dist, 'sitewright.cjs'), ...argv], {
    cwd: deployments,
    encoding: 'utf8',
  });
  return { status, stderr, stdout };
};
const rendered = (): string =>
  readFileSync(join(deployments, 'out/small/web1/etc/sysctl.d/60-small.conf'), 'utf8');
const kept = (): readonly string[] => readdirSync(join(dist, '.cache'));

describe('a build', () => {
  test('renders a site, and keeps what V8 compiled', () => {
    rmSync(join(dist, '.cache'), { recursive: true, force: true });
    expect(run('generate')).toMatchObject({ status: 0 });
    expect(rendered()).toContain('vm.max_map_count = 262144');
    expect(kept()).toHaveLength(1);
  });

  test('reads what V8 kept, and does not write it again', () => {
    run('check');
    const [name = ''] = kept().filter((one) => one.endsWith('-check.bin'));
    const file = join(dist, '.cache', name);
    utimesSync(file, 1, 1);
    const before = readFileSync(file);
    expect(run('check')).toMatchObject({ status: 0 });
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  test.each([
    ['empty', Buffer.alloc(0)],
    ['of another program', Buffer.alloc(4096, 7)],
  ])('takes no harm from what is %s where V8 keeps its own, and replaces it', (_, bytes) => {
    run('check');
    for (const name of kept()) writeFileSync(join(dist, '.cache', name), bytes);
    expect(run('check')).toMatchObject({ status: 0, stdout: '' });
    const sizes = kept()
      .filter((name) => name.endsWith('-check.bin'))
      .map((name) => readFileSync(join(dist, '.cache', name)).length);
    expect(Math.min(...sizes)).toBeGreaterThan(bytes.length);
  });

  test('runs where nothing can be kept', () => {
    rmSync(join(dist, '.cache'), { recursive: true });
    // A file in the way stops root too, which a read-only folder does not.
    writeFileSync(join(dist, '.cache'), '');
    expect(run('check')).toMatchObject({ status: 0, stderr: '' });
    rmSync(join(dist, '.cache'));
    chmodSync(dist, 0o555);
    expect(run('check')).toMatchObject({ status: 0, stderr: '' });
    chmodSync(dist, 0o755);
  });

  test('forgets what an earlier build kept', () => {
    mkdirSync(join(dist, '.cache'), { recursive: true });
    writeFileSync(join(dist, '.cache/0123456789abcdef-old.bin'), 'x');
    for (const name of kept().filter((one) => one.endsWith('-validate.bin')))
      rmSync(join(dist, '.cache', name));
    run('validate');
    expect(kept().filter((one) => one.includes('old'))).toEqual([]);
  });

  test('says the same as the sources about a bad manifest', () => {
    const bad = join(scratch, 'bad');
    mkdirSync(join(bad, 'sites'), { recursive: true });
    writeFileSync(
      join(bad, 'sites/small.yaml'),
      `${SITE}services:\n  a: {container: {imge: x}, ports: {http: {number: 0}}}\n`,
    );
    const argv = ['validate', '--format', 'json', '-C', bad];
    const built = run(...argv);
    const source = spawnSync(join(ROOT, 'node_modules/.bin/tsx'), [join(ROOT, 'src/main.ts'), ...argv], {
      encoding: 'utf8',
    });
    expect(built.stdout).toBe(source.stdout);
    expect(built.stdout).toContain('imge');
    expect(built.status).toBe(1);
  });

  test('passes a fault of the program on', () => {
    const copy = join(scratch, 'broken/dist');
    cpSync(dist, copy, { recursive: true });
    writeFileSync(join(copy, 'main.cjs'), 'throw new Error("this build is broken")');
    const { status, stderr } = spawnSync(process.execPath, [join(copy, 'sitewright.cjs')], {
      encoding: 'utf8',
    });
    expect(status).not.toBe(0);
    expect(stderr).toContain('this build is broken');
  });

  test('holds the licences of what it holds', () => {
    const licences = readFileSync(join(dist, 'licences.txt'), 'utf8');
    for (const name of ['yaml', 'handlebars', 'diff']) expect(licences).toMatch(new RegExp(`^${name}$`, 'm'));
  });

  test.each(['main.cjs', 'sitewright.cjs', 'library.json', 'build.json'])(
    'gives the same %s whenever it is made',
    (name) => expect(readFileSync(join(again, name)).equals(readFileSync(join(dist, name)))).toBe(true),
  );
});

describe('a build in a checkout', () => {
  const root = join(scratch, 'checkout');
  const file = join(root, 'src/build/a.ts');
  const stamp = (): void =>
    writeFileSync(join(root, 'dist/build.json'), JSON.stringify(stampOf('x', root, ['src/build/a.ts'])));
  beforeAll(() => {
    mkdirSync(join(root, 'src/build'), { recursive: true });
    writeFileSync(file, 'one');
    cpSync(dist, join(root, 'dist'), { recursive: true });
    stamp();
  });
  const version = (): { status: number | null; stderr: string } =>
    spawnSync(process.execPath, [join(root, 'dist/sitewright.cjs'), '--version'], { encoding: 'utf8' });

  test('runs while the sources are what they were', () => {
    expect(version()).toMatchObject({ status: 0, stderr: '' });
  });
  test('runs after a file was written again with the same bytes', () => {
    writeFileSync(file, 'one');
    utimesSync(file, 5, 5);
    expect(changedInput(root)).toBeNull();
    expect(version()).toMatchObject({ status: 0 });
  });
  test.each([
    ['changed', () => writeFileSync(file, 'two')],
    ['gone', () => rmSync(file)],
  ])('refuses to run after a source is %s', (_, change) => {
    change();
    expect(changedInput(root)).toBe('src/build/a.ts');
    expect(version()).toMatchObject({ status: 2 });
    expect(version().stderr).toContain('npm run build');
  });
});

test('a plain run loads no parser of YAML, no validator, no differ and no verification', async () => {
  const { metafile } = await esbuild({
    absWorkingDir: ROOT,
    entryPoints: ['src/build/dist.ts', 'src/commands/generate.ts'],
    bundle: true,
    write: false,
    metafile: true,
    outdir: 'out',
    platform: 'node',
    format: 'cjs',
    define: { 'import.meta.dirname': '__dirname' },
  });
  const loaded = [
    ...loadedBy(metafile, 'src/build/dist.ts'),
    ...loadedBy(metafile, 'src/commands/generate.ts'),
  ];
  expect(loaded).toContain('src/compile.ts');
  expect(
    loaded.filter((path) =>
      /node_modules\/(?!fastest-levenshtein)|src\/verify|src\/effect|src\/source\/parse/.test(path),
    ),
  ).toEqual([]);
});

/** What is loaded at once with a module: everything but what stands behind `await import()`. */
function loadedBy({ inputs }: Metafile, entry: string): ReadonlySet<string> {
  const seen = new Set<string>();
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const { path: next, kind, external } of inputs[path]?.imports ?? [])
      if (kind !== 'dynamic-import' && !external) visit(next);
  };
  visit(entry);
  return seen;
}
