import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Compiler, type CompileOptions, type Compiled } from '../src/compile.ts';
import type { Schema } from '../src/manifest/bundle.ts';
import { libraryOf } from '../src/render/library.ts';
import { Workspace } from '../src/workspace.ts';
import { targets } from '../templates/index.ts';

/** The folder with schema/ and templates/. */
export const PROJECT = fileURLToPath(new URL('..', import.meta.url));

/** The project's own schema, read once: ajv compiles a schema object once. */
class Scratch extends Workspace {
  static #schema: Schema | null = null;
  override schema(): Schema {
    return (Scratch.#schema ??= super.schema());
  }
}

export const prepared = libraryOf(targets, (name) => new Workspace(PROJECT, PROJECT).template(name));
if (prepared.diagnostics.length > 0) throw new Error('the templates have faults');

/**
 * Compiles a manifest as the commands do, from a folder of its own.
 * @param text the manifest `sites/example.yaml`
 * @param others further files below sites/, by their path there
 */
export async function compiled(
  text: string,
  others: Readonly<Record<string, string>> = {},
  options: CompileOptions = { recording: false, reached: null },
): Promise<Compiled> {
  const root = mkdtempSync(join(tmpdir(), 'sitewright-'));
  try {
    for (const [path, content] of Object.entries({ ...others, 'example.yaml': text })) {
      const file = join(root, 'sites', path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
    const compiler = new Compiler(new Scratch(root, PROJECT), prepared.library);
    return await compiler.compile('example', options);
  } finally {
    rmSync(root, { recursive: true });
  }
}
