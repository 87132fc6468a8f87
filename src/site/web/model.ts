import type { Fact, Origin } from '../../fact.ts';
import type { Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import type { Host, Named, Secret, Service, ServicePort, ServiceSocket } from '../model.ts';
import type { Member } from '../pair/model.ts';

/** One on each node where it is on a pair; all of them have the same name and the same vhosts. */
export interface Webserver extends Named {
  readonly said: Located<M.Webserver>;
  readonly host: Host;
  /** null where it is on a host alone, or in a container */
  readonly member: Member | null;
  /** whose container it runs in; null for the nginx of the host's own packages */
  readonly service: Service | null;
  /** nginx's version, from the tag of its image or from the platform; null where neither tells it */
  readonly version: Fact<string> | null;
  readonly http: Listener | null;
  readonly https: Listener | null;
  readonly vhosts: readonly Vhost[];
  readonly upstreams: readonly Upstream[];
  /** the main configuration file: on the host, and where nginx sees it */
  readonly hostPath: Fact<string>;
  readonly path: string;
}
export interface Listener extends Named {
  readonly number: Fact<number>;
  /** addresses of the host that it binds; none for every one. A container binds every one of its own. */
  readonly addresses: readonly Fact<string>[];
  /** who may reach it; null in a container, whose service publishes its ports */
  readonly exposed: { readonly expose: Fact<string>; readonly via: Fact<string> | null } | null;
}
export interface Upstream {
  readonly name: Fact<string>;
  readonly service: Service;
  readonly end: ServicePort | ServiceSocket;
  /** the application protocol: `http`, `uwsgi` */
  readonly speaks: Fact<string>;
  /** `host:port` as the web server reaches it, or `unix:` and the path of a socket */
  readonly address: Fact<string>;
  readonly tuning: Located<M.Upstream> | null;
  /** every route that is proxied to it */
  readonly from: readonly Origin[];
}
export interface Vhost extends Named {
  readonly said: Located<M.Vhost>;
  readonly webserver: Webserver;
  readonly names: readonly Fact<string>[];
  readonly certificate: Certificate | null;
  /** scheme and public name: `https://site.example.org` */
  readonly origin: Fact<string>;
  readonly routes: readonly Route[];
}
export interface Route extends Named {
  readonly said: Located<M.Route>;
  readonly vhost: Vhost;
  readonly upstream: Upstream | null;
  /** for static files: the directory as the web server sees it */
  readonly directory: Fact<string> | null;
  /** for a fallback to a named route */
  readonly then: Route | null;
}

export interface Certificate extends Named {
  readonly said: Located<M.Certificate>;
  readonly certificate: TlsFile;
  readonly key: TlsFile;
}
/** A certificate or a key. */
export interface TlsFile {
  /** null for a file that each host keeps itself */
  readonly secret: Secret | null;
  /** where it lies on a host */
  readonly path: Fact<string>;
}

/** One on each node where it is on a pair. */
