import { because, concat, map, type Fact } from '../../src/fact.ts';
import type { Host, Job, Site } from '../../src/site/model.ts';
import { placed } from '../../src/site/platform/platform.ts';
import { defineTarget, type FileSpec } from '../../src/target/target.ts';
import { check } from './check.ts';
import { crontabPath, crontabsOf, crontabUnit, effects } from './effects.ts';
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
  effects,
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
  for (const crontab of crontabsOf(site, host))
    yield {
      host,
      path: crontabPath(crontab),
      mode: '0644',
      owner: 'root',
      group: 'root',
      unit: crontabUnit(crontab).value,
      body: {
        kind: 'template',
        template: 'cron/crontab.hbs',
        syntax: userSyntax,
        view: userView(site, crontab.user, crontab.jobs),
      },
    };
}
