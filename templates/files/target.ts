import { because, originsOf } from '../../src/fact.ts';
import type { Serialiser } from '../../src/format/data.ts';
import { ini } from '../../src/format/ini.ts';
import { json } from '../../src/format/json.ts';
import { properties } from '../../src/format/properties.ts';
import { toml } from '../../src/format/toml.ts';
import { yaml, yamlScalar } from '../../src/format/yaml.ts';
import type { SideFile } from '../../src/site/model.ts';
import { dataOf } from '../../src/target/content.ts';
import { defineTarget } from '../../src/target/target.ts';
import { plainText } from './text.ts';

const yamlFile = yaml(yamlScalar);

/** Env files have their own target: their quoting depends on who reads them. */
function serialiserOf({ said }: SideFile): Serialiser | null {
  switch (said.format.value) {
    case 'json':
      return json;
    case 'yaml':
      return yamlFile;
    case 'ini':
      return ini;
    case 'toml':
      return toml;
    case 'properties':
      return properties;
    case 'text':
      return plainText(said.comment?.value ?? null);
    case 'env':
      return null;
  }
}

/** Configuration files of programs that have no target of their own. */
export const files = defineTarget({
  id: 'files',
  title: 'Side files',
  templates: [],
  *files(site) {
    for (const file of site.files) {
      const serialiser = serialiserOf(file);
      if (!serialiser) continue;
      const { host, mode, owner, group } = file;
      const path = because(file.path, file.said.format, file.said.comment ?? null);
      yield {
        host,
        path,
        mode: mode.value,
        owner: owner.value,
        group: group.value,
        rights: () => originsOf(mode, owner, group),
        unit: null,
        body: { kind: 'data', serialiser, data: dataOf(file.content) },
      };
    }
  },
});
