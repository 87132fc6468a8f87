import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { pretty } from '../src/report/pretty.ts';
import { rules } from '../src/rules/index.ts';
import type { Rule } from '../src/rules/rule.ts';
import { compiled, PROJECT } from './compiled.ts';

/** What the files of src/rules are, besides rules. */
const OTHERS = ['index.ts', 'named.ts', 'rule.ts', 'run.ts', 'said.ts'];

describe.each(rules.map((rule) => [rule.id, rule] as const))('%s', (id, rule) => {
  test.each(rule.bad.map((text, index) => [index + 1, text] as const))(
    'says one thing about bad example %i, and nobody says anything else',
    async (_number, text) => {
      const { diagnostics } = await compiled(text.trimStart());
      expect(diagnostics.map(({ code }) => code)).toEqual([id]);
    },
  );

  test.each(rule.good.map((text, index) => [index + 1, text] as const))(
    'good example %i has no finding of any rule or stage',
    async (_number, text) => {
      const { diagnostics } = await compiled(text.trimStart());
      expect(pretty(diagnostics, { color: false })).toBe('');
    },
  );

  test('has examples and words', () => {
    expect(rule.good.length).toBeGreaterThan(0);
    expect(rule.bad.length).toBeGreaterThan(0);
    for (const words of [rule.why, rule.fix]) expect(words).toMatch(/^[A-Z].*\.$/s);
    expect(rule.title).toMatch(/^[A-Z].*[^.]$/);
    expect(id).toMatch(/^[a-z]+(-[a-z]+)+$/);
  });
});

test('every rule is registered once, in the order of the names', () => {
  const files = readdirSync(join(PROJECT, 'src/rules')).filter((name) => name.endsWith('.ts'));
  expect(rules.map(({ id }) => `${id}.ts`)).toEqual(files.filter((name) => !OTHERS.includes(name)).sort());
});

test('the page of the rules', async () => {
  const chapters = await Promise.all(rules.map(chapter));
  const table = rules.map(({ id, severity, title }) => `| [\`${id}\`](#${id}) | ${severity} | ${title} |`);
  const page = [
    '<!-- Generated from src/rules/*.ts by `npm run update`. -->',
    '# Rules',
    'What no single program of a site can see. Errors cannot be switched off; a warning can be accepted in the manifest, with a reason: `accept: [{rule: unpinned-image, because: Built on the host.}]`.',
    ['| rule | severity | what it finds |', '| --- | --- | --- |', ...table].join('\n'),
    ...chapters,
  ];
  await expect(`${page.join('\n\n')}\n`).toMatchFileSnapshot('../src/rules/README.md');
});

async function chapter(rule: Rule): Promise<string> {
  const [example = ''] = rule.bad;
  const text = example.trimStart();
  const { diagnostics } = await compiled(text);
  return [
    `## ${rule.id}`,
    `${rule.title}. (${rule.severity})`,
    `**Why:** ${rule.why}`,
    `**What to do:** ${rule.fix}`,
    `\`\`\`yaml\n${text}\`\`\``,
    `\`\`\`text\n${pretty(diagnostics, { color: false })}\`\`\``,
  ].join('\n\n');
}
