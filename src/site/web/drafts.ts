import { error, type Diagnostic } from '../../diagnostic.ts';
import { because, map, type Fact, type Origin } from '../../fact.ts';
import { entriesOf, keyOf, type Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import type { Certificate, Secret, Service, Upstream, Vhost, Webserver } from '../model.ts';
import type { Names } from '../names.ts';

export type WebserverDraft = Omit<
  { -readonly [Key in keyof Webserver]: Webserver[Key] },
  'vhosts' | 'upstreams'
> & {
  vhosts: Vhost[];
  upstreams: UpstreamDraft[];
};

export type UpstreamDraft = Upstream & { readonly from: Origin[] };

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
    `The web server ${name.value} would run in ${service.name.value}, which ${service.said.external ? 'is external' : 'is no container'}.`,
    {
      related: [{ at: service.at, message: `${service.name.value} is said here.` }],
      why: 'Its configuration is mounted into the container that it runs in.',
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
    if (service && !service.said.container) diagnostics.push(notOurs(name, value.service, service));
    if (!service?.stack) return [];
    const port = (which: string): Service['ports'][number] | null =>
      service.ports.find((one) => one.name.value === which) ?? null;
    const tag = service.image?.tag;
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
