import { error } from '../../diagnostic.ts';
import { because, type Fact } from '../../fact.ts';
import { keyIn, keyOf, type Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import { placementsOf } from '../job/placements.ts';
import type { Datastore, Host, Service } from '../model.ts';
import { everywhere } from '../pair/member.ts';
import type { Member } from '../pair/model.ts';
import type { World } from '../service/world.ts';

/** Where a check looks, and in which roles of a pair. */
export interface CheckPlace {
  readonly host: Host;
  /** where its host is said; null for the only host */
  readonly on: Fact<string> | null;
  readonly member: Member | null;
  /** what it looks at, where that is something of this site */
  readonly component: Component | null;
}

/** A server or a process of this site on one host. */
export type Component =
  { readonly kind: 'datastore'; readonly of: Datastore } | { readonly kind: 'service'; readonly of: Service };

/** Every place of a check: where it is said to look, or where that which it looks at runs. */
export function checkPlaces(said: Located<M.Check>, name: Fact<string>, world: World): readonly CheckPlace[] {
  const { on, of } = said;
  if (!of)
    return placementsOf(on, keyOf(said), `The check ${name.value}`, world).map((place) => ({
      ...place,
      component: null,
    }));
  if (on)
    world.diagnostics.push(
      error('unused-field', keyIn(said, 'on') ?? keyOf(said), '"on" says nothing beside `of`.', {
        why: 'What is of this site is looked at where it runs.',
        help: 'Remove it.',
      }),
    );
  const { datastore, service } = of;
  if (datastore) {
    const store = world.datastores.find(datastore);
    return store ? everywhere(store).map((one) => placeOf({ kind: 'datastore', of: one }, datastore)) : [];
  }
  if (!service) throw new Error('the schema asks for one thing of this site');
  const found = world.services.find(service);
  if (found && !found.said.process) {
    world.diagnostics.push(
      error(
        'service-without-process',
        service.from[0]?.at ?? keyOf(said),
        `Monit cannot watch ${found.name.value}, which ${found.said.external ? 'is external' : 'runs in a container'}.`,
        {
          related: [{ at: found.at, message: `${found.name.value} is said here.` }],
          help: 'Look at its port: `host`, with a `connection` under `tests`.',
        },
      ),
    );
    return [];
  }
  // One that has no host had a finding of its own.
  return found?.host ? everywhere(found).map((one) => placeOf({ kind: 'service', of: one }, service)) : [];
}

/** @param named what names the component: all that follows from it is owed to this */
function placeOf(component: Component, named: Fact<string>): CheckPlace {
  const { host, member, said } = component.of;
  if (!host) throw new Error('what is watched runs somewhere');
  return {
    host,
    member: member && { ...member, on: because(member.on, named) },
    on: said.on ? because(said.on, named) : named,
    component,
  };
}

/** Every server and every process of this site on a host. */
export const componentsOn = (host: Host, world: World): readonly Component[] => [
  ...world.datastores.all
    .flatMap((one) => everywhere(one))
    .flatMap((of) => (of.host === host ? [{ kind: 'datastore' as const, of }] : [])),
  ...world.services.all
    .flatMap((one) => everywhere(one))
    .flatMap((of) => (of.host === host && of.process ? [{ kind: 'service' as const, of }] : [])),
];
