import { describe, expect, test } from 'vitest';
import { bundle, type Schema } from '../../src/manifest/bundle.ts';
import { locate } from '../../src/manifest/locate.ts';
import { entriesOf, HERE, isFact, keyOf, scalarsOf } from '../../src/manifest/located.ts';
import { placeOf, reading } from './reading.ts';

/** A small language of its own, so that no change of the real one moves these places. */
const SCHEMA: Schema = bundle({
  'site.schema.json': {
    type: 'object',
    properties: {
      site: { type: 'string' },
      speed: { type: 'integer', default: 3 },
      things: { type: 'object', additionalProperties: { $ref: 'thing.schema.json#/$defs/thing' } },
      list: { type: 'array', items: { $ref: 'thing.schema.json#/$defs/thing' } },
    },
  },
  'thing.schema.json': {
    $defs: {
      thing: {
        title: 'Thing',
        type: 'object',
        properties: {
          color: { type: 'string', default: 'red' },
          size: { $ref: '#/$defs/size', default: 'small' },
          name: { type: 'string' },
        },
      },
      size: { title: 'Size', type: 'string', default: 'large' },
    },
  },
});

async function located(texts: Readonly<Record<string, string>>) {
  const { tree } = await reading(texts);
  if (!tree) throw new Error('no tree');
  return locate(tree, SCHEMA);
}

/** `path = value (place: note)` of every fact, defaults too. */
function factsOf(value: unknown, path: readonly string[] = []): readonly string[] {
  if (isFact(value)) {
    const places = value.from.map(({ at, note }) => placeOf(at) + (note === null ? '' : `: ${note}`));
    return [`${path.join('.')} = ${String(value.value)} (${places.join('; ')})`];
  }
  return Object.entries(Object(value)).flatMap(([key, inner]) => factsOf(inner, [...path, key]));
}

describe('facts', () => {
  test.each<[title: string, text: string, expected: readonly string[]]>([
    [
      'what is said stands where it is said; what is not said is owed to the map that lacks it',
      'site: x\nthings:\n  one: {color: blue}\n',
      [
        'site = x (site.yaml:1:7)',
        'things.one.color = blue (site.yaml:3:16)',
        'things.one.size = small (site.yaml:3:3: default of schema/thing.schema.json)',
        'speed = 3 (site.yaml:1:1: default of schema/site.schema.json)',
      ],
    ],
    [
      'an item of a list has its defaults at the item',
      'speed: 1\nlist:\n  - {name: a, size: "9"}\n',
      [
        'speed = 1 (site.yaml:1:8)',
        'list.0.name = a (site.yaml:3:12)',
        'list.0.size = 9 (site.yaml:3:21)',
        'list.0.color = red (site.yaml:3:5: default of schema/thing.schema.json)',
      ],
    ],
    [
      'an empty map has all defaults',
      'speed: 1\nthings: {one: {}}\n',
      [
        'speed = 1 (site.yaml:1:8)',
        'things.one.color = red (site.yaml:2:10: default of schema/thing.schema.json)',
        'things.one.size = small (site.yaml:2:10: default of schema/thing.schema.json)',
      ],
    ],
  ])('%s', async (_title, text, expected) => {
    expect(factsOf(await located({ 'site.yaml': text }))).toEqual(expected);
  });

  test('an overriding value names what it overrides', async () => {
    const facts = factsOf(
      await located({ 'site.yaml': 'extends: [a.yaml]\nspeed: 2\n', 'a.yaml': 'speed: 1\n' }),
    );
    expect(facts).toContain('speed = 2 (site.yaml:2:8; a.yaml:1:8: overrides what a parent says here)');
  });
});

test('maps and lists know their place, their key and the keys of their entries', async () => {
  const manifest = await located({ 'site.yaml': 'hosts:\n  web1: {platform: other}\n' });
  expect(placeOf(keyOf(manifest.hosts))).toBe('site.yaml:1:1');
  expect(placeOf(manifest.hosts[HERE].at)).toBe('site.yaml:2:3');
  expect(
    entriesOf(manifest.hosts).map(({ name }) => [name.value, name.from.map(({ at }) => placeOf(at))]),
  ).toEqual([['web1', ['site.yaml:2:3']]]);
});

test('scalars are what is written, not what is assumed', async () => {
  const manifest = await located({ 'site.yaml': 'site: x\nthings: {one: {name: a}}\nlist: [{name: b}]\n' });
  expect(scalarsOf(manifest).map(({ key, value }) => [key, value])).toEqual([
    ['site', 'x'],
    ['name', 'a'],
    ['name', 'b'],
  ]);
});
