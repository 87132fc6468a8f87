import { build, type BuildOptions, type BuildResult, type PluginBuild } from 'esbuild';
import { join } from 'node:path';
import type { Schema } from '../manifest/bundle.ts';
import { CHECK, checkModule, VALIDATOR } from './check.ts';

/** Stands in the bundle for the id of the build, until the id is known. */
const PLACEHOLDER = '@build@';

export interface Bundle {
  readonly text: string;
  /** the files that it was made of; paths below the root */
  readonly inputs: readonly string[];
  /** the packages that it holds parts of */
  readonly packages: readonly string[];
}

/**
 * One CommonJS file of a program. Parts behind `await import()` are functions in it that run when they are first asked
 * for; ASCII, so that node reads it as one byte a character.
 * @param root the checkout @param entry below it, such as `src/main.ts`
 */
export async function bundle(root: string, entry: string): Promise<Bundle> {
  const plugins = [{ name: 'check of the schema', setup: withoutValidator }];
  return bundled(await build({ ...OPTIONS, absWorkingDir: root, entryPoints: [entry], plugins }));
}

/** The check of the schema, the same way. */
export async function bundleCheck(root: string, schema: Schema): Promise<Bundle> {
  const contents = checkModule(schema, './accepts.ts');
  const stdin = { contents, resolveDir: join(root, 'src/manifest'), sourcefile: CHECK };
  return bundled(await build({ ...OPTIONS, absWorkingDir: root, stdin }));
}

function bundled({ outputFiles, metafile }: BuildResult<typeof OPTIONS>): Bundle {
  const [file] = outputFiles;
  if (file === undefined) throw new Error('esbuild wrote nothing');
  const paths = Object.keys(metafile.inputs);
  const packages = paths.flatMap(
    (path) => /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [],
  );
  return {
    text: file.text,
    inputs: paths.filter((path) => !/node_modules\/|check(-program)?\.cjs$/.test(path)),
    packages: [...new Set(packages)].sort(),
  };
}

const OPTIONS = {
  bundle: true,
  write: false,
  metafile: true,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  charset: 'ascii',
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: 'none',
  logLevel: 'warning',
  define: { BUILD_ID: JSON.stringify(PLACEHOLDER), 'import.meta.dirname': '__dirname' },
} satisfies BuildOptions;

/** A program takes the check that was made beforehand, instead of ajv. */
function withoutValidator(building: PluginBuild): void {
  building.onLoad({ filter: /[\\/]src[\\/]manifest[\\/]validator\.ts$/ }, () => ({ contents: VALIDATOR }));
  building.onResolve({ filter: /^\.\/check(-program)?\.cjs$/ }, ({ path }) => ({ path, external: true }));
}

/** @param id takes the place of BUILD_ID */
export const withId = (text: string, id: string): string => text.replaceAll(PLACEHOLDER, id);
