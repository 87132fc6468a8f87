import { concat, map, type Fact, type Value } from '../../fact.ts';
import type { Reference } from './reference.ts';

/** `[user[:password]@]host[:port][/path]`, with what the reference adds */
export function url(
  scheme: string | Fact<string>,
  said: Reference,
  rest: readonly (string | Fact<Value>)[],
): Fact<Value> {
  const options = said.options ? Object.entries(said.options) : [];
  const query = options.flatMap(([key, value], index): (string | Fact<Value>)[] => [
    index === 0 ? '?' : '&',
    `${key}=`,
    value,
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
