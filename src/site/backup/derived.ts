import { error, type Diagnostic } from '../../diagnostic.ts';
import { because, fact, map, originsOf, type Fact } from '../../fact.ts';
import { HERE, keyOf, originOf, type Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import { crontabOf, stepped } from '../job/schedule.ts';
import type { Datastore, Job } from '../model.ts';
import type { Names } from '../names.ts';
import type { Directory } from '../process/model.ts';
import { backupsOf } from './backups.ts';
import type { Backup } from './model.ts';
import { STEP } from './times.ts';

/** The backups of a site, with the jobs that make them and the directories that they lie in. */
export function backingUp(
  said: Located<M.SiteManifest>,
  stores: Names<Datastore>,
  servers: readonly Datastore[],
  diagnostics: Diagnostic[],
): {
  readonly backups: readonly Backup[];
  readonly jobs: readonly Job[];
  readonly directories: readonly Directory[];
} {
  const backups = backupsOf(said, stores, servers, diagnostics);
  return {
    backups,
    jobs: backupJobs(said, backups, diagnostics),
    directories: backupDirectories(said, backups),
  };
}

/** The script that has the verbs, on hosts with and without a pair. */
export const SITECTL = '/usr/local/sbin/sitectl';

/** Clean-up looks at every second hour. */
const CLEAN_UP = '0 */2 * * *';

/** The lines of cron for every backup of every host. A name that a job of the manifest has is a finding. */
function backupJobs(
  said: Located<M.SiteManifest>,
  backups: readonly Backup[],
  diagnostics: Diagnostic[],
): readonly Job[] {
  const jobs = backups.flatMap((backup) => [
    jobOf(backup, 'dump', whenDue(backup)),
    jobOf(backup, 'clean-up', [fact(CLEAN_UP, [originOf(backup.said)])]),
  ]);
  for (const name of new Set(jobs.map((job) => job.name.value))) {
    const job = said.jobs?.[name];
    const derived = jobs.find((one) => one.name.value === name);
    if (job && derived)
      diagnostics.push(
        error('job-clash', keyOf(job), `The job ${name} is one that a backup has.`, {
          related: [{ at: derived.at, message: 'The backup is said here.' }],
          why: 'Each job is a file, named after it.',
          help: 'Give the job another name, or leave it out: the backup has its own lines of cron.',
        }),
      );
  }
  return jobs.filter(({ name }) => !said.jobs || !Object.hasOwn(said.jobs, name.value));
}

/**
 * On a pair cron asks at every step, since only the node knows its state; on a host alone it asks when a dump is due,
 * where its lines can say that.
 */
function whenDue({ said, store, cadence }: Backup): readonly Fact<string>[] {
  const times = said.cadence?.singlePrimary;
  const always = `*/${STEP} * * * *`;
  if (store.member) return [fact(always, originsOf(store.said.on, { from: [originOf(said)] }))];
  if (times?.daily) return crontabOf(times, []) ?? [];
  const line = (text: string): string => stepped(Number(/^every (\d+)$/.exec(text)?.[1])) ?? always;
  return [map(cadence.singlePrimary, line)];
}

function jobOf(backup: Backup, verb: string, schedule: readonly Fact<string>[]): Job {
  const { name, said, host, at, store } = backup;
  const { mail, note } = said;
  const here = [originOf(said)];
  const root = fact('root', here);
  return {
    name: because(
      map(name, (text) => `${verb}-${text}`),
      store.said.on,
    ),
    at,
    host,
    // In both roles: the verb itself asks what the node is.
    member: null,
    user: root,
    schedule,
    command: [fact(SITECTL, here), fact(verb, here), name],
    env: [],
    // The verb holds a lock of its own: people call it too.
    lock: null,
    said: {
      [HERE]: said[HERE],
      user: root,
      schedule: { [HERE]: said[HERE] },
      command: fact(verb, here),
      overlap: fact(true, here),
      crontab: fact('system', here),
      ...(mail ? { mail } : {}),
      ...(note && verb === 'dump' ? { note } : {}),
    },
  };
}

/** Where dumps lie, for root alone; a directory that the manifest says itself is left to it. */
function backupDirectories(said: Located<M.SiteManifest>, backups: readonly Backup[]): readonly Directory[] {
  const stated = new Set(Object.keys(said.directories ?? {}).map((path) => path.replace(/\/$/, '')));
  const found = new Map<string, readonly Backup[]>();
  for (const backup of backups) {
    const path = backup.directory.value;
    if (!stated.has(path)) found.set(path, [...(found.get(path) ?? []), backup]);
  }
  return [...found.values()].flatMap((all) => {
    const [first] = all;
    if (!first) return [];
    const { directory, at, said } = first;
    const on = new Map(all.map(({ host, store }) => [host, store.said.on]));
    return [
      {
        name: because(directory, ...all.flatMap((one) => [one.directory, one.said.database])),
        at,
        hosts: [...on.keys()],
        on,
        said: {
          [HERE]: said[HERE],
          owner: fact('root', directory.from),
          mode: fact('0700', directory.from),
        },
      },
    ];
  });
}
