import { because, fact, map, originsOf, type Fact } from '../../src/fact.ts';
import { entriesOf } from '../../src/manifest/located.ts';
import type { Datastore, Site } from '../../src/site/model.ts';
import { fill } from '../../src/site/platform/platform.ts';
import { unit, type Command, type Need, type Unit, type Word } from '../../src/target/effects.ts';
import { majorFact, since } from './versions.ts';
import { at, folder, type Cluster } from './server.ts';
import { rival } from './view.ts';

/** The unit of a server, and of what is in it before an application is. */
export const serverUnit = ({ name }: Datastore): Fact<string> => map(name, (text) => `postgresql ${text}`);
export const bootstrapUnit = ({ name, said }: Datastore): Fact<string> =>
  because(
    map(name, (text) => `postgresql ${text} bootstrap`),
    said.on,
  );

export const bootstrapPath = ({ name }: Datastore): Fact<string> =>
  map(name, (text) => `/etc/sitewright/postgresql/${text}/bootstrap.sql`);

const words = (...all: readonly (string | Word)[]): readonly Word[] =>
  all.map((word) => (typeof word === 'string' ? fact(word) : word));

/** A server takes most settings when it reads its files again, and some when it starts. */
export function* effects(site: Site): Generator<Unit> {
  for (const store of site.datastores) {
    const major = store.said.engine.value === 'postgresql' ? majorFact(store.said.version) : null;
    const platform = store.host.platform?.postgresql;
    if (!major || !platform || (!platform.many && rival(site, store))) continue;
    yield server({ site, store, major, platform });
    yield unit({
      host: store.host,
      name: bootstrapUnit(store),
      from: originsOf(store.name, store.said.on),
      phase: 'data',
      does: 'bootstrap.sql, which makes users and databases that are not there',
      apply: [
        {
          words: asked(store, '-q', '-f', bootstrapPath(store)),
          // A standby takes it from its primary.
          where: { words: asked(store, '-A', '-t', '-q', '-c', RECOVERY), prints: 'f' },
        },
      ],
    });
  }
}

/** psql as the administrator, through the socket. */
const asked = (store: Datastore, ...more: readonly (string | Word)[]): readonly Word[] =>
  words(
    ...['runuser', '-u', 'postgres', '--', 'psql', '-X', '-v', 'ON_ERROR_STOP=1', '-d', 'postgres', '-p'],
    map(store.port, String),
    ...more,
  );

/** A server says what waits for a restart once it has read its files, which it does by itself after the signal. */
const PENDING = 'SELECT EXISTS (SELECT FROM pg_catalog.pg_settings WHERE pending_restart)';

const RECOVERY = 'SELECT pg_catalog.pg_is_in_recovery()';

const FAULTS = `DO $$ BEGIN IF EXISTS (SELECT FROM pg_catalog.pg_hba_file_rules WHERE error IS NOT NULL)
THEN RAISE 'pg_hba.conf has an error, see pg_hba_file_rules'; END IF; END $$`.replace('\n', ' ');

function server(cluster: Cluster): Unit {
  const { store, major, platform } = cluster;
  const { name, host } = store;
  const service = at(cluster, platform.unit);
  const isDebian = host.platform?.packages === 'apt';
  const restart: Command = {
    words: words('systemctl', 'restart', service),
    where: {
      words: asked(store, '-A', '-t', '-q', '-c', 'SELECT pg_catalog.pg_sleep(1)', '-c', PENDING),
      prints: 't',
    },
  };
  const program = map(at(cluster, platform.programs), (folder) => `${folder}/postgres`);
  const configuration = map(folder(cluster), (path) => `${path}/postgresql.conf`);
  return unit({
    host,
    name: serverUnit(store),
    phase: 'store',
    does: 'reload, and a restart where a setting needs one',
    needs: [
      {
        command: program.value,
        packages: platform.packages.map((text) => at(cluster, text).value),
        archive: platform.archive,
      },
      ...(isDebian ? extensions(cluster) : []),
      { command: 'runuser', packages: ['util-linux'], archive: null },
    ],
    // Before its files: pg_createcluster refuses a folder with files in it. Elsewhere the unit makes what is missing.
    make: isDebian
      ? [
          {
            // Not as the shell that runs this has its locale: it cannot be changed later.
            words: words('pg_createcluster', '--encoding', 'UTF8', '--locale', 'C.UTF-8', major, name),
            unlessThere: map(at(cluster, platform.data), (path) => `${path}/PG_VERSION`),
          },
        ]
      : [],
    check: [
      {
        words: words(program, '-C', 'data_directory', '-c', [
          fact('config_file='),
          { staged: configuration },
        ]),
      },
    ],
    trial: {
      programs: at(cluster, platform.programs),
      rules: map(folder(cluster), (path) => `${path}/pg_hba.conf`),
      sql: bootstrapPath(store),
    },
    apply: [
      { words: words('systemctl', 'reload-or-restart', service) },
      // A running server keeps the rules that it has where the new ones have a fault; one that starts does not start.
      ...(since(major.value, '10') ? [{ words: asked(store, '-q', '-c', FAULTS) }] : []),
      restart,
    ],
    retire: { words: words('systemctl', 'disable', '--now', service) },
    from: originsOf(name, major, store.port, store.said.engine, store.said.on, host.said.platform),
  });
}

/** What `CREATE EXTENSION` reads, where Debian's packages put it. */
function extensions({ store, major, platform }: Cluster): readonly Need[] {
  const wanted = entriesOf(store.said.databases).flatMap(({ value }) => value.extensions ?? []);
  return wanted.map((extension) => ({
    command: `/usr/share/postgresql/${major.value}/extension/${extension.value}.control`,
    packages: Object.entries(platform.extensions.packages)
      .filter(([, brought]) => brought.includes(extension.value))
      .map(([name]) => fill(name, { major: major.value })),
    archive: platform.archive,
    from: extension.from,
  }));
}
