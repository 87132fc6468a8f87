import { entriesOf, keyOf } from '../manifest/located.ts';
import type { Host, Site } from '../site/model.ts';
import { defineRule } from './rule.ts';

/** A port that the manifest opens must be one that it knows a program for, or say which program listens. */
export const openingWithoutListener = defineRule({
  id: 'opening-without-listener',
  severity: 'error',
  title: 'A port is open that nothing listens on',
  why: 'Whoever starts a program on that port later is reachable at once, and a mistyped port stays closed where it is needed.',
  fix: 'Correct the port, or say `listener`: the program that listens and that the manifest does not know.',
  *check(site) {
    for (const { host, said } of site.firewalls)
      for (const { name, value } of entriesOf(said.admit)) {
        if (value.listener) continue;
        const found = listenersOn(host, site).filter(
          (one) => one.port === value.port.value && one.protocol === value.protocol.value,
        );
        if (found.some(({ isFar }) => isFar)) continue;
        const [near] = found;
        yield {
          message: near
            ? `${name.value} opens ${value.port.value}/${value.protocol.value} of ${host.name.value}, where ${near.who} listens for the host itself alone.`
            : `${name.value} opens ${value.port.value}/${value.protocol.value} of ${host.name.value}, and nothing that is known listens there.`,
          at: value.port.from[0]?.at ?? keyOf(value),
          related: near ? [{ at: near.at, message: `${near.who} is said here.` }] : [],
        };
      }
  },
  good: [
    `
sitewright: 1
site: example
title: Example
hosts:
  web1:
    platform: debian-12
    addresses: {lan: 192.0.2.4}
    firewall:
      administer: {from: [{network: 198.51.100.0/24}]}
      admit:
        sftp: {port: 22, from: [{network: 203.0.113.9}]}
        reports: {port: 5432, from: [{network: 203.0.113.9}]}
        shop: {port: 8417, from: [{network: 203.0.113.0/28}]}
        metrics: {port: 9100, listener: prometheus-node-exporter, from: [{network: 203.0.113.9}]}
        pool: {port: 6432, from: [{network: 203.0.113.9}]}
        partner: {port: 8080, from: [{network: 203.0.113.9}]}
  web2: {platform: debian-12, addresses: {lan: 192.0.2.5}}
secrets: {app_db_password: {for: password of app}}
datastores:
  main:
    engine: postgresql
    version: 15
    on: web1
    listen: [lan]
    databases: {app: {owner: app}}
    users: {app: {password: {secret: app_db_password}}}
    access: [{host: web2, database: app, user: app}]
stacks: {main: {on: web1, directory: /opt/main}}
services:
  shop: {container: {image: example/shop, tag: 6.4.0}, ports: {http: {number: 8000, published: 8417, expose: lan}}}
  pool: {container: {image: example/pool, tag: 1.22.0, networkMode: host}, ports: {db: {number: 6432, speaks: other, expose: public}}}
webservers: {front: {on: web1, ports: {http: {number: 8080, expose: lan}}}}
vhosts: {shop: {at: front, names: [shop.example.org], routes: {app: {match: {prefix: /}, to: {service: shop}}}}}
`,
  ],
  bad: [
    `
sitewright: 1
site: example
title: Example
hosts:
  web1:
    platform: debian-12
    addresses: {lan: 192.0.2.4}
    firewall:
      administer: {from: [{network: 198.51.100.0/24}]}
      admit: {shop: {port: 8471, from: [{anywhere: true}]}}
stacks: {main: {directory: /opt/main}}
services:
  shop: {container: {image: example/shop, tag: 6.4.0}, ports: {http: {number: 8417, expose: public}}}
`,
    `
sitewright: 1
site: example
title: Example
hosts:
  web1:
    platform: debian-12
    addresses: {lan: 192.0.2.4}
    firewall:
      administer: {from: [{network: 198.51.100.0/24}]}
      admit: {reports: {port: 6379, from: [{network: 203.0.113.9}]}}
datastores: {cache: {engine: redis, version: '7.0', on: web1}}
`,
    `
sitewright: 1
site: example
title: Example
hosts:
  web1:
    platform: debian-12
    addresses: {lan: 192.0.2.4}
    firewall:
      administer: {from: [{network: 198.51.100.0/24}]}
      admit: {shop: {port: 8417, protocol: udp, from: [{anywhere: true}]}}
stacks: {main: {directory: /opt/main}}
services:
  shop: {container: {image: example/shop, tag: 6.4.0}, ports: {http: {number: 8417, expose: public}}}
`,
  ],
});

interface Listening {
  readonly port: number;
  readonly protocol: string;
  readonly who: string;
  readonly at: Host['at'];
  /** on an address that others can reach */
  readonly isFar: boolean;
}

/** What listens on a host, as far as the manifest knows. */
function listenersOn(host: Host, site: Site): readonly Listening[] {
  const administer = host.said.firewall?.administer;
  return [
    ...(administer
      ? [{ port: administer.port.value, protocol: 'tcp', who: 'sshd', at: keyOf(administer), isFar: true }]
      : []),
    ...site.datastores
      .filter((store) => store.host === host)
      .map(({ port, name, at, addresses }) => ({
        port: port.value,
        protocol: 'tcp',
        who: name.value,
        at,
        isFar: addresses.length > 0,
      })),
    ...site.webservers
      .filter((webserver) => webserver.host === host)
      .flatMap(({ http, https, name }) =>
        [http, https].flatMap((listener) =>
          listener?.exposed
            ? [
                {
                  port: listener.number.value,
                  protocol: 'tcp',
                  who: name.value,
                  at: listener.at,
                  isFar: listener.exposed.expose.value !== 'loopback',
                },
              ]
            : [],
        ),
      ),
    ...site.services
      .filter(({ stack }) => stack?.host === host)
      .flatMap(({ ports, name, container }) => {
        const onHost = container?.networkMode?.value === 'host';
        return ports.flatMap(({ published, said, at }) =>
          published || onHost
            ? [
                {
                  port: published && !onHost ? published.port.value : said.number.value,
                  protocol: said.protocol.value,
                  who: name.value,
                  at,
                  isFar: onHost || said.expose.value !== 'loopback',
                },
              ]
            : [],
        );
      }),
  ];
}
