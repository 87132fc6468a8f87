import { error, warning, type Diagnostic, type Span } from '../../src/diagnostic.ts';
import { keyIn, keyOf, type Located } from '../../src/manifest/located.ts';
import type * as M from '../../src/manifest/types.ts';
import type { Route, Site, Vhost, Webserver } from '../../src/site/model.ts';
import { occurrences } from './directives.ts';
import { listeners, onHost } from './surroundings.ts';
import { series, versionsFor } from './versions.ts';
import { checkDirective, type Context, type Vocabulary } from './vocabulary.ts';

/** Directives that the compiler writes itself, and what to say instead. */
const OWNED: Readonly<Record<string, string>> = {
  add_header: '`headers`',
  proxy_set_header: '`requestHeaders`',
  proxy_hide_header: '`headers.hide`',
  proxy_pass_header: '`headers.pass`',
  proxy_pass: '`to`',
  uwsgi_pass: '`to`',
  fastcgi_pass: '`to`',
  listen: 'the ports of the web server or of its service',
  server_name: '`names`',
  ssl_certificate: '`tls.certificate`',
  ssl_certificate_key: '`tls.certificate`',
  location: '`routes`',
  server: '`vhosts`',
  upstream: '`upstreams`',
  return: '`redirect` or `respond`',
  rewrite: '`rewrites`',
  root: '`static`',
  alias: '`static`',
  try_files: '`fallback`',
  include: 'a field of the manifest',
  map: '`maps`',
  worker_processes: '`workers`',
  worker_connections: '`connections`',
  client_max_body_size: '`maxBody`',
  error_page: '`errorPages`',
  access_log: '`accessLog`',
  log_format: '`logFormats`',
  internal: '`internal`',
};

/** Findings about nginx's own settings: natives that this nginx does not know, routes that it would refuse or never take. */
export function* check(site: Site, vocabulary: () => unknown): Generator<Diagnostic> {
  const { webservers } = site;
  for (const webserver of webservers) {
    // On the other node of a pair everything is said by the same words.
    if (webservers.find(({ name }) => name === webserver.name) !== webserver) continue;
    const { settings } = webserver.said;
    yield* version(webserver, vocabulary);
    yield* natives(settings?.main, 'main', webserver, vocabulary);
    yield* natives(settings?.events, 'events', webserver, vocabulary);
    yield* natives(settings?.http, 'http', webserver, vocabulary);
    for (const vhost of webserver.vhosts) {
      yield* natives(vhost.said.settings, 'server', webserver, vocabulary);
      for (const route of vhost.routes)
        yield* natives(route.said.settings, 'location', webserver, vocabulary);
      for (const { auth } of [vhost.said, ...vhost.routes.map((route) => route.said)]) yield* realm(auth);
      yield* routes(vhost);
      yield* paths(vhost);
    }
    yield* listeners(webserver, site);
    yield* onHost(webserver, site);
  }
}

/** nginx takes this one word for a switch, quoted or not. */
function* realm(auth: Located<M.Auth> | undefined): Generator<Diagnostic> {
  if (auth?.realm.value !== 'off') return;
  yield error(
    'nginx/unsafe-realm',
    auth.realm.from[0]?.at ?? keyOf(auth),
    'The realm "off" lets everybody in.',
    {
      why: '`auth_basic off` is how nginx is told to ask for no password.',
      help: 'Give the realm another name; leave `auth` out where nobody is to be asked.',
    },
  );
}

/** Checks are only as good as the nginx that was asked. */
function* version({ version: said, name }: Webserver, vocabulary: () => unknown): Generator<Diagnostic> {
  if (!said) return;
  const { versions } = vocabularyOf(vocabulary);
  const speaking = versionsFor(versions, said.value);
  if (speaking.some((one) => series(one) === series(said.value))) return;
  yield warning(
    'nginx/other-version',
    said.from[0]?.at ?? lost(),
    `${name.value} runs nginx ${said.value}, and nginx ${speaking.join(' and ')} answers for it.`,
    {
      why: 'What this version knows and refuses was never asked of it.',
      help: `Known are ${versions.join(' and ')}.`,
    },
  );
}

// The registry hands each target its own vocabulary.json.
const vocabularyOf = (vocabulary: () => unknown): Vocabulary => vocabulary() as Vocabulary;

function* natives(
  settings: Located<M.NativeDirectives> | undefined,
  context: Context,
  { version }: Webserver,
  vocabulary: () => unknown,
): Generator<Diagnostic> {
  for (const [name, said] of Object.entries(settings ?? {})) {
    const at = settings ? (keyIn(settings, name) ?? keyOf(settings)) : lost();
    const instead = Object.hasOwn(OWNED, name) ? OWNED[name] : undefined;
    if (instead) {
      yield error('nginx/owned-directive', at, `\`${name}\` is written by the compiler.`, {
        why: 'Written twice, one of the two would be lost or refused.',
        help: `Use ${instead}.`,
      });
      continue;
    }
    for (const args of occurrences(said)) {
      const misuse = checkDirective(vocabularyOf(vocabulary), version?.value ?? null, {
        name,
        context,
        args,
      });
      if (!misuse) continue;
      const related = version
        ? version.from.map((origin) => ({ at: origin.at, message: `nginx is ${version.value} here.` }))
        : [];
      yield error(`nginx/${misuse.problem}-directive`, at, misuse.message, {
        related,
        why: misuse.certain ? null : 'This is what the nearest version that could be asked says.',
        help: misuse.help,
      });
    }
  }
}

const lost = (): never => {
  throw new Error('a setting stands nowhere');
};

function* routes(vhost: Vhost): Generator<Diagnostic> {
  const seen = new Map<string, Route>();
  const orders = new Map<number, Route>();
  for (const route of vhost.routes) {
    const { match } = route.said;
    const key = match.regex
      ? `regex ${match.ignoreCase.value} ${match.regex.value}`
      : match.exact
        ? `exact ${match.exact.value}`
        : match.named
          ? `named ${match.named.value}`
          : `prefix ${match.prefix?.value ?? ''}`;
    const before = seen.get(key);
    if (before)
      yield error(
        'route-clash',
        keyOf(match),
        `The routes ${before.name.value} and ${route.name.value} match the same requests.`,
        {
          related: [{ at: keyOf(before.said.match), message: `${before.name.value} matches here.` }],
          why: 'nginx refuses two equal prefixes and never takes the second of two equal regexes.',
          help: 'Change one of them.',
        },
      );
    seen.set(key, route);
    if (match.regex) yield* order(route, orders);
  }
}

function* order(route: Route, orders: Map<number, Route>): Generator<Diagnostic> {
  const { match } = route.said;
  if (!match.order) {
    yield error('regex-without-order', keyOf(match), `The regex of ${route.name.value} has no order.`, {
      why: 'The first regex that matches is taken: which one is first must be said.',
      help: 'Say `order`: lower comes first.',
    });
    return;
  }
  const before = orders.get(match.order.value);
  if (before)
    yield error(
      'order-clash',
      keyOf(match),
      `The regexes of ${before.name.value} and ${route.name.value} have the same order.`,
      {
        related: [{ at: keyOf(before.said.match), message: `${before.name.value} is here.` }],
        why: 'Which of them is taken would depend on the order of the manifest.',
        help: 'Give one of them another order.',
      },
    );
  orders.set(match.order.value, route);
}

/** nginx replaces exactly the matched prefix: `/hub/` to `/` is right, `/hub` to `/` would give `//x`. */
function* paths({ routes: all }: Vhost): Generator<Diagnostic> {
  for (const { said } of all) {
    const prefix = said.match.prefix;
    const path = said.to?.path;
    const at: Span | undefined = path?.from[0]?.at;
    if (prefix && path && at && prefix.value.endsWith('/') !== path.value.endsWith('/'))
      yield error(
        'nginx/unpaired-slash',
        at,
        `The prefix ${prefix.value} is replaced by ${path.value}; only one of them ends in "/".`,
        {
          related: prefix.from.map((origin) => ({ at: origin.at, message: 'The prefix stands here.' })),
          why: 'nginx replaces exactly the prefix: a slash would be doubled or lost.',
          help: 'End both in "/", or neither.',
        },
      );
  }
}
