/**
 * Every placeholder for a value of the request, with the nginx variables that say it, in order.
 * `path` is decoded and normalised; `path` directly before `query` is written as `requestUri`, see `quote.ts`.
 */
const PLAIN: Readonly<Record<string, readonly string[]>> = {
  args: ['args'],
  bodyBytesSent: ['body_bytes_sent'],
  bytesSent: ['bytes_sent'],
  cacheStatus: ['upstream_cache_status'],
  connection: ['connection'],
  contentLength: ['content_length'],
  contentType: ['content_type'],
  documentRoot: ['document_root'],
  forwardedFor: ['proxy_add_x_forwarded_for'],
  host: ['host'],
  gzipRatio: ['gzip_ratio'],
  hostname: ['hostname'],
  method: ['request_method'],
  path: ['uri'],
  protocol: ['server_protocol'],
  proxyHost: ['proxy_host'],
  query: ['is_args', 'args'],
  remoteAddress: ['remote_addr'],
  remotePort: ['remote_port'],
  remoteUser: ['remote_user'],
  request: ['request'],
  requestFile: ['request_filename'],
  requestId: ['request_id'],
  requestLength: ['request_length'],
  requestTime: ['request_time'],
  requestUri: ['request_uri'],
  scheme: ['scheme'],
  serverAddress: ['server_addr'],
  serverName: ['server_name'],
  serverPort: ['server_port'],
  status: ['status'],
  time: ['time_iso8601'],
  timeLocal: ['time_local'],
  tlsCipher: ['ssl_cipher'],
  tlsProtocol: ['ssl_protocol'],
  tlsServerName: ['ssl_server_name'],
  upstreamAddress: ['upstream_addr'],
  upstreamConnectTime: ['upstream_connect_time'],
  upstreamHeaderTime: ['upstream_header_time'],
  upstreamStatus: ['upstream_status'],
  upstreamTime: ['upstream_response_time'],
};

/** A placeholder with a name of its own after the dot: the prefix of its variables, and which names may follow. */
interface Family {
  readonly prefix: string;
  readonly names: RegExp;
  readonly example: string;
}

/** Field names without `_`: nginx drops a request header that has one. */
const HEADER = /^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$/;
const WORD = /^[A-Za-z0-9_]+$/;

const FAMILIES: Readonly<Record<string, Family>> = {
  arg: { prefix: 'arg_', names: WORD, example: 'arg.<name>' },
  /** one digit, `$12` would be `$1` and a `2`; or the name of a group, which PCRE limits to 32 characters */
  capture: {
    prefix: '',
    names: /^([1-9]|[A-Za-z_][A-Za-z0-9_]{0,31})$/,
    example: 'capture.<number or name>',
  },
  cookie: { prefix: 'cookie_', names: WORD, example: 'cookie.<name>' },
  header: { prefix: 'http_', names: HEADER, example: 'header.<name>' },
  /** a value made by a map of the web server */
  map: { prefix: '', names: WORD, example: 'map.<name>' },
  responseHeader: { prefix: 'sent_http_', names: HEADER, example: 'responseHeader.<name>' },
  upstreamHeader: { prefix: 'upstream_http_', names: HEADER, example: 'upstreamHeader.<name>' },
};

/** Every placeholder, sorted; those that take a name end in `.<name>`. For lists and for near names. */
export const REQUEST_NAMES: readonly string[] = [
  ...Object.keys(PLAIN),
  ...Object.values(FAMILIES).map((family) => family.example),
].sort();

/** The names of the nginx variables that together say a placeholder, without `$`; null where there is none. */
export function variablesOf(name: string): readonly string[] | null {
  if (Object.hasOwn(PLAIN, name)) return PLAIN[name] ?? null;
  const dot = name.indexOf('.');
  const kind = name.slice(0, Math.max(dot, 0));
  const family = Object.hasOwn(FAMILIES, kind) ? FAMILIES[kind] : undefined;
  const rest = name.slice(dot + 1);
  if (family === undefined || !family.names.test(rest)) return null;
  const variable = family.names === HEADER ? rest.toLowerCase().replaceAll('-', '_') : rest;
  return [family.prefix + variable];
}

/**
 * How nginx writes a placeholder for a value of the request: `host` gives `$host`, `query` gives `$is_args$args`,
 * `header.user-agent` gives `$http_user_agent`. Null for a name that is not in the closed table.
 */
export function requestVariable(name: string): string | null {
  return (
    variablesOf(name)
      ?.map((variable) => `$${variable}`)
      .join('') ?? null
  );
}
