import type { Origin } from '../fact.ts';

/** A rendered file or link of a host. */
export interface Artifact {
  readonly host: string;
  /** absolute, on the host */
  readonly path: string;
  readonly content:
    { readonly kind: 'file'; readonly text: string } | { readonly kind: 'link'; readonly to: string };
  /** octal, such as `0644` */
  readonly mode: string;
  readonly owner: string;
  readonly group: string;
  readonly target: string;
  /** id of its syntax or serialiser */
  readonly format: string;
  readonly unit: string | null;
  /** it is made where it is missing, and is the host’s own from then on */
  readonly initial: boolean;
  /** it lies beside the files of its host, and is none of them */
  readonly beside: boolean;
  /** what asked for it: the origins of its path */
  readonly from: readonly Origin[];
  /** what its owner, group and mode are owed to, and what it exists for */
  readonly rights: readonly Origin[];
  /** one entry a line of the text; null where the run did not record */
  readonly lines: readonly LineOrigins[] | null;
}

/** What a line of an artifact is owed to. */
export interface LineOrigins {
  /** `nginx/server.hbs:14`, or the id of a serialiser, in the order in which they wrote */
  readonly written: readonly string[];
  readonly origins: readonly Origin[];
  /** other artifacts whose content it speaks of, by host path: it is owed to all their lines */
  readonly digests: readonly string[];
}
