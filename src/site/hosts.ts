import { fact, map, originsOf } from '../fact.ts';
import { entriesOf, keyOf, type Located } from '../manifest/located.ts';
import type * as M from '../manifest/types.ts';
import type { Datastore, Host, Secret } from './model.ts';
import { error, type Diagnostic } from '../diagnostic.ts';
import { didYouMean, listOf } from '../source/suggest.ts';
import type { Names } from './names.ts';
import { platformOf } from './platform/platform.ts';

/** Where secrets that are files lie on a host; `install` puts them there, root alone can read them. */
export const SECRETS = '/etc/sitewright/secrets';

export const hostsOf = (said: Located<M.SiteManifest>): readonly Host[] =>
  entriesOf(said.hosts).map(({ name, value }) => ({
    name,
    at: keyOf(value),
    said: value,
    addresses: new Map(entriesOf(value.addresses).map((entry) => [entry.name.value, entry.value])),
    platform: platformOf(value.platform.value),
  }));

export const secretsOf = (said: Located<M.SiteManifest>): readonly Secret[] =>
  entriesOf(said.secrets).map(({ name, value }) => ({
    name,
    at: keyOf(value),
    said: value,
    path: map(name, (text) => `${SECRETS}/${text}`),
  }));

/** The ports that programs listen on when nobody says otherwise (postgresql.conf, redis.conf). */
const USUAL_PORT: Readonly<Record<M.Datastore['engine'], number>> = { postgresql: 5432, redis: 6379 };

export function datastoresOf(
  said: Located<M.SiteManifest>,
  hosts: Names<Host>,
  diagnostics: Diagnostic[],
): readonly Datastore[] {
  return entriesOf(said.datastores).flatMap(({ name, value }) => {
    const host = hosts.find(value.on);
    if (!host) return [];
    const addresses = (value.listen ?? []).flatMap((listen) => {
      const address = host.addresses.get(listen.value);
      if (address) return [{ value: address.value, from: originsOf(address, listen, value.on) }];
      diagnostics.push(
        error(
          'unknown-address',
          listen.from[0]?.at ?? keyOf(value),
          `The host ${host.name.value} has no address "${listen.value}".${didYouMean(listen.value, host.addresses.keys())}`,
          {
            related: [{ at: host.at, message: `${host.name.value} is said here.` }],
            help: `It has ${listOf(host.addresses.keys()) || 'none'}.`,
          },
        ),
      );
      return [];
    });
    for (const database of entriesOf(value.databases)) {
      const { owner } = database.value;
      if (value.users?.[owner.value]) continue;
      const users = Object.keys(value.users ?? {});
      diagnostics.push(
        error(
          'unknown-user',
          owner.from[0]?.at ?? keyOf(database.value),
          `The datastore ${name.value} has no user "${owner.value}".${didYouMean(owner.value, users)}`,
          {
            related: [{ at: keyOf(value), message: `${name.value} is said here.` }],
            help: `It has ${listOf(users) || 'none'}.`,
          },
        ),
      );
    }
    const port = value.port ?? fact(USUAL_PORT[value.engine.value], value.engine.from);
    return [{ name, at: keyOf(value), said: value, host, port, addresses }];
  });
}
