import { originsOf } from '../fact.ts';
import type { Data } from '../format/data.ts';
import type { Content } from '../site/model.ts';

/** The content of a side file as data for a serialiser. */
export function dataOf(content: Content): Data {
  if (content.kind === 'leaf') return content.fact;
  if (content.kind === 'list') return { list: content.items.map(dataOf) };
  return {
    map: content.entries.map(({ key, value }) => ({
      key: { value: key.value, from: originsOf(key) },
      value: dataOf(value),
      note: null,
    })),
  };
}
