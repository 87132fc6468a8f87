import type { Source } from '../diagnostic.ts';
import { UNPRINTABLE } from '../format/place.ts';
import { Flow, GIVEN_UP, LONGEST_KEY, NONE, REFUSED } from './flow.ts';
import { LARGEST, type MapNode, type Node, type Pair } from './tree.ts';

/**
 * The tree of a manifest that is written as people usually write them: block and flow maps and lists, plain and quoted
 * scalars of one line, literal blocks, comments. It is what `parse` gives, or null where the text is anything else or has a
 * fault: `parse` then reads it all, and says what is wrong. A tenth of the time of the parser, and nothing to be loaded.
 */
export function fast(source: Source): MapNode | null {
  const { text } = source;
  if (text.length > LARGEST || text.includes('\t') || UNPRINTABLE.test(text) || MARKER.test(text))
    return null;
  try {
    return new Block(source).document();
  } catch (fault) {
    if (fault === GIVEN_UP) return null;
    throw fault;
  }
}

/** Directives, document marks, and the byte order mark, which is no blank to YAML and one to regular expressions. */
const MARKER = /^(?:%|---|\.\.\.)|\ufeff/m;

/** Blank lines and lines that hold nothing but a comment. */
const EMPTY_LINES = /(?: *(?:#[^\n]*)?\n)*/y;
/** What may follow a value on its line. */
const REST = /(?: +#[^\n]*| *)(?:\n|$)/y;
const PLAIN = /(?:[^\s:]|:(?=\S)| +(?!#|:(?:\s|$))(?=\S))+/y;
const LITERAL = /\|([+-]?)(?: +#[^\n]*| *)\n/y;

/** The block parts of a text. A line at a time: `#at` is where the content of the present line begins, `#column` is its indentation. */
class Block extends Flow {
  #column = 0;

  document(): MapNode {
    this.#toContent();
    const root = this.#node(this.#column);
    if (this.#column !== -1 || root.kind !== 'map') throw GIVEN_UP;
    return root;
  }

  /** Goes to the next line with content; its column is -1 at the end of the text. */
  #toContent(): void {
    const { text } = this;
    EMPTY_LINES.lastIndex = this.at;
    EMPTY_LINES.test(text);
    const line = EMPTY_LINES.lastIndex;
    let at = line;
    while (text.charCodeAt(at) === 0x20) at += 1;
    this.at = at;
    this.#column = at === text.length ? -1 : at - line;
    // A comment in the last line, without a newline.
    if (text.charCodeAt(at) === 0x23) {
      this.at = text.length;
      this.#column = -1;
    }
  }

  /** The node that begins here and belongs to this column; ends at the next line with content. */
  #node(column: number): Node {
    if (this.#isDash()) return this.nested(() => this.#list(column));
    const start = this.at;
    const first = this.text.charCodeAt(start);
    if (first === 0x7b || first === 0x5b) return this.#ended(this.flow(column - 1), column - 1);
    return this.nested(() => this.#map(column));
  }

  #isDash(): boolean {
    const next = this.text.charCodeAt(this.at + 1);
    return this.text.charCodeAt(this.at) === 0x2d && (next === 0x20 || next === 0x0a || Number.isNaN(next));
  }

  #map(column: number): MapNode {
    const start = this.at;
    const entries = new Map<string, Pair>();
    let end = start;
    do {
      const keyStart = this.at;
      const name = this.#key();
      if (entries.has(name)) throw GIVEN_UP;
      const key = this.span(keyStart, this.at);
      this.at += 1;
      const value = this.#valueOfKey(column);
      entries.set(name, { key, value });
      end = value.at.end;
    } while (this.#column === column && !this.#isDash());
    if (this.#column > column) throw GIVEN_UP;
    return { kind: 'map', entries, at: this.span(start, end), overrides: NONE };
  }

  /** A key, up to its colon. */
  #key(): string {
    const start = this.at;
    const first = this.text.charCodeAt(start);
    let name: string;
    if (first === 0x22 || first === 0x27) name = this.quoted(first);
    else {
      PLAIN.lastIndex = start;
      if (!this.beginsPlain() || !PLAIN.test(this.text)) throw GIVEN_UP;
      this.at = PLAIN.lastIndex;
      name = this.text.slice(start, this.at);
    }
    if (this.at - start > LONGEST_KEY || this.text.charCodeAt(this.at) !== 0x3a || REFUSED.has(name))
      throw GIVEN_UP;
    const next = this.text.charCodeAt(this.at + 1);
    if (next !== 0x20 && next !== 0x0a) throw GIVEN_UP;
    return name;
  }

  /** What follows a colon: on its line, or in deeper lines below; a list may stand at the column of its key. */
  #valueOfKey(column: number): Node {
    if (!this.#lineEnds()) return this.#inline(column);
    this.#toContent();
    if (this.#column === column && this.#isDash()) return this.#list(column);
    if (this.#column <= column) throw GIVEN_UP;
    return this.#below(column);
  }

  /** The node in the lines below a key or a dash. */
  #below(column: number): Node {
    const inner = this.#column;
    const first = this.text.charCodeAt(this.at);
    if (first === 0x7b || first === 0x5b) return this.#ended(this.flow(column), column);
    return this.#node(inner);
  }

  #list(column: number): Node {
    const start = this.at;
    const items: Node[] = [];
    let end = start;
    do {
      this.at += 1;
      const item = this.#item(column);
      items.push(item);
      end = item.at.end;
    } while (this.#column === column && this.#isDash());
    if (this.#column > column) throw GIVEN_UP;
    return { kind: 'list', items, at: this.span(start, end), overrides: NONE };
  }

  #item(column: number): Node {
    const dash = this.at - 1;
    if (this.#lineEnds()) {
      this.#toContent();
      if (this.#column <= column) throw GIVEN_UP;
      return this.#below(column);
    }
    while (this.text.charCodeAt(this.at) === 0x20) this.at += 1;
    const inner = column + this.at - dash;
    if (this.#isDash()) return this.#list(inner);
    if (this.#isKey()) return this.#map(inner);
    return this.#inline(column);
  }

  /** Whether a key stands here, and not a scalar. */
  #isKey(): boolean {
    const start = this.at;
    const first = this.text.charCodeAt(start);
    if (first === 0x7b || first === 0x5b || first === 0x7c) return false;
    if (first === 0x22 || first === 0x27) this.quoted(first);
    else {
      PLAIN.lastIndex = start;
      if (PLAIN.test(this.text)) this.at = PLAIN.lastIndex;
    }
    const found = this.text.charCodeAt(this.at) === 0x3a;
    this.at = start;
    return found;
  }

  /** Whether nothing but a comment stands in the rest of the line; goes behind it then. */
  #lineEnds(): boolean {
    REST.lastIndex = this.at;
    if (!REST.test(this.text)) return false;
    this.at = REST.lastIndex;
    return true;
  }

  /** A value on the line of its key or dash. */
  #inline(column: number): Node {
    while (this.text.charCodeAt(this.at) === 0x20) this.at += 1;
    const first = this.text.charCodeAt(this.at);
    if (first === 0x7c) return this.#literal(column);
    if (first === 0x7b || first === 0x5b) return this.#ended(this.flow(column), column);
    const start = this.at;
    if (first === 0x22 || first === 0x27) {
      const value = this.quoted(first);
      return this.#ended(this.scalar(value, start), column);
    }
    if (!this.beginsPlain()) throw GIVEN_UP;
    PLAIN.lastIndex = start;
    if (!PLAIN.test(this.text)) throw GIVEN_UP;
    this.at = PLAIN.lastIndex;
    return this.#ended(this.plain(start), column);
  }

  /** A node whose line must end behind it; deeper lines would belong to it. */
  #ended(node: Node, column: number): Node {
    if (!this.#lineEnds()) throw GIVEN_UP;
    this.#toContent();
    if (this.#column > column) throw GIVEN_UP;
    return node;
  }

  /** The lines of a literal block, without the indentation of the first one that is not blank. */
  #literal(column: number): Node {
    const { text } = this;
    const start = this.at;
    LITERAL.lastIndex = start;
    const chomp = LITERAL.exec(text)?.[1];
    if (chomp === undefined) throw GIVEN_UP;
    this.at = LITERAL.lastIndex;
    const lines: string[] = [];
    let indent = -1;
    let end = this.at;
    for (;;) {
      const newline = text.indexOf('\n', this.at);
      // Whether a last line without a newline has one is a question for the parser.
      if (newline === -1) throw GIVEN_UP;
      let content = this.at;
      while (text.charCodeAt(content) === 0x20) content += 1;
      const width = content - this.at;
      if (content === newline) {
        // Blanks before the first line would say an indentation.
        if (indent === -1 && width > 0) throw GIVEN_UP;
        lines.push(text.slice(Math.min(this.at + Math.max(indent, 0), newline), newline));
      } else {
        if (indent === -1) indent = width;
        if (indent <= column || indent === 0) throw GIVEN_UP;
        if (width < indent) break;
        lines.push(text.slice(this.at + indent, newline));
        end = newline;
      }
      this.at = newline + 1;
      if (this.at === text.length) break;
    }
    let last = lines.length;
    while (last > 0 && lines[last - 1] === '') last -= 1;
    if (indent === -1) throw GIVEN_UP;
    const body = lines.slice(0, last).join('\n');
    const value = chomp === '-' ? body : chomp === '+' ? `${lines.join('\n')}\n` : `${body}\n`;
    const node = this.node(value, start, start + text.slice(start, end).trimEnd().length);
    this.#toContent();
    if (this.#column > column) throw GIVEN_UP;
    return node;
  }
}
