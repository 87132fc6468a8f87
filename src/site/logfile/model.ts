import type { Fact } from '../../fact.ts';
import type { Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import type { Host, Named } from '../model.ts';

/** Log files of one host that are put aside in the same way. */
export interface LogFile extends Named {
  readonly said: Located<M.LogFile>;
  readonly host: Host;
  /** an account that the host has; null for that of the old file */
  readonly owner: Fact<string> | null;
  /** null where the owner is */
  readonly group: Fact<string> | null;
}
