import { error, type Diagnostic, type Span } from '../../src/diagnostic.ts';
import type { Fact } from '../../src/fact.ts';
import { isRefusal } from '../../src/format/place.ts';
import type { Job, Site } from '../../src/site/model.ts';
import { word } from './quote.ts';
import { lockPath, wordsOf } from './view.ts';

/** What crontab(5) makes of some variables, and what to say instead. */
const OWNED: Readonly<Record<string, string>> = {
  MAILTO: 'Say `mail`.',
  SHELL: 'Say `shell`, or name the shell in the command.',
  LOGNAME: 'Cron sets it to the user; say `user`.',
  USER: 'Cron sets LOGNAME to the user; say `user`.',
  CRON_TZ: 'Debian’s cron does not know it and goes by the time zone of the host: say the times in that.',
};

/** Findings that only cron is concerned with. A job of several hosts is the same mistake on each of them. */
export function* check(site: Site): Iterable<Diagnostic> {
  const seen = new Set<Span>();
  for (const job of site.jobs) {
    if (seen.has(job.at)) continue;
    seen.add(job.at);
    yield* ownedVariables(job);
    yield* tooLong(site, job);
  }
  yield* sharedLocks(site);
}

const placeOf = (fact: Fact<unknown>, job: Job): Span => fact.from[0]?.at ?? job.at;

function* ownedVariables(job: Job): Iterable<Diagnostic> {
  for (const { name } of job.env) {
    const instead = OWNED[name.value];
    if (instead !== undefined)
      yield error('cron/owned-variable', placeOf(name, job), `${name.value} cannot be set here.`, {
        why: 'In a crontab this name means something of its own, or is set by cron itself.',
        help: instead,
      });
  }
}

/** MAX_COMMAND of cron.h, less the end of the text: one longer command makes cron refuse the whole table. */
const LONGEST = 998;

function* tooLong(site: Site, job: Job): Iterable<Diagnostic> {
  const { directory, output } = job.said;
  const { name } = job;
  const length = [...wordsOf(site, job), directory, output?.append]
    .map((one) => (one ? word.quote(one.value) : ''))
    // Twenty for `cd  && ` and ` >> 2>&1`.
    .reduce((sum, text) => sum + (isRefusal(text) ? 0 : Buffer.byteLength(text) + 1), 20);
  if (length > LONGEST)
    yield error('cron/long-command', job.at, `The command of ${name.value} has ${length} bytes.`, {
      why: `Cron reads commands of up to ${LONGEST} bytes, and refuses the whole table for a longer one.`,
      help: 'Put the command into a script, and run that.',
    });
}

function* sharedLocks(site: Site): Iterable<Diagnostic> {
  const holders = new Map<string, Job>();
  for (const job of site.jobs) {
    const path = lockPath(site, job);
    if (!path) continue;
    const key = `${job.host.name.value}:${path.value}`;
    const other = holders.get(key);
    if (other && other.user.value !== job.user.value)
      yield error(
        'cron/lock-of-two-users',
        placeOf(job.lock ?? job.name, job),
        `${job.name.value} runs as ${job.user.value} and shares a lock with ${other.name.value}, which runs as ${other.user.value}.`,
        {
          related: [{ at: other.at, message: `${other.name.value} is said here.` }],
          why: 'A user may not open a lock that another user has made in a directory for all (fs.protected_regular).',
          help: 'Let both run as the same user, or take locks of different names.',
        },
      );
    if (!other) holders.set(key, job);
  }
}
