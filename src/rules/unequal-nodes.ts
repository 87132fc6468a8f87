import { isFact } from '../manifest/located.ts';
import type { Datastore } from '../site/model.ts';
import { postgresqlMajor } from '../site/platform/platform.ts';
import { at, defineRule } from './rule.ts';

/** hot_standby of the manual, "Administrator's Overview": what must not be lower on a standby, with the usual values. */
const USUAL: readonly (readonly [name: string, usual: (major: number) => number, since: number])[] = [
  ['max_connections', () => 100, 9],
  ['max_worker_processes', () => 8, 9],
  ['max_wal_senders', (major) => (major < 10 ? 0 : 10), 12],
  ['max_prepared_transactions', () => 0, 9],
  ['max_locks_per_transaction', () => 64, 9],
];

/** Either node becomes the standby of the other, so what must not be lower on a standby is the same on both. */
export const unequalNodes = defineRule({
  id: 'unequal-nodes',
  severity: 'error',
  title: 'A setting that must not be lower on a standby differs between the nodes',
  why: 'A standby with a lower value than its primary stops: "recovery aborted because of insufficient parameter settings". Each node alone is fine; they fail as a pair.',
  fix: 'Say the same value for both nodes: either becomes the standby of the other.',
  *check(site) {
    for (const store of site.datastores) {
      const { twin, said, host } = store;
      if (!twin || said.engine.value !== 'postgresql' || host !== store.member?.pair.nodes[0]) continue;
      const major = Number(postgresqlMajor(String(said.version.value)));
      for (const [name, usual, since] of USUAL) {
        if (major < since) continue;
        const [first, second] = [store, twin].map((one) => valueOf(one, name, usual(major)));
        if (!first || !second || first.value === second.value) continue;
        const lower = first.value < second.value ? { one: first, on: store } : { one: second, on: twin };
        const other = lower.one === first ? second : first;
        const place = lower.one.said ?? other.said;
        if (place)
          yield {
            message: `${name} of ${store.name.value} is ${lower.one.value} on ${lower.on.host.name.value} and ${other.value} on the other node: as its standby it would stop.`,
            at: at(place),
            related:
              other.said && lower.one.said
                ? [{ at: at(other.said), message: 'The other one is said here.' }]
                : [],
          };
      }
    }
  },
  good: [
    `
sitewright: 1
site: example
title: Example
hosts:
  db1: {platform: debian-12, addresses: {lan: 192.0.2.4}}
  db2: {platform: debian-12, addresses: {lan: 192.0.2.5}}
pairs: {stores: {nodes: [db1, db2], primary: db1}}
secrets: {replica_password: {for: the standby}}
datastores:
  main:
    engine: postgresql
    version: 15
    on: stores
    listen: [lan]
    users: {replica: {password: {secret: replica_password}, replication: true}}
    replication: {user: replica}
    settings: {max_connections: 200}
    nodes: {db2: {settings: {work_mem: 16MB, max_worker_processes: 8}}}
`,
  ],
  bad: [
    `
sitewright: 1
site: example
title: Example
hosts:
  db1: {platform: debian-12, addresses: {lan: 192.0.2.4}}
  db2: {platform: debian-12, addresses: {lan: 192.0.2.5}}
pairs: {stores: {nodes: [db1, db2], primary: db1}}
secrets: {replica_password: {for: the standby}}
datastores:
  main:
    engine: postgresql
    version: 15
    on: stores
    listen: [lan]
    users: {replica: {password: {secret: replica_password}, replication: true}}
    replication: {user: replica}
    settings: {max_connections: 200}
    nodes: {db2: {settings: {max_connections: 50}}}
`,
  ],
});

function valueOf({ said }: Datastore, name: string, usual: number) {
  const value = said.settings?.[name];
  if (value === undefined) return { value: usual, said: null };
  return isFact(value) && Number.isFinite(Number(value.value))
    ? { value: Number(value.value), said: value }
    : null;
}
