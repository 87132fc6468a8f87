import { fact, originsOf } from '../../src/fact.ts';
import { originOf } from '../../src/manifest/located.ts';
import type { Host, Site } from '../../src/site/model.ts';
import { defineTarget, owed, type ViewMap } from '../../src/target/target.ts';
import { syntax } from './syntax.ts';

type Line = Site['hostsFiles'][number]['own'];

const lineOf = ({ address, names: [first, ...more] }: Line): ViewMap =>
  owed(originsOf(first ?? null), { address, first: first ?? null, more });

const askedBy = ({ said }: Host): ReturnType<typeof originsOf> =>
  originsOf(said.etcHosts ? { from: [originOf(said.etcHosts)] } : null);

/** Names that a host knows without asking anybody, after hosts(5). */
export const hosts = defineTarget({
  id: 'hosts',
  title: 'Names that a host knows',
  templates: [{ name: 'hosts/hosts.hbs', syntax }],
  *files(site) {
    for (const { host, own, others, virtual, further } of site.hostsFiles)
      yield {
        host,
        path: fact('/etc/hosts', askedBy(host)),
        // Everybody on the host looks names up.
        mode: '0644',
        owner: 'root',
        group: 'root',
        unit: null,
        body: {
          kind: 'template',
          template: 'hosts/hosts.hbs',
          syntax,
          view: {
            own: lineOf(own),
            others: others.map(lineOf),
            virtual: virtual.map(lineOf),
            further: further.map(lineOf),
          },
        },
      };
  },
});
