import { fact, originsOf } from '../../src/fact.ts';
import type { Data } from '../../src/format/data.ts';
import { json } from '../../src/format/json.ts';
import { isFact } from '../../src/manifest/located.ts';
import type { Entry } from '../../src/site/controller/rapidproctl.ts';
import { defineTarget } from '../../src/target/target.ts';

/**
 * The configuration of the package rapidpro_controller, with every key that it reads. Its scripts read the file at each
 * run, so that nothing is told when it changes.
 */
export const rapidproctl = defineTarget({
  id: 'rapidproctl',
  title: 'rapidpro_controller',
  templates: [],
  *files(site) {
    for (const { pair, host, entries } of site.rapidproctls) {
      const from = originsOf(pair.name, ...pair.said.nodes);
      yield {
        host,
        path: fact('/etc/rapidproctl.conf', from),
        mode: '0644',
        owner: 'root',
        group: 'root',
        unit: null,
        body: {
          kind: 'data',
          serialiser: json,
          data: {
            map: entries.map(({ key, value }) => ({
              key: fact(key, from),
              value: dataOf(value),
              note: null,
            })),
          },
        },
      };
    }
  },
});

const isList = (value: Entry): value is Exclude<Entry, { readonly value: unknown }> => !isFact(value);

const dataOf = (value: Entry): Data => (isList(value) ? { list: [...value] } : value);
