import { because, fact } from '../../src/fact.ts';
import { bash } from '../../src/format/shell.ts';
import { defineTarget } from '../../src/target/target.ts';
import { aloneHosts, aloneView, reasons } from './backup.ts';
import { nodesOf } from './node.ts';
import { view } from './view.ts';

const SITECTL = '/usr/local/sbin/sitectl';

/** The script that says and changes the role of a node of a pair. */
export const sitectl = defineTarget({
  id: 'sitectl',
  title: 'Changes of roles',
  templates: [
    { name: 'sitectl/sitectl.hbs', syntax: bash },
    { name: 'sitectl/alone.hbs', syntax: bash },
  ],
  *files(site) {
    for (const node of nodesOf(site))
      yield {
        host: node.host,
        path: because(fact(SITECTL), node.pair.name, node.on),
        owner: 'root',
        group: 'root',
        mode: '0755',
        exists: () => node.on.from,
        body: { kind: 'template', template: 'sitectl/sitectl.hbs', syntax: bash, view: view(site, node) },
        unit: null,
      };
    for (const host of aloneHosts(site))
      yield {
        host,
        path: because(fact(SITECTL), host.name, { from: reasons(site, host) }),
        owner: 'root',
        group: 'root',
        mode: '0755',
        exists: () => reasons(site, host),
        body: {
          kind: 'template',
          template: 'sitectl/alone.hbs',
          syntax: bash,
          view: aloneView(site, host),
        },
        unit: null,
      };
  },
});
