import { error, type Diagnostic, type Span } from '../diagnostic.ts';
import { because, concat, fact, map, originsOf, partsOf, type Fact, type Value } from '../fact.ts';
import { HERE, isFact, keyOf, type Located } from '../manifest/located.ts';
import type * as M from '../manifest/types.ts';
import { didYouMean, listOf } from '../source/suggest.ts';
import type {
  Client,
  Datastore,
  Host,
  Network,
  Secret,
  Service,
  ServicePort,
  Stack,
  Vhost,
} from './model.ts';
import type { Names } from './names.ts';
import { cache, database } from './reference-store.ts';

/** Where a reference is used: the same service has another address inside its stack than on another host. */
export interface From {
  readonly host: Host;
  /** null for a program or file of the host itself */
  readonly stack: Stack | null;
  /** the service whose container it is; null for a program or file of the host itself */
  readonly said: Located<M.Service> | null;
}

/** Everything that a reference may name. */
export interface Referable {
  readonly secrets: Names<Secret>;
  readonly services: Names<Service>;
  readonly vhosts: Names<Vhost>;
  readonly datastores: Names<Datastore>;
  readonly buckets: Names<Located<M.Bucket>>;
  readonly hosts: Names<Host>;
  readonly networks: Names<Network>;
  readonly clients: Client[];
  readonly diagnostics: Diagnostic[];
}

type Text = Located<M.Text>;
export type Reference = Exclude<Text, Fact<string> | Fact<number>>;

/** The value of a literal or reference, as seen from `from`; null where a finding says why there is none. */
export function resolveText(text: Text, from: From, known: Referable): Fact<Value> | null {
  if (isFact(text)) return map(text, String);
  const value = resolveReference(text, from, known);
  if (value === null || !text.as) return value;
  return because(value, text.as);
}

function resolveReference(said: Reference, from: From, known: Referable): Fact<Value> | null {
  if (said.secret) return secret(said.secret, known);
  if (said.public) return said.public;
  if (said.concat) return all(said.concat, from, known, (pieces) => concat(...pieces));
  if (said.list) return joined(said.list, said.separator ?? fact(','), from, known);
  if (said.pattern) return pattern(said, said.pattern, from, known);
  if (said.service) return service(said, said.service, from, known);
  if (said.vhost) return vhost(said, said.vhost, known);
  if (said.database) return database(said, said.database, from, known);
  if (said.cache) return cache(said, said.cache, from, known);
  if (said.bucket) return bucket(said, said.bucket, from, known);
  if (said.host) return hostAddress(said, said.host, known);
  throw new Error('the schema lets through references of known kinds only');
}

export function secret(name: Fact<string>, known: Pick<Referable, 'secrets'>): Fact<Value> | null {
  const found = known.secrets.find(name);
  return (
    found && {
      value: [{ secret: name.value, alphabet: found.said.alphabet.value, encode: 'none' }],
      from: originsOf(name, found.said.alphabet),
    }
  );
}

function all(
  texts: readonly Text[],
  from: From,
  known: Referable,
  combine: (pieces: readonly Fact<Value>[]) => Fact<Value>,
): Fact<Value> | null {
  const pieces = texts.map((text) => resolveText(text, from, known));
  const found = pieces.filter((piece) => piece !== null);
  return found.length === pieces.length ? combine(found) : null;
}

const joined = (
  texts: readonly Text[],
  separator: Fact<string>,
  from: From,
  known: Referable,
): Fact<Value> | null =>
  all(texts, from, known, (pieces) =>
    concat(...pieces.flatMap((piece, index) => (index === 0 ? [piece] : [separator, piece]))),
  );

function pattern(said: Reference, pieces: readonly Text[], from: From, known: Referable): Fact<Value> | null {
  const value = all(pieces, from, known, (resolved) => concat(...resolved));
  if (!value) return null;
  const text = partsOf(value.value)
    .filter((part) => typeof part === 'string')
    .join('');
  if (/^[^%]*%s[^%]*$/.test(text)) return value;
  known.diagnostics.push(
    error(
      'unsafe-pattern',
      keyOf(said),
      `The pattern ${JSON.stringify(text)} must hold exactly one %s and no other %.`,
      {
        why: 'A program that formats it raises an error, or eats the characters after the %.',
        help: 'Write %s where the program puts its value.',
      },
    ),
  );
  return null;
}

/** The word of `as`, which must be one of the forms that this kind of thing has; the first is the default. */
export function form<F extends string>(
  said: Reference,
  kind: string,
  forms: readonly F[],
  known: Referable,
): F | null {
  const asked = said.as?.value;
  const [usual] = forms;
  if (asked === undefined) return usual ?? null;
  const found = forms.find((one) => one === asked);
  if (found) return found;
  known.diagnostics.push(
    error('unknown-form', at(said.as, said), `A ${kind} has no form "${asked}".`, {
      help: `It has ${listOf(forms)}.`,
    }),
  );
  return null;
}

const at = (one: Fact<unknown> | undefined, said: Reference): Span => one?.from[0]?.at ?? keyOf(said);

/** `[user[:password]@]host[:port][/path]`, with what the reference adds */
export function url(
  scheme: string | Fact<string>,
  said: Reference,
  rest: readonly (string | Fact<Value>)[],
): Fact<Value> {
  const options = said.options ? Object.entries(said.options) : [];
  const query = options.flatMap(([key, value], index): (string | Fact<Value>)[] => [
    index === 0 ? '?' : '&',
    `${key}=`,
    value,
  ]);
  return concat(said.scheme ?? scheme, '://', ...rest, ...query);
}

/** A secret inside a URL is percent-encoded by whoever fills it. */
export const inUrl = (value: Fact<Value>): Fact<Value> =>
  map(value, (parts) =>
    typeof parts === 'object'
      ? parts.map((part) =>
          typeof part === 'object' && 'secret' in part ? { ...part, encode: 'percent' as const } : part,
        )
      : encodeURIComponent(String(parts)),
  );

function service(said: Reference, name: Fact<string>, from: From, known: Referable): Fact<Value> | null {
  const found = known.services.find(name);
  if (!found) return null;
  if (found.external) return external(said, found, name, known);
  const how = form(said, 'service', ['host', 'port', 'address', 'url'], known);
  const port =
    how === 'host' && !said.port && found.ports.length !== 1
      ? null
      : portOf(found, said.port, keyOf(said), known.diagnostics);
  if (!how || (!port && how !== 'host')) return null;
  const seen = port
    ? reach(port, from, said, known)
    : from.stack && from.stack === found.stack
      ? { host: found.name, port: null }
      : null;
  if (!seen) return null;
  const host = because<Value>(seen.host, name, port && { from: port.name.from });
  if (how === 'host' || !seen.port || !port) return host;
  if (how === 'port') return because<Value>(seen.port, name);
  const address = concat(host, ':', seen.port);
  return how === 'address'
    ? address
    : url(port.said.speaks, said, [address, ...(said.path ? [said.path] : [])]);
}

/** The port that a name asks for, or the only one. */
export function choosePort(service: Service, name: Fact<string> | undefined): ServicePort | null {
  const { ports } = service;
  if (name) return ports.find((port) => port.name.value === name.value) ?? null;
  return ports.length === 1 ? (ports[0] ?? null) : null;
}

export function portOf(
  service: Service,
  name: Fact<string> | undefined,
  asking: Span,
  diagnostics: Diagnostic[],
): ServicePort | null {
  const found = choosePort(service, name);
  if (found) return found;
  const known = service.ports.map((port) => port.name.value);
  const message = name
    ? `The service ${service.name.value} has no port "${name.value}".${didYouMean(name.value, known)}`
    : `The service ${service.name.value} has ${known.length === 0 ? 'no port' : 'several ports'}.`;
  diagnostics.push(
    error(name ? 'unknown-port' : 'missing-port', name?.from[0]?.at ?? asking, message, {
      related: [{ at: service.at, message: `${service.name.value} is said here.` }],
      why: 'A connection to a port that nobody listens on is refused.',
      help:
        known.length === 0
          ? `Say under \`ports\` of ${service.name.value} what it listens on.`
          : `Its ports: ${listOf(known)}.`,
    }),
  );
  return null;
}

function reach(
  port: ServicePort,
  from: From,
  said: Reference,
  known: Referable,
): { readonly host: Fact<string>; readonly port: Fact<number> } | null {
  if (from.stack && from.stack === port.service.stack)
    return { host: port.service.name, port: port.said.number };
  if (port.published) {
    const { address } = port.published;
    const host = port.service.stack?.host;
    const wildcard = address.value === '0.0.0.0' || address.value === '::';
    if (!from.stack && host === from.host)
      return {
        host: wildcard ? { value: '127.0.0.1', from: address.from } : address,
        port: port.published.port,
      };
    const other = wildcard ? [...(host?.addresses.values() ?? [])][0] : address;
    if (other && !/^127\.|^::1$/.test(other.value)) return { host: other, port: port.published.port };
  }
  known.diagnostics.push(
    error('unreachable-service', keyOf(said), `${port.service.name.value} cannot be reached from here.`, {
      related: [
        {
          at: port.at,
          message: `The port ${port.name.value} is for ${port.published ? 'the host itself' : 'containers of its own stack'} only.`,
        },
      ],
      help: 'Say `expose: lan` or `expose: public` at the port, or use a vhost.',
    }),
  );
  return null;
}

function external(said: Reference, found: Service, name: Fact<string>, known: Referable): Fact<Value> | null {
  const how = form(said, 'external service', ['host', 'port', 'address', 'url', 'user', 'password'], known);
  const { external: end } = found;
  if (!how || !end) return null;
  const credential = how === 'user' ? end.user : how === 'password' ? end.password : null;
  if (credential) return because(credential, name);
  if (how === 'user' || how === 'password') {
    known.diagnostics.push(
      error('missing-credential', keyOf(said), `The service ${found.name.value} has no ${how}.`, {
        related: [{ at: found.at, message: `${found.name.value} is said here.` }],
        help: `Say \`${how}\` under its \`external\`.`,
      }),
    );
    return null;
  }
  if (how === 'host') return because(end.address, name);
  if (how === 'port') return because<Value>(end.port, name);
  const address = because(concat(end.address, ':', end.port), name);
  if (how === 'address') return address;
  const user = end.user ? [inUrl(end.user), ...(end.password ? [':', inUrl(end.password)] : []), '@'] : [];
  return url(
    map(end.kind, (kind) => (kind === 'other' ? 'tcp' : kind)),
    said,
    [...user, address, ...(said.path ? [said.path] : [])],
  );
}

function vhost(said: Reference, name: Fact<string>, known: Referable): Fact<Value> | null {
  const found = known.vhosts.find(name);
  const how = form(said, 'vhost', ['url', 'domain'], known);
  const first = found?.names[0];
  if (!found || !how || !first) return null;
  const domain = because(
    map(first, (text) => text.replace(/^(\*\.|\.)/, '')),
    name,
  );
  if (how === 'domain') return domain;
  return because(concat(found.origin, ...(said.path ? [said.path] : [])), name);
}

function bucket(said: Reference, name: Fact<string>, from: From, known: Referable): Fact<Value> | null {
  const found = known.buckets.find(name);
  const how = form(said, 'bucket', ['name', 'region', 'prefix', 'access-key', 'secret-key'], known);
  if (!found || !how) return null;
  const texts: Readonly<Record<typeof how, Text | undefined>> = {
    name: found.name,
    region: found.region,
    prefix: found.prefix,
    'access-key': found.accessKey,
    'secret-key': found.secretKey,
  };
  const text = texts[how];
  if (text) {
    const value = resolveText(text, from, known);
    return value && because(value, name);
  }
  known.diagnostics.push(
    error('missing-credential', keyOf(said), `The bucket ${name.value} has no ${how}.`, {
      related: [{ at: found[HERE].key, message: `${name.value} is said here.` }],
      help: 'Say it there.',
    }),
  );
  return null;
}

function hostAddress(said: Reference, name: Fact<string>, known: Referable): Fact<Value> | null {
  const found = known.hosts.find(name);
  if (!found) return null;
  const address = said.via ? found.addresses.get(said.via.value) : [...found.addresses.values()][0];
  if (address) return because<Value>(address, name, said.via ?? null);
  known.diagnostics.push(
    error(
      'unknown-address',
      at(said.via, said),
      `The host ${found.name.value} has no address${said.via ? ` "${said.via.value}".${didYouMean(said.via.value, found.addresses.keys())}` : '.'}`,
      {
        related: [{ at: found.at, message: `${found.name.value} is said here.` }],
        help: `It has ${listOf(found.addresses.keys()) || 'none'}.`,
      },
    ),
  );
  return null;
}
