import { readFileSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';
import { LAYERS, PACKAGES, PRIVILEGES } from './architecture/layers.ts';
import {
  exportsOf,
  factReadsIn,
  forbiddenIn,
  globalsIn,
  importsOf,
  parsed,
  type Sight,
} from './architecture/scan.ts';
import { PROJECT } from './compiled.ts';

/** Every file below a folder of the project, by its path, sorted. */
const filesIn = (folder: string): readonly string[] =>
  readdirSync(join(PROJECT, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(PROJECT.length))
    .sort();
const textOf = (path: string): string => readFileSync(join(PROJECT, path), 'utf8');

const GENERATED = ['src/manifest/types.ts'];
const code = ['src', 'templates']
  .flatMap(filesIn)
  .filter((path) => path.endsWith('.ts') && !GENERATED.includes(path))
  .map((path) => parsed(path, textOf(path)));
const tests = ['test', 'bench']
  .flatMap(filesIn)
  .filter((path) => path.endsWith('.ts'))
  .map((path) => parsed(path, textOf(path)));

/** `file:line does something`, of every file in which something is seen. */
const seen = (
  files: readonly ts.SourceFile[],
  see: (file: ts.SourceFile) => Iterable<Sight>,
): readonly string[] =>
  files.flatMap((file) => [...see(file)].map(({ what, line }) => `${file.fileName}:${line} ${what}`));

const partOf = (path: string): string =>
  /^templates\/[^/]+\//.test(path)
    ? 'templates/TARGET/'
    : (LAYERS.map(({ part }) => part).find((part) => isIn(path, part)) ?? 'no part');
const isIn = (path: string, part: string): boolean =>
  part.endsWith('/') ? path.startsWith(part) : path === part;
/** The folder within which imports are nobody's business. */
const homeOf = (path: string): string =>
  partOf(path) === 'templates/TARGET/' ? path.split('/').slice(0, 2).join('/') : partOf(path);

describe('a part imports from earlier parts, and only what its row allows', () => {
  test.each(LAYERS)('$part: $because', ({ part, may }) => {
    const own = code.filter(({ fileName }) => partOf(fileName) === part);
    expect(own.length).toBeGreaterThan(0);
    const used = new Set<string>();
    const refused = seen(own, function* (file) {
      for (const one of importsOf(file)) {
        if (!/^(src|templates|schema|[a-z]+\.json)/.test(one.to) || homeOf(one.to) === homeOf(file.fileName))
          continue;
        const row = may.find((allowed) =>
          allowed.startsWith('type ')
            ? one.isType && isIn(one.to, allowed.slice('type '.length))
            : isIn(one.to, allowed),
        );
        if (row === undefined) yield one;
        else used.add(row);
      }
    });
    expect(refused).toEqual([]);
    expect([...used].sort(), 'every allowance is needed').toEqual([...may].sort());
  });

  test('the rows stand in the order of the data, and name nothing that comes later', () => {
    const later = LAYERS.flatMap(({ part, may }, index) =>
      may
        .map((allowed) => allowed.replace('type ', ''))
        .filter((allowed) => LAYERS.slice(index).some((one) => isIn(allowed, one.part)))
        .map((allowed) => `${part} may import ${allowed}`),
    );
    expect(later).toEqual([]);
  });

  test('every file belongs to a part', () => {
    expect(code.map(({ fileName }) => fileName).filter((path) => partOf(path) === 'no part')).toEqual([]);
  });

  test('no target imports another target', () => {
    const across = seen(
      code.filter(({ fileName }) => partOf(fileName) === 'templates/TARGET/'),
      (file) =>
        [...importsOf(file)].filter(
          ({ to }) => to.startsWith('templates/') && homeOf(to) !== homeOf(file.fileName),
        ),
    );
    expect(across).toEqual([]);
  });

  test('a target does not load how it is verified', () => {
    const loads = seen(
      code.filter(({ fileName }) => basename(fileName) === 'target.ts' && fileName.startsWith('templates/')),
      (file) => [...importsOf(file)].filter(({ to }) => /\/verify\.ts$|vocabulary\.json$/.test(to)),
    );
    expect(loads).toEqual([]);
  });
});

describe('privileges', () => {
  test.each(Object.entries(PRIVILEGES))('%s', (what, holders) => {
    const uses = code.flatMap((file) => {
      const found =
        what.startsWith('node:') && what !== 'node:process'
          ? [...importsOf(file)].filter(
              ({ to, isType }) => !isType && (to === what || to.startsWith(`${what}/`)),
            )
          : [...globalsIn(file, [what])];
      return found.map(({ line }) => ({ path: file.fileName, line }));
    });
    const isHeld = (path: string): boolean => holders.some(([part]) => isIn(path, part));
    expect(uses.filter(({ path }) => !isHeld(path)).map(({ path, line }) => `${path}:${line}`)).toEqual([]);
    const idle = holders.filter(([part]) => !uses.some(({ path }) => isIn(path, part)));
    expect(idle, 'every privilege is used').toEqual([]);
  });

  test('a package has few users', () => {
    const uses = code.flatMap((file) =>
      [...importsOf(file)]
        .filter(({ to }) => !/^(node:|src\/|templates\/|schema\/|[a-z]+\.json$)/.test(to))
        .map(({ to }) => ({
          path: file.fileName,
          name: to
            .split('/')
            .slice(0, to.startsWith('@') ? 2 : 1)
            .join('/'),
        })),
    );
    const refused = uses.filter(({ path, name }) => !PACKAGES[name]?.some((part) => isIn(path, part)));
    expect(refused).toEqual([]);
    for (const [name, parts] of Object.entries(PACKAGES))
      for (const part of parts)
        expect(
          uses.some((use) => use.name === name && isIn(use.path, part)),
          `${part} uses ${name}`,
        ).toBe(true);
  });
});

describe('the code', () => {
  test('has no any, no !, no default export, and no syntax that must be compiled', () => {
    expect(seen([...code, ...tests], forbiddenIn)).toEqual([]);
  });

  test('keeps every file short enough to be read at once', () => {
    const long = code
      .map(({ fileName, text }) => ({ fileName, lines: text.split('\n').length - 1 }))
      .filter(({ lines }) => lines > 250);
    expect(long.map(({ fileName }) => fileName)).toEqual([]);
  });

  test('keeps every folder small enough to be seen at once', () => {
    const folders = new Map<string, number>();
    for (const { fileName } of code)
      if (fileName.startsWith('src/') && !fileName.startsWith('src/rules/'))
        folders.set(dirname(fileName), (folders.get(dirname(fileName)) ?? 0) + 1);
    expect([...folders].filter(([, count]) => count > 9).map(([folder]) => folder)).toEqual([]);
  });

  test('has no folder or file for what found no place', () => {
    const homeless = [...code, ...tests].filter(({ fileName }) =>
      /(^|\/)(utils?|helpers?|common|misc|shared|lib)(\/|\.ts$)/.test(fileName),
    );
    expect(homeless.map(({ fileName }) => fileName)).toEqual([]);
  });

  test('calls only registries index.ts', () => {
    const registries = code.map(({ fileName }) => fileName).filter((path) => basename(path) === 'index.ts');
    expect(registries).toEqual(['src/commands/index.ts', 'src/rules/index.ts', 'templates/index.ts']);
  });

  test('names a target after its folder, and a rule after its file', () => {
    const camel = (text: string): string =>
      text.replaceAll(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
    const targets = code.filter(({ fileName }) => /^templates\/[a-z]+\/target\.ts$/.test(fileName));
    for (const file of targets) expect(exportsOf(file)).toEqual([basename(dirname(file.fileName))]);
    const rules = code.filter(
      ({ fileName, text }) => fileName.startsWith('src/rules/') && /= defineRule\(/.test(text),
    );
    expect(rules.length).toBeGreaterThan(4);
    for (const file of rules) expect(exportsOf(file)).toEqual([camel(basename(file.fileName, '.ts'))]);
  });

  test('leaves nothing for later in a comment', () => {
    const mark = new RegExp(
      `\\b(${['TO DO', 'FIX ME', 'XX X'].map((word) => word.replace(' ', '')).join('|')})\\b`,
    );
    const late = ['src', 'templates', 'test', 'schema', 'bench']
      .flatMap(filesIn)
      .filter((path) => mark.test(textOf(path)));
    expect(late).toEqual([]);
  });

  test('says of generated files, at their beginning, that they are', () => {
    for (const path of [
      ...GENERATED,
      'schema/manifest.schema.json',
      'schema/README.md',
      'src/rules/README.md',
      'templates/nginx/vocabulary.json',
    ])
      expect(textOf(path).slice(0, 200), path).toMatch(/(Generated|Derived) from .* by `npm run update`\./);
  });
});

test('serialisers hand facts on and never look into them', () => {
  const names = code
    .map(({ fileName }) => fileName)
    .filter((path) => path.startsWith('src/format/') || /^templates\/[^/]+\/syntax\.ts$/.test(path));
  const { config } = ts.readConfigFile(join(PROJECT, 'tsconfig.json'), (path) => readFileSync(path, 'utf8'));
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, PROJECT);
  const program = ts.createProgram(
    names.map((name) => join(PROJECT, name)),
    options,
  );
  const checker = program.getTypeChecker();
  const reads = names.flatMap((name) => {
    const file = program.getSourceFile(join(PROJECT, name));
    if (!file) throw new Error(`${name} was not read`);
    return [...factReadsIn(file, checker)].map(({ what, line }) => `${name}:${line} ${what}`);
  });
  expect(names.length).toBeGreaterThan(8);
  expect(reads).toEqual([]);
});

describe('the scanner sees', () => {
  test.each<[source: string, what: readonly string[]]>([
    ['const a = (fact: Fact) => fact.value;', ['reads fact.value']],
    ['const a = ({ value }: Fact) => value;', ['reads { value }']],
    ['const a = (entry: Entry) => entry.value.value;', ['reads entry.value.value']],
    ['const a = (entry: Entry) => entry.value;', []],
  ])('who looks into a fact: %s', (source, what) => {
    const text = `interface Fact { value: string; from: [] }\ninterface Entry { key: Fact; value: Fact }\n${source}`;
    const options = { noLib: true };
    const host = ts.createCompilerHost(options);
    const file = parsed('/a.ts', text);
    const program = ts.createProgram(['/a.ts'], options, {
      ...host,
      getSourceFile: (name) => (name === '/a.ts' ? file : undefined),
    });
    expect([...factReadsIn(file, program.getTypeChecker())].map((one) => one.what)).toEqual(what);
  });

  test.each<[source: string, what: string]>([
    ["import { a } from './b.ts';", 'imports src/x/b.ts'],
    ["export { a } from '../b.ts';", 'imports src/b.ts'],
    ["const a = await import('node:fs');", 'imports node:fs'],
    ["const a = process.getBuiltinModule('node:fs');", 'imports node:fs'],
    ["let a: import('./b.ts').B;", 'imports src/x/b.ts'],
    ['const a: any = 1;', 'says any'],
    ['const a = b!;', 'says !'],
    ['export default 1;', 'exports a default'],
    ['export default function a() {}', 'exports a default'],
    ['enum A {}', 'needs a compiler'],
    ['console.log(1);', 'console'],
    ['globalThis.process.exit();', 'process'],
    ['const { env } = process;', 'process'],
  ])('%s', (source, what) => {
    const file = parsed('src/x/a.ts', source);
    const found = [...importsOf(file), ...forbiddenIn(file), ...globalsIn(file, ['process', 'console'])];
    expect(found.map((one) => one.what)).toContain(what);
  });

  test.each([
    'import type { A } from "./b.ts";',
    'import { type A, type B } from "./b.ts";',
    'let a: import("./b.ts").B;',
  ])('only types in %s', (source) => {
    expect([...importsOf(parsed('src/x/a.ts', source))].map(({ isType }) => isType)).toEqual([true]);
  });

  test.each(['import { type A, b } from "./b.ts";', 'import A from "./b.ts";', 'import "./b.ts";'])(
    'more than types in %s',
    (source) => {
      expect([...importsOf(parsed('src/x/a.ts', source))].map(({ isType }) => isType)).toEqual([false]);
    },
  );
});
