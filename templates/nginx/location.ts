import { because, concat, fact, map, originsOf, type Fact, type Origin, type Value } from '../../src/fact.ts';
import type { Located } from '../../src/manifest/located.ts';
import type * as M from '../../src/manifest/types.ts';
import type { Route, Site, Webserver } from '../../src/site/model.ts';
import { requestText } from '../../src/site/request.ts';
import { usersPath } from '../../src/site/web/paths.ts';
import { owed, type ViewMap } from '../../src/target/target.ts';
import { line, lines, natives, sized, when, type Line } from './directives.ts';
import { filters, routeAdds, routeSends } from './headers.ts';

type Shared = Pick<
  Located<M.Route>,
  | 'maxBody'
  | 'timeouts'
  | 'buffers'
  | 'auth'
  | 'access'
  | 'accessLog'
  | 'rateLimits'
  | 'errorPages'
  | 'expires'
>;

/** The prefix of an application protocol's directives. */
export const prefixOf = (speaks: string): 'proxy' | 'uwsgi' | 'fastcgi' =>
  speaks === 'uwsgi' || speaks === 'fastcgi' ? speaks : 'proxy';

/** Finds the password file that a secret is, as the web server sees it. */
export type Users = (name: Fact<string>) => Fact<string>;

export const usersIn =
  (site: Site, webserver: Webserver): Users =>
  (name) =>
    usersPath(webserver, name, site.secrets);

/** What vhosts and routes have in common, as directives. @param prefixes the protocols that the block proxies */
export function shared(said: Shared, prefixes: readonly string[], users: Users): readonly Line[] {
  const each = (value: Fact<string> | undefined, name: string): readonly Line[] =>
    value ? prefixes.map((prefix) => line(`${prefix}_${name}`, value)) : [];
  const { timeouts, buffers } = said;
  return lines(
    when(said.maxBody, (value) => line('client_max_body_size', sized(value))),
    when(buffers?.body, (value) => line('client_body_buffer_size', sized(value))),
    each(timeouts?.connect, 'connect_timeout'),
    each(timeouts?.read, 'read_timeout'),
    each(timeouts?.send, 'send_timeout'),
    buffers ? prefixes.flatMap((prefix) => bufferLines(prefix, buffers)) : [],
    (said.access?.deny ?? []).map((from) => line('deny', from)),
    (said.access?.allow ?? []).map((from) => line('allow', from)),
    said.access && line(said.access.others.value, because(fact('all'), said.access.others)),
    said.auth && [
      // nginx copies it between the quotes of a header (RFC 9110, quoted-string).
      line(
        'auth_basic',
        map(said.auth.realm, (realm) => realm.replace(/["\\]/g, '\\$&')),
      ),
      line('auth_basic_user_file', users(said.auth.users)),
    ],
    said.rateLimits?.flatMap(rateLimit),
    said.accessLog && accessLog(said.accessLog),
    said.errorPages?.map(({ codes, path, as }) =>
      line('error_page', ...codes, ...(as ? [map(as, (code) => `=${code}`)] : []), path),
    ),
    when(said.expires, (value) => line('expires', value)),
  );
}

function bufferLines(prefix: string, said: Located<M.Buffers>): readonly Line[] {
  const size = (value: Fact<string> | undefined, name: string): Line | null =>
    when(value, (text) => line(`${prefix}_${name}`, sized(text)));
  return lines(
    said.response.value ? null : line(`${prefix}_buffering`, said.response),
    said.request.value ? null : line(`${prefix}_request_buffering`, said.request),
    size(said.header, 'buffer_size'),
    said.count && said.size && line(`${prefix}_buffers`, said.count, sized(said.size)),
    size(said.busy, 'busy_buffers_size'),
  );
}

function rateLimit({ zone, burst, delay, status }: Located<M.LimitUse>): readonly Line[] {
  const words = [
    concat('zone=', zone),
    ...(burst ? [concat('burst=', burst)] : []),
    ...(delay.value ? [] : [because(fact('nodelay'), delay)]),
  ];
  return lines(
    line('limit_req', ...words),
    when(status, (code) => line('limit_req_status', code)),
  );
}

export function accessLog(said: Located<M.AccessLog>): Line {
  if (said.off?.value) return line('access_log', because(fact('off'), said.off));
  const path = said.path
    ? map(said.path, (text) => (text === 'stdout' ? '/dev/stdout' : text))
    : fact('/var/log/nginx/access.log', originsOf(said.format ?? null));
  return line('access_log', path, ...(said.format ? [said.format] : []));
}

/** A `location` block. @param at another match for the same route, for what plain HTTP serves without a redirect */
export function location(
  site: Site,
  route: Route,
  at: Fact<string> | null,
  order: readonly Origin[],
): ViewMap {
  const { said, upstream, vhost } = route;
  const prefix = prefixOf(upstream?.speaks.value ?? 'http');
  const from = originsOf(
    route.name,
    said.to?.service ?? null,
    said.to?.port ?? null,
    said.to?.socket ?? null,
    upstream?.speaks ?? null,
    at,
    { from: order },
  );
  return owed(from, {
    note: said.note ?? null,
    ...(at ? { ...NO_MATCH, [said.match.exact ? 'exact' : 'first']: at } : matchView(said.match)),
    lines: lines(
      said.internal.value ? line('internal') : null,
      shared(said, upstream ? [prefix] : [], usersIn(site, vhost.webserver)),
      routeAdds(site, route),
      said.cache && cacheLines(prefix, said.cache),
      upstream && prefix === 'proxy' ? routeSends(route) : [],
      upstream && filters(prefix, said.headers, vhost.said.headers),
      natives(said.settings),
    ).map((one) =>
      said.internal.value && one.name.value === 'internal' ? owed(said.internal.from, one) : one,
    ),
    rewrites: rewrites(said.rewrites),
    ...action(route, prefix),
  });
}

const NO_MATCH = { exact: null, first: null, regex: null, iregex: null, prefix: null };

function matchView(match: Located<M.Match>): ViewMap {
  const { exact, regex, named, prefix, ignoreCase, overRegex } = match;
  if (exact) return { ...NO_MATCH, exact };
  if (regex) return { ...NO_MATCH, [ignoreCase.value ? 'iregex' : 'regex']: because(regex, ignoreCase) };
  if (named) return { ...NO_MATCH, prefix: map(named, (name) => `@${name}`) };
  return { ...NO_MATCH, [overRegex.value ? 'first' : 'prefix']: prefix ? because(prefix, overRegex) : null };
}

export const rewrites = (said: Located<M.Route>['rewrites']): readonly ViewMap[] =>
  (said ?? []).map(({ regex, to, then }) =>
    owed(originsOf(regex), { regex, to: requestText(to), flag: then }),
  );

/** Exactly one of these is not null. */
interface Action {
  readonly pass: Line | null;
  readonly rewritten: ViewMap | null;
  readonly content: readonly Line[];
}

function action(route: Route, prefix: string): Action & ViewMap {
  const nothing = { pass: null, rewritten: null, content: [] };
  if (route.upstream) return { ...nothing, ...pass(route, prefix) };
  return { ...nothing, content: content(route) };
}

function pass(route: Route, prefix: string): Partial<Action> {
  const { upstream, said } = route;
  if (!upstream || !said.to) return {};
  const name = because<Value>(upstream.name, said.to.service, said.to.port ?? null, said.to.socket ?? null);
  if (prefix !== 'proxy')
    return { content: [line('include', `/etc/nginx/${prefix}_params`)], pass: line(`${prefix}_pass`, name) };
  const url = concat(upstream.speaks, '://', name);
  const { path } = said.to;
  const matched = said.match.prefix ?? said.match.exact;
  if (!path || (matched && path.value === matched.value))
    return { pass: line('proxy_pass', path ? because(url, path) : url) };
  // A path after the upstream's name replaces the matched prefix, and is fatal where a regex or a name matched.
  if (matched) return { pass: line('proxy_pass', concat(url, path)) };
  return { rewritten: owed(path.from, { to: path }), pass: line('proxy_pass', url) };
}

function content(route: Route): readonly Line[] {
  const { said, directory, then } = route;
  const { redirect, respond, fallback } = said;
  if (redirect) return [line('return', redirect.code, requestText(redirect.to))];
  if (respond) return respondLines(respond);
  if (said.static && directory) {
    const alias = said.static.strip.value && said.match.prefix;
    const place = alias
      ? because(
          map(directory, (path) => (alias.value.endsWith('/') ? `${path.replace(/\/$/, '')}/` : path)),
          alias,
          said.static.strip,
        )
      : because(directory, said.static.strip);
    return lines(
      line(alias ? 'alias' : 'root', place),
      said.static.index && line('index', ...said.static.index),
    );
  }
  if (!fallback) return [];
  const named = then?.said.match.named;
  const last: Fact<string | number> =
    typeof fallback.then.value === 'number'
      ? map<string | number, string>(fallback.then, (code) => `=${code}`)
      : named
        ? because(
            map(named, (name) => `@${name}`),
            fallback.then,
          )
        : fallback.then;
  return [line('root', fallback.root), line('try_files', ...fallback.try.map(requestText), last)];
}

export const respondLines = ({ code, body, type }: Located<M.Respond>): readonly Line[] =>
  lines(
    when(type, (text) => line('default_type', text)),
    line('return', code, ...(body ? [requestText(body)] : [])),
  );

const CACHE_KEY = '{scheme}://{host}{requestUri}';

function cacheLines(prefix: string, said: Located<M.CacheUse>): readonly Line[] {
  return lines(
    line(`${prefix}_cache`, said.zone),
    Object.entries(said.valid ?? {}).map(([status, time]) =>
      line(`${prefix}_cache_valid`, fact(status, time.from), time),
    ),
    // nginx's own key forgets for which name a page was made.
    line(`${prefix}_cache_key`, requestText(said.key ?? because(fact(CACHE_KEY), said.zone))),
    said.useStale && line(`${prefix}_cache_use_stale`, ...said.useStale),
    said.bypass && [
      line(`${prefix}_cache_bypass`, ...said.bypass.map(requestText)),
      line(`${prefix}_no_cache`, ...said.bypass.map(requestText)),
    ],
    when(said.lock, (lock) => line(`${prefix}_cache_lock`, lock)),
    said.methods && line(`${prefix}_cache_methods`, ...said.methods),
  );
}
