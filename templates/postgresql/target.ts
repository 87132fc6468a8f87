import { because, fact, map, originsOf, type Origin } from '../../src/fact.ts';
import { envSerialiser } from '../../src/format/env/write.ts';
import { defineTarget, type FileSpec } from '../../src/target/target.ts';
import { check } from './check.ts';
import { bootstrapPath, bootstrapUnit, effects, serverUnit } from './effects.ts';
import { confSyntax } from './conf.ts';
import { hbaSyntax } from './hba.ts';
import { passfileSyntax } from './passfile.ts';
import { followingOf, passfilePath, passfileView, roleFilesOf } from './replication.ts';
import { sqlSyntax } from './sql.ts';
import { majorFact } from './versions.ts';
import { folder } from './server.ts';
import { bootstrapView, confView, hbaView, optionsOf, passfilesOf, rival } from './view.ts';

/** PostgreSQL servers where the packages of their platform put them: configuration, who may connect, and what is in them before an application is. */
export const postgresql = defineTarget({
  id: 'postgresql',
  title: 'PostgreSQL servers',
  templates: [
    { name: 'postgresql/postgresql.conf.hbs', syntax: confSyntax },
    { name: 'postgresql/pg_hba.conf.hbs', syntax: hbaSyntax },
    { name: 'postgresql/bootstrap.sql.hbs', syntax: sqlSyntax },
    { name: 'postgresql/passfile.hbs', syntax: passfileSyntax },
    { name: 'postgresql/role.conf.hbs', syntax: confSyntax },
  ],
  *files(site) {
    for (const store of site.datastores) {
      const major = store.said.engine.value === 'postgresql' ? majorFact(store.said.version) : null;
      const { said, name, host } = store;
      if (!major || !host.platform) continue;
      const platform = host.platform.postgresql;
      if (!platform.many && rival(site, store)) continue;
      const cluster = { site, store, major, platform };
      const exists = (): readonly Origin[] => originsOf(said.engine, said.on);
      const { user: owner, group } = platform;
      const file = { host, owner, group, exists, unit: serverUnit(store).value };
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
      const options = optionsOf(cluster);
      if (options)
        yield {
          ...file,
          path: because(options.path, name, said.on),
          mode: '0644',
          owner: 'root',
          group: 'root',
          body: { kind: 'data', serialiser: envSerialiser('shell'), data: options.data },
        };
      yield {
        ...file,
        path: because(bootstrapPath(store), said.on),
        mode: '0600',
        unit: bootstrapUnit(store).value,
        body: {
          kind: 'template',
          template: 'postgresql/bootstrap.sql.hbs',
          syntax: sqlSyntax,
          view: bootstrapView(cluster),
        },
      };
      for (const { path, view } of roleFilesOf(cluster))
        yield {
          ...file,
          path,
          mode: '0644',
          body: { kind: 'template', template: 'postgresql/role.conf.hbs', syntax: confSyntax, view },
        };
      const following = followingOf(cluster);
      if (following)
        yield {
          ...file,
          path: because(passfilePath(cluster), following.user, said.on),
          mode: '0600',
          unit: null,
          body: {
            kind: 'template',
            template: 'postgresql/passfile.hbs',
            syntax: passfileSyntax,
            view: passfileView(site, cluster, following),
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
  effects,
});
