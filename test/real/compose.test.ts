import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { readEnv } from '../../src/format/env/write.ts';
import type { Stack } from '../../src/site/model.ts';
import { isFailure } from '../../src/verify/process.ts';
import { ensurePrograms, type Program } from '../../src/verify/programs.ts';
import { openStage } from '../../src/verify/stage.ts';
import { verification } from '../../templates/compose/verify.ts';
import { hostNamed, siteNamed, siteOf, textOf, type Rendered } from './compiled.ts';
import { projectOf, stubOf, type Json } from './project.ts';
import { logBytes } from './units.ts';

let program: Program;
beforeAll(async () => {
  const { value } = await ensurePrograms(verification.programs);
  const found = value?.get('docker-compose');
  if (found === undefined) throw new Error('no docker-compose');
  program = found;
}, 300_000);

/** Every file as it lies on its host, each secret filled in with a stub of its own. */
const filled = (text: string): string =>
  text.replaceAll(/\$\{secret:([^{}\s|]+)(?:\|[a-z]+)*\}/g, (_, secret: string) => stubOf(secret));

/** What compose makes of a stack's project. */
async function configOf(rendered: Rendered, stack: Stack): Promise<Json> {
  const host = hostNamed(rendered, stack.host.name.value);
  const files = new Map(
    [...host.files].map(([path, { text, mode }]) => [path, { text: filled(text), mode }] as const),
  );
  const stage = await openStage({ files }, { program });
  if (isFailure(stage)) throw new Error(stage.failed);
  try {
    const path = `${stack.said.directory.value}/compose.yaml`;
    const { status, stdout, stderr } = await stage.run([
      ...['docker-compose', '-f', path, '--profile', '*', 'config', '--format', 'json'],
    ]);
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    return JSON.parse(stdout) as Json;
  } finally {
    await stage.close();
  }
}

/** Compose doubles the dollars of what it prints, so that it could read it again. */
function undoubled(json: Json): Json {
  if (typeof json === 'string') return json.replaceAll('$$', '$');
  if (typeof json !== 'object' || json === null) return json;
  if (Array.isArray(json)) return (json as readonly Json[]).map(undoubled);
  return Object.fromEntries(
    Object.entries(json).map(([key, value]) => [
      key,
      key === 'max-size' && typeof value === 'string' ? logBytes(value) : undoubled(value),
    ]),
  );
}

const LABEL = 'sitewright.rendered';

/** The label that carries a digest stands where rendered files are mounted, and only there. */
function withoutLabel(project: Json, stack: Stack): Json {
  const { services } = project as { readonly services: Readonly<Record<string, Record<string, Json>>> };
  const rest = Object.entries(services).map(([name, service]) => {
    const { [LABEL]: digest, ...labels } = (service['labels'] ?? {}) as Record<string, Json>;
    const mounts = stack.services.find((one) => one.name.value === name)?.mounts ?? [];
    const rendered = mounts.some(({ source }) => source.kind === 'rendered');
    expect([name, digest]).toEqual([name, rendered ? expect.stringMatching(/^[0-9a-f]{12}$/) : undefined]);
    const { labels: _, ...others } = service;
    return [name, Object.keys(labels).length === 0 ? others : { ...others, labels }] as const;
  });
  return { ...(project as Record<string, Json>), services: Object.fromEntries(rest) };
}

const rich = (): Promise<Rendered> => siteOf(readFileSync(join(import.meta.dirname, 'rich.yaml'), 'utf8'));

describe.each<[string, () => Promise<Rendered>, readonly string[]]>([
  ['One2One Youth', () => siteNamed('ooy'), ['combined']],
  ['a site that says every field of a container', rich, ['site', 'second']],
])('what compose reads of %s', (_, load, stacks) => {
  test.each(stacks)('in %s is what the site says, and nothing else', async (name) => {
    const rendered = await load();
    const stack = rendered.site.stacks.find((one) => one.name.value === name);
    if (stack === undefined) throw new Error(`no stack ${name}`);
    const host = hostNamed(rendered, stack.host.name.value);
    const variables = new Map(
      stack.services
        .flatMap(({ envFiles }) => envFiles)
        .map(({ path }) => {
          const read = readEnv('compose', filled(textOf(host, path.value)));
          return [path.value, Object.fromEntries(read.map((one) => [one.name, one.value]))] as const;
        }),
    );
    const project = withoutLabel(undoubled(await configOf(rendered, stack)), stack);
    expect(project).toEqual(projectOf(stack, variables));
  });
});

test('every field that a container can have is said by one of the sites', async () => {
  const schema = JSON.parse(
    readFileSync(join(import.meta.dirname, '../../schema/service.schema.json'), 'utf8'),
  ) as { readonly $defs: Readonly<Record<string, { readonly properties?: object }>> };
  const { site } = await rich();
  const said = new Set<string>();
  const collect = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    for (const [key, value] of Object.entries(node)) {
      said.add(key);
      if (!('from' in node && 'value' in node)) collect(value);
    }
  };
  for (const service of site.services) collect(service.said);
  const asked = [
    'service',
    'container',
    'build',
    'servicePort',
    'mount',
    'attachment',
    'health',
    'limits',
    'stop',
  ];
  const unsaid = asked.flatMap((name) => {
    const properties = Object.keys(schema.$defs[name]?.properties ?? {});
    expect([name, properties.length > 0]).toEqual([name, true]);
    return properties.filter((key) => !said.has(key)).map((key) => `${name}.${key}`);
  });
  // Neither `external` nor `process` is a container, and only a process has `sockets`; the stack decides `on`; programs are known by tests of their own.
  const elsewhere = [
    'on',
    'program',
    'version',
    'application',
    'duty',
    'options',
    'uses',
    'process',
    'sockets',
    'external',
  ];
  expect(unsaid.filter((one) => !elsewhere.includes(one.replace('service.', '')))).toEqual([
    'servicePort.because',
  ]);
});
