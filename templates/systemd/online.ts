import { map, type Fact } from '../../src/fact.ts';
import type { Datastore, Host, Site } from '../../src/site/model.ts';
import { storePlace } from '../../src/site/platform/datastore.ts';

/** A server that listens at addresses of its host, and whose unit its package brings. */
export interface Listening {
  readonly host: Host;
  readonly unit: Fact<string>;
  readonly store: Datastore;
}

/**
 * Units of packages stand after network.target, which waits for no address: at boot a Redis would not start, and a
 * PostgreSQL would start without the address and never listen there.
 */
export const listeningOn = (site: Site): readonly Listening[] =>
  site.datastores.flatMap((store) => {
    const unit = storePlace(store)?.unit ?? null;
    return unit && store.addresses.length > 0 ? [{ host: store.host, unit, store }] : [];
  });

/** The name of what is told when its drop-in changes: a server that runs goes on. */
export const onlineName = (name: Fact<string>): Fact<string> =>
  map(name, (text) => `systemd network of ${text}`);
