import { fact } from '../../src/fact.ts';
import { defineTarget, type FileSpec } from '../../src/target/target.ts';
import { listSyntax } from './list.ts';
import { syntax } from './syntax.ts';
import { unread } from './unread.ts';
import { usesOf } from './uses.ts';
import { listView, scriptView } from './view.ts';

/** The script that puts a host's files in place, and the list of the secrets that it asks for. */
export const install = defineTarget({
  id: 'install',
  title: 'Install scripts',
  templates: [
    { name: 'install/install.hbs', syntax },
    { name: 'install/secrets.list.hbs', syntax: listSyntax },
  ],
  *files() {
    // They speak of all the others.
  },
  last(site, all) {
    const files: FileSpec[] = [];
    const needed = new Set<string>();
    const hosts = site.hosts.map((host) => {
      const own = all.files
        .filter((file) => file.host === host.name.value)
        .sort((a, b) => (a.path < b.path ? -1 : 1));
      const units = all.units.filter((unit) => unit.host.name.value === host.name.value);
      return { site, host, files: own, units, uses: usesOf(site, own, units) };
    });
    for (const one of hosts) {
      for (const { secret } of one.uses) needed.add(secret.name.value);
      if (one.files.length === 0) continue;
      const unknown = one.files.find(
        ({ unit }) => unit !== null && !one.units.some(({ name }) => name.value === unit),
      );
      if (unknown) throw new Error(`nobody describes the unit ${String(unknown.unit)} of ${unknown.path}`);
      const { host } = one;
      const beside = { host, owner: 'root', group: 'root', unit: null, beside: true } as const;
      const from = one.files.flatMap((file) => [...file.from, ...file.rights]);
      files.push({
        ...beside,
        path: fact('/install', host.name.from),
        mode: '0755',
        exists: () => from,
        body: { kind: 'template', template: 'install/install.hbs', syntax, view: scriptView(one) },
      });
      if (one.uses.length > 0)
        files.push({
          ...beside,
          path: fact('/secrets.list', host.name.from),
          mode: '0644',
          exists: () => one.uses.flatMap((use) => use.from),
          body: {
            kind: 'template',
            template: 'install/secrets.list.hbs',
            syntax: listSyntax,
            view: listView(one),
          },
        });
    }
    return { files, diagnostics: site.complete ? unread(site, needed) : [] };
  },
});
