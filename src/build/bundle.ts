import { build } from 'esbuild';
import { join } from 'node:path';
import type { Schema } from '../manifest/bundle.ts';
import { checkModule } from './check.ts';

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
export async function bundle(root: string, entry: string, schema: Schema): Promise<Bundle> {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
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
    plugins: [
      {
        name: 'check of the schema',
        setup: (building) =>
          building.onLoad({ filter: /[\\/]src[\\/]manifest[\\/]validator\.ts$/ }, ({ path }) => ({
            contents: checkModule(schema, './validate.ts'),
            loader: 'js',
            resolveDir: join(path, '..'),
          })),
      },
    ],
  });
  const text = outputFiles[0]?.text;
  if (text === undefined) throw new Error(`esbuild wrote nothing for ${entry}`);
  const paths = Object.keys(metafile.inputs);
  const packages = paths.flatMap(
    (path) => /(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? [],
  );
  return {
    text,
    inputs: paths.filter((path) => !path.includes('node_modules/')),
    packages: [...new Set(packages)].sort(),
  };
}

/** @param id takes the place of BUILD_ID */
export const withId = (text: string, id: string): string => text.replaceAll(PLACEHOLDER, id);
