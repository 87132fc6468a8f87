import { placed } from '../../src/site/platform/platform.ts';
import { defineTarget } from '../../src/target/target.ts';
import { check } from './check.ts';
import { effects } from './effects.ts';
import { ofMonit, roleFiles, setFiles, setsOf, watchedFiles } from './sets.ts';
import { syntax } from './syntax.ts';
import { controlView } from './view.ts';

/** Monit: its control file, and sets of checks, each linked where it is in use. */
export const monit = defineTarget({
  id: 'monit',
  title: 'Monit',
  templates: [
    { name: 'monit/monitrc.hbs', syntax },
    { name: 'monit/set.hbs', syntax },
  ],
  *files(site) {
    for (const monitor of site.monitors) {
      const { host } = monitor;
      const platform = host.platform?.monit;
      if (!platform) continue;
      const sets = setsOf(site, host);
      yield {
        ...ofMonit(host, platform),
        path: placed(host, platform.configuration, {}),
        mode: '0600',
        body: {
          kind: 'template',
          template: 'monit/monitrc.hbs',
          syntax,
          view: controlView(monitor, platform, sets),
        },
      };
      const followed = sets.flatMap(({ byRole }) => byRole ?? []);
      if (followed.length > 0) yield* watchedFiles(host, platform, followed);
      for (const set of sets)
        yield* set.byRole ? roleFiles(set, host, platform) : setFiles(set, host, platform);
    }
  },
  check,
  effects,
});
