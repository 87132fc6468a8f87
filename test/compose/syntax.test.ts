import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import type { Value } from '../../src/fact.ts';
import { isRefusal } from '../../src/format/place.ts';
import { ensurePrograms } from '../../src/verify/programs.ts';
import { composeScalar, serialiser, variableOf } from '../../templates/compose/syntax.ts';
import { needs, said } from '../format/env/programs.ts';
import { dataOf, write } from '../format/sink.ts';
import { anyText, sample } from '../format/strings.ts';

beforeAll(async () => {
  expect((await ensurePrograms(needs)).diagnostics).toEqual([]);
}, 300_000);

/**
 * What compose makes of a scalar once it is read as YAML, after the compose specification's section on interpolation:
 * `$$` is a dollar, `${NAME:?}` the variable, and any other `$` would be a variable or a fault.
 */
function interpolated(text: string, variables: Readonly<Record<string, string>>): string {
  return text.replace(
    /\$(\$|\{([A-Z_][A-Z0-9_]*):\?\}|)/g,
    (whole, next: string, name: string | undefined) => {
      if (next === '$') return '$';
      const value = name === undefined ? undefined : variables[name];
      if (value === undefined) throw new Error(`compose would read ${whole} as something of its own`);
      return value;
    },
  );
}

const readBack = (
  quoted: string,
  version: '1.1' | '1.2',
  variables: Readonly<Record<string, string>>,
): string => {
  const value: unknown = parse(`a: ${quoted}\n`, { version })['a'];
  if (typeof value !== 'string') throw new Error(`a YAML ${version} reader takes it for ${typeof value}`);
  return interpolated(value, variables);
};

describe.each(['1.1', '1.2'] as const)('YAML %s', (version) => {
  test('any text comes back, or is refused', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const quoted = composeScalar.quote(text);
        if (!isRefusal(quoted)) expect(readBack(quoted, version, {})).toBe(text);
      }),
    );
  });

  test('text around a secret comes back with whatever fills it', () => {
    fc.assert(
      fc.property(anyText, anyText, fc.stringMatching(/^[A-Za-z0-9._~-]{1,20}$/), (before, after, secret) => {
        const value: Value = [before, { secret: 'db_password', alphabet: 'url-safe', encode: 'none' }, after];
        const quoted = composeScalar.quote(value);
        if (!isRefusal(quoted))
          expect(readBack(quoted, version, { [variableOf('db_password')]: secret })).toBe(
            before + secret + after,
          );
      }),
    );
  });
});

test('a secret of any alphabet is a variable of its own inside a URL', () => {
  const quoted = composeScalar.quote([
    'postgres://app:',
    { secret: 'db_password.2', alphabet: 'any', encode: 'percent' },
    '@db/app',
  ]);
  expect(quoted).toBe('"postgres://app:${DB_PASSWORD_IN_URL:?}@db/app"');
});

test('a thousand texts come back from docker compose, as variables, words, labels and settings', async () => {
  const texts = [...new Set(sample(1000))].filter((text) => !isRefusal(composeScalar.quote(text)));
  expect(texts.length).toBeGreaterThan(500);
  const environment = Object.fromEntries(texts.map((text, index) => [`V${index}`, text]));
  const labels = Object.fromEntries(texts.map((text, index) => [`org.example.l${index}`, text]));
  const { text, refused } = write(
    serialiser,
    dataOf({ name: 'p', services: { a: { image: 'x', command: texts, environment, labels } } }),
  );
  expect(refused).toEqual([]);
  const printed = await said(
    'docker-compose',
    ['docker-compose', '-f', '/c.yaml', 'config', '--format', 'json'],
    { '/c.yaml': text },
  );
  const service = JSON.parse(printed).services.a;
  // `config` prints a file that can be read again: it doubles every dollar.
  const plain = (one: string): string => one.replaceAll('$$', '$');
  const each = (record: Readonly<Record<string, string>>): Record<string, string> =>
    Object.fromEntries(Object.entries(record).map(([key, value]) => [key, plain(value)]));
  expect(each(service.environment)).toEqual(environment);
  expect(each(service.labels)).toEqual(labels);
  expect(service.command.map(plain)).toEqual(texts);
});
