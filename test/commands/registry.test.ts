import { expect, test } from 'vitest';
import { identifier, isPlain, registered } from '../../src/commands/new/registry.ts';

const registry = (names: string, imports: string): string =>
  `${imports}import type { Rule } from './rule.ts';\n\n/** Every rule. */\nexport const rules: readonly Rule[] = ${names};\n`;
const importOf = (name: string, path: string): string => `import { ${name} } from './${path}.ts';\n`;

test('the first entry', () => {
  expect(registered(registry('[]', ''), 'rules', 'portClash', './port-clash.ts')).toBe(
    registry('[portClash]', importOf('portClash', 'port-clash')),
  );
});

test('an entry that no longer fits on the line gives each its own', () => {
  const names = ['alphaClash', 'bravoClash', 'charlieClash', 'deltaClash', 'echoClash'];
  const before = registry(`[${names.join(', ')}]`, '');
  const after = registered(before, 'rules', 'betaClash', './beta-clash.ts');
  const sorted = ['alphaClash', 'betaClash', ...names.slice(1)];
  expect(after).toBe(
    registry(`[\n${sorted.map((name) => `  ${name},\n`).join('')}]`, importOf('betaClash', 'beta-clash')),
  );
  expect(registered(after ?? '', 'rules', 'zuluClash', './zulu-clash.ts')).toContain('  zuluClash,\n];');
});

test('an import goes before the first later one, or behind the last', () => {
  const imports = importOf('a', 'a') + importOf('c', 'c');
  expect(registered(registry('[a, c]', imports), 'rules', 'b', './b.ts')).toContain(
    importOf('a', 'a') + importOf('b', 'b') + importOf('c', 'c'),
  );
  expect(registered(registry('[a, c]', imports), 'rules', 'z', './z.ts')).toContain(
    "import type { Rule } from './rule.ts';\nimport { z } from './z.ts';\n",
  );
});

test.each(['', 'export const rules = 5;\n', 'export const targets: T[] = [];\n'])(
  'what is no such registry is left to a person: %j',
  (text) => expect(registered(text, 'rules', 'a', './a.ts')).toBeNull(),
);

test.each([
  ['port-clash', true, 'portClash'],
  ['log-over-2-disks', true, 'logOver2Disks'],
  ['redis', true, 'redis'],
  ['Redis', false, 'Redis'],
  ['-x', false, 'X'],
  ['a--b', false, 'a-B'],
  ['../x', false, '../x'],
  ['', false, ''],
])('%j as a name', (name, plain, named) => {
  expect(isPlain(name)).toBe(plain);
  expect(identifier(name)).toBe(named);
});
