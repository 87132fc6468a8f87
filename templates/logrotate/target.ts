import { bytesOf, inUnits, type Units } from '../../src/site/spelling/units.ts';
import { because, concat, fact, map, originsOf, type Fact } from '../../src/fact.ts';
import type { LogFile, Site } from '../../src/site/model.ts';
import { placed } from '../../src/site/platform/platform.ts';
import { defineTarget, owed, type ViewMap } from '../../src/target/target.ts';
import { syntax } from './syntax.ts';

/** Where logrotate and systemctl are, on a host of which nothing else is known. */
const FOLDER = '/etc/logrotate.d';
const SYSTEMCTL = '/usr/bin/systemctl';

/** Log files that are put aside before they grow too large, after logrotate(8). */
export const logrotate = defineTarget({
  id: 'logrotate',
  title: 'Rotation of log files',
  templates: [{ name: 'logrotate/logrotate.hbs', syntax }],
  *files(site) {
    for (const entry of site.logFiles)
      yield {
        host: entry.host,
        path: pathOf(site, entry),
        // Logrotate leaves out a file that others than root may write, and says so in its log alone.
        mode: '0644',
        owner: 'root',
        group: 'root',
        unit: null,
        body: { kind: 'template', template: 'logrotate/logrotate.hbs', syntax, view: viewOf(entry) },
      };
  },
});

function pathOf(site: Site, { host, name }: LogFile): Fact<string> {
  const folder = placed(host, host.platform?.logrotate.folder ?? FOLDER, {});
  const prefix = map(site.name, (text) => text.replaceAll('.', '-'));
  return map(concat(folder, '/', prefix, '-', name), String);
}

const FREQUENCY: Readonly<Record<string, string>> = { day: 'daily', week: 'weekly', month: 'monthly' };

const SIZES: Units = [
  ['G', 2 ** 30],
  ['M', 2 ** 20],
  ['k', 2 ** 10],
];

/** Logrotate counts k, M and G by 1024, and bytes without a letter. */
const size = (text: string): string => inUnits(bytesOf(text), SIZES);

function viewOf({ name, said, host, owner, group }: LogFile): ViewMap {
  const copy = said.copyTruncate ?? null;
  const made = copy ? [] : [...(said.mode ? [said.mode] : []), ...(owner && group ? [owner, group] : [])];
  const [first, ...more] = made;
  const way = originsOf(copy, said.reopened ?? null, ...(said.reload ?? []));
  return {
    name,
    note: said.note ?? null,
    paths: said.paths,
    every: map(said.every, (word) => FREQUENCY[word] ?? word),
    keep: said.keep,
    maxSize: said.maxSize ? map(said.maxSize, size) : null,
    compress: said.compress,
    // The last lines of a program that has not opened its new file yet go into the old one.
    delay: said.compress.value && !copy ? fact(true, originsOf(said.compress, { from: way })) : fact(false),
    copy,
    create: first ? owed(way, { first, more }) : null,
    likeOld: copy || first ? null : fact(true, way),
    su:
      said.rotateAsOwner.value && owner && group
        ? owed(said.rotateAsOwner.from, { user: owner, group })
        : null,
    units: said.reload ?? [],
    systemctl: because(placed(host, host.platform?.tools.systemctl ?? SYSTEMCTL, {})),
  };
}
