import { fact, originsOf, type Fact, type Origin, type Value } from '../../src/fact.ts';
import { entriesOf, type Located } from '../../src/manifest/located.ts';
import type * as M from '../../src/manifest/types.ts';
import type { Route, Site, Vhost } from '../../src/site/model.ts';
import { requestText } from '../../src/site/request.ts';
import { also, line, type Line } from './directives.ts';
import { seconds } from './units.ts';

interface Header {
  readonly name: Fact<string>;
  readonly value: Fact<Value>;
}
type Headers = ReadonlyMap<string, Header>;
type Response = Located<M.ResponseHeaders> | undefined;
type Request = Located<M.RequestHeaders> | undefined;

/** `over` replaces headers of the same name, whatever their case. */
const merged = (under: Headers, over: Headers): Headers => new Map([...under, ...over]);
const keyed = (headers: readonly Header[]): Headers =>
  new Map(headers.map((header) => [header.name.value.toLowerCase(), header]));

function responseOf(site: Site, said: Response): Headers {
  const sets = (said?.use ?? []).flatMap((use) => {
    const set = site.headerSets.get(use.value);
    return entriesOf(set).map(({ name, value }) => ({
      name: { value: name.value, from: originsOf(name, use) },
      value: requestText(value),
    }));
  });
  const own = entriesOf(said?.set).map(({ name, value }) => ({ name, value: requestText(value) }));
  return merged(keyed(sets), keyed(own));
}

/** Response headers of a vhost: its web server's, its own, and HSTS. */
export function vhostResponse(site: Site, vhost: Vhost): Headers {
  const hsts = vhost.said.tls?.hsts;
  const strict: readonly Header[] = hsts
    ? [
        {
          name: fact('Strict-Transport-Security', hsts.from),
          value: { value: `max-age=${seconds(hsts.value)}`, from: hsts.from },
        },
      ]
    : [];
  return merged(
    merged(responseOf(site, vhost.webserver.said.headers), responseOf(site, vhost.said.headers)),
    keyed(strict),
  );
}

const added = (headers: Headers): readonly Line[] =>
  [...headers.values()].map(({ name, value }) => line('add_header', name, value, 'always'));

/**
 * nginx inherits all `add_header` of the block around, or none. A vhost writes its set once; a route that differs writes
 * the whole effective set again.
 */
export const vhostAdds = (site: Site, vhost: Vhost): readonly Line[] => added(vhostResponse(site, vhost));

export function routeAdds(site: Site, route: Route): readonly Line[] {
  const own = responseOf(site, route.said.headers);
  if (own.size === 0) return [];
  return also(
    added(merged(vhostResponse(site, route.vhost), own)),
    [...own.values()].map(({ name }) => name),
  );
}

/** What of the application's headers is kept back or let through; inherited like `add_header`. */
export function filters(prefix: string, said: Response, around: Response): readonly Line[] {
  if (!said?.hide && !said?.pass) return [];
  const hide = [...(around?.hide ?? []), ...(said.hide ?? [])];
  const pass = [...(around?.pass ?? []), ...(said.pass ?? [])];
  return [
    ...hide.map((name) => line(`${prefix}_hide_header`, name)),
    ...pass.map((name) => line(`${prefix}_pass_header`, name)),
  ];
}

const standard = (from: readonly Origin[]): Headers => {
  const header = (name: string, request: string): Header => ({
    name: fact(name, from),
    value: { value: [{ request }], from },
  });
  return keyed([
    header('Host', 'header.host'),
    header('X-Real-IP', 'remoteAddress'),
    header('X-Forwarded-For', 'forwardedFor'),
    header('X-Forwarded-Proto', 'scheme'),
    header('X-Forwarded-Host', 'host'),
  ]);
};

function requestOf(said: Request): Headers {
  return keyed(entriesOf(said?.set).map(({ name, value }) => ({ name, value: requestText(value) })));
}

const base = (said: Request, from: readonly Origin[]): Headers =>
  said?.forward.value === 'none' ? new Map<string, Header>() : standard(said ? said.forward.from : from);

/** Idle connections are kept for HTTP/1.1 only, and nginx speaks 1.0 to applications unless it is told. */
function kept(vhost: Vhost): Fact<number> | null {
  return (
    vhost.routes
      .map(({ upstream }) => upstream?.tuning?.keepalive)
      .find((keepalive) => keepalive !== undefined) ?? null
  );
}

export function httpVersion(vhost: Vhost): readonly Line[] {
  const keepalive = kept(vhost);
  return keepalive ? [line('proxy_http_version', fact('1.1', keepalive.from))] : [];
}

/** Request headers of a vhost, written once for all of its routes that proxy over HTTP. */
export function vhostRequest(vhost: Vhost): Headers {
  const said = vhost.said.requestHeaders ?? vhost.webserver.said.requestHeaders;
  return over(base(said, vhost.name.from), vhost);
}

/** What the web server and a vhost set, over the headers that are forwarded. */
function over(forwarded: Headers, vhost: Vhost): Headers {
  const keepalive = kept(vhost);
  const connection: readonly Header[] = keepalive
    ? [{ name: fact('Connection', keepalive.from), value: { value: '', from: keepalive.from } }]
    : [];
  const outer = requestOf(vhost.webserver.said.requestHeaders);
  return merged(merged(merged(forwarded, keyed(connection)), outer), requestOf(vhost.said.requestHeaders));
}

const sent = (headers: Headers): readonly Line[] =>
  [...headers.values()].map(({ name, value }) => line('proxy_set_header', name, value));

export const vhostSends = (vhost: Vhost): readonly Line[] => sent(vhostRequest(vhost));

/** As with `add_header`: a route that differs writes the whole effective set. */
export function routeSends(route: Route): readonly Line[] {
  const { said, vhost } = route;
  const own = requestOf(said.requestHeaders);
  const from = originsOf(said.websocket);
  const upgrade: readonly Header[] = said.websocket.value
    ? [
        { name: fact('Upgrade', from), value: { value: [{ request: 'header.upgrade' }], from } },
        { name: fact('Connection', from), value: { value: [{ request: 'map.connection_upgrade' }], from } },
      ]
    : [];
  if (own.size === 0 && upgrade.length === 0 && !said.requestHeaders) return [];
  const under = said.requestHeaders ? over(base(said.requestHeaders, []), vhost) : vhostRequest(vhost);
  const version = said.websocket.value && !kept(vhost) ? [line('proxy_http_version', fact('1.1', from))] : [];
  const reasons = [...[...own.values(), ...upgrade].map(({ name }) => name), said.websocket];
  return also([...version, ...sent(merged(merged(under, own), keyed(upgrade)))], reasons);
}
