import { because, fact, map, originsOf, type Fact, type Origin } from '../../src/fact.ts';
import type { Backup, Host, Site } from '../../src/site/model.ts';
import type { Pair } from '../../src/site/pair/model.ts';
import { placed, postgresqlMajor } from '../../src/site/platform/platform.ts';
import { secondsOf } from '../../src/site/spelling/units.ts';
import { owed, type ViewMap } from '../../src/target/target.ts';

const NEVER = fact('');

/** What backups.hbs reads. */
export const backupsView = (site: Site, host: Host): readonly ViewMap[] =>
  site.backups.filter((one) => one.host === host).flatMap((one) => viewOf(one, pairOf(site, host)));

const pairOf = (site: Site, host: Host): Pair | null =>
  site.pairs.find(({ nodes }) => nodes.includes(host)) ?? null;

/** @param pair of which the host is a node, whether the server is on the pair or on this node alone */
function viewOf(backup: Backup, pair: Pair | null): readonly ViewMap[] {
  const { name, said, store, host, database, directory, cadence, keep } = backup;
  const platform = host.platform?.postgresql;
  // Without one the backup is a finding.
  if (!platform) return [];
  const major = map<string | number, string>(store.said.version, postgresqlMajor);
  const at = (text: string): Fact<string> => placed(host, text, { major, name: store.name });
  return [
    owed(originsOf(name, store.said.on, said.database), {
      name,
      database,
      directory,
      port: store.port,
      sockets: at(platform.sockets),
      account: because(fact(platform.user), host.said.platform),
      programs: at(platform.programs),
      seconds: map(said.timeout, (text) => Math.max(1, Math.ceil(secondsOf(text)))),
      paired:
        pair && fact(store.member ? 'yes' : 'no', originsOf(store.said.on, pair.name, ...pair.said.nodes)),
      ...(store.member ? cadence : { ...cadence, workingStandby: NEVER, supportedPrimary: NEVER }),
      ...keep,
    }),
  ];
}

/** The hosts that have backups and are no nodes of a pair. */
export const aloneHosts = (site: Site): readonly Host[] =>
  site.hosts.filter((host) => site.backups.some((one) => one.host === host) && pairOf(site, host) === null);

/** What alone.hbs reads. */
export const aloneView = (site: Site, host: Host): ViewMap => ({
  node: host.name,
  backups: backupsView(site, host),
});

/** Why a host has them. */
export const reasons = (site: Site, host: Host): readonly Origin[] =>
  originsOf(
    ...site.backups
      .filter((one) => one.host === host)
      .flatMap(({ name, said, store }) => [name, said.database, store.said.on]),
  );
