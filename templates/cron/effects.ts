import { fact, map, originsOf, type Fact } from '../../src/fact.ts';
import type { Host, Job, Site } from '../../src/site/model.ts';
import { unit, type Unit, type Word } from '../../src/target/effects.ts';

/** The jobs of one user's crontab. */
export interface Crontab {
  readonly user: Fact<string>;
  readonly jobs: readonly Job[];
}

/** The crontabs of a host, by their users. */
export function crontabsOf(site: Site, host: Host): readonly Crontab[] {
  const tables = new Map<string, Job[]>();
  for (const job of site.jobs)
    if (job.host === host && job.said.crontab.value === 'user')
      tables.set(job.user.value, [...(tables.get(job.user.value) ?? []), job]);
  return [...tables].map(([name, jobs]) => ({
    user: fact(
      name,
      originsOf(...jobs.map((job) => job.user), ...jobs.flatMap((job) => [job.said.crontab, job.name])),
    ),
    jobs,
  }));
}

export const crontabUnit = ({ user }: Crontab): Fact<string> => map(user, (name) => `crontab ${name}`);
export const crontabPath = ({ user }: Crontab): Fact<string> =>
  map(user, (name) => `/etc/sitewright/crontabs/${name}`);

const words = (...all: readonly (string | Word)[]): readonly Word[] =>
  all.map((word) => (typeof word === 'string' ? fact(word) : word));

/** Keeps the crontab that a user has had before, which may be none. */
const KEEP = 'mkdir -p -m 0755 "${2%/*}" && { crontab -u "$1" -l || true; } >"$2" 2>/dev/null';

/** Cron finds the files of its folder by itself; a user's crontab is given to crontab(1), which looks at it first. */
export function* effects(site: Site): Generator<Unit> {
  for (const host of site.hosts)
    for (const crontab of crontabsOf(site, host)) {
      const { user } = crontab;
      const before = map(crontabPath(crontab), (path) => `${path}.before`);
      yield unit({
        host,
        name: crontabUnit(crontab),
        phase: 'application',
        does: 'crontab takes it in place of the one before',
        needs: [{ command: 'crontab', packages: host.platform?.cron.packages ?? [], archive: null }],
        make: [{ words: words('sh', '-c', KEEP, 'sh', user, before), unlessThere: before }],
        apply: [{ words: words('crontab', '-u', user, crontabPath(crontab)) }],
        retire: { words: words('crontab', '-u', user, '-r') },
        from: originsOf(user, host.name),
      });
    }
}
