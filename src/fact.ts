import type { Span } from './diagnostic.ts';

/** A place of a manifest that a value came from; `note` is null where the place simply says the value. */
export interface Origin {
  readonly at: Span;
  /** e.g. `default of schema/vhost.schema.json`, `set here before, overridden by the site` */
  readonly note: string | null;
}

/**
 * A value and every manifest place it came from. Facts are made when a manifest is read, and derived from other facts;
 * nothing else may reach an artifact.
 */
export interface Fact<T> {
  readonly value: T;
  readonly from: readonly Origin[];
}

/** A value of a secret, known by name only. `percent` where it stands inside a URL. */
export interface SecretPart {
  readonly secret: string;
  readonly alphabet: 'url-safe' | 'any';
  readonly encode: 'none' | 'percent';
}

/** A closed placeholder for a value of the request, such as `host`, `path`, `query`, `capture.id`. */
export interface RequestPart {
  readonly request: string;
}

export type Part = string | SecretPart | RequestPart;

/** What may stand in an artifact. Text that holds a secret or a request value is a list of parts. */
export type Value = string | number | boolean | readonly Part[];

export const fact = <T>(value: T, from: readonly Origin[] = []): Fact<T> => ({ value, from });

/** All origins of several facts, each place once. */
export function originsOf(
  ...facts: readonly ({ readonly from: readonly Origin[] } | null)[]
): readonly Origin[] {
  const present = facts.filter((one) => one !== null);
  const [only] = present;
  if (!only) return [];
  if (present.length === 1) return only.from;
  const seen = new Map<string, Origin>();
  for (const one of present)
    for (const origin of one.from)
      seen.set(`${origin.at.source.name}:${origin.at.start}:${origin.note ?? ''}`, origin);
  return [...seen.values()];
}

/** A fact computed from another; it names the same places. */
export const map = <A, B>(input: Fact<A>, compute: (value: A) => B): Fact<B> => ({
  value: compute(input.value),
  from: input.from,
});

/** The same value, also owed to other facts. */
export const because = <T>(
  input: Fact<T>,
  ...reasons: readonly ({ readonly from: readonly Origin[] } | null)[]
): Fact<T> => ({
  value: input.value,
  from: originsOf(input, ...reasons),
});

/** Text put together from literals and facts. Adjacent literals are joined; plain text stays a string. */
export function concat(...pieces: readonly (string | Part | Fact<Value>)[]): Fact<Value> {
  const parts: Part[] = [];
  const facts: Fact<Value>[] = [];
  const push = (part: Part): void => {
    const last = parts.length - 1;
    const previous = parts[last];
    if (typeof part === 'string' && typeof previous === 'string') parts[last] = previous + part;
    else if (part !== '') parts.push(part);
  };
  for (const piece of pieces) {
    if (typeof piece === 'object' && 'from' in piece) {
      facts.push(piece);
      partsOf(piece.value).forEach(push);
    } else push(piece);
  }
  const only =
    parts.length === 0 ? '' : parts.length === 1 && typeof parts[0] === 'string' ? parts[0] : parts;
  return { value: only, from: originsOf(...facts) };
}

/** The parts of a value; a scalar is one literal part. */
export const partsOf = (value: Value): readonly Part[] =>
  typeof value === 'object' ? value : [String(value)];
