import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Artifact } from '../src/render/artifact.ts';
import type { ProgramNode } from '../src/render/program.ts';
import { pretty } from '../src/report/pretty.ts';
import { targets } from '../templates/index.ts';
import { readCase, writeCase } from './cases.ts';
import { PROJECT, compiled, prepared } from './compiled.ts';

const folders = readdirSync(join(PROJECT, 'templates'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory() && !entry.name.startsWith('_'))
  .map(({ name }) => name)
  .sort();

it('every folder of templates/ is in the registry, and the registry names no other', () => {
  expect(targets.map(({ id }) => id)).toEqual(folders);
});

/** `template:line:column branch` of every value and branch that some case reached */
const reached = new Set<string>();

describe.each(targets.map(({ id }) => id))('target %s', (id) => {
  const cases = join(PROJECT, 'templates', id, 'cases');
  const names = existsSync(cases) ? readdirSync(cases).sort() : [];

  it('has a case', () => expect(names).not.toEqual([]));

  it.each(names)('%s', async (name) => {
    const path = join(cases, name);
    const read = readCase(readFileSync(path, 'utf8'));
    const manifest = read.inputs.get('site.yaml') ?? '';
    const others = Object.fromEntries(
      [...read.inputs]
        .filter(([file]) => file !== 'site.yaml')
        .map(([file, text]) => [file.replace(/^site\//, 'example/'), text]),
    );
    const result = await compiled(manifest, others, {
      recording: false,
      reached: (template, line, column, branch) => reached.add(`${template}:${line}:${column} ${branch}`),
    });
    const outputs = new Map(
      (result.artifacts ?? [])
        .filter(({ target }) => target === id)
        .map((artifact) => [`${artifact.host}${artifact.path}`, textOf(artifact)]),
    );
    if (result.diagnostics.length > 0)
      outputs.set('diagnostics', pretty(result.diagnostics, { color: false }));
    await expect(writeCase(read, outputs)).toMatchFileSnapshot(path);
  });
});

const textOf = ({ content }: Artifact): string =>
  content.kind === 'file' ? content.text : `→ ${content.to}\n`;

/** Every value and every branch of a template: a conditional has two, a loop has its body and its `else`. */
function* sites(template: string, nodes: readonly ProgramNode[]): Generator<string> {
  for (const node of nodes) {
    const at = `${template}:${node.line}`;
    if (node.kind === 'emit') yield `${at}:${node.column} value`;
    if (node.kind !== 'each' && node.kind !== 'if') continue;
    yield `${at}:${node.column} body`;
    if (node.kind === 'if' || node.otherwise.length > 0) yield `${at}:${node.column} otherwise`;
    yield* sites(template, node.body);
    yield* sites(template, node.otherwise);
  }
}

describe('coverage of the templates', () => {
  const all = new Set(
    Object.values(prepared.library.programs).flatMap(({ template, nodes }) => [...sites(template, nodes)]),
  );
  it('every value and branch of every template is reached by a case', () => {
    const unreached = [...all].filter((site) => !reached.has(site)).sort();
    expect(unreached).toEqual([]);
  });
});
