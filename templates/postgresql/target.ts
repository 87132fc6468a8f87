import { because, fact, map, originsOf, type Origin } from '../../src/fact.ts';
import { defineTarget, type FileSpec } from '../../src/target/target.ts';
import { check } from './check.ts';
import { confSyntax } from './conf.ts';
import { hbaSyntax } from './hba.ts';
import { passfileSyntax } from './passfile.ts';
import { sqlSyntax } from './sql.ts';
import { majorFact } from './versions.ts';
import { bootstrapView, confView, folder, hbaView, passfilesOf } from './view.ts';

/** PostgreSQL servers in Debian's layout: configuration, who may connect, and what is in them before an application is. */
export const postgresql = defineTarget({
  id: 'postgresql',
  title: 'PostgreSQL servers',
  templates: [
    { name: 'postgresql/postgresql.conf.hbs', syntax: confSyntax },
    { name: 'postgresql/pg_hba.conf.hbs', syntax: hbaSyntax },
    { name: 'postgresql/bootstrap.sql.hbs', syntax: sqlSyntax },
    { name: 'postgresql/passfile.hbs', syntax: passfileSyntax },
  ],
  *files(site) {
    for (const store of site.datastores) {
      const major = store.said.engine.value === 'postgresql' ? majorFact(store.said.version) : null;
      if (!major) continue;
      const cluster = { site, store, major };
      const { said, name, host } = store;
      const exists = (): readonly Origin[] => originsOf(said.engine, said.on);
      const file = { host, owner: 'postgres', group: 'postgres', exists, unit: `postgresql ${name.value}` };
      const at = (file: string): FileSpec['path'] =>
        map(because(folder(cluster), said.on), (path) => `${path}/${file}`);
      yield {
        ...file,
        path: at('postgresql.conf'),
        mode: '0644',
        body: {
          kind: 'template',
          template: 'postgresql/postgresql.conf.hbs',
          syntax: confSyntax,
          view: confView(cluster),
        },
      };
      yield {
        ...file,
        path: at('pg_hba.conf'),
        mode: '0640',
        body: {
          kind: 'template',
          template: 'postgresql/pg_hba.conf.hbs',
          syntax: hbaSyntax,
          view: hbaView(cluster),
        },
      };
      yield {
        ...file,
        path: map(because(name, said.on), (text) => `/etc/sitewright/postgresql/${text}/bootstrap.sql`),
        mode: '0600',
        unit: `postgresql ${name.value} bootstrap`,
        body: {
          kind: 'template',
          template: 'postgresql/bootstrap.sql.hbs',
          syntax: sqlSyntax,
          view: bootstrapView(cluster),
        },
      };
      for (const { path, owner, view } of passfilesOf(cluster))
        yield {
          ...file,
          path: because(path, said.on),
          mode: '0600',
          owner: owner.value,
          group: owner.value,
          exists: () => originsOf(fact('', exists()), owner),
          unit: null,
          body: { kind: 'template', template: 'postgresql/passfile.hbs', syntax: passfileSyntax, view },
        };
    }
  },
  check,
});
