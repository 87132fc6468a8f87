import { because, map, type Fact } from '../../fact.ts';
import type { Datastore } from '../model.ts';
import { placed, postgresqlMajor, type RedisPlace, type RedisPlatform } from './platform.ts';

/** How the packages of its platform run a datastore. */
export interface StorePlace {
  /** as systemctl takes it */
  readonly unit: Fact<string>;
  readonly pid: Fact<string>;
  readonly user: Fact<string>;
}

/** The port of the platform's usual Redis; who listens on another one is a further instance. */
const USUAL = 6379;

/** Which of the platform's places a Redis has. Its port decides, so that a second one does not move the data of the first. */
export const redisPlace = (store: Datastore, { first, further }: RedisPlatform): RedisPlace =>
  (store.port.value === USUAL ? first : null) ?? further;

/** Where a datastore's process is found; null on a host of which nothing is known. */
export function storePlace(store: Datastore): StorePlace | null {
  const { host, said } = store;
  if (!host.platform) return null;
  const { postgresql, redis } = host.platform;
  const isRedis = said.engine.value === 'redis';
  const place = isRedis ? redisPlace(store, redis) : postgresql;
  const { user } = isRedis ? redis : postgresql;
  const major = map<string | number, string>(said.version, postgresqlMajor);
  const named = (text: string): Fact<string> =>
    because(
      placed(host, text, { major, name: store.name }),
      store.name,
      said.engine,
      said.on,
      isRedis ? store.port : null,
    );
  return {
    unit: named(place.unit),
    pid: named(place.pid),
    user: because(
      map(host.said.platform, () => user),
      said.engine,
      said.on,
    ),
  };
}
