import { defineTarget } from '../../src/target/target.ts';
import { effects, rulesPath } from './effects.ts';
import { syntax } from './syntax.ts';
import { firewallView } from './view.ts';

/** The firewall of a host, where the unit of the platform loads it; nft(8). */
export const nftables = defineTarget({
  id: 'nftables',
  title: 'Firewalls',
  templates: [{ name: 'nftables/nftables.conf.hbs', syntax }],
  *files(site) {
    for (const firewall of site.firewalls) {
      const path = rulesPath(firewall);
      // The rule platform-without-program speaks about the others.
      if (path)
        yield {
          host: firewall.host,
          path,
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
  effects,
});
