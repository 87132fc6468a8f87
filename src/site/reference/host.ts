import { error } from '../../diagnostic.ts';
import { because, type Fact, type Value } from '../../fact.ts';
import { didYouMean, listOf } from '../../source/suggest.ts';
import { at, type Referable, type Reference } from './reference.ts';

export function hostAddress(said: Reference, name: Fact<string>, known: Referable): Fact<Value> | null {
  const found = known.hosts.find(name);
  if (!found) return null;
  const address = said.via ? found.addresses.get(said.via.value) : [...found.addresses.values()][0];
  if (address) return because<Value>(address, name, said.via ?? null);
  known.diagnostics.push(
    error(
      'unknown-address',
      at(said.via, said),
      `The host ${found.name.value} has no address${said.via ? ` "${said.via.value}".${didYouMean(said.via.value, found.addresses.keys())}` : '.'}`,
      {
        related: [{ at: found.at, message: `${found.name.value} is said here.` }],
        help: `It has ${listOf(found.addresses.keys()) || 'none'}.`,
      },
    ),
  );
  return null;
}
