import type { Service, ServicePort } from '../site/model.ts';
import { at, defineRule } from './rule.ts';

/** Programs that keep data and trust whoever reaches them, or ask for a password only. */
const STORES =
  'elasticsearch|opensearch|postgres|postgresql|postgis|pgbouncer|timescaledb|redis|valkey|keydb|memcached|mongo|mongodb|mysql|mariadb|percona|rabbitmq|minio|couchdb|cassandra|clickhouse|influxdb|neo4j|etcd|zookeeper|kafka';
const STORE_IMAGE = new RegExp(
  `(^|[/_-])(${STORES})([_-](server|stack|db|oss|cluster|community|single|ha|management))*$`,
);

/** Ports that the service name registry of IANA, or their programs, give to such programs. */
const STORE_PORTS: ReadonlyMap<number, string> = new Map([
  [2379, 'etcd'],
  [3306, 'MySQL'],
  [5432, 'PostgreSQL'],
  [5672, 'AMQP'],
  [5984, 'CouchDB'],
  [6379, 'Redis'],
  [9042, 'Cassandra'],
  [9200, 'Elasticsearch'],
  [9300, 'Elasticsearch'],
  [11211, 'memcached'],
  [15672, 'the management of RabbitMQ'],
  [27017, 'MongoDB'],
]);

/** Docker's packet filtering: published ports are let through before the rules of ufw and firewalld are asked. */
export const publishedDatastore = defineRule({
  id: 'published-datastore',
  severity: 'error',
  title: 'A datastore is published to the network',
  why: 'Docker admits published ports before the host’s own firewall is asked, so that everybody on the network reaches the data.',
  fix: 'Say `expose: network` (containers of its stack) or `loopback` (programs of the host); if others must reach it, say at the port `because:` and why.',
  *check(site) {
    for (const service of site.services)
      for (const port of service.ports) {
        const { expose, because } = port.said;
        const kind = storeOf(service, port);
        if (!port.published || because || kind === null) continue;
        if (expose.value === 'lan' || expose.value === 'public')
          yield {
            message: `The port ${port.name.value} of ${service.name.value} (${kind}) is open to ${expose.value === 'lan' ? 'its network' : 'everybody'}.`,
            at: at(expose),
            related: service.image
              ? [{ at: at(service.image.name), message: 'Its image is said here.' }]
              : [],
          };
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
  search: {container: {image: example/elasticsearch, tag: 7.17.9}, ports: {http: {number: 9200}}}
  cache: {container: {image: redis, tag: 7.2.4}, ports: {redis: {number: 6379, speaks: other, expose: loopback}}}
  queue:
    container: {image: rabbitmq, tag: 3.13.7}
    ports:
      amqp: {number: 5672, speaks: other, expose: lan, because: "The workers of the other machine; its users have passwords."}
  viewer: {container: {image: example/redis-viewer, tag: 1.4.0}, ports: {http: {number: 8417, expose: lan}}}
`,
  ],
  bad: [
    `
sitewright: 1
site: example
title: Example
hosts: {web1: {platform: debian-12, addresses: {lan: 192.0.2.4}}}
stacks: {main: {directory: /opt/main}}
services:
  search:
    container: {image: docker.elastic.co/elasticsearch/elasticsearch, tag: 7.17.9}
    ports: {http: {number: 8417, expose: public}}
`,
    `
sitewright: 1
site: example
title: Example
hosts: {web1: {platform: debian-12, addresses: {lan: 192.0.2.4}}}
stacks: {main: {directory: /opt/main}}
services:
  geo:
    container: {image: example/geo, tag: 1.0.3}
    ports: {db: {number: 5432, published: 8432, speaks: other, expose: lan}}
`,
  ],
});

/** What is behind a port, in words; null for what keeps no data as far as one can see. */
function storeOf(service: Service, port: ServicePort): string | null {
  const image = service.image && STORE_IMAGE.exec(service.image.name.value)?.[2];
  return image ?? STORE_PORTS.get(port.said.number.value) ?? null;
}
