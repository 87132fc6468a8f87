import { error, nowhere, type Diagnostic, type Span } from '../diagnostic.ts';
import type { Fact, Origin, Value } from '../fact.ts';
import type { Sink } from '../format/data.ts';
import { isRefusal, type Place } from '../format/place.ts';
import type { LineOrigins } from './artifact.ts';

/** Where in a template or serialiser the seam is being asked. */
export interface Writer {
  /** `nginx/server.hbs`, or the id of a serialiser */
  readonly name: string;
  /** in the template, from 1; null for a serialiser */
  readonly line: number | null;
  /** where in the template; found when it is to be shown */
  readonly span: (() => Span) | null;
}

interface Line {
  readonly written: Set<string>;
  /** of the values that stand on it, and then of what made it exist */
  readonly own: Map<string, Origin>;
  readonly owed: Map<string, Origin>;
  readonly digests: Set<string>;
}

/** Facts that speak of the content of other artifacts, and of which. */
export const DIGESTS = new WeakMap<object, readonly string[]>();

/**
 * The one way into an artifact. Every value is quoted for its lexical place or refused with a diagnostic, and, when
 * recording, every line remembers who wrote it and which places of the manifest it is owed to.
 */
export class Seam implements Sink {
  readonly diagnostics: Diagnostic[] = [];
  #written = '';
  readonly #lines: Line[] | null;
  readonly #owed: (readonly Origin[])[] = [];
  writer: Writer;

  constructor(writer: Writer, recording: boolean) {
    this.writer = writer;
    this.#lines = recording ? [newLine()] : null;
  }

  get result(): string {
    return this.#written;
  }

  get lines(): readonly LineOrigins[] | null {
    return (
      this.#lines &&
      this.#lines.map(({ written, own, owed, digests }) => ({
        written: [...written],
        origins: [...new Map([...own, ...owed]).values()],
        digests: [...digests],
      }))
    );
  }

  text(punctuation: string): void {
    this.#written += punctuation;
    if (this.#lines) this.#record(punctuation, [], []);
  }

  emit(fact: Fact<Value | null>, place: Place): void {
    const quoted =
      fact.value === null
        ? (place.none ?? {
            refused: 'is null, and nothing can be written for null',
            help: 'Give it a value.',
          })
        : place.quote(fact.value);
    if (isRefusal(quoted)) {
      this.#refuse(fact, place, quoted.refused, quoted.help);
      return;
    }
    this.#written += quoted;
    if (this.#lines) this.#record(quoted, fact.from, DIGESTS.get(fact) ?? []);
  }

  within(from: () => readonly Origin[], body: () => void): void {
    if (this.#lines) this.#owed.push(from());
    body();
    if (this.#lines) this.#owed.pop();
  }

  #refuse(fact: Fact<unknown>, place: Place, refused: string, help: string): void {
    const places = fact.from.map(({ at }) => at);
    const here = this.writer.span?.() ?? null;
    const [first = here ?? nowhere(this.writer.name), ...others] = places;
    const related = others.map((at) => ({ at, message: 'It comes from here too.' }));
    const asked =
      here && first !== here ? [{ at: here, message: `It is written here, as ${place.name}.` }] : [];
    this.diagnostics.push(
      error('render/refused', first, `The value ${refused}.`, {
        related: [...related, ...asked],
        why: `It is written as ${place.name}, and must be read back as it was meant.`,
        help,
      }),
    );
  }

  #record(text: string, from: readonly Origin[], digests: readonly string[]): void {
    const lines = this.#lines;
    if (!lines) return;
    let start = 0;
    for (;;) {
      const end = text.indexOf('\n', start);
      const piece = end === -1 ? text.slice(start) : text.slice(start, end);
      const current = lines.at(-1);
      const blank = end !== -1 && current?.written.size === 0;
      if (current && (piece !== '' || from.length > 0 || blank))
        this.#note(current, from, digests, text, start);
      if (end === -1) return;
      lines.push(newLine());
      start = end + 1;
    }
  }

  #note(line: Line, from: readonly Origin[], digests: readonly string[], text: string, start: number): void {
    const { name, line: first } = this.writer;
    const skipped = first === null ? 0 : text.slice(0, start).split('\n').length - 1;
    line.written.add(first === null ? name : `${name}:${first + (from.length > 0 ? 0 : skipped)}`);
    for (const digest of digests) line.digests.add(digest);
    for (const origin of from) line.own.set(keyOf(origin), origin);
    for (const origins of this.#owed) for (const origin of origins) line.owed.set(keyOf(origin), origin);
  }
}

const keyOf = ({ at }: Origin): string => `${at.source.name}:${at.start}:${at.end}`;

const newLine = (): Line => ({ written: new Set(), own: new Map(), owed: new Map(), digests: new Set() });
