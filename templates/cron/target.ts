import { because, concat, fact, map, originsOf, type Fact } from '../../src/fact.ts';
import type { Host, Job, Site } from '../../src/site/model.ts';
import { placed } from '../../src/site/platform/platform.ts';
import { defineTarget, type FileSpec } from '../../src/target/target.ts';
import { check } from './check.ts';
import { syntax, userSyntax } from './syntax.ts';
import { systemView, userView } from './view.ts';

/** Jobs that run by the clock: a file in /etc/cron.d each, or the crontab of their user; after crontab(5) and cron(8). */
export const cron = defineTarget({
  id: 'cron',
  title: 'Jobs of cron',
  templates: [
    { name: 'cron/cron.d.hbs', syntax },
    { name: 'cron/crontab.hbs', syntax: userSyntax },
  ],
  *files(site) {
    for (const job of site.jobs) if (job.said.crontab.value === 'system') yield system(site, job);
    for (const host of site.hosts) yield* crontabs(site, host);
  },
  check,
});

/** Where cron looks, on a host of which nothing else is known. */
const FOLDER = '/etc/cron.d';

/** cron(8): a file with a dot in its name is not read. */
const pathOf = (site: Site, { host, name, said }: Job): Fact<string> => {
  const folder = placed(host, host.platform?.cron.folder ?? FOLDER, {});
  const prefix = map(site.name, (text) => text.replaceAll('.', '-'));
  return because(map(concat(folder, '/', prefix, '-', name), String), said.crontab);
};

const system = (site: Site, job: Job): FileSpec => ({
  host: job.host,
  path: pathOf(site, job),
  // Cron leaves out a file that others than root may write.
  mode: '0644',
  owner: 'root',
  group: 'root',
  unit: null,
  body: { kind: 'template', template: 'cron/cron.d.hbs', syntax, view: systemView(site, job) },
});

function* crontabs(site: Site, host: Host): Generator<FileSpec> {
  const tables = new Map<string, Job[]>();
  for (const job of site.jobs)
    if (job.host === host && job.said.crontab.value === 'user')
      tables.set(job.user.value, [...(tables.get(job.user.value) ?? []), job]);
  for (const [name, jobs] of tables) {
    const user = fact(
      name,
      originsOf(...jobs.map((job) => job.user), ...jobs.map(({ said }) => said.crontab)),
    );
    yield {
      host,
      path: map(user, (text) => `/etc/sitewright/crontabs/${text}`),
      mode: '0644',
      owner: 'root',
      group: 'root',
      unit: `crontab ${name}`,
      body: {
        kind: 'template',
        template: 'cron/crontab.hbs',
        syntax: userSyntax,
        view: userView(site, user, jobs),
      },
    };
  }
}
