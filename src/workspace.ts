import { existsSync, readFileSync, readdirSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';
import { error, nowhere, type Diagnostic, type Result, type Source } from './diagnostic.ts';
import type { Schema } from './manifest/bundle.ts';
import type { Library } from './render/program.ts';

/**
 * Where things are read from: schema, templates and what programs understand from the installed package, `sites/` from
 * the working directory. The only reader of manifests.
 */
export class Workspace {
  readonly root: string;
  readonly #assets: string;
  readonly #vocabularies = new Map<string, unknown>();

  /** @param root the working directory @param assets the folder with `schema/` and the package's own data */
  constructor(root: string, assets: string) {
    this.root = root;
    this.#assets = assets;
  }

  /** The sites, by name, sorted: every `sites/<name>.yaml`. */
  sites(): readonly string[] {
    return this.#list('sites')
      .filter((entry) => /^[^/_.][^/]*\.yaml$/.test(entry))
      .map((entry) => entry.slice(0, -'.yaml'.length));
  }

  /** What `extends` may name: every manifest below sites/, by its path there. */
  manifests(): readonly string[] {
    return this.#list('sites', true).filter((entry) => entry.endsWith('.yaml'));
  }

  #list(folder: string, recursive = false): readonly string[] {
    return listed(join(this.root, folder), recursive);
  }

  /** A text below the working directory. @param path relative, such as `sites/ooy.yaml` */
  read(path: string): Result<Source> {
    const fault = (code: string, message: string, help: string): Result<Source> => ({
      value: null,
      diagnostics: [error(code, nowhere(path), message, { help })],
    });
    let bytes: Buffer;
    try {
      const real = realpathSync(join(this.root, path));
      if (!real.startsWith(realpathSync(join(this.root, 'sites')) + sep))
        return fault(
          'manifest/outside',
          `${path} leads out of sites/.`,
          'Replace the symbolic link by the file.',
        );
      bytes = readFileSync(real);
    } catch (reason) {
      return fault(
        'manifest/unreadable',
        `${path} cannot be read: ${words(reason)}.`,
        'Check the name and the permissions.',
      );
    }
    try {
      return {
        value: {
          name: path,
          text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(bytes),
        },
        diagnostics: [],
      };
    } catch {
      return { value: null, diagnostics: [notUtf8(path, bytes)] };
    }
  }

  schema(): Schema {
    return this.#json('schema/manifest.schema.json');
  }

  /** What a file about a known program may say. */
  programSchema(): Schema {
    return this.#json('schema/programs/program.schema.json');
  }

  /** The known programs, by name: those of the package, and those that stand below sites/programs. */
  programs(): { readonly known: readonly string[]; readonly own: readonly string[] } {
    const known = listed(join(this.#assets, 'schema/programs')).flatMap(programIn);
    return { known, own: this.#list('sites/programs').flatMap(programIn) };
  }

  /** The text about a program of the package. */
  knownProgram(name: string): Source {
    const path = `schema/programs/${name}.json`;
    return { name: path, text: readFileSync(join(this.#assets, path), 'utf8') };
  }

  /** What the real program of a target understands; null where the target has no vocabulary. */
  vocabulary(target: string): unknown {
    const before = this.#vocabularies.get(target);
    if (before !== undefined) return before;
    const path = `templates/${target}/vocabulary.json`;
    const read: unknown = existsSync(join(this.#assets, path)) ? this.#json(path) : null;
    this.#vocabularies.set(target, read);
    return read;
  }

  /** The templates as the build prepared them; null in a checkout that was not built. */
  preparedLibrary(): Library | null {
    return existsSync(join(this.#assets, 'library.json')) ? this.#json('library.json') : null;
  }

  /** A template's text, by its path below templates/. */
  template(name: string): string | null {
    const path = join(this.#assets, 'templates', name);
    return existsSync(path) ? readFileSync(path, 'utf8') : null;
  }

  #json<T>(path: string): T {
    return JSON.parse(readFileSync(join(this.#assets, path), 'utf8'));
  }
}

function listed(folder: string, recursive = false): readonly string[] {
  try {
    return readdirSync(folder, { recursive, encoding: 'utf8' })
      .map((entry) => entry.split(sep).join('/'))
      .sort();
  } catch {
    return [];
  }
}

const programIn = (entry: string): readonly string[] => {
  const name = /^([a-z0-9][a-z0-9-]*)\.json$/.exec(entry)?.[1];
  return name === undefined ? [] : [name];
};

/** The system's own words would hold the path of this machine. */
function words(reason: unknown): string {
  const code = reason instanceof Error && 'code' in reason ? String(reason.code) : String(reason);
  return WORDS[code] ?? code;
}

const WORDS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a directory',
  EACCES: 'permission is denied',
  ELOOP: 'its symbolic links lead in a ring',
};

function notUtf8(path: string, bytes: Buffer): Diagnostic {
  const text = bytes.toString('utf8');
  const start = text.indexOf('\ufffd');
  return error(
    'manifest/not-utf8',
    { source: { name: path, text }, start, end: start + 1 },
    'The file is not UTF-8.',
    { why: 'Its letters would be guessed.', help: 'Save it as UTF-8.' },
  );
}
