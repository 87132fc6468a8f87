import { error, type Diagnostic } from '../../diagnostic.ts';
import { because, originsOf, type Fact } from '../../fact.ts';
import { entriesOf, keyOf, type Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import { didYouMean } from '../../source/suggest.ts';
import type { Route, Service, Upstream, Volume } from '../model.ts';
import type { Names } from '../names.ts';
import { nearest } from '../pair/member.ts';
import type { UpstreamDraft, VhostDraft, WebserverDraft } from './drafts.ts';
import { addressFrom, chooseEnd, endName } from './ends.ts';

/** What routes refer to. */
export interface Routed {
  readonly services: Names<Service>;
  readonly volumes: Names<Volume>;
  readonly diagnostics: Diagnostic[];
}

/** Routes to services become upstreams of the web server, one for each port or socket that is proxied to. */
export function completeVhost(vhost: VhostDraft, webserver: WebserverDraft, known: Routed): void {
  const drafts = entriesOf(vhost.said.routes).map(({ name, value }) => {
    const upstream = value.to ? upstreamOf(value.to, webserver, known) : null;
    const directory = value.static ? directoryOf(value.static, webserver, known) : null;
    return { name, at: keyOf(value), said: value, vhost, upstream, directory, then: null };
  });
  vhost.routes = drafts.map((route): Route => ({
    ...route,
    then: thenOf(route.said, drafts, known.diagnostics),
  }));
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
function upstreamOf(to: Located<M.Target>, webserver: WebserverDraft, known: Routed): Upstream | null {
  const named = known.services.find(to.service);
  const service = named && nearest(named, webserver.host);
  const end = service && chooseEnd(service, to);
  if (!service || !end) return null;
  const asked = originsOf(to.service, to.port ?? null, to.socket ?? null, end.said.speaks);
  const before = webserver.upstreams.find((one) => one.end === end);
  if (before) {
    before.from.push(...asked);
    return before;
  }
  const address = addressFrom(webserver, end, to, known.diagnostics);
  if (!address) return null;
  const upstream: UpstreamDraft = {
    from: [...asked],
    name: endName(end),
    service,
    end,
    speaks: end.said.speaks,
    address: because(address, to.service),
    tuning: webserver.said.upstreams?.[service.name.value] ?? null,
  };
  webserver.upstreams.push(upstream);
  return upstream;
}

function directoryOf(
  said: Located<M.Static>,
  { name, service }: WebserverDraft,
  { volumes, diagnostics }: Routed,
): Fact<string> | null {
  if (said.path) return said.path;
  const { volume } = said;
  if (!volume || !volumes.find(volume)) return null;
  const mount = service?.mounts.find(
    ({ source }) => source.kind === 'volume' && source.volume.name.value === volume.value,
  );
  if (mount) return { value: mount.path.value, from: originsOf(mount.path, volume) };
  diagnostics.push(
    service
      ? error(
          'volume-without-mount',
          volume.from[0]?.at ?? keyOf(said),
          `The web server ${name.value} does not mount the volume ${volume.value}.`,
          {
            related: [{ at: service.at, message: `Its container is ${service.name.value}.` }],
            help: `Mount it there, read-only: mounts: {/srv/${volume.value}: {volume: ${volume.value}, readOnly: true}}.`,
          },
        )
      : error(
          'volume-without-mount',
          volume.from[0]?.at ?? keyOf(said),
          `The web server ${name.value} runs on a host, and the volume ${volume.value} is for containers.`,
          { help: 'Say `path`: the directory on the host.' },
        ),
  );
  return null;
}
