import { because, originsOf } from '../../src/fact.ts';
import { error } from '../../src/diagnostic.ts';
import { envSerialiser } from '../../src/format/env/write.ts';
import { dataOf } from '../../src/target/content.ts';
import { defineTarget } from '../../src/target/target.ts';

/** Env files, each quoted for the program that reads it. */
export const env = defineTarget({
  id: 'env',
  title: 'Env files',
  templates: [],
  *files(site) {
    for (const { said, host, path, mode, owner, group, content } of site.files) {
      if (said.format.value !== 'env') continue;
      const serialiser = envSerialiser(said.consumer?.value ?? 'compose');
      yield {
        host,
        path: because(path, said.format, said.consumer ?? null),
        mode: mode.value,
        owner: owner.value,
        group: group.value,
        rights: () => originsOf(mode, owner, group),
        unit: null,
        body: { kind: 'data', serialiser, data: dataOf(content) },
      };
    }
  },
  *check(site) {
    for (const { said, at, name } of site.files)
      if (said.format.value === 'env' && !said.consumer)
        yield error('file-without-consumer', at, `The env file ${name.value} does not say who reads it.`, {
          why: 'A quote or a `$` means something else to every reader of env files.',
          help: 'Say `consumer: compose`, `docker`, `systemd` or `shell`.',
        });
  },
});
