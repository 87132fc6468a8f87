import type { Fact, Origin } from '../../fact.ts';
import type { Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import type { Certificate, Named, Service, ServicePort } from '../model.ts';

export interface Webserver extends Named {
  readonly said: Located<M.Webserver>;
  readonly service: Service;
  /** nginx's version, from the tag of its image; null for an image that is not pinned */
  readonly version: Fact<string> | null;
  readonly http: ServicePort | null;
  readonly https: ServicePort | null;
  readonly vhosts: readonly Vhost[];
  readonly upstreams: readonly Upstream[];
  /** the main configuration file: on the host, and where nginx sees it */
  readonly hostPath: Fact<string>;
  readonly path: string;
}
export interface Upstream {
  readonly name: Fact<string>;
  readonly port: ServicePort;
  /** `host:port` as the web server reaches it */
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
