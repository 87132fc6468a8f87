import { keyOf } from '../manifest/located.ts';
import type { Route, Service, Site } from '../site/model.ts';
import { chooseEnd, isSocket } from '../site/web/ends.ts';
import { didYouMean, listOf } from '../source/suggest.ts';
import { at, defineRule, type Finding } from './rule.ts';

export const routeWithoutServicePort = defineRule({
  id: 'route-without-service-port',
  severity: 'error',
  title: 'A route leads to a port that its service does not have',
  why: 'The web server connects to where nobody listens, or where nobody understands it: the client gets a 502.',
  fix: 'Name a port of the service that speaks http, https, uwsgi or fastcgi; what it listens on is said under its `ports`.',
  *check(site) {
    for (const vhost of site.vhosts)
      for (const route of vhost.routes) {
        const service = serviceOf(route, site);
        const fault = service && faultOf(route, service);
        if (fault) yield fault;
      }
  },
  good: [
    `
sitewright: 1
site: example
title: Example
hosts: {web1: {platform: debian-12, addresses: {lan: 192.0.2.4}}}
stacks: {main: {directory: /opt/main}}
services:
  front: {container: {image: nginx, tag: 1.26.3}, ports: {http: {number: 80, expose: public}}}
  app:
    container: {image: example/app, tag: 6.4.0}
    ports: {http: {number: 8417}, sms: {number: 8418, speaks: other}}
  blog: {container: {image: example/blog, tag: 2.1.0}, ports: {web: {number: 8417, speaks: uwsgi}}}
webservers: {front: {service: front}}
vhosts:
  app:
    at: front
    names: [app.example.org]
    routes:
      blog: {match: {prefix: /blog/}, to: {service: blog}}
      app: {match: {prefix: /}, to: {service: app, port: http}}
`,
  ],
  bad: [
    manifest('{http: {number: 8417}}', '{service: app, port: htpt}'),
    manifest('{http: {number: 8417}, admin: {number: 8418}}', '{service: app}'),
    manifest('{sms: {number: 8417, speaks: other}}', '{service: app, port: sms}'),
    manifest('{http: {number: 8417, protocol: udp}}', '{service: app}'),
  ],
});

const serviceOf = ({ said }: Route, site: Site): Service | undefined =>
  said.to && site.services.find(({ name }) => name.value === said.to?.service.value);

function faultOf({ name, said }: Route, service: Service): Finding | null {
  const { to } = said;
  if (!to) return null;
  const asked = to.socket ?? to.port;
  const place = asked ? at(asked) : keyOf(to);
  const who = service.name.value;
  const end = chooseEnd(service, to);
  if (!end) {
    const ports = service.ports.map((one) => one.name.value);
    const sockets = service.sockets.map((one) => one.name.value);
    const known = to.socket ? sockets : to.port ? ports : [...ports, ...sockets];
    const has = known.length === 0 ? 'none' : listOf(known);
    const kind = to.socket ? 'socket' : 'port';
    const message = asked
      ? `The route ${name.value} leads to the ${kind} "${asked.value}" of ${who}, which has ${has}.${didYouMean(asked.value, known)}`
      : `The route ${name.value} does not say which ${sockets.length > 0 ? 'port or socket' : 'port'} of ${who}, which has ${has}.`;
    return { message, at: place, related: [{ at: service.at, message: `${who} is said here.` }] };
  }
  if (isSocket(end)) return null;
  const { protocol, speaks } = end.said;
  if (protocol.value === 'tcp' && speaks.value !== 'other') return null;
  return {
    message: `The route ${name.value} leads to the port ${end.name.value} of ${who}, which a web server cannot speak to.`,
    at: place,
    related: [
      protocol.value === 'tcp'
        ? { at: at(speaks), message: 'It speaks another protocol.' }
        : { at: at(protocol), message: 'It is a UDP port.' },
    ],
  };
}

/** The same small site with the ports of its application and the end of its route. */
function manifest(ports: string, to: string): string {
  return `
sitewright: 1
site: example
title: Example
hosts: {web1: {platform: debian-12, addresses: {lan: 192.0.2.4}}}
stacks: {main: {directory: /opt/main}}
services:
  front: {container: {image: nginx, tag: 1.26.3}, ports: {http: {number: 80, expose: public}}}
  app:
    container: {image: example/app, tag: 6.4.0}
    ports: ${ports}
webservers: {front: {service: front}}
vhosts:
  app:
    at: front
    names: [app.example.org]
    routes: {app: {match: {prefix: /}, to: ${to}}}
`;
}
