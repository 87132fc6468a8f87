import type { Fact, Origin } from '../fact.ts';
import type { Host } from '../site/model.ts';

/**
 * A word of a command: pieces that are joined. `staged` is a path of the host as it lies in the tree that consumers are
 * asked about before anything is changed: its files are filled, and name each other by their staged paths.
 */
export type Word = Fact<string> | readonly Piece[];
export type Piece = Fact<string> | { readonly staged: Fact<string> };

/** A command that runs as root, without input. Its status says whether it worked. */
export interface Command {
  readonly words: readonly Word[];
  /** a server that does not end by itself: it is right once it has written this text, and is ended then */
  readonly until?: string;
  /** it is run only where `words` print `text` as their last line */
  readonly where?: { readonly words: readonly Word[]; readonly prints: string };
  /** the image of a container that it starts: a dry run, which fetches nothing, leaves it out where that is not there */
  readonly image?: Fact<string>;
}

/**
 * A server of PostgreSQL that is started with the staged files, in a cluster of its own: neither rules of access nor SQL can
 * be asked about otherwise.
 */
export interface Trial {
  /** the folder of its programs */
  readonly programs: Fact<string>;
  /** pg_hba.conf */
  readonly rules: Fact<string>;
  /** what is run in it as the administrator, through the socket */
  readonly sql: Fact<string>;
}

/** What rules of a firewall open: an administrator must be able to come back once they are loaded. */
export interface Admitted {
  readonly port: Fact<number>;
  /** an address or a network in CIDR notation; null for every one */
  readonly network: Fact<string> | null;
  /** at which address of the host; null for every one */
  readonly to: Fact<string> | null;
  /** what makes it open */
  readonly from: readonly Origin[];
}

/** A command that makes what files need to be there. */
export interface Making {
  readonly words: readonly Word[];
  /** it is not run where this path exists */
  readonly unlessThere: Fact<string>;
}

/**
 * When a unit is told, from the first to the last: the kernel, the network, services of the host and their data, the
 * applications that use them, those that must read a file again, and who watches over all of them.
 */
export const PHASES = [
  'kernel',
  'network',
  'manager',
  'store',
  'data',
  'application',
  'reader',
  'watcher',
] as const;
export type Phase = (typeof PHASES)[number];

/** A question that a program must be able to answer before it is asked about files. */
export interface Answering {
  /** a command of plain words */
  readonly command: string;
  /** what is wrong where it fails, and what to do: `docker has no plugin compose. apt-get install …` */
  readonly otherwise: string;
}

/** A program or file that must be on the host. */
export interface Need {
  /** a program that is found through PATH, or the absolute path of any file */
  readonly command: string;
  /** the packages that bring it, and where they come from if that is not the platform's own archive */
  readonly packages: readonly string[];
  readonly archive: string | null;
  /** what must work once it is there, each told by a sentence where it does not */
  readonly answers?: readonly Answering[];
  /** what needs it, where that is more than its unit */
  readonly from?: readonly Origin[];
}

/** A unit of effect: what must be told when a file changes, and who says before that whether the files are right. */
export interface Unit {
  readonly host: Host;
  /** as `FileSpec.unit` names it: `postgresql main` */
  readonly name: Fact<string>;
  readonly phase: Phase;
  /** what happens to it, for a reader: `reload, or restart where a setting needs one` */
  readonly does: string;
  readonly needs: readonly Need[];
  /** folders in which its program writes when it is asked: it is given others, by the files that it is asked about */
  readonly scratch: readonly Fact<string>[];
  /** run before its files come into place, where they need something to be there */
  readonly make: readonly Making[];
  /** whether its program accepts the staged files */
  readonly check: readonly Command[];
  /** asked after all commands of `check`, and only where one of its two files is replaced */
  readonly trial: Trial | null;
  /** TCP ports that it opens for peers from outside, if it is a firewall */
  readonly admits: readonly Admitted[];
  /** tells it, in this order; the first one that fails ends the run, and the next run tells it again */
  readonly apply: readonly Command[];
  /** ends it, before its files are removed because the site has it no more; null where nothing runs then */
  readonly retire: Command | null;
  /** what it is for who knows the host and not this script: `the container nginx of main`; null where its name says that */
  readonly known: Fact<string> | null;
  /** further files and secrets of the host that it reads: it is told when one of them is replaced */
  readonly reads: readonly Fact<string>[];
  /** files of which another unit tells it when they are rendered anew, and which it must read again when only a value changes */
  readonly readsFilled: readonly Fact<string>[];
  /** which other unit tells it: then it has no commands of its own but `check` */
  readonly through: Fact<string> | null;
  /** what it exists for */
  readonly from: readonly Origin[];
}

/** A unit of which only the given parts are more than nothing. */
export const unit = (parts: Pick<Unit, 'host' | 'name' | 'phase' | 'does'> & Partial<Unit>): Unit => ({
  needs: [],
  scratch: [],
  make: [],
  check: [],
  trial: null,
  admits: [],
  apply: [],
  retire: null,
  known: null,
  reads: [],
  readsFilled: [],
  through: null,
  from: parts.name.from,
  ...parts,
});
