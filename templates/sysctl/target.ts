import { originsOf } from '../../src/fact.ts';
import { sysctlsOf } from '../../src/site/pair/sysctls.ts';
import { defineTarget, owed } from '../../src/target/target.ts';
import { effects, sysctlPath } from './effects.ts';
import { syntax } from './syntax.ts';

/** Kernel settings of a host, after sysctl.d(5). */
export const sysctl = defineTarget({
  id: 'sysctl',
  title: 'Kernel settings',
  templates: [{ name: 'sysctl/sysctl.conf.hbs', syntax }],
  *files(site) {
    for (const host of site.hosts) {
      const settings = sysctlsOf(site, host);
      if (settings.length === 0) continue;
      const view = { settings: settings.map(({ name, value }) => owed(name.from, { key: name, value })) };
      yield {
        host,
        path: sysctlPath(site, host),
        body: { kind: 'template', template: 'sysctl/sysctl.conf.hbs', syntax, view },
        mode: '0644',
        owner: 'root',
        group: 'root',
        exists: () => originsOf(...settings.map(({ name }) => name)),
        unit: 'sysctl',
      };
    }
  },
  effects,
});
