import { error, type Diagnostic } from '../diagnostic.ts';
import { because, fact, map, originsOf, type Fact, type Origin } from '../fact.ts';
import { entriesOf, keyOf, type Located } from '../manifest/located.ts';
import type * as M from '../manifest/types.ts';
import type {
  Certificate,
  Mount,
  Route,
  Secret,
  Service,
  Upstream,
  Vhost,
  Volume,
  Webserver,
} from './model.ts';
import { didYouMean } from '../source/suggest.ts';
import type { Names } from './names.ts';
import { choosePort } from './reference.ts';

export type WebserverDraft = Omit<
  { -readonly [Key in keyof Webserver]: Webserver[Key] },
  'vhosts' | 'upstreams'
> & {
  vhosts: Vhost[];
  upstreams: UpstreamDraft[];
};
type UpstreamDraft = Upstream & { readonly from: Origin[] };
export type VhostDraft = { -readonly [Key in keyof Vhost]: Vhost[Key] };

export function certificatesOf(
  said: Located<M.SiteManifest>,
  secrets: Names<Secret>,
  diagnostics: Diagnostic[],
): readonly Certificate[] {
  return entriesOf(said.certificates).flatMap(({ name, value }) => {
    const certificate = secrets.find(value.certificate);
    const key = secrets.find(value.key);
    for (const secret of [certificate, key])
      if (secret && secret.said.deliver.value !== 'file')
        diagnostics.push(
          error(
            'unsafe-certificate',
            keyOf(value),
            `The secret ${secret.name.value} is a value; a certificate and its key are files.`,
            {
              related: [{ at: secret.at, message: 'It is said here.' }],
              help: 'Say `deliver: file` at the secret.',
            },
          ),
        );
    if (!certificate || !key) return [];
    const path = (ending: string): Fact<string> => map(name, (text) => `/etc/nginx/tls/${text}.${ending}`);
    return [
      {
        name,
        at: keyOf(value),
        said: value,
        certificate,
        key,
        certificatePath: path('crt'),
        keyPath: path('key'),
      },
    ];
  });
}

const notOurs = (name: Fact<string>, said: Fact<string>, service: Service): Diagnostic =>
  error(
    'webserver-without-container',
    said.from[0]?.at ?? service.at,
    `The web server ${name.value} would run in ${service.name.value}, which is external.`,
    {
      related: [{ at: service.at, message: `${service.name.value} is said here.` }],
      why: 'No artifact is made for what somebody else runs.',
      help: 'Name a service with a `container`.',
    },
  );

export function webserverDrafts(
  said: Located<M.SiteManifest>,
  services: Names<Service>,
  diagnostics: Diagnostic[],
): readonly WebserverDraft[] {
  return entriesOf(said.webservers).flatMap(({ name, value }) => {
    const service = services.find(value.service);
    if (service?.said.external) diagnostics.push(notOurs(name, value.service, service));
    if (!service?.stack) return [];
    const port = (which: string): Service['ports'][number] | null =>
      service.ports.find((one) => one.name.value === which) ?? null;
    const tag = service.container?.tag;
    const version =
      tag && /^[0-9]+\.[0-9]+(\.[0-9]+)?/.test(tag.value)
        ? map(tag, (text) => text.replace(/[^0-9.].*$/, ''))
        : null;
    const { directory, on } = service.stack.said;
    const hostPath = because(
      map(directory, (path) => `${path}/${name.value}/nginx.conf`),
      on ?? null,
      value.service,
    );
    return [
      {
        name,
        at: keyOf(value),
        said: value,
        service,
        version,
        http: port('http'),
        https: port('https'),
        vhosts: [],
        upstreams: [],
        hostPath,
        path: '/etc/nginx/nginx.conf',
      },
    ];
  });
}

export function vhostDrafts(
  said: Located<M.SiteManifest>,
  webservers: Names<WebserverDraft>,
  certificates: Names<Certificate>,
): readonly VhostDraft[] {
  return entriesOf(said.vhosts).flatMap(({ name, value }) => {
    const webserver = webservers.find(value.at);
    const certificate = value.tls ? certificates.find(value.tls.certificate) : null;
    const [first] = value.names;
    if (!webserver || !first) return [];
    const plain = map(first, (text) => text.replace(/^(\*\.|\.)/, ''));
    const origin = map(plain, (text) => `${value.tls ? 'https' : 'http'}://${text}`);
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
    return [vhost];
  });
}

/** Routes to services become upstreams of the web server, one for each port that is proxied to. */
export function completeVhost(
  vhost: VhostDraft,
  webserver: WebserverDraft,
  services: Names<Service>,
  volumes: Names<Volume>,
  diagnostics: Diagnostic[],
): void {
  const drafts = entriesOf(vhost.said.routes).map(({ name, value }) => {
    const upstream = value.to ? upstreamOf(value.to, webserver, services, diagnostics) : null;
    const directory = value.static ? directoryOf(value.static, webserver, volumes, diagnostics) : null;
    return { name, at: keyOf(value), said: value, vhost, upstream, directory, then: null };
  });
  vhost.routes = drafts.map((route): Route => ({ ...route, then: thenOf(route.said, drafts, diagnostics) }));
}

function thenOf(said: Located<M.Route>, routes: readonly Route[], diagnostics: Diagnostic[]): Route | null {
  const then = said.fallback?.then;
  if (!then || typeof then.value === 'number') return null;
  const named = routes.filter((route) => route.said.match.named);
  const found = named.find(
    (route) => route.name.value === then.value || route.said.match.named?.value === then.value,
  );
  if (!found)
    diagnostics.push(
      error(
        'unknown-route',
        then.from[0]?.at ?? keyOf(said),
        `There is no named route "${then.value}" in this vhost.${didYouMean(
          then.value,
          named.flatMap(({ name, said: { match } }) => [name.value, match.named?.value ?? []].flat()),
        )}`,
        { help: 'Name a route that matches by `named`, or give a status.' },
      ),
    );
  return found ?? null;
}

/** Null without a finding where the service lacks the port: the rule route-without-service-port says that. */
function upstreamOf(
  to: Located<M.Target>,
  webserver: WebserverDraft,
  services: Names<Service>,
  diagnostics: Diagnostic[],
): Upstream | null {
  const service = services.find(to.service);
  const port = service && choosePort(service, to.port);
  if (!service || !port) return null;
  const asked = originsOf(to.service, to.port ?? null, port.said.speaks);
  const before = webserver.upstreams.find((one) => one.port === port);
  if (before) {
    before.from.push(...asked);
    return before;
  }
  const host = addressFrom(webserver, port, to, diagnostics);
  if (!host) return null;
  const name =
    service.ports.length === 1 ? service.name : map(port.name, (text) => `${service.name.value}_${text}`);
  const upstream: UpstreamDraft = {
    from: [...asked],
    name: because(name, service.name),
    port,
    address: because(concatAddress(host.address, host.port), to.service),
    tuning: webserver.said.upstreams?.[service.name.value] ?? null,
  };
  webserver.upstreams.push(upstream);
  return upstream;
}

const concatAddress = (host: Fact<string>, port: Fact<number>): Fact<string> => ({
  value: `${host.value}:${port.value}`,
  from: originsOf(host, port),
});

function addressFrom(
  webserver: WebserverDraft,
  port: Upstream['port'],
  to: Located<M.Target>,
  diagnostics: Diagnostic[],
): { readonly address: Fact<string>; readonly port: Fact<number> } | null {
  const { service } = port;
  // Why a container has no stack was said where its stack was looked for.
  if (service.container && !service.stack) return null;
  if (service.stack === webserver.service.stack) return { address: service.name, port: port.said.number };
  const address = port.published?.address;
  if (address && !/^(127\.|::1$)/.test(address.value)) {
    const host = service.stack?.host;
    const reachable = address.value === '0.0.0.0' ? [...(host?.addresses.values() ?? [])][0] : address;
    if (reachable && port.published) return { address: reachable, port: port.published.port };
  }
  diagnostics.push(
    error(
      'unreachable-service',
      to.service.from[0]?.at ?? keyOf(to),
      `${service.name.value} cannot be reached from the web server ${webserver.name.value}.`,
      {
        related: [
          {
            at: port.at,
            message: `The port ${port.name.value} is not published where another host could reach it.`,
          },
        ],
        help: 'Say `expose: lan` at the port, or put both into one stack.',
      },
    ),
  );
  return null;
}

function directoryOf(
  said: Located<M.Static>,
  webserver: WebserverDraft,
  volumes: Names<Volume>,
  diagnostics: Diagnostic[],
): Fact<string> | null {
  if (said.path) return said.path;
  const { volume } = said;
  if (!volume || !volumes.find(volume)) return null;
  const mount = webserver.service.mounts.find(
    ({ source }) => source.kind === 'volume' && source.volume.name.value === volume.value,
  );
  if (mount) return { value: mount.path.value, from: originsOf(mount.path, volume) };
  diagnostics.push(
    error(
      'volume-without-mount',
      volume.from[0]?.at ?? keyOf(said),
      `The web server ${webserver.name.value} does not mount the volume ${volume.value}.`,
      {
        related: [{ at: webserver.service.at, message: `Its container is ${webserver.service.name.value}.` }],
        help: `Mount it there, read-only: mounts: {/srv/${volume.value}: {volume: ${volume.value}, readOnly: true}}.`,
      },
    ),
  );
  return null;
}

/** What a web server's container needs besides what the manifest says: its configuration, certificates and password files. */
export function derivedMounts(webserver: WebserverDraft, secrets: Names<Secret>): Service['mounts'] {
  const yes = (...reasons: readonly Fact<unknown>[]): Fact<boolean> => ({
    value: true,
    from: originsOf(...reasons),
  });
  const configuration = {
    path: fact(webserver.path, webserver.name.from),
    source: { kind: 'rendered', path: webserver.hostPath } as const,
    readOnly: yes(webserver.name),
    at: webserver.at,
    from: originsOf(webserver.name, webserver.said.service),
  };
  const certificates = new Map<string, { readonly certificate: Certificate; readonly from: Origin[] }>();
  for (const { certificate, said } of webserver.vhosts) {
    if (!certificate || !said.tls) continue;
    const before = certificates.get(certificate.name.value);
    if (before) before.from.push(...said.tls.certificate.from);
    else certificates.set(certificate.name.value, { certificate, from: [...said.tls.certificate.from] });
  }
  const file = (path: Fact<string>, secret: Secret, name: Fact<string>, from: readonly Origin[]): Mount => ({
    path,
    source: { kind: 'secret', secret },
    readOnly: yes(name),
    at: webserver.at,
    from: originsOf(name, webserver.said.service, { from }),
  });
  const tls = byName([...certificates.values()], ({ certificate }) => certificate.name.value).flatMap(
    ({ certificate: one, from }) => [
      file(one.certificatePath, one.certificate, one.said.certificate, from),
      file(one.keyPath, one.key, one.said.key, from),
    ],
  );
  const users = new Map<string, Fact<string>>();
  for (const vhost of webserver.vhosts)
    for (const auth of [vhost.said.auth, ...vhost.routes.map((route) => route.said.auth)])
      if (auth) users.set(auth.users.value, because(auth.users, users.get(auth.users.value) ?? null));
  const passwords = [...users.values()].flatMap((name) => {
    const secret = secrets.find(name);
    return secret ? [file(usersPath(name), secret, name, name.from)] : [];
  });
  return [configuration, ...tls, ...passwords];
}

/** An order that a change of one thing does not change for the others. */
const byName = <T>(all: readonly T[], name: (one: T) => string): readonly T[] =>
  [...all].sort((a, b) => (name(a) < name(b) ? -1 : name(a) > name(b) ? 1 : 0));

/** Where nginx finds a password file. */
export const usersPath = (name: Fact<string>): Fact<string> =>
  map(name, (text) => `/etc/nginx/users/${text}`);

/** nginx looks up its upstreams once, at start: it starts after them and is restarted with them. */
export function derivedAfter(webserver: WebserverDraft): Service['after'] {
  const said = new Set(webserver.service.after.map(({ service }) => service.name.value));
  const services = new Map(
    webserver.upstreams.map((upstream) => [upstream.port.service.name.value, upstream]),
  );
  return byName([...services.values()], ({ name }) => name.value)
    .filter(
      ({ port }) => port.service.stack === webserver.service.stack && !said.has(port.service.name.value),
    )
    .map(({ port, from: routes }) => {
      const from = originsOf(port.service.name, webserver.said.service, { from: routes });
      const condition =
        port.service.health && port.service.health.test.kind !== 'none' ? 'healthy' : 'started';
      return {
        service: port.service,
        condition: fact(condition, from),
        restart: true,
        from,
      };
    });
}
