import { because, map, originsOf, owedTo, type Value } from '../fact.ts';
import { entriesOf, keyOf, type Located } from '../manifest/located.ts';
import type * as M from '../manifest/types.ts';
import type { Host, Secret } from './model.ts';
import { platformOf } from './platform/platform.ts';

/** Where secrets lie on a host; `install` puts them there. */
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
  entriesOf(said.secrets).map(({ name, value: said }) => {
    const { generation, alphabet } = said;
    // Another generation is another file: raising the number asks for a new value, and whoever reads it is told.
    const stored = because(
      map(name, (text) => (generation.value === 1 ? text : `${text}.${generation.value}`)),
      // Where nobody says it, its place is that of the name.
      generation.from.some(({ note }) => note === null) ? generation : null,
    );
    return {
      name,
      at: keyOf(said),
      said,
      stored,
      value: owedTo<Value>([{ secret: stored.value, alphabet: alphabet.value, encode: 'none' }], () =>
        originsOf(stored, alphabet),
      ),
      path: map(stored, (text) => `${SECRETS}/${text}`),
    };
  });
