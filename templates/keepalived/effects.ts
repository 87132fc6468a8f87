import { fact, map, originsOf, type Fact } from '../../src/fact.ts';
import type { Host, Site } from '../../src/site/model.ts';
import type { Mover, Pair } from '../../src/site/pair/model.ts';
import { placed } from '../../src/site/platform/platform.ts';
import { unit, type Unit, type Word } from '../../src/target/effects.ts';

/** A virtual router on one of the nodes of its pair. */
export interface Router {
  readonly host: Host;
  readonly peer: Host;
  readonly pair: Pair;
  readonly address: NonNullable<Pair['said']['address']>;
  readonly mover: Extract<Mover, { kind: 'keepalived' }>;
}

/** A host is a node of one pair. */
export const routersOf = (site: Site): readonly Router[] =>
  site.pairs.flatMap((pair) => {
    const { mover, nodes, said } = pair;
    const [a, b] = nodes;
    const { address } = said;
    if (!address || mover?.kind !== 'keepalived') return [];
    const both = { pair, address, mover };
    return [
      { ...both, host: a, peer: b },
      { ...both, host: b, peer: a },
    ];
  });

/** Where keepalived reads its configuration, on a host of which nothing else is known. */
const CONFIGURATION = '/etc/keepalived/keepalived.conf';

export const configurationPath = (host: Host): Fact<string> =>
  placed(host, host.platform?.keepalived.configuration ?? CONFIGURATION, {});

const words = (...all: readonly (string | Word)[]): readonly Word[] =>
  all.map((word) => (typeof word === 'string' ? fact(word) : word));

/** `--config-test` and `vrrp_startup_delay` came with version 2, in 2.0.6 and by 2.1.5; nobody ships one between them. */
export const isRecent = (host: Host): boolean =>
  host.platform?.keepalived.versions.some((one) => !/^[01]\./.test(one)) ?? false;

/** A reload keeps the address where it is. */
export function* effects(site: Site): Generator<Unit> {
  for (const { host, pair } of routersOf(site)) {
    const keepalived = host.platform?.keepalived;
    const from = originsOf(pair.name, ...pair.said.nodes);
    const path = configurationPath(host);
    const service = map(path, () => keepalived?.unit ?? 'keepalived.service');
    yield unit({
      host,
      name: fact('keepalived', from),
      phase: 'watcher',
      does: 'reads its file again; the address stays where it is',
      needs: keepalived
        ? [{ command: 'keepalived', packages: keepalived.packages, archive: keepalived.archive }]
        : [],
      check: isRecent(host)
        ? [{ words: words('keepalived', '--config-test', '--use-file', [{ staged: path }]) }]
        : [],
      apply: [
        { words: words('systemctl', 'enable', service) },
        { words: words('systemctl', 'reload-or-restart', service) },
      ],
      retire: { words: words('systemctl', 'disable', '--now', service) },
      from,
    });
  }
}
