import { error, type Diagnostic, type Span } from '../../diagnostic.ts';
import { because, concat, fact, map, type Fact, type Value } from '../../fact.ts';
import { keyOf } from '../../manifest/located.ts';
import { didYouMean, listOf } from '../../source/suggest.ts';
import type { Service, ServicePort } from '../model.ts';
import { nearest } from '../pair/member.ts';
import { seenFrom, type Seen } from '../service/reach.ts';
import { form, type Asked, type From, type Referable, type Reference } from './reference.ts';
import { inUrl, url } from './url.ts';

export function service(said: Asked, name: Fact<string>, from: From, known: Referable): Fact<Value> | null {
  const named = known.services.find(name);
  if (!named) return null;
  const found = nearest(named, from.host);
  if (found.external) return external(said, found, name, known);
  if (found.said !== from.said)
    from.process?.uses.push({ of: { kind: 'service', service: found }, from: name.from });
  const how = form(said, 'service', ['host', 'port', 'address', 'url', 'listen'], known);
  const port =
    how === 'host' && !said.port && found.ports.length !== 1
      ? null
      : portOf(found, said.port, keyOf(said), known.diagnostics);
  if (!how || (!port && how !== 'host')) return null;
  if (how === 'listen') return port && because<Value>(bound(port), name, port.name, said.port ?? null);
  const seen = port
    ? reach(port, from, said, known)
    : from.stack && from.stack === found.stack
      ? { address: found.name, port: null }
      : null;
  if (!seen) return null;
  const host = because<Value>(seen.address, name, said.port ?? null, port && { from: port.name.from });
  if (how === 'host' || !seen.port || !port) return host;
  if (how === 'port') return because<Value>(seen.port, name, said.port ?? null);
  const address = concat(host, ':', seen.port);
  return how === 'address'
    ? address
    : url(port.said.speaks, said, [address, ...(said.path ? [said.path] : [])]);
}

/** The address that the program itself binds: inside a container every one. */
function bound({ service, published, said }: ServicePort): Fact<string> {
  return service.process && published ? published.address : fact('0.0.0.0', said.number.from);
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

/** Where a port is seen; a finding where it cannot be. */
function reach(port: ServicePort, from: From, said: Reference, known: Referable): Seen | null {
  const seen = seenFrom(port, from);
  if ('address' in seen) return seen;
  known.diagnostics.push(
    error('unreachable-service', keyOf(said), `${port.service.name.value} cannot be reached from here.`, {
      related: [{ at: port.at, message: seen.why }],
      help: seen.help,
    }),
  );
  return null;
}

function external(said: Asked, found: Service, name: Fact<string>, known: Referable): Fact<Value> | null {
  const how = form(
    said,
    'external service',
    ['host', 'port', 'address', 'url', 'user', 'password', 'sender'],
    known,
  );
  const { external: end } = found;
  if (!how || !end) return null;
  const credential =
    how === 'user' ? end.user : how === 'password' ? end.password : how === 'sender' ? end.sender : null;
  if (credential) return because(credential, name);
  if (how === 'user' || how === 'password' || how === 'sender') {
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
