import { because, fact, map, originsOf, type Fact } from '../../src/fact.ts';
import { originOf } from '../../src/manifest/located.ts';
import type { Firewall, Opening } from '../../src/site/firewall/model.ts';
import type { Site } from '../../src/site/model.ts';
import { unit, type Admitted, type Unit, type Word } from '../../src/target/effects.ts';

/** Where the unit of the platform reads its rules; null where there is no such unit. */
export function rulesPath({ host, said }: Firewall): Fact<string> | null {
  const nftables = host.platform?.nftables;
  return nftables
    ? fact(nftables.configuration, originsOf(host.said.platform, { from: [originOf(said)] }))
    : null;
}

const words = (...all: readonly (string | Word)[]): readonly Word[] =>
  all.map((word) => (typeof word === 'string' ? fact(word) : word));

/** The rules know bridges of Docker by their names. In one of Docker’s there is nothing but ends of containers. */
const FOREIGN = `for port in /sys/class/net/br-*/brif/*; do
    name=\${port##*/} bridge=\${port%/brif/*}
    [[ ! -e $port || $name == veth* ]] && continue
    echo "\${bridge##*/} holds $name: it is no bridge of Docker, and by its name the rules would take it for one."
    exit 1
  done`;

function admitted({ protocol, port, to, sources, from }: Opening): readonly Admitted[] {
  if (protocol.value !== 'tcp') return [];
  return sources
    .filter(({ bridged }) => !bridged)
    .flatMap(({ network, from: source }) =>
      (to.length > 0 ? to : [null]).map((address) => ({
        port,
        network,
        to: address,
        from: originsOf({ from }, { from: source }, protocol),
      })),
    );
}

/** The kernel takes a file of rules whole or not at all. */
export function* effects(site: Site): Generator<Unit> {
  for (const firewall of site.firewalls) {
    const { host } = firewall;
    const nftables = host.platform?.nftables;
    const path = rulesPath(firewall);
    if (!nftables?.unit || !path) continue;
    const service = map(path, () => nftables.unit ?? '');
    yield unit({
      host,
      name: map(path, () => 'nftables'),
      phase: 'network',
      does: 'the kernel takes the rules, all at once',
      needs: [{ command: 'nft', packages: nftables.packages, archive: nftables.archive }],
      check: [
        { words: words('nft', '--check', '--file', [{ staged: path }]) },
        ...(firewall.containers.value
          ? [{ words: words('bash', '-c', because(fact(FOREIGN), firewall.containers)) }]
          : []),
      ],
      admits: firewall.openings.flatMap(admitted),
      apply: [
        { words: words('systemctl', 'enable', service) },
        { words: words('systemctl', 'reload-or-restart', service) },
      ],
      // Its unit would flush the rules of Docker too.
      retire: { words: words('nft', 'delete', 'table', 'inet', 'sitewright') },
    });
  }
}
