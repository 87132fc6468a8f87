import { originsOf, owedTo, type Fact, type Value } from '../../src/fact.ts';
import type { Located } from '../../src/manifest/located.ts';
import type * as M from '../../src/manifest/types.ts';
import type { Datastore, Site } from '../../src/site/model.ts';
import { placed, type PostgresqlPlatform } from '../../src/site/platform/platform.ts';
import type { Major } from './versions.ts';

/** What a datastore's own files need besides itself. */
export interface Cluster {
  readonly site: Site;
  readonly store: Datastore;
  readonly major: Fact<Major>;
  readonly platform: PostgresqlPlatform;
}

/** A text of the platform with version and name filled in. */
export const at = ({ store, major }: Cluster, text: string): Fact<string> =>
  placed(store.host, text, { major, name: store.name });

/** The folder of its configuration. */
export const folder = (cluster: Cluster): Fact<string> => at(cluster, cluster.platform.configuration);

/** The password of a user as a mark. */
export function passwordOf(site: Site, user: Located<M.DatabaseUser>): Fact<Value> | null {
  const name = user.password.secret;
  const secret = site.secrets.find((one) => one.name.value === name.value);
  return secret ? owedTo(secret.value.value, () => originsOf(name, secret.value)) : null;
}
