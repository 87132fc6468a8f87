import { because, originsOf } from '../../src/fact.ts';
import type { Variable } from '../../src/site/model.ts';
import { defineTarget } from '../../src/target/target.ts';
import { check } from './check.ts';
import { syntax } from './syntax.ts';
import { runningIn, view } from './view.ts';

/** Processes that are uWSGI: the ini file that each one's command names. */
export const uwsgi = defineTarget({
  id: 'uwsgi',
  title: 'uWSGI',
  templates: [{ name: 'uwsgi/uwsgi.ini.hbs', syntax }],
  *files(site) {
    for (const one of runningIn(site)) {
      const { service, uwsgi: own } = one;
      const { host, process: run, member } = service;
      if (!host || !run) continue;
      const secret = own.env.filter(holdsSecret);
      const user = run.said.user ?? null;
      yield {
        host,
        path: because(own.path, member?.on ?? service.said.on ?? null),
        body: { kind: 'template', template: 'uwsgi/uwsgi.ini.hbs', syntax, view: view(one) },
        // What holds a secret is for its own user alone.
        ...(secret.length > 0
          ? { mode: '0400', owner: user?.value ?? 'root', group: 'root' }
          : { mode: '0644', owner: 'root', group: 'root' }),
        rights: () => originsOf(user, ...secret.map(({ value }) => value)),
        exists: () => originsOf(service.name),
        // Its unit reads it, and is told.
        unit: null,
      };
    }
  },
  check,
});

const holdsSecret = ({ value: { value } }: Variable): boolean =>
  typeof value === 'object' && value.some((part) => typeof part === 'object' && 'secret' in part);
