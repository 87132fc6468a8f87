import { secondsOf } from '../../src/site/spelling/units.ts';
import { because, concat, fact, map, originsOf, type Fact, type Value } from '../../src/fact.ts';
import { originOf } from '../../src/manifest/located.ts';
import type { Job, Site } from '../../src/site/model.ts';
import { onlyRole } from '../../src/site/pair/member.ts';
import { SITECTL } from '../../src/site/pair/roles.ts';
import { owed, type ViewMap } from '../../src/target/target.ts';

/** Where the locks of root lie, and on most platforms those of all users: it is emptied by every start of the host. */
const LOCKS = '/run/lock';
const FLOCK = '/usr/bin/flock';

/** What a timed out command gets between being told to end and being killed. */
const GRACE = '30';

/** Seconds of a duration such as `1h30m`, rounded up; zero means no limit to flock(1) and timeout(1). */
const seconds = (text: string): string => String(Math.max(1, Math.ceil(secondsOf(text))));

/** The file that a job locks while it runs; null where runs may overlap. */
export function lockPath(site: Site, { lock, host, user }: Job): Fact<string> | null {
  if (!lock) return null;
  const folder = user.value === 'root' ? LOCKS : (host.platform?.cron.locks ?? LOCKS);
  return because(
    map(lock, (name) => `${folder}/${site.name.value}-${name}.lock`),
    site.name,
    user,
    host.said.platform,
  );
}

type Words = readonly Fact<Value>[];

function locked(site: Site, job: Job): Words {
  const path = lockPath(site, job);
  if (!path) return [];
  const { wait } = job.said;
  const limit = wait ? [fact('-w', wait.from), map(wait, seconds)] : [fact('-n', path.from)];
  return [fact(job.host.platform?.tools.flock ?? FLOCK, path.from), ...limit, path];
}

const timed = ({ said: { timeout } }: Job): Words =>
  timeout
    ? [
        fact('/usr/bin/timeout', timeout.from),
        fact('-k', timeout.from),
        fact(GRACE, timeout.from),
        map(timeout, seconds),
      ]
    : [];

/** A line is one word for a shell, so that a lock, a time limit and an output hold for all of it. */
function own({ command, said }: Job): Words {
  if (!('value' in command)) return command;
  const shell = said.shell ?? fact('sh', command.from);
  return [map(shell, (name) => `/bin/${name}`), fact('-c', command.from), command];
}

/** A variable of a user's crontab would hold for the jobs below too: there each job hands its own to its command. */
function handed({ env, said }: Job): Words {
  if (said.crontab.value === 'system') return [];
  const set = env.map(({ name, value }) => concat(name, '=', value));
  return set.length > 0 ? [fact('/usr/bin/env', originsOf(...set)), ...set] : [];
}

/** Every word of the command of a job: the lock is held for all of it. */
export const wordsOf = (site: Site, job: Job): Words => [
  ...locked(site, job),
  ...timed(job),
  ...handed(job),
  ...own(job),
];

/** The one role in which a job runs: on a node that has another one now, its line ends before anything is locked. */
function roleOf({ member }: Job): ViewMap | null {
  const role = onlyRole(member);
  const from = member?.on.from ?? [];
  return role && { asked: fact(SITECTL, from), name: fact(role, from) };
}

/** What stands on the lines of a job, in both kinds of tables. */
function row(site: Site, job: Job): ViewMap {
  const { said, schedule, user } = job;
  const [first, ...rest] = wordsOf(site, job);
  const { append, discard } = said.output ?? {};
  return {
    name: job.name,
    note: said.note ?? null,
    lines: schedule.map((fields) => ({ schedule: because(fields, job.name, said.overlap), user })),
    role: roleOf(job),
    directory: said.directory ?? null,
    first: first ?? null,
    rest,
    append: append ?? null,
    quiet: discard?.value === 'stdout' ? discard : null,
    silent: discard?.value === 'all' ? discard : null,
  };
}

const mailOf = ({ said: { mail } }: Job): Fact<string> | null =>
  mail
    ? fact(mail.map(({ value }) => value).join(','), originsOf(...mail, { from: [originOf(mail)] }))
    : null;

/** What cron.d.hbs reads: one job in a file of its own. */
export const systemView = (site: Site, job: Job): ViewMap => ({
  ...row(site, job),
  mail: mailOf(job),
  env: job.env.map(({ name, value }) => owed(originsOf(name), { name, value })),
});

/** What crontab.hbs reads: who gets the mail of a job is said for each, since it too would hold for the jobs below. */
export const userView = (site: Site, user: Fact<string>, jobs: readonly Job[]): ViewMap => ({
  user,
  jobs: jobs.map((job) => owed(originsOf(job.name), { ...row(site, job), mail: mailOf(job) ?? user })),
});
