import type { Source, Span } from '../diagnostic.ts';
import { DEEPEST, type ListNode, type MapNode, type Node, type Pair, type ScalarNode } from './tree.ts';

/** Thrown where a text is not written in the usual way; one object, since nobody looks where it came from. */
export const GIVEN_UP = new Error('left to the parser');

/** Implicit keys of YAML 1.2 end at 1024 characters, with what stands around them. */
export const LONGEST_KEY = 1000;

/** Keys that the parser has something to say about. */
export const REFUSED: ReadonlySet<string> = new Set(['<<', '__proto__']);

/** Blanks, line ends and comments. A comment follows a blank or a line end. */
const SPACE = /(?:[ \n]+(?:#[^\n]*)?)*/y;
const PLAIN = /(?:[^\s:,[\]{}]|:(?=[^\s,[\]{}])| +(?!#|:(?:[\s,[\]{}]|$))(?=[^\s,[\]{}]))+/y;
const SINGLE = /'(?:[^'\n]|'')*'/y;
const DOUBLE = /"(?:[^"\\\n]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;

/** Plain texts that are no strings, and those about which readers of YAML disagree. */
const SPECIAL =
  /^(?:[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+|[-+]?\.inf|\.nan|[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:e[-+]?[0-9]+)?|true|false|null|~|y|n|yes|no|on|off|[0-9]+(?::[0-5]?[0-9])+|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}|=|<<)$/i;
const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$/;

/** The parts of a text that are the same in block and flow context, and the flow collections. */
export class Flow {
  readonly text: string;
  readonly #source: Source;
  /** how many collections are open */
  #depth = 0;
  /** where the reader is */
  at = 0;

  constructor(source: Source) {
    this.#source = source;
    this.text = source.text;
  }

  span(start: number, end: number): Span {
    return { source: this.#source, start, end };
  }

  node(value: ScalarNode['value'], start: number, end: number): ScalarNode {
    return { kind: 'scalar', value, at: this.span(start, end), overrides: NONE };
  }

  scalar(value: string, start: number): ScalarNode {
    return this.node(value, start, this.at);
  }

  /** The plain scalar from `start` to here. */
  plain(start: number): ScalarNode {
    const said = this.text.slice(start, this.at);
    if (!SPECIAL.test(said)) return this.node(said, start, this.at);
    if (said === 'true' || said === 'false') return this.node(said === 'true', start, this.at);
    if (said === 'null' || said === '~') return this.node(null, start, this.at);
    const value = Number(said);
    if (!NUMBER.test(said) || String(value) !== said) throw GIVEN_UP;
    return this.node(value, start, this.at);
  }

  /** Whether a plain scalar may begin with what stands here. */
  beginsPlain(): boolean {
    const first = this.text.charCodeAt(this.at);
    if (first === 0x2d) {
      const next = this.text.charCodeAt(this.at + 1);
      return !(next <= 0x20 || Number.isNaN(next) || FLOW_INDICATORS.has(next));
    }
    return !isIndicator(first);
  }

  /** The text of a quoted scalar of one line; `quote` is the character that opens it. */
  quoted(quote: number): string {
    const pattern = quote === 0x22 ? DOUBLE : SINGLE;
    const start = this.at;
    pattern.lastIndex = start;
    if (!pattern.test(this.text)) throw GIVEN_UP;
    this.at = pattern.lastIndex;
    const inside = this.text.slice(start + 1, this.at - 1);
    if (quote === 0x27) return inside.includes("'") ? inside.replaceAll("''", "'") : inside;
    return inside.includes('\\') ? String(JSON.parse(`"${inside}"`)) : inside;
  }

  /** Reads something that stands inside what is being read. */
  nested<T>(read: () => T): T {
    if (this.#depth === DEEPEST) throw GIVEN_UP;
    this.#depth += 1;
    const inner = read();
    this.#depth -= 1;
    return inner;
  }

  /** A flow map or list; lines of it are deeper than the column of what it stands in. */
  flow(column: number): MapNode | ListNode {
    return this.nested(() =>
      this.text.charCodeAt(this.at) === 0x7b ? this.#map(column) : this.#list(column),
    );
  }

  #map(column: number): MapNode {
    const start = this.at;
    const entries = new Map<string, Pair>();
    this.at += 1;
    this.#space(column);
    while (this.text.charCodeAt(this.at) !== 0x7d) {
      const keyStart = this.at;
      const name = this.#key();
      if (entries.has(name)) throw GIVEN_UP;
      const key = this.span(keyStart, this.at);
      this.at += 1;
      this.#space(column);
      entries.set(name, { key, value: this.#value(column) });
      this.#separator(column, 0x7d);
    }
    this.at += 1;
    return { kind: 'map', entries, at: this.span(start, this.at), overrides: NONE };
  }

  #list(column: number): ListNode {
    const start = this.at;
    const items: Node[] = [];
    this.at += 1;
    this.#space(column);
    while (this.text.charCodeAt(this.at) !== 0x5d) {
      items.push(this.#value(column));
      this.#separator(column, 0x5d);
    }
    this.at += 1;
    return { kind: 'list', items, at: this.span(start, this.at), overrides: NONE };
  }

  /** A key, up to a colon that a blank or a line end follows. */
  #key(): string {
    const start = this.at;
    const first = this.text.charCodeAt(start);
    const name = first === 0x22 || first === 0x27 ? this.quoted(first) : this.#plainText();
    const next = this.text.charCodeAt(this.at + 1);
    if (this.text.charCodeAt(this.at) !== 0x3a || (next !== 0x20 && next !== 0x0a) || REFUSED.has(name))
      throw GIVEN_UP;
    if (this.at - start > LONGEST_KEY) throw GIVEN_UP;
    return name;
  }

  #value(column: number): Node {
    const start = this.at;
    const first = this.text.charCodeAt(start);
    if (first === 0x7b || first === 0x5b) return this.flow(column);
    if (first === 0x22 || first === 0x27) {
      const value = this.quoted(first);
      return this.scalar(value, start);
    }
    this.#plainText();
    return this.plain(start);
  }

  #plainText(): string {
    const start = this.at;
    if (!this.beginsPlain()) throw GIVEN_UP;
    PLAIN.lastIndex = start;
    if (!PLAIN.test(this.text)) throw GIVEN_UP;
    this.at = PLAIN.lastIndex;
    return this.text.slice(start, this.at);
  }

  /** A comma, or the bracket that closes; whatever else follows a value is not usual. */
  #separator(column: number, close: number): void {
    this.#space(column);
    const next = this.text.charCodeAt(this.at);
    if (next === close) return;
    if (next !== 0x2c) throw GIVEN_UP;
    this.at += 1;
    this.#space(column);
  }

  #space(column: number): void {
    const start = this.at;
    SPACE.lastIndex = start;
    SPACE.test(this.text);
    this.at = SPACE.lastIndex;
    const newline = this.text.lastIndexOf('\n', this.at - 1);
    if (newline < start) return;
    if (this.at - newline - 1 <= column) throw GIVEN_UP;
  }
}

/** The characters that a plain scalar cannot begin with, or only before some others. */
const codesOf = (characters: string): ReadonlySet<number> =>
  new Set([...characters].map((character) => character.charCodeAt(0)));
const INDICATORS = codesOf('-?:,[]{}#&*!|>\'"%@`');
const FLOW_INDICATORS = codesOf(',[]{}');
const isIndicator = (code: number): boolean => INDICATORS.has(code);

export const NONE: readonly Span[] = [];
