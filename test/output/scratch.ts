import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname } from 'node:path';
import type { Diagnostic } from '../../src/diagnostic.ts';
import type { Entry, SiteTree } from '../../src/output/tree.ts';

export const file = (text: string): Entry => ({ kind: 'file', text, executable: false });
export const script = (text: string): Entry => ({ kind: 'file', text, executable: true });
export const link = (to: string): Entry => ({ kind: 'link', to });

/** A site's tree with the list that belongs to it. */
export function tree(site: string, entries: Readonly<Record<string, Entry>>): SiteTree {
  const list = { files: Object.keys(entries).map((path) => ({ path, mode: '0644' })) };
  return {
    site,
    entries: new Map([...Object.entries(entries), ['site.json', file(`${JSON.stringify(list, null, 2)}\n`)]]),
  };
}

/** An empty directory under the system's temporary one, under its real name. */
export const scratch = (): string => realpathSync(mkdtempSync(`${tmpdir()}/sitewright-output-`));

/** Every file, link and directory below a directory, in a form that compares: modes as far as git has them. */
export function snapshot(directory: string, below = ''): Record<string, string> {
  const all: Record<string, string> = {};
  for (const name of readdirSync(directory).sort()) {
    const full = `${directory}/${name}`;
    const stats = lstatSync(full);
    if (stats.isDirectory())
      Object.assign(all, { [`${below}${name}/`]: 'directory' }, snapshot(full, `${below}${name}/`));
    else if (stats.isSymbolicLink()) all[`${below}${name}`] = `link to ${readlinkSync(full)}`;
    else all[`${below}${name}`] = `${stats.mode & 0o100 ? 'script' : 'file'} ${readFileSync(full, 'latin1')}`;
  }
  return all;
}

/** What `snapshot` must give for trees and foreign files, worked out without the code under test. */
export function expected(
  trees: readonly SiteTree[],
  foreign: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const all: Record<string, string> = {};
  const add = (path: string, what: string): void => {
    all[path] = what;
    for (let up = dirname(path); up !== '.'; up = dirname(up)) all[`${up}/`] = 'directory';
  };
  for (const { site, entries } of trees)
    for (const [path, entry] of entries)
      add(
        `${site}/${path}`,
        entry.kind === 'link'
          ? `link to ${entry.to}`
          : `${entry.executable ? 'script' : 'file'} ${Buffer.from(entry.text).toString('latin1')}`,
      );
  for (const [path, text] of Object.entries(foreign)) add(path, `file ${text}`);
  return all;
}

/** Puts files where a test wants them, without the code under test. A text that starts with `-> ` makes a link. */
export function lay(directory: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(`${directory}/${path}`), { recursive: true });
    if (text.startsWith('-> ')) symlinkSync(text.slice(3), `${directory}/${path}`);
    else writeFileSync(`${directory}/${path}`, text);
  }
}

/** Diagnostics as `code place`, the place below `directory`. */
export const brief = (diagnostics: readonly Diagnostic[], directory = '.'): readonly string[] =>
  diagnostics.map((one) => `${one.code} ${one.at.source.name.replace(`${directory}/`, '')}`);
