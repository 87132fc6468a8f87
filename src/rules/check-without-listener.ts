import { rolesOf } from '../site/check/roles.ts';
import type { Check, Host, Probe, Site } from '../site/model.ts';
import { ROLES, type Role } from '../site/pair/roles.ts';
import { at, defineRule } from './rule.ts';

/** A test of a port of this site must find something there. */
export const checkWithoutListener = defineRule({
  id: 'check-without-listener',
  severity: 'error',
  title: 'A check tests a port that nobody binds',
  why: 'The test fails in every cycle: what it restarts is restarted without end, and who gets its mails stops to read them.',
  fix: 'Test the port of a service or datastore of this site, or say `by:` and which program of the host listens there.',
  *check(site) {
    // What is absent may be meant to be there.
    if (!site.complete) return;
    for (const check of site.checks)
      for (const test of check.tests) {
        if (!test.said || test.said.connection?.by) continue;
        const to = test.connection;
        const host = to && hostOf(site, check, to);
        if (!to?.port || !host) continue;
        const port = Number(to.port.value);
        const roles = rolesSeen(site, check, to);
        const lacking = roles.find((role) => !portsOf(site, host, role).has(port));
        if (lacking === undefined) continue;
        const isBound = ROLES.some((role) => portsOf(site, host, role).has(port));
        yield {
          message: `${check.name.value} tests the port ${port} of ${host.name.value}, and nothing of this site binds it${isBound ? ` while that is ${lacking}` : ''}.`,
          at: at(to.port),
          related: [{ at: host.at, message: `${host.name.value} is said here.` }],
        };
      }
  },
  good: [
    `
sitewright: 1
site: example
title: Example
hosts: {web1: {platform: debian-12, addresses: {lan: 192.0.2.4}, monit: {web: {port: 2812, users: {admin: {password: {secret: monit_password}}}}}}}
secrets: {monit_password: {for: admin of monit}}
datastores: {cache: {engine: redis, version: '7.0', on: web1}}
stacks: {main: {directory: /opt/main}}
services: {app: {container: {image: example/app, tag: 2.4.1}, ports: {http: {number: 8417, published: 9417, expose: lan}}}}
webservers: {front: {on: web1, ports: {http: {number: 80}}}}
vhosts: {app: {at: front, names: [app.example.org], routes: {app: {match: {prefix: /}, to: {service: app}}}}}
checks:
  front: {host: {address: 127.0.0.1}, tests: [{connection: {port: 80, protocol: http}, then: {do: alert}}]}
  app:
    host: {address: 192.0.2.4}
    tests:
      - {connection: {port: {service: app, as: port}, protocol: http}, then: {do: alert}}
      - {connection: {host: 127.0.0.1, port: 6379, protocol: redis}, then: {do: alert}}
      - {connection: {port: 2812}, then: {do: alert}}
      - {connection: {port: 22, protocol: ssh, by: sshd}, then: {do: alert}}
  partner: {host: {address: partner.example.org}, tests: [{connection: {port: 443, protocol: https}, then: {do: alert}}]}
`,
    `
sitewright: 1
site: example
title: Example
hosts:
  sms1: {platform: debian-12, addresses: {lan: 192.0.2.4}}
  sms2: {platform: debian-12, addresses: {lan: 192.0.2.5}}
pairs: {cims: {nodes: [sms1, sms2], primary: sms1, address: {at: 192.0.2.200/24, name: app}}}
services: {app: {on: cims/primary, process: {command: [/opt/app/run], pidFile: /run/app.pid}, ports: {http: {number: 8417, expose: public}}}}
checks:
  app: {of: {service: app}}
  page: {on: cims/primary, host: {address: localhost}, tests: [{connection: {port: 8417, protocol: http}, then: {do: alert}}]}
  other: {on: cims, host: {address: app}, tests: [{connection: {port: 8417, protocol: http}, then: {do: alert}}]}
`,
  ],
  bad: [
    `
sitewright: 1
site: example
title: Example
hosts:
  sms1: {platform: debian-12, addresses: {lan: 192.0.2.4}}
  sms2: {platform: debian-12, addresses: {lan: 192.0.2.5}}
pairs: {cims: {nodes: [sms1, sms2], primary: sms1}}
services: {app: {on: cims/primary, process: {command: [/opt/app/run], pidFile: /run/app.pid}, ports: {http: {number: 8417}}}}
checks:
  app: {of: {service: app}}
  page: {on: sms1, host: {address: localhost}, tests: [{connection: {port: 8417, protocol: http}, then: {do: alert}}]}
`,
    `
sitewright: 1
site: example
title: Example
hosts: {web1: {platform: debian-12, addresses: {lan: 192.0.2.4}}}
stacks: {main: {directory: /opt/main}}
services: {app: {container: {image: example/app, tag: 2.4.1}, ports: {http: {number: 8417, published: 9417, expose: lan}}}}
checks:
  app:
    host: {address: 192.0.2.4}
    tests: [{connection: {port: 8417, protocol: http}, then: {do: alert}}]
`,
    `
sitewright: 1
site: example
title: Example
hosts: {db1: {platform: debian-12, addresses: {lan: 192.0.2.4}}}
checks:
  cache:
    process: {pidfile: /run/cache.pid}
    unit: cache.service
    tests: [{connection: {port: 6379, protocol: redis}, then: {do: restart}}]
`,
  ],
});

const LOOPBACK = /^(localhost|127\..*|::1)$/;

/** What a connection goes to; null for a loopback address, and for none. */
const addressOf = ({ subject }: Check, to: Probe): string | null => {
  const address = (to.host ?? (subject.kind === 'host' ? subject.address : null))?.value;
  return typeof address === 'string' && !LOOPBACK.test(address) ? address : null;
};

const pairOf = (site: Site, address: string | null) =>
  site.pairs.find((pair) =>
    [pair.address?.value, pair.said.address?.name?.value].some((one) => one !== undefined && one === address),
  );

/** The host of this site that a connection goes to; null for one outside. */
function hostOf(site: Site, check: Check, to: Probe): Host | null {
  const address = to.host ?? (check.subject.kind === 'host' ? check.subject.address : null);
  const far = addressOf(check, to);
  if (far === null) return address && typeof address.value !== 'string' ? null : check.host;
  const pair = pairOf(site, far);
  return (
    pair?.primary ??
    site.hosts.find(
      ({ name, addresses }) =>
        name.value === far || [...addresses.values()].some(({ value }) => value === far),
    ) ??
    null
  );
}

/** In which roles of the host there must be something: at the virtual address it is the primary. */
const rolesSeen = (site: Site, check: Check, to: Probe): readonly Role[] =>
  pairOf(site, addressOf(check, to)) ? ['primary'] : rolesOf(check);

/** Every port that something of the site binds on a host in a role, as far as it is known. */
function portsOf(site: Site, host: Host, role: Role): ReadonlySet<number> {
  const services = site.services.filter(
    (service) => service.host === host && service.member?.roles.includes(role) !== false,
  );
  return new Set([
    ...site.datastores.filter((store) => store.host === host).map(({ port }) => port.value),
    ...services.flatMap(({ ports }) => ports.flatMap(({ published }) => published?.port.value ?? [])),
    ...site.webservers
      .filter((webserver) => webserver.host === host)
      .flatMap(({ http, https }) => [http, https].flatMap((one) => (one?.exposed ? one.number.value : []))),
    ...[host.said.monit?.web?.port.value ?? []].flat(),
  ]);
}
