import { beforeAll, expect, test } from 'vitest';
import { isRefusal } from '../../src/format/place.ts';
import { yaml, yamlScalar } from '../../src/format/yaml.ts';
import { ensurePrograms } from '../../src/verify/programs.ts';
import { needs, said } from './env/programs.ts';
import { dataOf, write } from './sink.ts';
import { sample } from './strings.ts';

beforeAll(async () => {
  expect((await ensurePrograms(needs)).diagnostics).toEqual([]);
}, 300_000);

/** docker compose reads with go-yaml, which is neither YAML 1.1 nor 1.2. */
test('a thousand texts, as values and keys, through the YAML reader of docker compose', async () => {
  const texts = [...new Set(sample(1000))].filter((text) => !isRefusal(yamlScalar.quote(text)));
  expect(texts.length).toBeGreaterThan(500);
  const values = Object.fromEntries(texts.map((text, index) => [`k${index}`, text]));
  const keys = Object.fromEntries(texts.filter((text) => text !== '__proto__').map((text) => [text, 1]));
  const { text, refused } = write(
    yaml(yamlScalar),
    dataOf({
      name: 'p',
      services: { a: { image: 'x' } },
      'x-values': values,
      'x-keys': keys,
      'x-list': texts,
    }),
  );
  expect(refused).toEqual([]);
  const printed = await said(
    'docker-compose',
    ['docker-compose', '-f', '/c.yaml', 'config', '--no-interpolate', '--format', 'json'],
    { '/c.yaml': text },
  );
  expect(JSON.parse(printed)).toMatchObject({ 'x-values': values, 'x-keys': keys, 'x-list': texts });
});
