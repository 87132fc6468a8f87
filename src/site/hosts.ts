import { map } from '../fact.ts';
import { entriesOf, keyOf, type Located } from '../manifest/located.ts';
import type * as M from '../manifest/types.ts';
import type { Host, Secret } from './model.ts';
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
