import { fact } from '../../src/fact.ts';
import { entriesOf } from '../../src/manifest/located.ts';
import { defineTarget, owed } from '../../src/target/target.ts';
import { syntax } from './syntax.ts';

/** Kernel settings of a host, after sysctl.d(5). */
export const sysctl = defineTarget({
  id: 'sysctl',
  title: 'Kernel settings',
  templates: [{ name: 'sysctl/sysctl.conf.hbs', syntax }],
  *files(site) {
    for (const host of site.hosts) {
      const settings = entriesOf(host.said.sysctls);
      if (settings.length === 0) continue;
      const view = { settings: settings.map(({ name, value }) => owed(name.from, { key: name, value })) };
      yield {
        host,
        path: fact(`/etc/sysctl.d/60-${site.name.value}.conf`, site.name.from),
        body: { kind: 'template', template: 'sysctl/sysctl.conf.hbs', syntax, view },
        mode: '0644',
        owner: 'root',
        group: 'root',
        unit: 'sysctl',
      };
    }
  },
});
