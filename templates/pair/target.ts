import { because, fact, map, originsOf } from '../../src/fact.ts';
import { ROLE_LINK } from '../../src/site/pair/roles.ts';
import { defineTarget } from '../../src/target/target.ts';

/** The link that says which role a node of a pair has. It is made once; afterwards the node decides. */
export const pair = defineTarget({
  id: 'pair',
  title: 'Roles of the nodes of a pair',
  templates: [],
  *files(site) {
    for (const { nodes, primary, said, name } of site.pairs)
      for (const host of nodes)
        yield {
          host,
          path: because(fact(ROLE_LINK), name, ...said.nodes),
          body: {
            kind: 'link',
            to: map(because(said.primary, ...said.nodes), () =>
              host === primary ? 'roles/primary' : 'roles/standby',
            ),
          },
          mode: '0777',
          owner: 'root',
          group: 'root',
          exists: () => originsOf(name, ...said.nodes),
          unit: null,
          initial: true,
        };
  },
});
