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
  /** as the host keeps it: `db_password`, and `db_password.2` from its second generation on */
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

/**
 * A fact that finds out what it is owed to when somebody asks: a run that explains nothing and finds nothing never does,
 * and it would take such a run a third of its time.
 */
export const owedTo = <T>(value: T, origins: () => readonly Origin[]): Fact<T> => new Owed(value, origins);

/** A class, because an object with a getter of its own takes ten times as long to make. Facts are not to be spread. */
class Owed<T> implements Fact<T> {
  readonly value: T;
  private readonly find: () => readonly Origin[];
  private found: readonly Origin[] | null;

  constructor(value: T, find: () => readonly Origin[]) {
    this.value = value;
    this.find = find;
    this.found = null;
  }

  get from(): readonly Origin[] {
    return (this.found ??= this.find());
  }
}

/** All origins of several facts, each place once. */
export function originsOf(
  ...facts: readonly ({ readonly from: readonly Origin[] } | null)[]
): readonly Origin[] {
  let first: readonly Origin[] | null = null;
  let all: Map<string, Origin> | null = null;
  for (const one of facts) {
    const from = one?.from;
    if (from === undefined || from === first || from.length === 0) continue;
    if (first === null) first = from;
    else {
      all ??= new Map(first.map((origin) => [placeOf(origin), origin]));
      for (const origin of from) all.set(placeOf(origin), origin);
    }
  }
  return all === null ? (first ?? []) : [...all.values()];
}

const placeOf = ({ at, note }: Origin): string => `${at.source.name}:${at.start}:${note ?? ''}`;

/** A fact computed from another; it names the same places. */
export const map = <A, B>(input: Fact<A>, compute: (value: A) => B): Fact<B> =>
  owedTo(compute(input.value), () => input.from);

/** The same value, also owed to other facts. */
export const because = <T>(
  input: Fact<T>,
  ...reasons: readonly ({ readonly from: readonly Origin[] } | null)[]
): Fact<T> => owedTo(input.value, () => originsOf(input, ...reasons));

/** The same value, also owed to places that are found out when somebody asks. */
export const becauseOf = <T>(input: Fact<T>, reasons: () => readonly Origin[]): Fact<T> =>
  owedTo(input.value, () => originsOf(input, { from: reasons() }));

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
  return owedTo(only, () => originsOf(...facts));
}

/** The parts of a value; a scalar is one literal part. */
export const partsOf = (value: Value): readonly Part[] =>
  typeof value === 'object' ? value : [String(value)];
