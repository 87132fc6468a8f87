import { error, type Diagnostic, type Result, type Source, type Span } from './diagnostic.ts';
import type { Fact } from './fact.ts';
import { accepts } from './manifest/accepts.ts';
import { faultsOf } from './site/program/faults.ts';
import type { Loaded, Program } from './site/program/program.ts';
import { didYouMean, listOf } from './source/suggest.ts';
import type { Node } from './source/tree.ts';
import type { Workspace } from './workspace.ts';

/** A program's file, or why there is none; a finding without a place is about the name that asks. */
type Found = { readonly loaded: Loaded } | { readonly diagnostics: readonly Diagnostic[] };

/**
 * The known programs of a run, each read when a site first names it: those of the package, whose files the tests check, and
 * a team's own, which are checked here.
 */
export class KnownPrograms {
  readonly #workspace: Workspace;
  readonly #found = new Map<string, Promise<Found>>();
  #names: ReturnType<Workspace['programs']> | null = null;

  constructor(workspace: Workspace) {
    this.#workspace = workspace;
  }

  /**
   * The programs that a site names.
   * @param names each as often as it is named
   * @param read takes the files that are not the package's own
   */
  async of(
    names: readonly Fact<string>[],
    read: (source: Source) => void,
  ): Promise<(name: Fact<string>) => Result<Loaded>> {
    const all = new Map<string, Found>();
    for (const { value } of names) {
      if (all.has(value)) continue;
      const found = await this.#find(value);
      all.set(value, found);
      if (!('loaded' in found)) continue;
      for (const source of found.loaded.files) if (source.name.startsWith('sites/')) read(source);
    }
    return (name) => {
      const found = all.get(name.value);
      if (found && 'loaded' in found) return { value: found.loaded, diagnostics: [] };
      const diagnostics = found?.diagnostics ?? [];
      return { value: null, diagnostics: diagnostics.length > 0 ? diagnostics : [this.#unknown(name)] };
    };
  }

  #find(name: string): Promise<Found> {
    const before = this.#found.get(name);
    if (before) return before;
    const found = this.#load(name);
    this.#found.set(name, found);
    return found;
  }

  async #load(name: string): Promise<Found> {
    const { known, own } = this.#all;
    if (!own.includes(name)) {
      if (!known.includes(name)) return { diagnostics: [] };
      const source = this.#workspace.knownProgram(name);
      return { loaded: { program: JSON.parse(source.text), source, files: [source] } };
    }
    const path = `sites/programs/${name}.json`;
    const { value: source, diagnostics } = this.#workspace.read(path);
    if (!source) return { diagnostics };
    const start: Span = { source, start: 0, end: 1 };
    if (known.includes(name))
      return {
        diagnostics: [
          error('program/known', start, `The program ${name} is known already.`, {
            help: `Give the file another name, and say \`"extends": "${name}"\` in it.`,
          }),
        ],
      };
    return this.#checked(source);
  }

  /** A team's file. One that cannot be used says why at its own lines. */
  async #checked(source: Source): Promise<Found> {
    const schema = this.#workspace.programSchema();
    const start: Span = { source, start: 0, end: 1 };
    let data: unknown;
    try {
      data = JSON.parse(source.text);
    } catch (reason) {
      const words = reason instanceof Error ? reason.message : String(reason);
      const at = Number(/position ([0-9]+)/.exec(words)?.[1] ?? 0);
      const message = `This is not JSON: ${words.replace(/ in JSON at position.*| \(line .*/s, '')}.`;
      return { diagnostics: [error('program/json', { source, start: at, end: at + 1 }, message)] };
    }
    if (!isProgram(data, nodeOf(data, start), schema)) {
      const { validate } = await import('./manifest/messages.ts');
      const { checkOf } = await import('./manifest/validator.ts');
      const { parse } = await import('./source/parse.ts');
      const { value: tree, diagnostics } = parse(source);
      return { diagnostics: tree ? validate(tree, checkOf(schema)) : diagnostics };
    }
    const base = data.extends === undefined ? null : await this.#base(data.extends, source);
    if (base && !('loaded' in base)) return base;
    const program = base ? over(base.loaded.program, data) : data;
    const faults = [...faultsOf(program)].map(({ key, message }) =>
      error('program/fault', placeIn(source, key), `${key}: ${message}`),
    );
    if (faults.length > 0) return { diagnostics: faults };
    return { loaded: { program, source, files: [source, ...(base?.loaded.files ?? [])] } };
  }

  async #base(name: string, source: Source): Promise<Found> {
    if (this.#all.known.includes(name)) return this.#find(name);
    const message = `There is no known program "${name}".${didYouMean(name, this.#all.known)}`;
    const help = `The package knows ${listOf(this.#all.known)}.`;
    return { diagnostics: [error('unknown-program', placeIn(source, 'extends'), message, { help })] };
  }

  get #all(): ReturnType<Workspace['programs']> {
    return (this.#names ??= this.#workspace.programs());
  }

  #unknown(name: Fact<string>): Diagnostic {
    const [first] = name.from;
    if (!first) throw new Error('a manifest names a program nowhere');
    const names = [...this.#all.known, ...this.#all.own];
    return error(
      'unknown-program',
      first.at,
      `There is no known program "${name.value}".${didYouMean(name.value, names)}`,
      {
        help: `Known: ${listOf(names)}. A program of your own is a file: sites/programs/${name.value}.json.`,
      },
    );
  }
}

const isProgram = (_: unknown, tree: Node, schema: Parameters<typeof accepts>[1]): _ is Program =>
  accepts(tree, schema);

/** Data as the tree that the schema's quick check reads; all of it stands at one place. */
function nodeOf(data: unknown, at: Span): Node {
  const rest = { at, overrides: [] };
  if (Array.isArray(data)) return { kind: 'list', items: data.map((item) => nodeOf(item, at)), ...rest };
  if (typeof data === 'object' && data !== null)
    return {
      kind: 'map',
      entries: new Map(
        Object.entries(data).map(([name, value]) => [name, { key: at, value: nodeOf(value, at) }]),
      ),
      ...rest,
    };
  const value =
    typeof data === 'string' || typeof data === 'number' || typeof data === 'boolean' ? data : null;
  return { kind: 'scalar', value, ...rest };
}

/** A team's file over the one that it extends: entries of one name replace each other. */
const over = (base: Program, own: Program): Program => ({
  ...base,
  ...own,
  sources: { ...own.sources, ...base.sources },
  variables: { ...base.variables, ...own.variables },
  ...(base.uses || own.uses ? { uses: { ...base.uses, ...own.uses } } : {}),
  ...(base.ports || own.ports ? { ports: { ...base.ports, ...own.ports } } : {}),
  ...(base.duties || own.duties ? { duties: { ...base.duties, ...own.duties } } : {}),
  ...(base.prefixes || own.prefixes ? { prefixes: { ...base.prefixes, ...own.prefixes } } : {}),
});

function placeIn(source: Source, key: string): Span {
  const start = source.text.indexOf(JSON.stringify(key));
  return start === -1 ? { source, start: 0, end: 1 } : { source, start, end: start + key.length + 2 };
}
