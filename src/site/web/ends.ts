import { error, type Diagnostic } from '../../diagnostic.ts';
import { because, concat, fact, map, originsOf, type Fact } from '../../fact.ts';
import { keyOf, type Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import type { Service, ServicePort, ServiceSocket } from '../model.ts';
import { choosePort } from '../reference/service.ts';
import type { WebserverDraft } from './drafts.ts';

/** The port or socket that a route names, or the only one of its service. */
export function chooseEnd(
  service: Service,
  { port, socket }: Located<M.Target>,
): ServicePort | ServiceSocket | null {
  const { sockets, ports } = service;
  if (socket) return sockets.find(({ name }) => name.value === socket.value) ?? null;
  if (port || sockets.length === 0) return choosePort(service, port);
  return sockets.length === 1 && ports.length === 0 ? (sockets[0] ?? null) : null;
}

export const isSocket = (end: ServicePort | ServiceSocket): end is ServiceSocket => !('published' in end);

/** `host:port` of a port, or `unix:/path`, as a web server reaches it; null with a finding where it cannot. */
export function addressFrom(
  webserver: WebserverDraft,
  end: ServicePort | ServiceSocket,
  to: Located<M.Target>,
  diagnostics: Diagnostic[],
): Fact<string> | null {
  const { service } = end;
  const own = webserver.service;
  const isNear = own === null && service.host === webserver.host;
  if (isSocket(end)) {
    if (isNear) return map(concat('unix:', end.said.path), String);
    const where = own ? 'runs in a container' : 'is on another host';
    diagnostics.push(
      unreachable(
        webserver,
        end,
        to,
        `Its socket ${end.name.value} is for programs of its own host, and ${webserver.name.value} ${where}.`,
        'Lead the route to a port.',
      ),
    );
    return null;
  }
  // Why a container has no stack was said where its stack was looked for.
  if (service.container && !service.stack) return null;
  if (own && service.stack === own.stack) return hostPort(service.name, end.said.number);
  const address = end.published?.address;
  if (end.published && address) {
    const { port } = end.published;
    const { host } = service;
    const isWild = address.value === '0.0.0.0' || address.value === '::';
    if (isNear) return hostPort(isWild ? fact('127.0.0.1', address.from) : address, port);
    const reachable = isWild ? [...(host?.addresses.values() ?? [])][0] : address;
    if (reachable && !/^(127\.|::1$)/.test(address.value)) return hostPort(reachable, port);
  }
  diagnostics.push(
    unreachable(
      webserver,
      end,
      to,
      `The port ${end.name.value} is ${service.process ? 'for programs of its own host only' : `not published where ${own ? 'another host' : 'programs of a host'} could reach it`}.`,
      isNear
        ? 'Say `expose: loopback` at the port.'
        : `Say \`expose: lan\` at the port${service.process ? '' : ', or put both into one stack'}.`,
    ),
  );
  return null;
}

const unreachable = (
  { name }: WebserverDraft,
  { service, at }: ServicePort | ServiceSocket,
  to: Located<M.Target>,
  message: string,
  help: string,
): Diagnostic =>
  error(
    'unreachable-service',
    to.service.from[0]?.at ?? keyOf(to),
    `${service.name.value} cannot be reached from the web server ${name.value}.`,
    { related: [{ at, message }], help },
  );

const hostPort = (host: Fact<string>, port: Fact<number>): Fact<string> => ({
  value: `${host.value.includes(':') ? `[${host.value}]` : host.value}:${port.value}`,
  from: originsOf(host, port),
});

/** What an end is called in the configuration: the service, and the end's own name where it has more than one. */
export function endName({ service, name }: ServicePort | ServiceSocket): Fact<string> {
  const several = service.ports.length + service.sockets.length > 1;
  return because(several ? map(name, (text) => `${service.name.value}_${text}`) : service.name, service.name);
}
