import { error, type Diagnostic } from '../../diagnostic.ts';
import { because, fact, map, type Fact, type Origin } from '../../fact.ts';
import { entriesOf, keyOf, nameIn, type Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import type { Certificate, Host, Listener, Service, Upstream, Vhost, Webserver } from '../model.ts';
import type { Names } from '../names.ts';
import { placesOf, type Pairs, type Place } from '../pair/member.ts';
import { placed } from '../platform/platform.ts';
import { listenerOf } from './listeners.ts';

export type WebserverDraft = Omit<
  { -readonly [Key in keyof Webserver]: Webserver[Key] },
  'vhosts' | 'upstreams'
> & {
  vhosts: Vhost[];
  upstreams: UpstreamDraft[];
};

export type UpstreamDraft = Upstream & { readonly from: Origin[] };

export type VhostDraft = { -readonly [Key in keyof Vhost]: Vhost[Key] };

/** Where nginx looks for its main file, in the image and on every host whose platform is not known. */
const MAIN = '/etc/nginx/nginx.conf';

const notOurs = (name: Fact<string>, said: Fact<string>, service: Service): Diagnostic =>
  error(
    'webserver-without-container',
    said.from[0]?.at ?? service.at,
    `The web server ${name.value} would run in ${service.name.value}, which ${service.said.external ? 'is external' : 'is no container'}.`,
    {
      related: [{ at: service.at, message: `${service.name.value} is said here.` }],
      why: 'Its configuration is mounted into the container that it runs in.',
      help: 'Name a service with a `container`, or say `on` for the nginx of a host.',
    },
  );

/** The web servers of a site: for one on a pair, one on each node. */
export function webserverDrafts(
  said: Located<M.SiteManifest>,
  services: Names<Service>,
  hosts: Names<Host>,
  pairs: Pairs,
  diagnostics: Diagnostic[],
): readonly WebserverDraft[] {
  return entriesOf(said.webservers).flatMap(({ name, value }): readonly WebserverDraft[] => {
    const shared = { name, at: keyOf(value) };
    if (value.on)
      return placesOf(value.on, hosts, pairs, diagnostics).map((place) => ({
        ...shared,
        ...onHost(value, place, diagnostics),
        vhosts: [],
        upstreams: [],
      }));
    const own = value.service ? inContainer(name, value, value.service, services, diagnostics) : null;
    return own ? [{ ...shared, ...own, vhosts: [], upstreams: [] }] : [];
  });
}

type Own = Omit<WebserverDraft, 'name' | 'at' | 'vhosts' | 'upstreams'>;

function inContainer(
  name: Fact<string>,
  said: Located<M.Webserver>,
  named: Fact<string>,
  services: Names<Service>,
  diagnostics: Diagnostic[],
): Own | null {
  const service = services.find(named);
  if (service && !service.said.container) diagnostics.push(notOurs(name, named, service));
  if (!service?.stack) return null;
  const port = (which: string): Listener | null => {
    const found = service.ports.find((one) => one.name.value === which);
    return found
      ? { name: found.name, at: found.at, number: found.said.number, addresses: [], exposed: null }
      : null;
  };
  const tag = service.image?.tag;
  const version =
    tag && /^[0-9]+\.[0-9]+(\.[0-9]+)?/.test(tag.value)
      ? map(tag, (text) => text.replace(/[^0-9.].*$/, ''))
      : null;
  const { directory, on } = service.stack.said;
  const hostPath = because(
    map(directory, (path) => `${path}/${name.value}/nginx.conf`),
    on ?? null,
    named,
  );
  return {
    said,
    host: service.stack.host,
    member: null,
    service,
    version,
    http: port('http'),
    https: port('https'),
    hostPath,
    path: MAIN,
  };
}

function onHost(value: Located<M.Webserver>, place: Place, diagnostics: Diagnostic[]): Own {
  const { host, member } = place;
  const on = member?.on ?? value.on ?? null;
  const said = on ? { ...value, on } : value;
  const nginx = host.platform?.nginx;
  const [version] = nginx?.versions ?? [];
  const listener = (which: 'http' | 'https'): Listener | null => {
    const ports = said.ports;
    const found = ports?.[which];
    return ports && found ? listenerOf(nameIn(ports, which), found, place, diagnostics) : null;
  };
  return {
    said,
    host,
    member,
    service: null,
    version: version === undefined ? null : because(placed(host, version, {}), on),
    http: listener('http'),
    https: listener('https'),
    hostPath: because(nginx ? placed(host, nginx.configuration, {}) : fact(MAIN), on),
    path: nginx?.configuration ?? MAIN,
  };
}

export function vhostDrafts(
  said: Located<M.SiteManifest>,
  webservers: Names<WebserverDraft>,
  all: readonly WebserverDraft[],
  certificates: Names<Certificate>,
): readonly VhostDraft[] {
  return entriesOf(said.vhosts).flatMap(({ name, value }) => {
    const found = webservers.find(value.at);
    const certificate = value.tls ? certificates.find(value.tls.certificate) : null;
    const [first] = value.names;
    if (!found || !first) return [];
    const plain = map(first, (text) => text.replace(/^(\*\.|\.)/, ''));
    const origin = map(plain, (text) => `${value.tls ? 'https' : 'http'}://${text}`);
    return all
      .filter((one) => one.name.value === found.name.value)
      .map((webserver) => {
        const vhost: VhostDraft = {
          name,
          at: keyOf(value),
          said: value,
          webserver,
          names: value.names,
          certificate,
          origin: value.tls ? because(origin, value.tls.certificate) : origin,
          routes: [],
        };
        webserver.vhosts.push(vhost);
        return vhost;
      });
  });
}
