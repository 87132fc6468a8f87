import type { Span } from '../../diagnostic.ts';
import type { Fact, Origin } from '../../fact.ts';
import type { Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import type { Host } from '../model.ts';

/** Who may reach a host; every other new connection from outside is dropped. */
export interface Firewall {
  readonly host: Host;
  readonly said: Located<M.Firewall>;
  readonly at: Span;
  /** the way in for administrators first */
  readonly openings: readonly Opening[];
  /** the other node of a pair whose address keepalived moves: VRRP comes from it */
  readonly routers: readonly RouterPeer[];
  /** whether containers run on the host, as far as the manifest knows */
  readonly containers: Fact<boolean>;
}

/** A port of a host that may be connected to. */
export interface Opening {
  readonly kind: 'administration' | 'published' | 'datastore' | 'cluster' | 'admitted';
  readonly protocol: Fact<'tcp' | 'udp'>;
  /** as the peer asks for it: of a container’s port the one that is published */
  readonly port: Fact<number>;
  /** the addresses of the host that it is asked at; empty where all are meant */
  readonly to: readonly Fact<string>[];
  /** empty where nobody is known who could connect */
  readonly sources: readonly Source[];
  /** what it is for: `main (postgresql)` */
  readonly purpose: Fact<string>;
  readonly note: Fact<string> | null;
  /** every place that makes it exist */
  readonly from: readonly Origin[];
  readonly at: Span;
}

/** A virtual router speaks VRRP, a protocol without ports (RFC 9568). */
export interface RouterPeer {
  readonly address: Fact<string>;
  /** what it is for: `virtual address of stores` */
  readonly purpose: Fact<string>;
  /** every place that makes it exist */
  readonly from: readonly Origin[];
}

export interface Source {
  /** an address, or a network in CIDR notation; null for every address */
  readonly network: Fact<string> | null;
  /** containers of the host itself: only what comes through a bridge of Docker is meant */
  readonly bridged: boolean;
  readonly from: readonly Origin[];
}
