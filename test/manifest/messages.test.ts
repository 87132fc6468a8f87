import { describe, expect, test } from 'vitest';
import { bundle, type Schema } from '../../src/manifest/bundle.ts';
import { validate } from '../../src/manifest/messages.ts';
import { checkOf } from '../../src/manifest/validator.ts';
import { pretty } from '../../src/report/pretty.ts';
import { parse } from '../../src/source/parse.ts';
import { placeOf } from './reading.ts';

/** A small language that uses every keyword once. */
const SCHEMA: Schema = bundle({
  'site.schema.json': {
    type: 'object',
    additionalProperties: false,
    required: ['site'],
    properties: {
      site: {
        type: 'string',
        minLength: 1,
        maxLength: 8,
        description: 'The name of the site.',
        examples: ['one'],
      },
      language: { const: 1, description: 'The version of the language.' },
      mood: { type: 'string', enum: ['calm', 'busy'] },
      port: { type: 'integer', minimum: 1, maximum: 65535, description: 'A port.', examples: [8417] },
      share: { type: 'number', exclusiveMinimum: 0 },
      most: { type: 'number', maximum: 5 },
      domain: { $ref: 'words.schema.json#/$defs/domain' },
      address: { title: 'Address', type: 'string', format: 'ip' },
      names: { type: 'array', items: { type: 'string' }, minItems: 1 },
      things: {
        type: 'object',
        minProperties: 1,
        propertyNames: { pattern: '^[a-z]+$' },
        additionalProperties: { $ref: 'words.schema.json#/$defs/thing' },
      },
      readTimeout: { type: 'string', 'x-renamed-from': 'timeout' },
    },
  },
  'words.schema.json': {
    $defs: {
      domain: { title: 'Domain', type: 'string', pattern: '^[a-z.]+$', description: 'A DNS name.' },
      thing: {
        type: 'object',
        additionalProperties: false,
        exactlyOne: ['file', 'volume'],
        properties: { file: { type: 'string' }, volume: { type: 'string' }, readOnly: { type: 'boolean' } },
      },
    },
  },
});
const check = checkOf(SCHEMA);

function findingsOf(text: string) {
  const { value, diagnostics } = parse({ name: 'site.yaml', text });
  if (!value) throw new Error(JSON.stringify(diagnostics));
  return validate(value, check);
}

describe('a fault of a manifest', () => {
  test.each<[line: string, code: string, place: string, message: string]>([
    ['prot: 1', 'schema/unknown-key', '2:1', 'Unknown key "prot". Did you mean "port"?'],
    ['timeout: 3s', 'schema/renamed', '2:1', '"timeout" is called "readTimeout" now.'],
    [
      'things: {one: {file: a, readonly: true}}',
      'schema/unknown-key',
      '2:25',
      'Unknown key "readonly". Did you mean "readOnly"?',
    ],
    ['port: "8417"', 'schema/type', '2:7', '"port" is the text "8417"; it must be a whole number.'],
    ['port: [8417]', 'schema/type', '2:7', '"port" is a list; it must be a whole number.'],
    ['port: 1.5', 'schema/type', '2:7', '"port" is the number 1.5; it must be a whole number.'],
    ['names: [a, true]', 'schema/type', '2:12', '"names[1]" is the boolean true; it must be text.'],
    ['names: [a, null]', 'schema/empty', '2:12', '"names[1]" is empty.'],
    ['port: 0', 'schema/out-of-range', '2:7', '0 is out of range: from 1 to 65535.'],
    ['port: 65536', 'schema/out-of-range', '2:7', '65536 is out of range: from 1 to 65535.'],
    ['most: 6', 'schema/out-of-range', '2:7', '6 is out of range: at most 5.'],
    ['share: 0', 'schema/out-of-range', '2:8', '0 is out of range: above 0.'],
    [
      'mood: bussy',
      'schema/not-allowed',
      '2:7',
      '"bussy" is not one of the allowed values. Did you mean "busy"?',
    ],
    ['language: 2', 'schema/not-allowed', '2:11', '"language" is 2; only 1 is known.'],
    ['domain: A_B', 'schema/bad-shape', '2:9', '"A_B" is not a domain.'],
    [
      'domain: https://a.example/x',
      'schema/url-for-domain',
      '2:9',
      '"https://a.example/x" is a URL; a domain is meant.',
    ],
    ['address: 10.0.0.256', 'schema/bad-shape', '2:10', '"10.0.0.256" is not an address.'],
    ['names: []', 'schema/empty', '2:8', '"names" has too few items.'],
    ['things: {}', 'schema/empty', '2:9', '"things" is empty.'],
    ['things: {One: {file: a}}', 'schema/bad-name', '2:10', '"One" cannot be a name here.'],
    ['things: {one: {}}', 'schema/says-none', '2:10', '"one" says none of "file" or "volume".'],
    [
      'things: {one: {file: a, volume: b}}',
      'schema/says-several',
      '2:16',
      '"one" says "file" or "volume" at once.',
    ],
    ['things:\n  one:\n    file: 3', 'schema/type', '4:11', '"file" is the number 3; it must be text.'],
  ])('%s', (line, code, place, message) => {
    const found = findingsOf(`site: one\n${line}\n`);
    expect(found.map((one) => [one.code, placeOf(one.at), one.message])).toEqual([
      [code, `site.yaml:${place}`, message],
    ]);
  });

  test.each<[text: string, code: string, place: string, message: string, help: string]>([
    [
      'port: 8417\nmost: 1\n',
      'schema/required',
      '1:1',
      'The manifest lacks "site".',
      'site: The name of the site.',
    ],
    ['site: ""\n', 'schema/empty', '1:7', '"site" is empty.', 'The name of the site. For example: "one".'],
    [
      'site: one-two-three\n',
      'schema/too-long',
      '1:7',
      '"site" is longer than 8 characters.',
      'The name of the site. For example: "one".',
    ],
  ])('%j', (text, code, place, message, help) => {
    const found = findingsOf(text);
    expect(found.map((one) => [one.code, placeOf(one.at), one.message, one.help])).toEqual([
      [code, `site.yaml:${place}`, message, help],
    ]);
  });
});

test('all faults are found at once, each at its place', () => {
  const found = findingsOf('prot: 1\nmood: sad\nthings: {one: {file: 1, volumes: b}}\nnames: [1, 2]\n');
  expect(found.map(({ at }) => placeOf(at)).sort()).toEqual(
    ['1:1', '1:1', '2:7', '3:22', '3:25', '4:9', '4:12'].map((place) => `site.yaml:${place}`).sort(),
  );
});

test('the frame', () => {
  expect(pretty(findingsOf('site: one\nport: "8417"\nmood: calm\n'), { color: false }))
    .toBe(`error[schema/type]: "port" is the text "8417"; it must be a whole number.
  site.yaml:2:7
  1 | site: one
  2 | port: "8417"
    |       ^^^^^^
  3 | mood: calm

  help: A port. For example: 8417.

1 error in 1 file.
`);
});

test('a value of a parent is shown in the parent', () => {
  const { value } = parse({ name: 'base.yaml', text: 'port: 0\n' });
  const { value: own } = parse({ name: 'site.yaml', text: 'site: one\n' });
  if (own?.kind !== 'map' || value?.kind !== 'map') throw new Error('no map');
  const found = validate({ ...own, entries: new Map([...own.entries, ...value.entries]) }, check);
  expect(found.map(({ at }) => placeOf(at))).toEqual(['base.yaml:1:7']);
});
