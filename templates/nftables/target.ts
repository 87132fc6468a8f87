import { fact, originsOf } from '../../src/fact.ts';
import { originOf } from '../../src/manifest/located.ts';
import { defineTarget } from '../../src/target/target.ts';
import { syntax } from './syntax.ts';
import { firewallView } from './view.ts';

/** The firewall of a host, where the unit of the platform loads it; nft(8). */
export const nftables = defineTarget({
  id: 'nftables',
  title: 'Firewalls',
  templates: [{ name: 'nftables/nftables.conf.hbs', syntax }],
  *files(site) {
    for (const firewall of site.firewalls) {
      const nftables = firewall.host.platform?.nftables;
      // The rule platform-without-program speaks about the others.
      if (nftables)
        yield {
          host: firewall.host,
          path: fact(
            nftables.configuration,
            originsOf(firewall.host.said.platform, { from: [originOf(firewall.said)] }),
          ),
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
    }
  },
});
