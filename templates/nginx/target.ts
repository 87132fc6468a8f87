import { because, map, originsOf, type Fact } from '../../src/fact.ts';
import type { Site, Webserver } from '../../src/site/model.ts';
import { placed } from '../../src/site/platform/platform.ts';
import { relative } from '../../src/target/link.ts';
import { defineTarget, type FileSpec } from '../../src/target/target.ts';
import { check } from './check.ts';
import { effects, unitOf } from './effects.ts';
import { syntax } from './syntax.ts';
import { siteView, view } from './view.ts';

/** nginx: a main file for each web server, and on a host a file for each virtual host, linked where it is in use. */
export const nginx = defineTarget({
  id: 'nginx',
  title: 'nginx web servers',
  templates: [
    { name: 'nginx/nginx.conf.hbs', syntax },
    { name: 'nginx/site.hbs', syntax },
  ],
  *files(site) {
    for (const webserver of site.webservers) {
      if (!webserver.service && !webserver.host.platform) continue;
      yield {
        ...shared(webserver),
        path: webserver.hostPath,
        body: { kind: 'template', template: 'nginx/nginx.conf.hbs', syntax, view: view(site, webserver) },
        mode: '0644',
      };
      if (!webserver.service) yield* siteFiles(site, webserver);
    }
  },
  check,
  effects,
});

const shared = (webserver: Webserver): Pick<FileSpec, 'host' | 'owner' | 'group' | 'unit'> => ({
  host: webserver.host,
  owner: 'root',
  group: 'root',
  unit: unitOf(webserver).value,
});

/** A file for each virtual host, and the link by which it is in use. */
function* siteFiles(site: Site, webserver: Webserver): Generator<FileSpec> {
  const { host, said } = webserver;
  if (!host.platform) return;
  const { available, enabled } = host.platform.nginx;
  for (const vhost of webserver.vhosts) {
    const below = (folder: string): Fact<string> =>
      because(
        map(placed(host, folder, {}), (path) => `${path}/${vhost.name.value}.conf`),
        vhost.name,
        said.on ?? null,
      );
    const file = below(available ?? enabled);
    const exists = () => originsOf(vhost.name, vhost.said.at);
    yield {
      ...shared(webserver),
      exists,
      path: file,
      mode: '0644',
      body: { kind: 'template', template: 'nginx/site.hbs', syntax, view: siteView(site, vhost) },
    };
    if (available === null) continue;
    yield {
      ...shared(webserver),
      exists,
      path: below(enabled),
      mode: '0777',
      body: { kind: 'link', to: map(file, (path) => relative(enabled, path)) },
    };
  }
}
