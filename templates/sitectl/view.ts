import { because, concat, fact, map, originsOf, type Fact, type Value } from '../../src/fact.ts';
import { originOf } from '../../src/manifest/located.ts';
import { followsRole } from '../../src/site/check/roles.ts';
import type { Datastore, Host, Site } from '../../src/site/model.ts';
import { slotOf } from '../../src/site/pair/replication.ts';
import { WATCHED_LINK } from '../../src/site/pair/roles.ts';
import { placed, postgresqlMajor } from '../../src/site/platform/platform.ts';
import { owed, type ViewMap } from '../../src/target/target.ts';
import { backupsView } from './backup.ts';
import { componentsOf } from './components.ts';
import { peerAddress, type Node } from './node.ts';

/** Stands in the script where there is nothing. */
const NOTHING = fact('');

/** What sitectl.hbs reads. */
export function view(site: Site, node: Node): ViewMap {
  const { pair, host, peer, on } = node;
  const { ssh, alert } = pair.said;
  const stores = site.datastores.filter((one) => one.member?.pair === pair && one.host === host);
  const backups = backupsView(site, host);
  return owed(on.from, {
    pair: pair.name,
    node: host.name,
    peer: peer.name,
    login: concat(ssh?.user ?? 'root', '@', peerAddress(node)),
    port: ssh?.port ?? null,
    key: ssh?.key ?? null,
    // Only root can act as root there without more words.
    sudo: ssh ? map(ssh.user, (user) => user !== 'root') : null,
    address: pair.address ?? NOTHING,
    ...moverOf(node),
    components: componentsOf(site, node),
    backups,
    hasBackups: backups.length > 0 ? because(fact(true), ...site.backups.map(({ name }) => name)) : null,
    servers: stores.flatMap((store) => serverOf(store, node)),
    watched: watchedBy(site, node),
    mail: alert?.mail ?? [],
    sms: alert?.sms?.to ?? [],
    smsUrl: alert?.sms?.url ?? NOTHING,
    smsFrom: alert?.sms?.from ?? NOTHING,
  });
}

function serverOf(store: Datastore, { host, peer }: Node): readonly ViewMap[] {
  const { name, said, port } = store;
  const { replication } = said;
  const platform = host.platform?.postgresql;
  if (said.engine.value !== 'postgresql' || !platform || !replication?.user) return [];
  const major = map<string | number, string>(said.version, postgresqlMajor);
  const at = (text: string): Fact<string> => placed(host, text, { major, name });
  const slot = (reader: Host): Fact<Value> =>
    because(replication.slot.value ? slotOf(reader) : NOTHING, replication.slot);
  return [
    owed(originsOf(said.on, said.engine, replication.user), {
      name,
      major,
      port,
      unit: at(platform.unit),
      user: because(fact(platform.user), host.said.platform),
      programs: at(platform.programs),
      data: at(platform.data),
      slot: slot(host),
      peerSlot: slot(peer),
    }),
  ];
}

/** The link of monit's sets that follow the role; nothing where no set does. */
function watchedBy(site: Site, { host }: Node): Fact<string> {
  const from = site.checks.flatMap((one) => (one.host === host ? (followsRole(one) ?? []) : []));
  return from.length > 0 ? fact(WATCHED_LINK, originsOf(...from)) : NOTHING;
}

/** Who moves the address decides how a node is kept away from it. */
function moverOf({ pair }: Node): ViewMap {
  const { mover, address, said } = pair;
  const says = said.address?.mover;
  const is = (kind: 'pacemaker' | 'keepalived'): Fact<boolean> | null =>
    mover?.kind === kind && says ? fact(true, [originOf(says)]) : null;
  return {
    pacemaker: is('pacemaker'),
    keepalived: is('keepalived'),
    mover: is('pacemaker') ?? is('keepalived') ?? (address && fact(false, address.from)),
  };
}
