import { because, fact, map, originsOf } from '../../src/fact.ts';
import { properties } from '../../src/format/properties.ts';
import { ROLE_LINK, roleFile, roleMark, ROLES } from '../../src/site/pair/roles.ts';
import { named } from '../../src/target/data.ts';
import { defineTarget } from '../../src/target/target.ts';

const SHARED = { owner: 'root', group: 'root', unit: null };

/**
 * The link that says which role a node of a pair has, and a file that is seen through it in one role only. The link is made
 * once; afterwards the node decides.
 */
export const pair = defineTarget({
  id: 'pair',
  title: 'Roles of the nodes of a pair',
  templates: [],
  *files(site) {
    for (const { nodes, primary, said, name } of site.pairs)
      for (const host of nodes) {
        yield {
          ...SHARED,
          host,
          path: because(fact(ROLE_LINK), name, ...said.nodes),
          body: {
            kind: 'link',
            to: map(because(said.primary, ...said.nodes), () =>
              host === primary ? 'roles/primary' : 'roles/standby',
            ),
          },
          mode: '0777',
          exists: () => originsOf(name, ...said.nodes),
          initial: true,
        };
        for (const role of ROLES)
          yield {
            ...SHARED,
            host,
            path: roleFile(role, because(fact(roleMark(role)), name, ...said.nodes)),
            body: {
              kind: 'data',
              serialiser: properties,
              data: named([
                { key: fact('pair'), value: name },
                { key: fact('role'), value: fact(role, name.from) },
              ]),
            },
            mode: '0644',
            exists: () => originsOf(name, ...said.nodes),
          };
      }
  },
});
