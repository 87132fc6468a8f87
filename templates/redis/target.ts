import { because, type Origin } from '../../src/fact.ts';
import { entriesOf } from '../../src/manifest/located.ts';
import { defineTarget } from '../../src/target/target.ts';
import { check } from './check.ts';
import { effects } from './effects.ts';
import { instanceOf, redisStores } from './instance.ts';
import { syntax } from './syntax.ts';
import { accessView, configurationView, roleFilesOf } from './view.ts';

/** Redis servers: redis.conf, and the passwords in a form that it includes. */
export const redis = defineTarget({
  id: 'redis',
  title: 'Redis servers',
  templates: [
    { name: 'redis/redis.conf.hbs', syntax },
    { name: 'redis/access.conf.hbs', syntax },
    { name: 'redis/role.conf.hbs', syntax },
  ],
  *files(site) {
    for (const store of redisStores(site)) {
      const { host, said } = store;
      if (!host.platform) continue;
      const instance = instanceOf(store, host.platform.redis);
      const { user: owner, group, unit } = instance;
      const shared = { host, owner, group, mode: '0640', unit };
      const exists = (): readonly Origin[] => [...said.engine.from, ...said.on.from];
      yield {
        ...shared,
        exists,
        path: instance.configuration,
        body: {
          kind: 'template',
          template: 'redis/redis.conf.hbs',
          syntax,
          view: configurationView(instance),
        },
      };
      for (const { path, view } of roleFilesOf(instance))
        yield {
          ...shared,
          exists,
          path,
          body: { kind: 'template', template: 'redis/role.conf.hbs', syntax, view },
        };
      if (!instance.access) continue;
      yield {
        ...shared,
        exists,
        path: because(
          instance.access,
          said.password?.secret ?? null,
          ...entriesOf(said.accounts).map(({ name }) => name),
        ),
        body: {
          kind: 'template',
          template: 'redis/access.conf.hbs',
          syntax,
          view: accessView(site, instance),
        },
      };
    }
  },
  check,
  effects,
});
