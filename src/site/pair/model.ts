import type { Fact } from '../../fact.ts';
import type { Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import type { Host, Named } from '../model.ts';

/** Two hosts that do the same work in turns. */
export interface Pair extends Named {
  readonly said: Located<M.Pair>;
  readonly nodes: readonly [Host, Host];
  /** the node that is primary when the pair is set up */
  readonly primary: Host;
  /** where each node reaches the other */
  readonly addresses: ReadonlyMap<Host, Fact<string>>;
  /** the virtual address, without its length; null where there is none */
  readonly address: Fact<string> | null;
}
/** What a host is to its pair. */
export interface Member {
  readonly pair: Pair;
  readonly host: Host;
  readonly peer: Host;
  /** the name of the pair, owed to the node as well */
  readonly on: Fact<string>;
}
