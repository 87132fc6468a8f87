import { fact, originsOf } from '../../fact.ts';
import { keyOf, originOf } from '../../manifest/located.ts';
import type { Host, Stack } from '../model.ts';
import type { Firewall } from './model.ts';
import { clustersOn, peersOn, routersOn } from './movers.ts';
import { datastoresOn, listenedOn, publishedOn, saidOn, type Known } from './openings.ts';
import { sourcesOf, type Places } from './sources.ts';

/** The firewalls of the hosts that say one: administrators first, so that no later line can lock them out. */
export function firewallsOf(
  hosts: readonly Host[],
  stacks: readonly Stack[],
  places: Places,
  known: Known,
): readonly Firewall[] {
  return hosts.flatMap((host) => {
    const said = host.said.firewall;
    if (!said) return [];
    const { first, last } = saidOn(host, (source) => sourcesOf(source, host, places));
    const own = stacks.filter((stack) => stack.host === host);
    return [
      {
        host,
        said,
        at: keyOf(said),
        openings: [
          ...first,
          ...first.flatMap((way) => peersOn(host, known.pairs, way)),
          ...listenedOn(host, known),
          ...publishedOn(host, known),
          ...datastoresOn(host, known),
          ...clustersOn(host, known.pairs),
          ...last,
        ],
        routers: routersOn(host, known.pairs),
        containers: fact(
          own.length > 0,
          originsOf(...own.map(({ name, said: { on } }) => ({ from: [...name.from, ...(on?.from ?? [])] })), {
            from: [originOf(said)],
          }),
        ),
      },
    ];
  });
}
