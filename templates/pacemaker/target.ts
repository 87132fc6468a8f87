import { because, map, originsOf } from '../../src/fact.ts';
import { defineTarget, type ViewMap } from '../../src/target/target.ts';
import { clusterNodes, effects, resourcePath, unitName, type ClusterNode } from './effects.ts';
import { syntax } from './syntax.ts';

/** The virtual address of a pair as a resource of pacemaker, in the words of crmsh. */
export const pacemaker = defineTarget({
  id: 'pacemaker',
  title: 'Virtual addresses moved by pacemaker',
  templates: [{ name: 'pacemaker/address.crm.hbs', syntax }],
  *files(site) {
    for (const node of clusterNodes(site)) {
      const { host, pair } = node;
      const nodes = originsOf(...pair.said.nodes);
      yield {
        host,
        path: because(resourcePath(pair), { from: nodes }),
        body: {
          kind: 'template',
          template: 'pacemaker/address.crm.hbs',
          syntax,
          view: viewOf(node),
        },
        mode: '0644',
        owner: 'root',
        group: 'root',
        exists: () => originsOf(pair.name, node.mover.said.resource, { from: nodes }),
        unit: unitName(pair).value,
      };
    }
  },
  effects,
});

function viewOf({ pair, address, mover }: ClusterNode): ViewMap {
  const [first, second] = pair.nodes;
  const { resource, stickiness, preference } = mover.said;
  const at = (index: number): ReturnType<typeof map<string, string>> =>
    map(address.at, (text) => text.split('/')[index] ?? '');
  return {
    pair: pair.name,
    first: because(first.name, ...pair.said.nodes),
    second: because(second.name, ...pair.said.nodes),
    path: resourcePath(pair),
    resource,
    address: at(0),
    length: at(1),
    interface: mover.said.interface ?? null,
    monitor: mover.monitor,
    timeout: mover.timeout,
    stickiness,
    preference: preference ?? null,
    primary: because(pair.primary.name, pair.said.primary),
  };
}
