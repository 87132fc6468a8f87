import { error, type Diagnostic } from '../../diagnostic.ts';
import { because, fact, map, type Fact } from '../../fact.ts';
import { entriesOf, keyIn, keyOf, originOf, type Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import { didYouMean, listOf } from '../../source/suggest.ts';
import type { Datastore } from '../model.ts';
import type { Names } from '../names.ts';
import { placeFaults } from './directory.ts';
import { BACKUP_CLASSES, BACKUP_STATES, type Backup, type BackupClass, type BackupState } from './model.ts';
import { classesOf, timesOf } from './times.ts';

/** What holds where nothing is said: the ways of the CIMS cluster. */
const USUAL_TIMES: Readonly<Record<BackupState, string>> = {
  workingStandby: 'every 5',
  supportedPrimary: '0600 2300',
  singlePrimary: 'every 30',
};
const USUAL_KEEP: Readonly<Record<BackupClass, number>> = {
  subHourly: 10,
  hourly: 10,
  daily: 10,
  monthly: 3,
};

/** Every backup once for each host of its datastore; what cannot be dumped, or not when it is said, is a finding. */
export function backupsOf(
  said: Located<M.SiteManifest>,
  stores: Names<Datastore>,
  servers: readonly Datastore[],
  diagnostics: Diagnostic[],
): readonly Backup[] {
  return entriesOf(said.backups).flatMap(({ name, value }) => {
    const database = databaseOf(value, stores, diagnostics);
    const cadence = cadenceOf(value, diagnostics);
    if (!database || !cadence) return [];
    const { store } = database;
    const faults = [
      ...idle(value, store, cadence),
      ...placeFaults(
        said,
        name,
        value,
        servers.filter((one) => one.name.value === store.name.value),
        servers,
      ),
    ];
    diagnostics.push(...faults);
    if (faults.length > 0) return [];
    return servers
      .filter((one) => one.name.value === store.name.value)
      .map((server) => ({
        name,
        at: keyOf(value),
        said: value,
        store: server,
        host: server.host,
        database: because(database.name, server.said.on),
        directory: map(value.directory, (path) => path.replace(/\/$/, '')),
        cadence,
        keep: keepOf(value),
      }));
  });
}

interface Database {
  readonly store: Datastore;
  readonly name: Fact<string>;
}

/** `datastore/database`, where a PostgreSQL has it. */
function databaseOf(
  { database }: Located<M.Backup>,
  stores: Names<Datastore>,
  diagnostics: Diagnostic[],
): Database | null {
  const at = database.from[0]?.at;
  if (!at) throw new Error('a backup names its database');
  const [server = '', name = '', ...rest] = database.value.split('/');
  if (server === '' || name === '' || rest.length > 0) {
    diagnostics.push(
      error('schema/bad-shape', at, `"${database.value}" does not name a database.`, {
        help: 'Write datastore/database, for example main/rapidpro.',
      }),
    );
    return null;
  }
  const store = stores.find(map(database, () => server));
  if (!store) return null;
  const related = [{ at: store.at, message: `${server} is said here.` }];
  if (store.said.engine.value !== 'postgresql') {
    diagnostics.push(
      error('backup/not-postgresql', at, `${server} is no PostgreSQL: nothing here dumps it.`, {
        related,
        why: 'pg_dump reads databases of PostgreSQL.',
        help: 'Name one of a PostgreSQL. What a Redis keeps is a file of its own; see `persistence`.',
      }),
    );
    return null;
  }
  const names = Object.keys(store.said.databases ?? {});
  if (names.includes(name)) return { store, name: map(database, () => name) };
  diagnostics.push(
    error(
      'unknown-database',
      at,
      `The datastore ${server} has no database "${name}".${didYouMean(name, names)}`,
      { related, help: `It has ${listOf(names) || 'none'}.` },
    ),
  );
  return null;
}

function cadenceOf(
  said: Located<M.Backup>,
  diagnostics: Diagnostic[],
): Readonly<Record<BackupState, Fact<string>>> | null {
  const found: Partial<Record<BackupState, Fact<string>>> = {};
  for (const state of BACKUP_STATES) {
    const times = said.cadence?.[state];
    const one = times ? timesOf(times, diagnostics) : fact(USUAL_TIMES[state], [originOf(said)]);
    if (one) found[state] = one;
  }
  const { workingStandby, supportedPrimary, singlePrimary } = found;
  return workingStandby && supportedPrimary && singlePrimary
    ? { workingStandby, supportedPrimary, singlePrimary }
    : null;
}

function keepOf(said: Located<M.Backup>): Readonly<Record<BackupClass, Fact<number>>> {
  const of = (one: BackupClass): Fact<number> => said.keep?.[one] ?? fact(USUAL_KEEP[one], [originOf(said)]);
  return { subHourly: of('subHourly'), hourly: of('hourly'), daily: of('daily'), monthly: of('monthly') };
}

/** What is said and has no effect; a backup that never comes. */
function* idle(
  said: Located<M.Backup>,
  store: Datastore,
  cadence: Readonly<Record<BackupState, Fact<string>>>,
): Generator<Diagnostic> {
  const states = store.member ? BACKUP_STATES : (['singlePrimary'] as const);
  const why = 'What is written and has no effect is a misunderstanding.';
  const { cadence: times, keep } = said;
  for (const state of BACKUP_STATES)
    if (times && !states.some((one) => one === state) && keyIn(times, state) !== null)
      yield error('unused-field', keyIn(times, state) ?? keyOf(times), `"${state}" says nothing here.`, {
        related: [{ at: store.at, message: `${store.name.value} is said here.` }],
        why: `${store.name.value} is on one host, which is always \`singlePrimary\`. ${why}`,
        help: 'Say `singlePrimary`.',
      });
  const classes = new Set(states.flatMap((state) => classesOf(cadence[state].value)));
  if (classes.size === 0)
    yield error('backup/never', times ? keyOf(times) : keyOf(said), 'No dump is ever made.', {
      why: 'Each state of a node says `never`.',
      help: 'Say times for one of them, or leave the backup out.',
    });
  else if (keep)
    for (const one of BACKUP_CLASSES.filter((name) => !classes.has(name) && keyIn(keep, name) !== null))
      yield error('unused-field', keyIn(keep, one) ?? keyOf(keep), `"${one}" says nothing here.`, {
        why: `No dump of that class is made at these times. ${why}`,
        help: `Classes that come are ${listOf(classes)}. Remove it, or say other times under \`cadence\`.`,
      });
}
