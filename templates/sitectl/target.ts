import { because, fact } from '../../src/fact.ts';
import { bash } from '../../src/format/shell.ts';
import { defineTarget } from '../../src/target/target.ts';
import { nodesOf } from './node.ts';
import { view } from './view.ts';

/** The script that says and changes the role of a node of a pair. */
export const sitectl = defineTarget({
  id: 'sitectl',
  title: 'Changes of roles',
  templates: [{ name: 'sitectl/sitectl.hbs', syntax: bash }],
  *files(site) {
    for (const node of nodesOf(site))
      yield {
        host: node.host,
        path: because(fact('/usr/local/sbin/sitectl'), node.pair.name, node.on),
        owner: 'root',
        group: 'root',
        mode: '0755',
        exists: () => node.on.from,
        body: { kind: 'template', template: 'sitectl/sitectl.hbs', syntax: bash, view: view(site, node) },
        unit: null,
      };
  },
});
