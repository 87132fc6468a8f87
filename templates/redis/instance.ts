import { because, map, type Fact } from '../../src/fact.ts';
import type { Datastore, Site } from '../../src/site/model.ts';
import { redisPlace } from '../../src/site/platform/datastore.ts';
import { fill, placed, type RedisPlatform } from '../../src/site/platform/platform.ts';

/** A Redis server where the packages of its platform put it. */
export interface Instance {
  readonly store: Datastore;
  /** as it is stated: `4.0` */
  readonly version: Fact<string>;
  readonly configuration: Fact<string>;
  /** the form with the passwords, which the configuration includes; null where nobody needs one */
  readonly access: Fact<string> | null;
  readonly pidfile: Fact<string>;
  readonly logfile: Fact<string>;
  readonly data: Fact<string>;
  readonly dump: Fact<string>;
  readonly appendLog: Fact<string>;
  readonly daemonize: Fact<boolean>;
  readonly user: string;
  readonly group: string;
  /** the systemd unit that must be restarted */
  readonly unit: string;
}

export const redisStores = (site: Site): readonly Datastore[] =>
  site.datastores.filter(({ said }) => said.engine.value === 'redis');

export function instanceOf(store: Datastore, platform: RedisPlatform): Instance {
  const { said, host } = store;
  const place = redisPlace(store, platform);
  const named = (text: string): Fact<string> =>
    because(placed(host, text, { name: store.name }), store.name, store.port, said.on, said.engine);
  const guarded = said.password !== undefined || Object.keys(said.accounts ?? {}).length > 0;
  return {
    store,
    version: map(said.version, String),
    configuration: named(place.configuration),
    access: guarded ? named(place.access) : null,
    pidfile: named(place.pid),
    logfile: named(place.log),
    data: named(place.data),
    dump: named(place.dump),
    appendLog: named(place.append),
    daemonize: map(host.said.platform, () => platform.daemonize),
    user: platform.user,
    group: platform.group,
    unit: fill(place.unit, { name: store.name.value }),
  };
}
