import { error, type Diagnostic, type Span } from '../diagnostic.ts';
import type { Fact } from '../fact.ts';
import { didYouMean, listOf } from '../source/suggest.ts';

/** Everything of one kind, by name; asking for an unknown name is a finding at the place that asks. */
export class Names<T> {
  readonly #kind: string;
  readonly #section: string;
  readonly #known: ReadonlyMap<string, T>;
  readonly #diagnostics: Diagnostic[];

  readonly #broken: ReadonlySet<string>;

  /**
   * @param kind "service"; @param section where such things are said: "services"
   * @param broken names that an earlier finding took out: asking for them is no second finding
   */
  constructor(
    kind: string,
    section: string,
    known: ReadonlyMap<string, T>,
    diagnostics: Diagnostic[],
    broken: ReadonlySet<string> = new Set(),
  ) {
    this.#broken = broken;
    this.#kind = kind;
    this.#section = section;
    this.#known = known;
    this.#diagnostics = diagnostics;
  }

  get all(): readonly T[] {
    return [...this.#known.values()];
  }

  find(name: Fact<string>): T | null {
    const found = this.#known.get(name.value);
    if (found === undefined && !this.#broken.has(name.value)) this.#diagnostics.push(this.#unknown(name));
    return found ?? null;
  }

  has(name: string): boolean {
    return this.#known.has(name);
  }

  /** The named one, or the only one where nothing is named. */
  only(name: Fact<string> | undefined, at: Span, whose: string): T | null {
    if (name) return this.find(name);
    const [first, second] = this.all;
    if (this.#broken.size > 0) return first ?? null;
    if (first !== undefined && second === undefined) return first;
    const which =
      this.#known.size === 0
        ? `there is none under \`${this.#section}\``
        : `there are several: ${listOf(this.#known.keys())}`;
    this.#diagnostics.push(
      error(`missing-${this.#kind}`, at, `${whose} does not say its ${this.#kind}, and ${which}.`, {
        help: `Say which ${this.#kind}.`,
      }),
    );
    return null;
  }

  #unknown(name: Fact<string>): Diagnostic {
    const places = name.from.map(({ at }) => at);
    const [first, ...others] = places;
    if (!first) throw new Error(`the name ${name.value} comes from nowhere`);
    const help =
      this.#known.size === 0 ? `Say it under \`${this.#section}\`.` : `Known: ${listOf(this.#known.keys())}.`;
    return error(
      `unknown-${this.#kind}`,
      first,
      `There is no ${this.#kind} "${name.value}".${didYouMean(name.value, this.#known.keys())}`,
      {
        related: others.map((at) => ({ at, message: 'It is named here too.' })),
        help,
      },
    );
  }
}
