import { fact, originsOf, type Fact, type Origin } from '../fact.ts';
import type { Data, Entry, Leaf } from '../format/data.ts';

/** A field that is left out where it has nothing to say. */
export type Maybe = Data | null | undefined;

/** A map with keys of the format's own, in the order given; absent values are left out. */
export function fields(values: Readonly<Record<string, Maybe>>): Data {
  const entries: Entry[] = [];
  for (const [key, value] of Object.entries(values)) if (value) entries.push(headed(fact(key), value));
  return { map: entries };
}

/** An entry whose key is there for what stands below it. */
const headed = (key: Fact<string>, value: Data): Entry => ({
  key,
  value,
  note: null,
  get heads() {
    return ownOrigins(value);
  },
});

/** The same entry with an empty line before it; what it heads is still found out when somebody asks. */
const apart = (entry: Entry): Entry => ({
  key: entry.key,
  value: entry.value,
  note: entry.note,
  gap: true,
  get heads() {
    return entry.heads ?? [];
  },
});

/** The same, or nothing where every field is absent. */
export function someFields(values: Readonly<Record<string, Maybe>>): Data | null {
  return Object.values(values).some(Boolean) ? fields(values) : null;
}

/** A map keyed by names of the manifest. */
export const named = (
  entries: readonly {
    readonly key: Fact<string>;
    readonly value: Data;
    readonly note?: Fact<string> | null | undefined;
  }[],
): Data => ({
  map: entries.map(({ key, value, note }) => ({ key, value, note: note ?? null })),
});

export const list = (items: readonly Data[]): Data => ({ list: items });

/** The same map with an empty line before each entry but the first. */
export const spaced = (data: Data): Data =>
  'map' in data ? { map: data.map.map((entry, index) => (index === 0 ? entry : apart(entry))) } : data;

/** A list or map that is left out where it is empty. */
export const some = (data: Data): Data | null =>
  ('list' in data && data.list.length === 0) || ('map' in data && data.map.length === 0) ? null : data;

/** A fact where the manifest has one. */
export const leaf = (value: Leaf | undefined): Leaf | null => value ?? null;

/** The line of a key whose value stands below it is owed to what stands there. */
function ownOrigins(data: Data): readonly Origin[] {
  if ('list' in data) return originsOf(...data.list.map((item) => ({ from: ownOrigins(item) })));
  if ('map' in data)
    return originsOf(...data.map.map(({ key, value }) => ({ from: [...key.from, ...ownOrigins(value)] })));
  return data.from;
}
