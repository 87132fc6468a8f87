import { fact } from '../../src/fact.ts';
import { originOf } from '../../src/manifest/located.ts';
import { defineTarget } from '../../src/target/target.ts';
import { syntax } from './syntax.ts';
import { firewallView } from './view.ts';

/** The firewall of a host, as nftables.service of Debian and Ubuntu loads it; nft(8). */
export const nftables = defineTarget({
  id: 'nftables',
  title: 'Firewalls',
  templates: [{ name: 'nftables/nftables.conf.hbs', syntax }],
  *files(site) {
    for (const firewall of site.firewalls)
      yield {
        host: firewall.host,
        path: fact('/etc/nftables.conf', [originOf(firewall.said)]),
        body: {
          kind: 'template',
          template: 'nftables/nftables.conf.hbs',
          syntax,
          view: firewallView(firewall),
        },
        mode: '0644',
        owner: 'root',
        group: 'root',
        unit: 'nftables',
      };
  },
});
