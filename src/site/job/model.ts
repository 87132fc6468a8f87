import type { Fact } from '../../fact.ts';
import type { Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import type { Host, Named, Variable, Words } from '../model.ts';
import type { Member } from '../pair/model.ts';

/** A command that runs by the clock, on one host. */
export interface Job extends Named {
  readonly said: Located<M.Job>;
  readonly host: Host;
  /** of a pair, in whose roles it runs; null on a host alone */
  readonly member: Member | null;
  /** an account that the host has */
  readonly user: Fact<string>;
  /** five fields of a crontab each, or a word such as `@reboot` */
  readonly schedule: readonly Fact<string>[];
  /** words, or one line for a shell */
  readonly command: Words;
  readonly env: readonly Variable[];
  /** the name of the lock that a run holds; null where runs may overlap */
  readonly lock: Fact<string> | null;
}
