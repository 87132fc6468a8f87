/** A text with the name under which its diagnostics are printed (a path relative to the working directory). */
export interface Source {
  readonly name: string;
  readonly text: string;
}

/** A half-open range of UTF-16 offsets in a source. Lines and columns are computed late, by `report/frame`. */
export interface Span {
  readonly source: Source;
  readonly start: number;
  readonly end: number;
}

export interface Related {
  readonly at: Span;
  readonly message: string;
}

/**
 * One finding, from a YAML fault to an orphaned file. `message` says what is wrong, with its values and a full stop;
 * `why` says why it matters; `help` says what to do.
 */
export interface Diagnostic {
  /** kebab-case; a rule's id, or `stage/what` */
  readonly code: string;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  /** where to look first */
  readonly at: Span;
  /** every other place that takes part */
  readonly related: readonly Related[];
  readonly why: string | null;
  readonly help: string | null;
  /** ranges that hold a credential: frames print them as `•` */
  readonly masked: readonly Span[];
}

type Words = Partial<Pick<Diagnostic, 'related' | 'why' | 'help' | 'masked'>>;

function diagnostic(
  severity: 'error' | 'warning',
  code: string,
  at: Span,
  message: string,
  words: Words,
): Diagnostic {
  return {
    code,
    severity,
    message,
    at,
    related: words.related ?? [],
    why: words.why ?? null,
    help: words.help ?? null,
    masked: words.masked ?? [],
  };
}

export const error = (code: string, at: Span, message: string, words: Words = {}): Diagnostic =>
  diagnostic('error', code, at, message, words);

export const warning = (code: string, at: Span, message: string, words: Words = {}): Diagnostic =>
  diagnostic('warning', code, at, message, words);

/** Each finding once: what is on both nodes of a pair is looked at twice, and said once. */
export function distinct(all: readonly Diagnostic[]): readonly Diagnostic[] {
  const seen = new Set<string>();
  return all.filter(({ code, at, message }) => {
    const key = `${code}\n${at.source.name}:${at.start}-${at.end}\n${message}`;
    return !seen.has(key) && seen.add(key);
  });
}

/** A place in a file that has no text to show: a missing manifest, a directory that cannot be written. */
export const nowhere = (name: string): Span => ({ source: { name, text: '' }, start: 0, end: 0 });

/** What every stage returns: a value where it could make one, and all it has to say. */
export interface Result<T> {
  readonly value: T | null;
  readonly diagnostics: readonly Diagnostic[];
}
