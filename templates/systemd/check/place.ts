import type { Span } from '../../../src/diagnostic.ts';
import type { Fact } from '../../../src/fact.ts';

/** Where a fact is said. */
export function at(fact: Fact<unknown>): Span {
  const [origin] = fact.from;
  if (!origin) throw new Error(`the fact ${String(fact.value)} comes from nowhere`);
  return origin.at;
}

export const quoted = (names: Iterable<string>): string =>
  [...names].map((name) => `"${name}"`).join(', ') || 'none';
