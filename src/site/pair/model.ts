import type { Fact, Value } from '../../fact.ts';
import type { Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import type { Host, Named } from '../model.ts';
import type { Role } from './roles.ts';

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
  /** who moves that address; null where it is nobody that files are written for */
  readonly mover: Mover | null;
}

/** Who moves a virtual address. */
export type Mover =
  | {
      /** a resource of the cluster, `said.resource` */
      readonly kind: 'pacemaker';
      readonly said: Located<M.PacemakerMover>;
      /** how often it is looked at, and how long that may take: seconds */
      readonly monitor: Fact<number>;
      readonly timeout: Fact<number>;
    }
  | {
      /** a virtual router, `said.routerId` on `said.interface` */
      readonly kind: 'keepalived';
      readonly said: Located<M.KeepalivedMover>;
      /** seconds */
      readonly advertise: Fact<number>;
      readonly password: Fact<Value> | null;
    };

/** What a host is to its pair. */
export interface Member {
  readonly pair: Pair;
  readonly host: Host;
  readonly peer: Host;
  /** in which roles of its node it runs; all of them where the pair itself was named */
  readonly roles: readonly Role[];
  /** what names the pair or the role, owed to the node as well */
  readonly on: Fact<string>;
}
