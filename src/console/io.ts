import type { State } from '../state.ts';

/** What a command knows of the world. The working directory is the process's own; every path is relative to it. */
export interface Io {
  /** data, to standard output */
  out(text: string): void;
  /** words for people, to standard error */
  err(text: string): void;
  /** the same, apart from what stands above it by an empty line */
  block(text: string): void;
  /** whether words for people may be coloured */
  readonly color: boolean;
  /** what is being done, while it takes long; null when it is done. Shown on a terminal only. */
  progress(line: string | null): void;
  readonly disk: Disk;
}

/** The few files that `new` writes. Failed system calls come as words in `failed`. */
export interface Disk {
  /** null where there is no such file */
  read(path: string): string | null;
  /** names in a folder, sorted; empty where there is none */
  list(path: string): readonly string[];
  /** writes a file that must not be there yet, with the folders above it */
  create(path: string, text: string): Written;
  /** replaces a file */
  replace(path: string, text: string): Written;
}
export type Written = { readonly failed: string } | null;

/** What comes with the installed program, given by its entry. */
export interface Setting {
  /** the folder that holds schema/ and templates/, or what the build made of them */
  readonly assets: string;
  readonly version: string;
  /** what the last run left; asked for when the working directory is settled */
  readonly state: () => State;
}

export type Format = 'pretty' | 'json' | 'github';

/** One call of a command. */
export interface Call {
  readonly words: readonly string[];
  readonly format: Format;
  /** names of the given options that are only on or off */
  readonly flags: ReadonlySet<string>;
  readonly io: Io;
  readonly setting: Setting;
}

/** Gives the exit status: 0 fine, 1 findings, 2 usage or failure. */
export type Run = (call: Call) => Promise<number>;

export interface Command {
  readonly name: string;
  /** its words, as usage shows them: `[site…]` */
  readonly words: string;
  /** how many words it takes */
  readonly takes: readonly [least: number, most: number];
  /** one line, without a full stop */
  readonly summary: string;
  /** the rest of its help */
  readonly about: string;
  readonly options: readonly Option[];
  readonly load: () => Promise<Run>;
}

export interface Option {
  /** without its dashes: `format` */
  readonly name: string;
  readonly short: string | null;
  /** the name of its value; null for one that is on or off */
  readonly value: string | null;
  readonly choices: readonly string[] | null;
  readonly help: string;
}
