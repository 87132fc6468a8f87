import { because, fact, map, originsOf, type Fact } from '../../src/fact.ts';
import { familyOf } from '../../src/site/firewall/cidr.ts';
import type { Host } from '../../src/site/model.ts';
import { roleFile, ROLES, roleTarget } from '../../src/site/pair/roles.ts';
import { defineTarget, owed, type ViewMap } from '../../src/target/target.ts';
import { configurationPath, effects, isRecent, routersOf, type Router } from './effects.ts';
import { syntax } from './syntax.ts';

/** Virtual addresses of pairs that keepalived moves, after keepalived.conf(5). */
export const keepalived = defineTarget({
  id: 'keepalived',
  title: 'Virtual addresses moved by keepalived',
  templates: [
    { name: 'keepalived/keepalived.conf.hbs', syntax },
    { name: 'keepalived/role.conf.hbs', syntax },
  ],
  *files(site) {
    for (const router of routersOf(site)) {
      const { host, pair } = router;
      const from = originsOf(pair.name, ...pair.said.nodes);
      yield {
        host,
        path: because(configurationPath(host), { from }),
        body: {
          kind: 'template',
          template: 'keepalived/keepalived.conf.hbs',
          syntax,
          view: owed(from, viewOf(router)),
        },
        // It may hold a password. keepalived leaves a file out that can be executed.
        mode: '0600',
        owner: 'root',
        group: 'root',
        exists: () => from,
        unit: 'keepalived',
      };
      for (const role of isRecent(host) ? ROLES : [])
        yield {
          host,
          path: because(roleFile(role, NAME), host.said.platform, { from }),
          body: {
            kind: 'template',
            template: 'keepalived/role.conf.hbs',
            syntax,
            view: owed(from, { wait: role === 'standby' ? fact(WAIT, from) : null }),
          },
          mode: '0600',
          owner: 'root',
          group: 'root',
          exists: () => from,
          unit: 'keepalived',
        };
    }
  },
  effects,
});

const NAME = fact('keepalived.conf');

/** How long a standby that starts leaves the address to a primary that may still be starting: seconds. */
const WAIT = 60;

function viewOf({ host, peer, pair, address, mover }: Router): ViewMap {
  const { routerId } = mover.said;
  const own = mover.said.interface;
  return {
    host: host.name,
    role: isRecent(host) ? because(roleTarget(NAME), host.said.platform, pair.name) : null,
    pair: pair.name,
    interface: own,
    routerId,
    advertise: mover.advertise,
    own: addressOf(pair, host),
    peer: addressOf(pair, peer),
    password: mover.password,
    address: address.at,
    label: labelOf(own, address.at),
  };
}

function addressOf(pair: Router['pair'], node: Host): Fact<string> {
  const address = pair.addresses.get(node);
  if (!address) throw new Error(`${node.name.value} has no address in its pair`);
  return because(address, ...pair.said.nodes);
}

/** Marks the address for people who list addresses. The kernel takes 15 characters, and none for IPv6. */
function labelOf(own: Fact<string>, address: Fact<string>): Fact<string> | null {
  const label = `${own.value}:vip`;
  return label.length <= 15 && familyOf(address.value) === 4
    ? because(
        map(own, () => label),
        fact('', address.from),
      )
    : null;
}
