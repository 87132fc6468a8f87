import { because, concat, fact, map, originsOf, type Fact, type Origin } from '../../src/fact.ts';
import { entriesOf, type Located } from '../../src/manifest/located.ts';
import type * as M from '../../src/manifest/types.ts';
import type { Route, Site, Upstream, Vhost, Webserver } from '../../src/site/model.ts';
import { requestText } from '../../src/site/request.ts';
import { owed, type ViewMap } from '../../src/target/target.ts';
import { also, line, lines, natives, sized, when, type Line } from './directives.ts';
import { filters, httpVersion, vhostAdds, vhostSends } from './headers.ts';
import { location, prefixOf, respondLines, rewrites, shared } from './location.ts';

/** What nginx.conf.hbs reads: one web server with its upstreams and virtual hosts. */
export function view(site: Site, webserver: Webserver): ViewMap {
  const { said } = webserver;
  const routes = webserver.vhosts.flatMap((vhost) => vhost.routes);
  const websocket = routes.find((route) => route.said.websocket.value);
  return {
    main: lines(line('worker_processes', said.workers), natives(said.settings?.main)),
    events: lines(line('worker_connections', said.connections), natives(said.settings?.events)),
    logFormats: entriesOf(said.logFormats).map(({ name, value }) =>
      owed(originsOf(name), {
        name,
        escape: value.escape.value === 'default' ? null : map(value.escape, (word) => `escape=${word}`),
        text: requestText(value.text),
      }),
    ),
    http: httpLines(said),
    tls: tlsLines(said.tls),
    gzip: gzipLines(said.gzip),
    zones: zoneLines(said),
    websocket: websocket ? because(fact(true), websocket.said.websocket) : null,
    maps: entriesOf(said.maps).map(({ name, value }) => mapView(name, value)),
    upstreams: [...webserver.upstreams]
      .sort((a, b) => (a.name.value < b.name.value ? -1 : 1))
      .map(upstreamView),
    defaults: defaultServers(webserver),
    servers: webserver.vhosts.flatMap((vhost) => servers(site, vhost)),
  };
}

function httpLines(said: Located<M.Webserver>): readonly Line[] {
  return lines(
    said.hideVersion.value ? line('server_tokens', because(fact(false), said.hideVersion)) : null,
    when(said.keepalive, (value) => line('keepalive_timeout', value)),
    shared(said, ['proxy']),
    said.resolver &&
      line(
        'resolver',
        ...said.resolver.map((address) => map(address, (text) => (text.includes(':') ? `[${text}]` : text))),
      ),
    said.realIp && [
      ...said.realIp.from.map((from) => line('set_real_ip_from', from)),
      line('real_ip_header', said.realIp.header),
      line('real_ip_recursive', said.realIp.recursive),
    ],
    natives(said.settings?.http),
  );
}

function tlsLines(said: Located<M.TlsProfile> | undefined): readonly Line[] {
  if (!said) return [];
  return lines(
    said.protocols && line('ssl_protocols', ...said.protocols),
    when(said.ciphers, (value) => line('ssl_ciphers', value)),
    when(said.preferServerCiphers, (value) => line('ssl_prefer_server_ciphers', value)),
    when(said.sessionCache, (value) => line('ssl_session_cache', concat('shared:tls:', sized(value)))),
    when(said.sessionTimeout, (value) => line('ssl_session_timeout', value)),
    when(said.sessionTickets, (value) => line('ssl_session_tickets', value)),
  );
}

function gzipLines(said: Located<M.Gzip> | undefined): readonly Line[] {
  if (!said) return [];
  const all = lines(
    said.vary.value ? line('gzip_vary', said.vary) : null,
    said.types && line('gzip_types', ...said.types),
    when(said.level, (value) => line('gzip_comp_level', value)),
    when(said.minLength, (value) => line('gzip_min_length', sized(value))),
    when(said.proxied, (value) => line('gzip_proxied', because(fact(value.value ? 'any' : 'off'), value))),
  );
  return [line('gzip', because(fact(true), said.vary)), ...all];
}

function zoneLines(said: Located<M.Webserver>): readonly Line[] {
  const limits = entriesOf(said.rateLimitZones).map(({ name, value }) =>
    line(
      'limit_req_zone',
      requestText(value.key),
      concat('zone=', name, ':', sized(value.size)),
      map(value.rate, (rate) => `rate=${rate.replace('/', 'r/')}`),
    ),
  );
  const caches = entriesOf(said.caches).map(({ name, value }) =>
    line(
      'proxy_cache_path',
      value.path,
      'levels=1:2',
      concat('keys_zone=', name, ':', sized(value.keys)),
      ...(value.maxSize ? [concat('max_size=', sized(value.maxSize))] : []),
      ...(value.inactive ? [concat('inactive=', value.inactive)] : []),
    ),
  );
  return [...limits, ...caches];
}

function mapView(name: Fact<string>, said: Located<M.Map>): ViewMap {
  const exact = said.cases.flatMap((one) =>
    one.exact ? [owed(originsOf(one.exact), { key: one.exact, value: requestText(one.value) })] : [],
  );
  const regex = said.cases.flatMap((one) =>
    one.regex ? [owed(originsOf(one.regex), { key: one.regex, value: requestText(one.value) })] : [],
  );
  return owed(originsOf(name), {
    name,
    of: requestText(said.of),
    exact,
    regex,
    otherwise: requestText(said.default),
  });
}

function upstreamView(upstream: Upstream): ViewMap {
  const { tuning } = upstream;
  const balance = tuning?.balance;
  const method =
    balance?.value === 'least-connections' ? 'least_conn' : balance?.value === 'client' ? 'ip_hash' : null;
  return owed(originsOf(upstream.name, upstream), {
    name: upstream.name,
    method: method && balance ? because(fact(method), balance) : null,
    server: line(
      'server',
      upstream.address,
      ...(tuning?.maxFails ? [concat('max_fails=', tuning.maxFails)] : []),
      ...(tuning?.failTimeout ? [concat('fail_timeout=', tuning.failTimeout)] : []),
    ),
    keepalive: tuning?.keepalive ?? null,
  });
}

/** Requests for names that no virtual host has: plain HTTP is answered as said, a TLS handshake is refused. */
function defaultServers(webserver: Webserver): readonly ViewMap[] {
  const { http, https, said } = webserver;
  const answer = said.unknownHost
    ? respondLines(said.unknownHost)
    : [line('return', fact(444, webserver.name.from))];
  const tls = webserver.vhosts.find((vhost) => vhost.said.tls)?.said.tls;
  const plain = http
    ? [owed(http.said.number.from, { port: http.said.number, tls: null, lines: answer })]
    : [];
  const refuse = tls && because(fact(true), tls.certificate);
  const refusing =
    https && refuse
      ? [
          owed(originsOf(https.said.number, refuse), {
            port: https.said.number,
            tls: refuse,
            lines: [line('ssl_reject_handshake', refuse)],
          }),
        ]
      : [];
  return [...plain, ...refusing];
}

type Base = Names & { readonly note: Fact<string> | null };

interface Names extends ViewMap {
  readonly name: Fact<string>;
  readonly others: readonly Fact<string>[];
  readonly regexes: readonly Fact<string>[];
}

function namesOf({ names, said }: Vhost): Names {
  const [name, ...others] = names;
  if (!name) throw new Error('the schema asks for a name');
  return { name, others, regexes: said.nameRegexes ?? [] };
}

/** A virtual host is one server, or two where plain HTTP is redirected. */
function servers(site: Site, vhost: Vhost): readonly ViewMap[] {
  const { http, https } = vhost.webserver;
  const { tls, note } = vhost.said;
  const base = { note: note ?? null, ...namesOf(vhost) };
  if (!tls || !vhost.certificate)
    return [server(site, vhost, base, http ? [{ port: http.said.number, tls: null }] : [])];
  const secure = https ? { port: https.said.number, tls: because(fact(true), tls.certificate) } : null;
  if (!tls.redirect.value)
    return [
      server(site, vhost, base, [
        ...(http ? [{ port: http.said.number, tls: null }] : []),
        ...(secure ? [secure] : []),
      ]),
    ];
  const redirecting = http ? [redirect(site, vhost, base, http.said.number, tls)] : [];
  return [...redirecting, server(site, vhost, base, secure ? [secure] : [])];
}

interface Listen extends ViewMap {
  readonly port: Fact<number>;
  readonly tls: Fact<boolean> | null;
}

function server(site: Site, vhost: Vhost, base: Base, listens: readonly Listen[]): ViewMap {
  const { said, certificate } = vhost;
  const proxied = vhost.routes.filter(
    (route) => route.upstream && prefixOf(route.upstream.port.said.speaks.value) === 'proxy',
  );
  const prefixes = [
    ...new Set(
      vhost.routes.flatMap(({ upstream }) => (upstream ? [prefixOf(upstream.port.said.speaks.value)] : [])),
    ),
  ];
  const secure = listens.some((listen) => listen.tls) ? certificate : null;
  return owed(vhost.name.from, {
    ...base,
    listens: listens.map((listen) => owed(listen.port.from, listen)),
    lines: lines(
      secure &&
        also(
          [line('ssl_certificate', secure.certificatePath), line('ssl_certificate_key', secure.keyPath)],
          said.tls ? [said.tls.certificate] : [],
        ),
      shared(said, prefixes),
      vhostAdds(site, vhost),
      proxied.length > 0
        ? also(
            [...httpVersion(vhost), ...vhostSends(vhost)],
            proxied.flatMap(({ upstream }) => upstream ?? []),
          )
        : [],
      prefixes.flatMap((prefix) => filters(prefix, said.headers, undefined)),
      natives(said.settings),
    ),
    rewrites: rewrites(said.rewrites),
    locations: inOrder(vhost.routes).map(({ route, order }) => location(site, route, null, order)),
  });
}

function redirect(site: Site, vhost: Vhost, base: Base, port: Fact<number>, tls: Located<M.Tls>): ViewMap {
  const exceptions = (tls.except ?? []).flatMap((path) => {
    const route = serving(vhost, path.value);
    return route ? [location(site, route, path, [])] : [];
  });
  const to = because(concat('https://', { request: 'host' }, { request: 'requestUri' }), tls.redirect);
  const everything = owed(originsOf(tls.redirect), {
    note: null,
    exact: null,
    first: null,
    regex: null,
    iregex: null,
    prefix: fact('/', tls.redirect.from),
    lines: [],
    rewrites: [],
    pass: null,
    rewritten: null,
    content: [line('return', because(fact(301), tls.redirect), to)],
  });
  return owed(originsOf(vhost.name, tls.redirect), {
    ...base,
    note: null,
    listens: [owed(port.from, { port, tls: null })],
    lines: exceptions.length > 0 ? lines(httpVersion(vhost), vhostSends(vhost)) : [],
    rewrites: [],
    locations: [...exceptions, everything],
  });
}

/** The route that serves a path: the longest prefix, or the exact one. */
function serving(vhost: Vhost, path: string): Route | null {
  const fitting = vhost.routes.filter(
    ({ said: { match } }) =>
      match.exact?.value === path || (match.prefix && path.startsWith(match.prefix.value)),
  );
  const length = (route: Route): number =>
    route.said.match.exact ? Infinity : (route.said.match.prefix?.value.length ?? 0);
  return fitting.sort((a, b) => length(b) - length(a))[0] ?? null;
}

/** In manifest order, except that nginx takes the first regex that matches: regexes come by `order`, after the rest. */
function inOrder(
  routes: readonly Route[],
): readonly { readonly route: Route; readonly order: readonly Origin[] }[] {
  const regexes = routes.filter(({ said }) => said.match.regex);
  const rank = (route: Route): number => route.said.match.order?.value ?? 0;
  const owedTo = originsOf(...regexes.flatMap(({ said }) => said.match.order ?? []));
  const sorted = [...regexes].sort((a, b) => rank(a) - rank(b)).map((route) => ({ route, order: owedTo }));
  return [
    ...routes.filter(({ said }) => !said.match.regex).map((route) => ({ route, order: [] })),
    ...sorted,
  ];
}
