import { error, type Diagnostic } from '../../diagnostic.ts';
import { because, map, originsOf, type Fact } from '../../fact.ts';
import { entriesOf, keyOf, type Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import { didYouMean } from '../../source/suggest.ts';
import type { Route, Service, Upstream, Volume } from '../model.ts';
import type { Names } from '../names.ts';
import { choosePort } from '../reference/service.ts';
import type { UpstreamDraft, VhostDraft, WebserverDraft } from './drafts.ts';

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
    const { host } = service;
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
            message: `The port ${port.name.value} ${service.process ? 'is for programs of its own host only' : 'is not published where another host could reach it'}.`,
          },
        ],
        help: `Say \`expose: lan\` at the port${service.process ? '' : ', or put both into one stack'}.`,
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
