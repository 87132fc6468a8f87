import { error, nowhere, type Diagnostic, type Source, type Span } from '../diagnostic.ts';
import { didYouMean, listOf } from '../source/suggest.ts';
import type { MapNode, Node } from '../source/tree.ts';
import { overlay } from './layers.ts';

/** How the layers of a manifest are got at. */
export interface Layers {
  /** the tree of a manifest below sites/, by its path there; null with findings where it has none */
  tree(path: string): Promise<{ readonly value: Node | null; readonly diagnostics: readonly Diagnostic[] }>;
  /** what `extends` may name */
  known(): readonly string[];
}

export interface Read {
  readonly tree: MapNode | null;
  readonly diagnostics: readonly Diagnostic[];
  /** the texts that took part, the manifest itself first */
  readonly sources: readonly Source[];
}

/** A manifest with everything that it extends. @param path below sites/, such as `ooy.yaml` */
export async function read(path: string, layers: Layers): Promise<Read> {
  const reading = new Reading(layers);
  const tree = await reading.manifest(path, []);
  return { tree, diagnostics: reading.diagnostics, sources: [...reading.sources] };
}

class Reading {
  readonly diagnostics: Diagnostic[] = [];
  readonly sources = new Set<Source>();
  readonly #layers: Layers;

  constructor(layers: Layers) {
    this.#layers = layers;
  }

  async manifest(
    path: string,
    open: readonly { readonly path: string; readonly at: Span }[],
  ): Promise<MapNode | null> {
    const { value, diagnostics } = await this.#layers.tree(path);
    this.diagnostics.push(...diagnostics);
    if (!value) return null;
    this.sources.add(value.at.source);
    if (value.kind !== 'map') {
      this.diagnostics.push(
        error('schema/type', value.at, 'A manifest is a map.', { help: 'Start with `sitewright: 1`.' }),
      );
      return null;
    }
    const parents: MapNode[] = [];
    let whole = true;
    for (const { name, at } of this.#parents(value)) {
      const cycle = [...open, { path, at }];
      const back = cycle.findIndex((one) => one.path === name);
      const parent =
        back === -1 ? await this.#parent(name, at, cycle) : this.#cyclic(cycle.slice(back), name, at);
      if (parent) parents.push(parent);
      else whole = false;
    }
    if (!whole) return null;
    const merged = overlay(value, parents);
    this.diagnostics.push(...merged.diagnostics);
    return merged.value;
  }

  #parents(tree: MapNode): readonly { readonly name: string; readonly at: Span }[] {
    const list = tree.entries.get('extends')?.value;
    if (list?.kind !== 'list') return [];
    return list.items.flatMap((item) =>
      item.kind === 'scalar' && typeof item.value === 'string' ? [{ name: item.value, at: item.at }] : [],
    );
  }

  #cyclic(cycle: readonly { readonly path: string; readonly at: Span }[], name: string, at: Span): null {
    this.diagnostics.push(
      error(
        'layer/cycle',
        at,
        `${name} extends itself: ${[...cycle.map((one) => one.path), name].join(' → ')}.`,
        {
          related: cycle
            .filter((one) => one.at !== at)
            .map((one) => ({ at: one.at, message: `${one.path} extends the next one here.` })),
          help: 'Take one of them out of `extends`.',
        },
      ),
    );
    return null;
  }

  async #parent(
    name: string,
    at: Span,
    open: readonly { readonly path: string; readonly at: Span }[],
  ): Promise<MapNode | null> {
    if (
      name.startsWith('/') ||
      name.split('/').some((step) => step === '..' || step === '.' || step === '') ||
      name.includes('\\')
    ) {
      this.diagnostics.push(
        error('layer/outside', at, `"${name}" is not below sites/.`, {
          why: 'A site is compiled from this repository alone.',
          help: 'Name a manifest by its path below sites/, such as base/rapidpro.yaml.',
        }),
      );
      return null;
    }
    const known = this.#layers.known();
    if (!known.includes(name)) {
      this.diagnostics.push(
        error('unknown-layer', at, `There is no manifest sites/${name}.${didYouMean(name, known)}`, {
          help: known.length > 0 ? `There are ${listOf(known)}.` : null,
        }),
      );
      return null;
    }
    return this.manifest(name, open);
  }
}

/** The manifest of a site that does not exist. */
export const noManifest = (path: string, known: readonly string[]): Diagnostic =>
  error(
    'manifest/missing',
    nowhere(`sites/${path}`),
    `There is no manifest sites/${path}.${didYouMean(path, known)}`,
    { help: known.length > 0 ? `There are ${listOf(known)}.` : 'Make one: sitewright new site NAME.' },
  );
