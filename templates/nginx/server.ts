import { because, concat, fact, originsOf, type Fact, type Origin } from '../../src/fact.ts';
import type { Located } from '../../src/manifest/located.ts';
import type * as M from '../../src/manifest/types.ts';
import type { Certificate, Listener, Route, Site, Vhost } from '../../src/site/model.ts';
import { tlsPaths } from '../../src/site/web/paths.ts';
import { owed, type ViewMap } from '../../src/target/target.ts';
import { also, line, lines, natives, type Line } from './directives.ts';
import { filters, httpVersion, vhostAdds, vhostSends } from './headers.ts';
import { listens } from './listens.ts';
import { location, prefixOf, rewrites, shared, usersIn } from './location.ts';

/** A virtual host is one server, or two where plain HTTP is redirected. */
export function servers(site: Site, vhost: Vhost): readonly ViewMap[] {
  const { http, https } = vhost.webserver;
  const { tls, note } = vhost.said;
  const base = { note: note ?? null, ...namesOf(vhost) };
  const plain = http ? listens(http, null) : [];
  if (!tls || !vhost.certificate) return [server(site, vhost, base, plain, null)];
  const secure = https ? listens(https, because(fact(true), tls.certificate)) : [];
  const certificate = https ? vhost.certificate : null;
  if (!tls.redirect.value) return [server(site, vhost, base, [...plain, ...secure], certificate)];
  const redirecting = http ? [redirect(site, vhost, base, http, tls)] : [];
  return [...redirecting, server(site, vhost, base, secure, certificate)];
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

function server(
  site: Site,
  vhost: Vhost,
  base: Base,
  listening: readonly Line[],
  certificate: Certificate | null,
): ViewMap {
  const { said, webserver } = vhost;
  const proxied = vhost.routes.filter(
    (route) => route.upstream && prefixOf(route.upstream.speaks.value) === 'proxy',
  );
  const prefixes = [
    ...new Set(vhost.routes.flatMap(({ upstream }) => (upstream ? [prefixOf(upstream.speaks.value)] : []))),
  ];
  const secure = certificate && tlsPaths(webserver, certificate);
  return owed(vhost.name.from, {
    ...base,
    listens: listening,
    lines: lines(
      secure &&
        also(
          [line('ssl_certificate', secure.certificate), line('ssl_certificate_key', secure.key)],
          said.tls ? [said.tls.certificate] : [],
        ),
      shared(said, prefixes, usersIn(site, webserver)),
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

function redirect(site: Site, vhost: Vhost, base: Base, http: Listener, tls: Located<M.Tls>): ViewMap {
  // Which route serves a path is owed to what the route matches.
  const exceptions = (tls.except ?? []).flatMap((path) => {
    const route = serving(vhost, path.value);
    const match = route?.said.match;
    return route ? [{ route, path, from: originsOf(match?.exact ?? null, match?.prefix ?? null) }] : [];
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
    listens: listens(http, null),
    lines: exceptions.length > 0 ? also([...httpVersion(vhost), ...vhostSends(vhost)], exceptions) : [],
    rewrites: [],
    locations: [...exceptions.map(({ route, path, from }) => location(site, route, path, from)), everything],
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
