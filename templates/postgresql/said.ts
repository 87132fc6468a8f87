import type { Fact } from '../../src/fact.ts';
import { entriesOf, isFact } from '../../src/manifest/located.ts';
import type { Datastore } from '../../src/site/model.ts';

export interface Setting {
  readonly name: Fact<string>;
  readonly value: Fact<string> | Fact<number> | Fact<boolean>;
}

/** The native settings of a server, each with its one value. */
export const settingsOf = ({ said }: Datastore): readonly Setting[] =>
  entriesOf(said.settings).flatMap(({ name, value }) => (isFact(value) ? [{ name, value }] : []));

/** Names whose value is a list: other servers have settings of several arguments, PostgreSQL has none. */
export const listsOf = ({ said }: Datastore): readonly Fact<string>[] =>
  entriesOf(said.settings).flatMap(({ name, value }) => (isFact(value) ? [] : [name]));

export const settingNamed = (store: Datastore, name: string): Setting['value'] | undefined =>
  settingsOf(store).find((setting) => setting.name.value === name)?.value;
