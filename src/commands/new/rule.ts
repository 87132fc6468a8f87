import type { Call } from '../../console/io.ts';
import type { Made } from '../new.ts';
import { identifier, isPlain, NO_CHECKOUT, registered } from './registry.ts';

/** Writes the skeleton of a rule and registers it. */
export function newRule(name: string, { io: { disk }, setting }: Call): Made {
  const rules = `${setting.assets}/src/rules`;
  const registry = disk.read(`${rules}/index.ts`);
  if (registry === null) return { refused: NO_CHECKOUT };
  if (!isPlain(name) || !name.includes('-'))
    return {
      refused: `${JSON.stringify(name)} cannot be the name of a rule. Two or more words say what is wrong, such as port-clash.`,
    };
  const path = `${rules}/${name}.ts`;
  if (disk.read(path) !== null)
    return { refused: `src/rules/${name}.ts is there already; it was not changed.` };
  const text = registered(registry, 'rules', identifier(name), `./${name}.ts`);
  if (text === null) return { refused: 'src/rules/index.ts has no list `rules` to add a line to.' };
  const written = disk.create(path, skeleton(name)) ?? disk.replace(`${rules}/index.ts`, text);
  if (written !== null) return { refused: written.failed };
  return {
    said: `src/rules/${name}.ts is written, and registered in src/rules/index.ts. Its test fails until \`check\` finds its bad example: npx vitest run test/rules.test.ts.`,
  };
}

const skeleton = (name: string): string => `import type { Service } from '../site/model.ts';
import { defineRule } from './rule.ts';

export const ${identifier(name)} = defineRule({
  id: '${name}',
  severity: 'error',
  title: 'What is wrong, in one line',
  why: 'What happens on the host when nobody corrects it.',
  fix: 'What to write instead.',
  *check(site) {
    for (const service of site.services.filter(isWrong))
      yield { message: \`\${service.name.value} is wrong.\`, at: service.at };
  },
  good: [example('6.4.0')],
  bad: [example('6.4.1')],
});

const isWrong = (_service: Service): boolean => false;

/** A whole small manifest, with nothing else to find. */
function example(tag: string): string {
  return \`
sitewright: 1
site: example
title: Example
hosts: {web1: {platform: debian-12}}
stacks: {main: {directory: /opt/main}}
services:
  app: {container: {image: example/app, tag: \${tag}}}
\`;
}
`;
