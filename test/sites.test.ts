import { readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Compiler } from '../src/compile.ts';
import { treeOf } from '../src/tree.ts';
import { Workspace } from '../src/workspace.ts';
import { PROJECT, prepared } from './compiled.ts';

/** What the real manifests render to is committed and read in reviews: it is the last snapshot of all. */
const workspace = new Workspace(PROJECT, PROJECT);
const compiler = new Compiler(workspace, prepared.library);

it('there is a tree for every site and for nothing else', () => {
  expect(
    readdirSync(join(PROJECT, 'out'))
      .filter((name) => !name.startsWith('.'))
      .sort(),
  ).toEqual(workspace.sites());
});

describe.each(workspace.sites())('%s', (name) => {
  it('has no finding, and out/ is what its manifest gives', async () => {
    const compiled = await compiler.compile(name, { recording: false, reached: null });
    expect(compiled.diagnostics).toEqual([]);
    const { site, artifacts } = compiled;
    if (!site || !artifacts) throw new Error('a site without findings has artifacts');
    const tree = treeOf(site, artifacts);
    for (const [path, entry] of tree.entries) {
      const committed = join(PROJECT, 'out', name, path);
      // A snapshot would follow the link, and write over what it points to.
      if (entry.kind === 'link') expect(readlinkSync(committed), path).toBe(entry.to);
      else await expect(entry.text).toMatchFileSnapshot(committed);
    }
    const found = readdirSync(join(PROJECT, 'out', name), { recursive: true, withFileTypes: true }).filter(
      (entry) => !entry.isDirectory(),
    );
    expect(found.map((entry) => join(entry.parentPath, entry.name)).sort()).toEqual(
      [...tree.entries.keys()].map((path) => join(PROJECT, 'out', name, path)).sort(),
    );
  });
});
