import type { Diagnostic } from '../diagnostic.ts';
import type { Fact, Origin, Value } from '../fact.ts';
import type { Data, Serialiser } from '../format/data.ts';
import type { Syntax } from '../format/place.ts';
import type { Host, Site } from '../site/model.ts';
import type { Unit } from './effects.ts';

/** Under this key a view says which places made it exist: they are owed by every line that it gives. */
export const OWED = Symbol('owed');

/** What a template may read. An optional field is an explicit null; an absent one is an error at the template's line. */
export type View = Fact<Value> | null | readonly View[] | ViewMap;
export interface ViewMap {
  readonly [key: string]: View;
  readonly [OWED]?: readonly Origin[];
}

export const owed = <T extends { readonly [key: string]: View }>(
  from: readonly Origin[],
  view: T,
): T & ViewMap => ({ ...view, [OWED]: from });

/** What the other files of a host turned out to be, for the label that makes a container notice them. */
export interface Rendered {
  /** a short digest of the content of files of this host, owed to every place that those files are owed to */
  digest(paths: readonly string[]): Fact<string>;
}

export type Body =
  | { readonly kind: 'template'; readonly template: string; readonly syntax: Syntax; readonly view: ViewMap }
  | { readonly kind: 'data'; readonly serialiser: Serialiser; readonly data: Data }
  /** rendered after all others, because it speaks of their content */
  | { readonly kind: 'late'; readonly serialiser: Serialiser; readonly data: (rendered: Rendered) => Data }
  | { readonly kind: 'link'; readonly to: Fact<string> };

/** One file or link of a host. */
export interface FileSpec {
  readonly host: Host;
  /** absolute, on the host */
  readonly path: Fact<string>;
  readonly body: Body;
  /** octal, such as `0644` */
  readonly mode: string;
  readonly owner: string;
  readonly group: string;
  /** what the file exists for, where that is more than its path says */
  readonly exists?: () => readonly Origin[];
  /** it is made where it is missing, and is the host’s own from then on */
  readonly initial?: true;
  /** what its owner, group and mode are owed to, where a manifest says them */
  readonly rights?: () => readonly Origin[];
  /** it lies beside the files of its host, and is none of them: a person reads or runs it from there */
  readonly beside?: true;
  /** what must be told when this file changes, by the name of its unit; null where nothing runs from it */
  readonly unit: string | null;
}

/** A tool that files are rendered for. */
export interface Target {
  readonly id: string;
  readonly title: string;
  /** the templates that `files` names, by their path below templates/; partials come along */
  readonly templates: readonly { readonly name: string; readonly syntax: Syntax }[];
  files(site: Site): Iterable<FileSpec>;
  /**
   * Findings about this tool's own settings, asked of the vocabulary that the registry loads.
   * @param vocabulary what the real program understands; read when it is first asked for
   */
  check?(site: Site, vocabulary: () => unknown): Iterable<Diagnostic>;
  /** the units that `files` names: what tells them, and who is asked before */
  effects?(site: Site): Iterable<Unit>;
  /** files about all the other files of a site, which are rendered after them, and findings about the whole */
  last?(site: Site, all: Everything): Last;
}

export interface Last {
  readonly files: readonly FileSpec[];
  readonly diagnostics: readonly Diagnostic[];
}

/** All that the targets gave for a site, before those files that speak about it. */
export interface Everything {
  readonly files: readonly PlacedFile[];
  readonly units: readonly Unit[];
}

/** A rendered file or link of a host. */
export interface PlacedFile {
  readonly host: string;
  /** absolute, on the host */
  readonly path: string;
  /** its text; null for a link */
  readonly text: string | null;
  /** where the link points to; null for a file */
  readonly to: string | null;
  readonly mode: string;
  readonly owner: string;
  readonly group: string;
  readonly unit: string | null;
  /** it is made where it is missing, and is the host’s own from then on */
  readonly initial: boolean;
  /** what asked for it */
  readonly from: readonly Origin[];
  /** what its owner, group and mode are owed to, and what it exists for */
  readonly rights: readonly Origin[];
  /** for each line of the text, what it is owed to; null where the run does not record */
  readonly lines: readonly { readonly origins: readonly Origin[] }[] | null;
}

export const defineTarget = (target: Target): Target => target;
