import { error, type Diagnostic } from '../../diagnostic.ts';
import { because, map, type Fact } from '../../fact.ts';
import { keyOf, type Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import { didYouMean, listOf } from '../../source/suggest.ts';
import type { Listener } from '../model.ts';
import type { Place } from '../pair/member.ts';

/** Where the nginx of a host listens: on every address, on one of the host and the virtual one beside it, or on loopback. */
export function listenerOf(
  name: Fact<string>,
  said: Located<M.Listener>,
  place: Place,
  diagnostics: Diagnostic[],
): Listener {
  const { number, expose, via = null } = said;
  return {
    name,
    at: keyOf(said),
    number,
    addresses: addressesOf(said, place, diagnostics),
    exposed: { expose, via },
  };
}

function addressesOf(
  said: Located<M.Listener>,
  { host, member }: Place,
  diagnostics: Diagnostic[],
): readonly Fact<string>[] {
  const { expose, via } = said;
  if (expose.value === 'public') return [];
  if (expose.value === 'loopback') return [map(expose, () => '127.0.0.1')];
  const [first = ''] = host.addresses.keys();
  const network = via?.value ?? first;
  const address = host.addresses.get(network);
  const virtual = member?.pair.said.via.value === network ? member.pair.address : null;
  if (address)
    return [address, ...(virtual ? [virtual] : [])].map((one) => because(one, expose, via ?? null));
  diagnostics.push(
    error(
      'unknown-address',
      via?.from[0]?.at ?? keyOf(said),
      `The host ${host.name.value} has no address${via ? ` "${via.value}"` : ''} to listen on.${via ? didYouMean(via.value, host.addresses.keys()) : ''}`,
      {
        related: [{ at: host.at, message: `${host.name.value} is said here.` }],
        help: `It has ${listOf(host.addresses.keys()) || 'none'}.`,
      },
    ),
  );
  return [];
}
