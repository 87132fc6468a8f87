import { distinct, error, type Diagnostic, type Result, type Source } from './diagnostic.ts';
import { fact, type Fact } from './fact.ts';
import { accepts } from './manifest/accepts.ts';
import { edited, type Edit } from './source/edit.ts';
import { locate } from './manifest/locate.ts';
import { entriesOf, type Located } from './manifest/located.ts';
import type { Schema } from './manifest/bundle.ts';
import { prune, type Broken } from './manifest/prune.ts';
import { noManifest, read, type Read } from './manifest/read.ts';
import { noCache, type ParseCache } from './source/cache.ts';
import type { SiteManifest } from './manifest/types.ts';
import type { Artifact } from './render/artifact.ts';
import type { Reached } from './render/interpret.ts';
import type { Library } from './render/program.ts';
import { render } from './render/render.ts';
import { rules } from './rules/index.ts';
import { KnownPrograms } from './programs.ts';
import { run, withoutAccepted } from './rules/run.ts';
import { fast } from './source/fast.ts';
import type { Node } from './source/tree.ts';
import { resolve } from './site/resolve.ts';
import type { Site } from './site/model.ts';
import { targets } from '../templates/index.ts';
import type { Workspace } from './workspace.ts';

export interface Compiled {
  readonly name: string;
  readonly site: Site | null;
  /** null where a finding forbids to write anything of this site */
  readonly artifacts: readonly Artifact[] | null;
  readonly diagnostics: readonly Diagnostic[];
  /** every file that was read, the manifest first; paths below the working directory */
  readonly sources: readonly Source[];
}

export interface CompileOptions {
  /** whether every line of every artifact remembers where it came from */
  readonly recording: boolean;
  readonly reached: Reached | null;
  /** the site as it would be with other values in some places: what nobody writes is given in spite of findings */
  readonly edits?: readonly Edit[];
}

/** Parse, validate, resolve, check, render: one site after another, all findings of a site in one go. */
export class Compiler {
  readonly workspace: Workspace;
  readonly #library: Library;
  readonly #cache: ParseCache;
  readonly #programs: KnownPrograms;
  readonly #trees = new Map<string, Promise<Result<Node>>>();
  #manifests: readonly string[] | null = null;
  /** read when it is first needed: a run in which nothing changed does without */
  #read: Schema | null = null;

  /** @param library the prepared templates, see `libraryOf` */
  constructor(workspace: Workspace, library: Library, cache: ParseCache = noCache) {
    this.workspace = workspace;
    this.#library = library;
    this.#cache = cache;
    this.#programs = new KnownPrograms(workspace);
  }

  async compile(name: string, options: CompileOptions): Promise<Compiled> {
    const path = `${name}.yaml`;
    const known = this.#known();
    if (!known.includes(path))
      return { name, site: null, artifacts: null, diagnostics: [noManifest(path, known)], sources: [] };
    const written = await read(path, { tree: (one) => this.#tree(one, one === path), known: () => known });
    const manifest =
      options.edits && written.tree ? { ...written, tree: edited(written.tree, options.edits) } : written;
    const { tree, diagnostics, broken } = await this.#validated(manifest, name);
    if (!tree) return { name, site: null, artifacts: null, diagnostics, sources: manifest.sources };
    const sources = [...manifest.sources];
    const said = locate(tree, this.#schema);
    const findProgram = await this.#programs.of(programsIn(said), (source) => sources.push(source));
    const readSource = (file: Fact<string>): Result<Fact<string>> => this.#sideFile(name, file, sources);
    const resolved = resolve(said, `sites/${path}`, readSource, findProgram, broken);
    const site = resolved.value;
    if (!site)
      return { name, site, artifacts: null, diagnostics: [...diagnostics, ...resolved.diagnostics], sources };
    const checked = targets.flatMap((target) => [
      ...(target.check?.(site, () => this.workspace.vocabulary(target.id)) ?? []),
    ]);
    // With a finding, what is missing may be meant to be there.
    const complete = site.complete && !checked.some(({ severity }) => severity === 'error');
    const rendered = render({ ...site, complete }, targets, this.#library, options);
    const ruled = run(rules, site);
    const all = withoutAccepted(
      distinct([...diagnostics, ...resolved.diagnostics, ...checked, ...rendered.diagnostics, ...ruled]),
      site,
    );
    return {
      name,
      site,
      artifacts: !options.edits && all.some(({ severity }) => severity === 'error') ? null : rendered.value,
      diagnostics: all,
      sources,
    };
  }

  get #schema(): Schema {
    return (this.#read ??= this.workspace.schema());
  }

  #known(): readonly string[] {
    return (this.#manifests ??= this.workspace.manifests());
  }

  /** Parents are shared by many sites and kept; a site's own tree is not, so that memory stays flat. */
  #tree(path: string, own: boolean): Promise<Result<Node>> {
    const before = this.#trees.get(path);
    if (before) return before;
    const parsed = this.#parse(path);
    if (!own) this.#trees.set(path, parsed);
    return parsed;
  }

  async #parse(path: string): Promise<Result<Node>> {
    const { value: source, diagnostics } = this.workspace.read(`sites/${path}`);
    if (!source) return { value: null, diagnostics };
    const kept = this.#cache.tree(source);
    if (kept) return { value: kept, diagnostics: [] };
    const usual = fast(source);
    if (usual) return { value: usual, diagnostics: [] };
    const { parse } = await import('./source/parse.ts');
    return parse(source);
  }

  async #validated(
    { tree, diagnostics }: Read,
    name: string,
  ): Promise<{
    readonly tree: Node | null;
    readonly diagnostics: readonly Diagnostic[];
    readonly broken: Broken;
  }> {
    const nothing: Broken = new Map();
    if (!tree || diagnostics.some(({ severity }) => severity === 'error' && !tree))
      return { tree: null, diagnostics, broken: nothing };
    const named = misnamed(tree, name);
    if (named.length === 0 && accepts(tree, this.#schema)) return { tree, diagnostics, broken: nothing };
    const { validate } = await import('./manifest/messages.ts');
    const { checkOf } = await import('./manifest/validator.ts');
    const check = checkOf(this.#schema);
    const findings = [...validate(tree, check), ...named];
    if (findings.length === 0) return { tree, diagnostics, broken: nothing };
    const pruned = prune(tree, findings);
    const usable = validate(pruned.tree, check).length === 0;
    return {
      tree: usable ? pruned.tree : null,
      diagnostics: [...diagnostics, ...findings],
      broken: pruned.broken,
    };
  }

  #sideFile(site: string, file: Fact<string>, sources: Source[]): Result<Fact<string>> {
    const at = file.from[0]?.at;
    const name = file.value;
    if (name.startsWith('/') || name.split('/').some((step) => step === '..' || step === '' || step === '.'))
      return {
        value: null,
        diagnostics: at
          ? [
              error('file/outside', at, `"${name}" is not in the folder of the site.`, {
                help: `Put the file into sites/${site}/ and give its path there.`,
              }),
            ]
          : [],
      };
    const read = this.workspace.read(`sites/${site}/${name}`);
    if (!read.value)
      return { value: null, diagnostics: read.diagnostics.map((one) => (at ? { ...one, at } : one)) };
    sources.push(read.value);
    const { text } = read.value;
    return {
      value: fact(text, [
        ...file.from,
        { at: { source: read.value, start: 0, end: text.length }, note: null },
      ]),
      diagnostics: [],
    };
  }
}

/** The programs that a manifest names. */
const programsIn = (said: Located<SiteManifest>): readonly Fact<string>[] =>
  [...entriesOf(said.services), ...entriesOf(said.applications)].flatMap(({ value }) =>
    value.program ? [value.program] : [],
  );

function misnamed(tree: Node, name: string): readonly Diagnostic[] {
  const said = tree.kind === 'map' ? tree.entries.get('site')?.value : undefined;
  if (said?.kind !== 'scalar' || said.value === name || typeof said.value !== 'string') return [];
  return [
    error(
      'manifest/misnamed',
      said.at,
      `The manifest sites/${name}.yaml says that it is ${JSON.stringify(said.value)}.`,
      {
        why: 'Its files go to the folder of its name.',
        help: `Write \`site: ${name}\`, or rename the file.`,
      },
    ),
  ];
}
