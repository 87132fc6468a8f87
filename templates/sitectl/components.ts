import { because, fact, originsOf, type Fact, type Origin } from '../../src/fact.ts';
import type { Service, Site } from '../../src/site/model.ts';
import type { Member } from '../../src/site/pair/model.ts';
import { storePlace } from '../../src/site/platform/datastore.ts';
import { placed } from '../../src/site/platform/platform.ts';
import { owed, type ViewMap } from '../../src/target/target.ts';
import type { Node } from './node.ts';

/** What runs on a node, in the order in which it is started: stores, programs after what they use, web servers. */
export function componentsOf(site: Site, { pair, host }: Node): readonly ViewMap[] {
  const here = <T extends { readonly host: unknown; readonly member: Member | null }>(
    all: readonly T[],
  ): readonly T[] => all.filter((one) => one.host === host && one.member?.pair === pair);
  return [
    ...here(site.datastores).flatMap((store) => {
      const place = storePlace(store);
      return place ? [row(store, place.unit, ALWAYS, store.said.engine.from)] : [];
    }),
    ...inOrder(here(site.services)).flatMap((service) =>
      service.process
        ? [row(service, service.process.unit, startOf(site, service), service.said.runs.from)]
        : [],
    ),
    ...here(site.webservers).map((server) =>
      row(server, placed(host, host.platform?.nginx.unit ?? 'nginx.service', {}), ALWAYS, []),
    ),
  ];
}

interface Component {
  readonly name: Fact<string>;
  readonly member: Member | null;
}

function row(
  { name, member }: Component,
  unit: Fact<string>,
  start: Fact<string>,
  from: readonly Origin[],
): ViewMap {
  if (!member) throw new Error(`${name.value} is on no pair`);
  const on = originsOf(member.on, name, { from });
  return owed(on, { name, unit, roles: because(fact(member.roles.join(' ')), member.on), start });
}

const ALWAYS = fact('always');

/** A service that a timer, a path or a connection starts is stopped with the others and never started with them. */
function startOf(site: Site, { process: own, said, name }: Service): Fact<string> {
  const { watch, type } = own?.said ?? {};
  const timers = site.timers.map((timer) => timer.said.starts);
  const isAsked = said.runs.value === 'onDemand' || watch || timers.some(({ value }) => value === name.value);
  const word = isAsked ? 'asked' : type?.value === 'oneshot' ? 'once' : 'always';
  return because(fact(word), said.runs, type ?? null, ...timers);
}

/** Services after those that they use; where two use each other, as the manifest has them. */
function inOrder(services: readonly Service[]): readonly Service[] {
  const found: Service[] = [];
  const seen = new Set<Service>();
  const visit = (service: Service): void => {
    if (seen.has(service) || !services.includes(service)) return;
    seen.add(service);
    for (const { of } of service.process?.uses ?? []) if (of.kind === 'service') visit(of.service);
    for (const one of service.after) visit(one.service);
    found.push(service);
  };
  services.forEach(visit);
  return found;
}
