import { because, map, type Fact } from '../../src/fact.ts';
import type { Service, Site } from '../../src/site/model.ts';
import type { Running } from './order.ts';
import { named } from './views.ts';

/** The targets that a service belongs to. */
export function groupsOf(site: Site, service: Service): readonly Fact<string>[] {
  return site.serviceGroups.flatMap(({ name, members }) =>
    members.flatMap((member) =>
      member.service === service ? [because(named(name, 'target'), { from: member.from })] : [],
    ),
  );
}

/** Who starts a service at boot: its groups or the usual target; nobody where something else starts it. */
export function wantedByOf(
  site: Site,
  { service, own }: Running,
  groups: readonly Fact<string>[],
): readonly Fact<string>[] {
  const { runs } = service.said;
  if (runs.value === 'onDemand' || own.said.watch) return [];
  if (site.timers.some((timer) => timer.service === service)) return [];
  // What no timer starts is started at boot, and what is in no group by itself.
  const timers = site.timers.map(({ said }) => said.starts);
  const members = site.serviceGroups.flatMap(({ said }) => [...said.services]);
  const usual = map(runs, () => 'multi-user.target');
  return (groups.length > 0 ? groups : [usual]).map((by) => because(by, ...timers, ...members));
}
