import { concat, map, type Fact, type Value } from '../../fact.ts';
import type { Asked } from './reference.ts';

/** `[user[:password]@]host[:port][/path]`, with what the reference adds */
export function url(
  scheme: string | Fact<string>,
  said: Asked,
  rest: readonly (string | Fact<Value>)[],
): Fact<Value> {
  const query = said.query.flatMap(({ name, value }, index): (string | Fact<Value>)[] => [
    index === 0 ? '?' : '&',
    map(name, encodeURIComponent),
    '=',
    inUrl(value),
  ]);
  return concat(said.scheme ?? scheme, '://', ...rest, ...query);
}

/** A secret inside a URL is percent-encoded by whoever fills it. */
export const inUrl = (value: Fact<Value>): Fact<Value> =>
  map(value, (parts) =>
    typeof parts === 'object'
      ? parts.map((part) =>
          typeof part === 'object' && 'secret' in part ? { ...part, encode: 'percent' as const } : part,
        )
      : encodeURIComponent(String(parts)),
  );
