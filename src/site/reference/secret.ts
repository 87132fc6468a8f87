import { originsOf, type Fact, type Value } from '../../fact.ts';
import type { Referable } from './reference.ts';

export function secret(name: Fact<string>, known: Pick<Referable, 'secrets'>): Fact<Value> | null {
  const found = known.secrets.find(name);
  return (
    found && {
      value: [{ secret: name.value, alphabet: found.said.alphabet.value, encode: 'none' }],
      from: originsOf(name, found.said.alphabet),
    }
  );
}
