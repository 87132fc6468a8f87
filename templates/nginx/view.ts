import { because, concat, fact, map, originsOf, type Fact } from '../../src/fact.ts';
import { entriesOf, keyIn, type Located } from '../../src/manifest/located.ts';
import type * as M from '../../src/manifest/types.ts';
import type { Site, Upstream, Vhost, Webserver } from '../../src/site/model.ts';
import { placed } from '../../src/site/platform/platform.ts';
import { requestText } from '../../src/site/request.ts';
import { owed, type ViewMap } from '../../src/target/target.ts';
import { line, lines, natives, sized, when, type Line } from './directives.ts';
import { defaultServers } from './listens.ts';
import { shared, usersIn, type Users } from './location.ts';
import { servers } from './server.ts';

/** What nginx.conf.hbs reads: one web server with its upstreams and virtual hosts. */
export function view(site: Site, webserver: Webserver): ViewMap {
  const { said } = webserver;
  const routes = webserver.vhosts.flatMap((vhost) => vhost.routes);
  const websocket = routes.find((route) => route.said.websocket.value);
  return {
    main: lines(
      ownLines(webserver, ['user', 'pid']),
      line('worker_processes', said.workers),
      natives(said.settings?.main),
      moduleLines(webserver),
    ),
    events: lines(line('worker_connections', said.connections), natives(said.settings?.events)),
    logFormats: entriesOf(said.logFormats).map(({ name, value }) =>
      owed(originsOf(name), {
        name,
        escape: value.escape.value === 'default' ? null : map(value.escape, (word) => `escape=${word}`),
        text: requestText(value.text),
      }),
    ),
    http: httpLines(said, usersIn(site, webserver)),
    tls: tlsLines(said.tls),
    gzip: gzipLines(said.gzip),
    zones: zoneLines(said),
    websocket: websocket ? because(fact(true), websocket.said.websocket) : null,
    maps: entriesOf(said.maps).map(({ name, value }) => mapView(name, value)),
    upstreams: [...webserver.upstreams]
      .sort((a, b) => (a.name.value < b.name.value ? -1 : 1))
      .map(upstreamView),
    defaults: defaultServers(webserver),
    servers: webserver.service ? webserver.vhosts.flatMap((vhost) => servers(site, vhost)) : [],
    sites: sitesOf(webserver),
  };
}

/** What site.hbs reads: the file of a virtual host. */
export const siteView = (site: Site, vhost: Vhost): ViewMap => ({ servers: servers(site, vhost) });

/** What the packages of a host ask of the main file: the account of the workers, and where the unit looks for the process. */
function ownLines({ service, host, said }: Webserver, names: readonly ('user' | 'pid')[]): readonly Line[] {
  const nginx = host.platform?.nginx;
  if (service || !nginx) return [];
  return names
    .filter((name) => !said.settings?.main || keyIn(said.settings.main, name) === null)
    .map((name) => line(name, because(placed(host, nginx[name], {}), said.on ?? null)));
}

function moduleLines({ service, host, said }: Webserver): readonly Line[] {
  const folder = host.platform?.nginx.modules ?? null;
  if (service || folder === null) return [];
  return [line('include', because(placed(host, `${folder}/*.conf`, {}), said.on ?? null))];
}

function sitesOf({ service, host, said }: Webserver): Fact<string> | null {
  const { platform } = host;
  if (service || !platform) return null;
  return because(placed(host, `${platform.nginx.enabled}/*.conf`, {}), said.on ?? null);
}

function httpLines(said: Located<M.Webserver>, users: Users): readonly Line[] {
  return lines(
    said.hideVersion.value ? line('server_tokens', because(fact(false), said.hideVersion)) : null,
    when(said.keepalive, (value) => line('keepalive_timeout', value)),
    shared(said, ['proxy'], users),
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
