import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { renderAgain } from '../../src/commands/verify/again.ts';
import { hostsOf } from '../../src/commands/verify/vantages.ts';
import { Compiler, type Compiled, type CompileOptions } from '../../src/compile.ts';
import type { HostArtifacts } from '../../src/target/verification.ts';
import { readerOnly, type Again } from '../../src/verify/question.ts';
import { verifyHost } from '../../src/verify/verify.ts';
import { Workspace } from '../../src/workspace.ts';
import { verifications } from '../../templates/index.ts';
import { readCase } from '../cases.ts';
import { compiled, prepared, PROJECT } from '../compiled.ts';

/** Every manifest of the repository that gives files: sites, and the cases of targets. */
const workspace = new Workspace(PROJECT, PROJECT);
const sites = workspace.sites().map((name) => ({
  name: `sites/${name}.yaml`,
  compile: (options: CompileOptions) => new Compiler(workspace, prepared.library).compile(name, options),
}));
const cases = readdirSync(join(PROJECT, 'templates'), { recursive: true, encoding: 'utf8' })
  .filter((path) => /\/cases\/[^/]+\.txt$/.test(path))
  .sort()
  .map((path) => {
    const { inputs } = readCase(readFileSync(join(PROJECT, 'templates', path), 'utf8'));
    const others = [...inputs]
      .filter(([file]) => file !== 'site.yaml')
      .map(([file, text]) => [file.replace(/^site\//, 'example/'), text] as const);
    return {
      name: `templates/${path}`,
      compile: (options: CompileOptions): Promise<Compiled> =>
        compiled(inputs.get('site.yaml') ?? '', Object.fromEntries(others), options),
    };
  });

/** The hosts of a manifest, and what is rendered once more for each; empty where the manifest is refused. */
async function asked(
  compile: (options: CompileOptions) => Promise<Compiled>,
): Promise<readonly (readonly [HostArtifacts, Again | null])[]> {
  const { site, artifacts } = await compile({ recording: false, reached: null });
  if (site === null || artifacts === null) return [];
  const hosts = hostsOf(site, artifacts);
  const vocabulary = (target: string): unknown => workspace.vocabulary(target);
  const again = await renderAgain(site, hosts, asking, { compile, vocabulary });
  return hosts.map((host) => [host, again.hosts.get(host.host) ?? null]);
}

const asking = await Promise.all(Object.values(verifications).map((load) => load()));

test('reader-only.txt lists every file that no program is asked about, and why', async () => {
  const lines: string[] = [];
  let files = 0;
  for (const { name, compile } of [...sites, ...cases])
    for (const [host, again] of await asked(compile)) {
      files += host.files.size;
      for (const [path, why] of readerOnly(host, asking, again))
        lines.push(`${name}: ${host.host}${path}: ${why}\n`);
    }
  expect(files).toBeGreaterThan(50);
  expect(lines.length).toBeLessThan(files / 4);
  const head =
    '# Written by `npm run update`: what `verify` calls `reader only`, over all sites and cases of the repository.\n';
  await expect(`${head}${lines.join('')}`).toMatchFileSnapshot('reader-only.txt');
});

test.each(cases)('$name: every other file is accepted', { timeout: 120_000 }, async ({ compile }) => {
  for (const [host, again] of await asked(compile)) {
    const { value, diagnostics } = await verifyHost(host, asking, { origin: () => null, again });
    expect(diagnostics).toEqual([]);
    expect(value?.filter(({ outcome }) => outcome === 'refused' || outcome === 'unasked')).toEqual([]);
    expect(value?.length).toBe(host.files.size);
  }
});
