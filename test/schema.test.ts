import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from 'json-schema-to-typescript';
import { describe, expect, test } from 'vitest';
import { bundle, forTypes, type Schema } from '../src/manifest/bundle.ts';
import { WORDS } from '../src/manifest/messages.ts';
import { validator } from '../src/manifest/validator.ts';
import { requestVariable } from '../templates/nginx/request.ts';
import { PROJECT } from './compiled.ts';
import { documentOf } from './manifest/document.ts';

const folder = join(PROJECT, 'schema');
const files = Object.fromEntries(
  readdirSync(folder)
    .filter((name) => name.endsWith('.schema.json') && name !== 'manifest.schema.json')
    .sort()
    .map((name): [string, Schema] => [name, JSON.parse(readFileSync(join(folder, name), 'utf8'))]),
);
const root = bundle(files);
const ajv = validator();
ajv.addSchema(root, 'manifest');

interface Place {
  readonly pointer: string;
  readonly schema: Schema;
  /** a definition, or a field of one */
  readonly isField: boolean;
}

const targetOf = (schema: Schema): Schema =>
  schema.$ref ? (root.$defs?.[schema.$ref.slice('#/$defs/'.length)] ?? {}) : schema;

const places = [...walk(root, '#', false)];
const fields = places.filter(({ isField }) => isField);

function* walk(schema: Schema, pointer: string, isField: boolean): Generator<Place> {
  yield { pointer, schema, isField };
  const inside = (part: string, record: Readonly<Record<string, Schema>> | undefined): Generator<Place> =>
    each(`${pointer}/${part}`, record ?? {});
  yield* inside('$defs', schema.$defs);
  yield* inside('properties', schema.properties);
  for (const key of ['items', 'additionalProperties', 'propertyNames'] as const) {
    const inner = schema[key];
    if (typeof inner === 'object') yield* walk(inner, `${pointer}/${key}`, false);
  }
}
function* each(pointer: string, record: Readonly<Record<string, Schema>>): Generator<Place> {
  for (const [name, inner] of Object.entries(record)) yield* walk(inner, `${pointer}/${name}`, true);
}

/** The fields with a fault, each with its words. */
const faults = (check: (field: Place, target: Schema) => readonly string[]): readonly string[] =>
  fields.flatMap((field) => check(field, targetOf(field.schema)).map((fault) => `${field.pointer} ${fault}`));

describe('every field', () => {
  test('has a type, an example and a sentence of its own: effect, unit, danger', () => {
    expect(fields.length).toBeGreaterThan(300);
    const found = faults(({ schema }, target) => {
      const words = schema.description ?? target.description ?? '';
      const isShared = target['x-file'] === 'schema/common.schema.json';
      return [
        ...(target.type === undefined ? ['has no type'] : []),
        ...((schema.examples ?? target.examples ?? []).length === 0 ? ['has no example'] : []),
        ...(/^[A-Z`0-9].*\.$/s.test(words) ? [] : ['has no sentence']),
        ...(schema.$ref && isShared && !schema.description ? ['borrows its words'] : []),
      ];
    });
    expect(found).toEqual([]);
  });

  test('has examples and a default that are valid', () => {
    const found = faults(({ pointer, schema }) => {
      const check = ajv.getSchema(`manifest${encodeURI(pointer)}`);
      if (!check) return ['cannot be checked'];
      const values = [...(schema.examples ?? []), ...(schema.default === undefined ? [] : [schema.default])];
      return values.filter((value) => check(value) !== true).map((value) => JSON.stringify(value));
    });
    expect(found).toEqual([]);
  });

  test('of an amount with a unit is a size or a duration, never a bare number', () => {
    const found = faults(({ pointer, schema }, target) => {
      const isNumeric = [target.type].flat().some((type) => type === 'integer' || type === 'number');
      const name = pointer.slice(pointer.lastIndexOf('/') + 1).replaceAll(/([A-Z])/g, ' $1');
      const words = `${name} ${schema.description ?? ''}`;
      return isNumeric && UNIT.test(words) ? [words] : [];
    });
    expect(found).toEqual([]);
  });

  test('is required or has a default, not both; and what is required exists', () => {
    const found = faults(({ schema }) => {
      const known = Object.entries(schema.properties ?? {});
      const required = schema.required ?? [];
      return [
        ...known
          .filter(([name, property]) => property.default !== undefined && required.includes(name))
          .map(([name]) => `${name} is required and has a default`),
        ...[...required, ...choicesOf(schema)]
          .filter((name) => !known.some(([one]) => one === name))
          .map((name) => `${name} does not exist`),
      ];
    });
    expect(found).toEqual([]);
  });
});

const choicesOf = ({ exactlyOne = [], atLeastOne = [], atMostOne = [] }: Schema): readonly string[] => [
  ...exactlyOne,
  ...atLeastOne,
  ...atMostOne.flat(),
];

const UNIT = /\b(bytes?|[kKMGT]i?B|ms|(milli)?seconds?|minutes?|hours?|days?)\b/i;

test('every placeholder in examples and sentences is one that a request has', () => {
  const texts = Object.values(files).map((file) => JSON.stringify(file));
  const named = texts.flatMap((text) =>
    [...text.matchAll(/\{([a-zA-Z][\w.-]*)\}/g)].map(([, name = '']) => name),
  );
  expect(named.length).toBeGreaterThan(10);
  expect([...new Set(named)].filter((name) => requestVariable(name) === null)).toEqual([]);
});

test('every definition has a title of its own, and is used', () => {
  const definitions = Object.entries(root.$defs ?? {});
  const titles = definitions.map(([, { title }]) => title);
  expect(titles).not.toContain(undefined);
  expect(new Set(titles).size).toBe(titles.length);
  const text = JSON.stringify(root);
  const unused = definitions.filter(([name]) => !text.includes(`"#/$defs/${name}"`)).map(([name]) => name);
  expect(unused).toEqual([]);
});

test('every reference leads somewhere', () => {
  const lost = places.filter(({ schema }) => schema.$ref && targetOf(schema).type === undefined);
  expect(lost.map(({ pointer }) => pointer)).toEqual([]);
});

/** Keywords that describe, or apply other keywords: no value can break them. */
const SILENT =
  /^(\$comment|\$defs|\$ref|\$schema|default|description|examples|items|properties|title|x-file|x-filled|x-removed|x-renamed-from)$/;

test('every keyword in use has words, and no other has', () => {
  const used = new Set(
    places.flatMap(({ schema }) => Object.keys(schema)).filter((key) => !SILENT.test(key)),
  );
  expect([...used].sort()).toEqual(Object.keys(WORDS).sort());
});

const patterns = [
  ...new Set(places.flatMap(({ schema }) => (schema.pattern === undefined ? [] : [schema.pattern]))),
];

describe.each(patterns)('the pattern %s', (pattern) => {
  test('holds from the beginning of the text', () => {
    expect(() => new RegExp(pattern, 'u')).not.toThrow();
    expect(pattern.startsWith('^')).toBe(true);
  });

  test('does not take long to refuse a long text', () => {
    const expression = new RegExp(pattern, 'u');
    const letters = [...'aA0_-./:*%{}s '];
    const starts = ['', '/', 'a', '0', 'SIG', 'sha256:', 'service:'];
    const begun = performance.now();
    for (const start of starts)
      for (const one of letters)
        for (const other of letters) {
          expression.test(`${start}${`${one}${other}`.repeat(16)}\u0000`);
          expression.test(`${start}${`${one}${other}`.repeat(16)}//x`);
        }
    expect(performance.now() - begun).toBeLessThan(2000);
  });
});

describe('what is generated from the schema', () => {
  test('the schema for editors and the validator', async () => {
    await expect(`${JSON.stringify(root, null, 2)}\n`).toMatchFileSnapshot('../schema/manifest.schema.json');
  });

  test('the types', async () => {
    const types = await compile(asJsonSchema(forTypes(root)), 'Manifest', {
      bannerComment: '/* Generated from schema/ by `npm run update`. */',
      additionalProperties: false,
      ignoreMinAndMaxItems: true,
      unreachableDefinitions: true,
      style: { singleQuote: true, printWidth: 110 },
    });
    await expect(types).toMatchFileSnapshot('../src/manifest/types.ts');
  });

  test('the page of the fields', async () => {
    await expect(documentOf(files)).toMatchFileSnapshot('../schema/README.md');
  });
});

/** The generator's own type of a schema is mutable and closed; ours goes through text. */
const asJsonSchema = (schema: Schema): Parameters<typeof compile>[0] => JSON.parse(JSON.stringify(schema));
