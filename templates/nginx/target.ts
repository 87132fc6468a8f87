import { defineTarget } from '../../src/target/target.ts';
import { check } from './check.ts';
import { effects, unitOf } from './effects.ts';
import { syntax } from './syntax.ts';
import { view } from './view.ts';

/** nginx, one main file a web server; everything else it reads comes with its image. */
export const nginx = defineTarget({
  id: 'nginx',
  title: 'nginx web servers',
  templates: [{ name: 'nginx/nginx.conf.hbs', syntax }],
  *files(site) {
    for (const webserver of site.webservers) {
      const { service } = webserver;
      if (!service.stack) continue;
      yield {
        host: service.stack.host,
        path: webserver.hostPath,
        body: { kind: 'template', template: 'nginx/nginx.conf.hbs', syntax, view: view(site, webserver) },
        mode: '0644',
        owner: 'root',
        group: 'root',
        unit: unitOf(webserver).value,
      };
    }
  },
  check,
  effects,
});
