import { fact } from '../../src/fact.ts';
import type { Host } from '../../src/site/model.ts';
import { defineTarget } from '../../src/target/target.ts';
import { syntax } from './syntax.ts';

/** Say what the files are for, and the manual page that describes them. */
export const skeleton = defineTarget({
  id: 'skeleton',
  title: 'The files of skeleton',
  templates: [{ name: 'skeleton/skeleton.conf.hbs', syntax }],
  *files(site) {
    for (const host of site.hosts.filter(isWanted))
      yield {
        host,
        path: fact('/etc/skeleton/skeleton.conf', host.name.from),
        body: {
          kind: 'template',
          template: 'skeleton/skeleton.conf.hbs',
          syntax,
          view: { settings: [{ key: fact('host'), value: host.name }] },
        },
        mode: '0644',
        owner: 'root',
        group: 'root',
        unit: 'skeleton',
      };
  },
});

/** No host yet: ask here for the field of the manifest that wants these files. */
const isWanted = (_host: Host): boolean => false;
