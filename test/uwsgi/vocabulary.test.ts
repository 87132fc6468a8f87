import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { nearest, type Vocabulary } from '../../templates/uwsgi/vocabulary.ts';
import { optionsOf, uwsgis } from './programs.ts';

const FILE = new URL('../../templates/uwsgi/vocabulary.json', import.meta.url);

test('vocabulary.json is what real uWSGIs list', { timeout: 300_000 }, async () => {
  const programs = await uwsgis();
  const asked = await Promise.all(
    programs.map(async (program) => ({ version: program.version, names: await optionsOf(program) })),
  );
  for (const { names } of asked) expect(names.size).toBeGreaterThan(700);
  const all = [...new Set(asked.flatMap(({ names }) => [...names]))].sort();
  const lines = all.map((name) => {
    const having = asked.filter(({ names }) => names.has(name)).map(({ version }) => version);
    const [first] = having;
    const last = having.at(-1);
    return `    ${JSON.stringify(name)}: ${JSON.stringify({
      ...(first === asked[0]?.version ? {} : { from: first }),
      ...(last === asked.at(-1)?.version ? {} : { until: last }),
    })}`;
  });
  await expect(`{
  "//": "Derived from real uWSGIs by \`npm run update\`. Do not edit.",
  "versions": ${JSON.stringify(asked.map(({ version }) => version))},
  "options": {
${lines.join(',\n')}
  }
}
`).toMatchFileSnapshot(FILE.pathname);
});

const names = Object.keys((JSON.parse(readFileSync(FILE, 'utf8')) as Vocabulary).options);

test.each<[string, string | null]>([
  ['harakri', '`harakiri`'],
  ['reload-on-rs', '`reload-on-as`, `reload-on-rss` or `reload-on-fd`'],
  ['zzzzzzzzzzzz', null],
])('%s is nearly %s', (name, near) => {
  expect(nearest(name, names)).toBe(near);
});
