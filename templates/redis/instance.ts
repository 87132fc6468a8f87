import { because, map, type Fact } from '../../src/fact.ts';
import type { Datastore, Site } from '../../src/site/model.ts';

/** A Redis server where Debian's packages put it: redis-server.service, and redis-server@.service for further ones. */
export interface Instance {
  readonly store: Datastore;
  /** as it is stated: `4.0` */
  readonly version: Fact<string>;
  readonly configuration: Fact<string>;
  /** the form with the passwords, which the configuration includes; null where nobody needs one */
  readonly access: Fact<string> | null;
  readonly pidfile: Fact<string>;
  readonly logfile: Fact<string>;
  readonly dump: Fact<string>;
  readonly appendLog: Fact<string>;
  /** the systemd unit that must be restarted */
  readonly unit: string;
}

/** The port of redis-server.service; who listens on another one is a further instance. */
const USUAL = 6379;

export const redisStores = (site: Site): readonly Datastore[] =>
  site.datastores.filter(({ said }) => said.engine.value === 'redis');

/** Platforms whose package of Redis is laid out like Debian's. */
export const isDebian = ({ host }: Datastore): boolean => /^(debian|ubuntu)-/.test(host.said.platform.value);

export function instanceOf(store: Datastore): Instance {
  const { said } = store;
  // Its port, and not the number of servers on the host: a second one must not move the data of the first.
  const further = store.port.value !== USUAL;
  const named = (usual: string, other: string): Fact<string> =>
    because(
      map(store.name, (name) => (further ? other.replace('@', name) : usual)),
      store.port,
      said.on,
      said.engine,
    );
  const guarded = said.password !== undefined || Object.keys(said.accounts ?? {}).length > 0;
  return {
    store,
    version: map(said.version, String),
    configuration: named('/etc/redis/redis.conf', '/etc/redis/redis-@.conf'),
    access: guarded ? named('/etc/redis/access.conf', '/etc/redis/access-@.conf') : null,
    pidfile: named('/run/redis/redis-server.pid', '/run/redis-@/redis-server.pid'),
    logfile: named('/var/log/redis/redis-server.log', '/var/log/redis/redis-server-@.log'),
    dump: named('dump.rdb', 'dump-@.rdb'),
    appendLog: named('appendonly.aof', 'appendonly-@.aof'),
    unit: further ? `redis-server@${store.name.value}` : 'redis-server',
  };
}
