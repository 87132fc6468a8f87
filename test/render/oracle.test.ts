import fc from 'fast-check';
import Handlebars from 'handlebars';
import { expect, test } from 'vitest';
import { fact } from '../../src/fact.ts';
import type { Syntax } from '../../src/format/place.ts';
import { Interpreter } from '../../src/render/interpret.ts';
import { prepare } from '../../src/render/prepare.ts';
import { Seam } from '../../src/render/seam.ts';
import type { View } from '../../src/target/target.ts';

/** A value as Handlebars takes it; texts become facts for our interpreter. */
type Plain = string | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

/** One place for everything: what is compared here is structure, not quoting. */
const syntax: Syntax = {
  id: 'any',
  comment: null,
  initial: 'any',
  advance: (state) => state,
  place: () => 'any',
  after: (state) => state,
  complete: () => true,
  places: { any: { name: 'anything', quote: String } },
};

const viewOf = (plain: Plain): View => {
  if (plain === null) return null;
  if (typeof plain !== 'object') return fact(plain);
  if (Array.isArray(plain)) return (plain as readonly Plain[]).map(viewOf);
  return Object.fromEntries(Object.entries(plain).map(([key, value]) => [key, viewOf(value)]));
};

/** What may be said at a point of a template. */
interface Scope {
  readonly texts: readonly string[];
  readonly subjects: readonly string[];
  readonly lists: readonly { readonly path: string; readonly items: ItemShape }[];
  readonly depth: number;
  readonly partials: boolean;
}
type ItemShape = 'outer' | 'inner';

/** Handlebars looks an item's own names up first, so no item has a name that stands around it. */
const ROOT: Scope = {
  texts: ['title', 'box.label', 'box.inside.deep'],
  subjects: ['title', 'flag', 'none', 'box', 'rows', 'empty', 'box.label', 'box.inside'],
  lists: [
    { path: 'rows', items: 'outer' },
    { path: 'empty', items: 'inner' },
    { path: 'box.cells', items: 'inner' },
  ],
  depth: 0,
  partials: true,
};
const PARTIAL: Scope = {
  texts: ['word', 'part.label'],
  subjects: ['word', 'part', 'part.cells'],
  lists: [{ path: 'part.cells', items: 'inner' }],
  depth: 2,
  partials: false,
};

function inside(scope: Scope, name: string, items: ItemShape): Scope {
  const at = (...keys: readonly string[]): readonly string[] => keys.map((key) => `${name}.${key}`);
  return {
    ...scope,
    texts: [...scope.texts, ...at(items === 'outer' ? 'head' : 'cell')],
    subjects: [...scope.subjects, name, ...(items === 'outer' ? at('on', 'cells', 'head') : at('mark'))],
    lists: [
      ...scope.lists,
      ...(items === 'outer' ? [{ path: `${name}.cells`, items: 'inner' as const }] : []),
    ],
    depth: scope.depth + 1,
  };
}

/** Empty texts and zeros are true for us, who ask whether something is said; Handlebars asks for truth. */
const text = fc.string({
  unit: fc.constantFrom('a', 'b', ' ', '\n', '<', '"', '&', '$', 'ü', '{{'),
  minLength: 1,
});
const subject = fc.constantFrom(true, false, null);
const inner = fc.record({ cell: text, mark: fc.oneof(subject, text) });
const outer = fc.record({ head: text, on: subject, cells: fc.array(inner, { maxLength: 3 }) });
const view = fc.record({
  title: text,
  flag: fc.boolean(),
  none: fc.constant(null),
  empty: fc.constant([]),
  box: fc.record({
    label: text,
    inside: fc.record({ deep: text }),
    cells: fc.array(inner, { maxLength: 2 }),
  }),
  rows: fc.array(outer, { maxLength: 3 }),
});

/** Static text: lines and blanks decide which tags stand alone, and so which white space vanishes. */
const STATIC = [
  'a',
  'b ',
  ' ',
  '  ',
  '\n',
  '\n\n',
  '\n  ',
  ';\n',
  ' # c\n',
  '"',
  '<&>',
  'é',
  '{ ',
  ' }',
  '\t',
  '\\ ',
];

class Writer {
  readonly #pick: (below: number) => number;
  #names = 0;

  constructor(pick: (below: number) => number) {
    this.#pick = pick;
  }

  template(scope: Scope): string {
    let written = '';
    for (let left = this.#pick(5); left >= 0; left -= 1) written += this.#piece(scope);
    return written;
  }

  #of<T>(all: readonly T[]): T {
    const found = all[this.#pick(all.length)];
    if (found === undefined) throw new Error('nothing to pick');
    return found;
  }

  /** A tag, of which either end may take the white space beside it. */
  #tag(words: string): string {
    return `{{${this.#of(['', '', '', '~'])}${words}${this.#of(['', '', '', '~'])}}}`;
  }

  #piece(scope: Scope): string {
    const kind = scope.depth > 3 ? this.#pick(4) : this.#pick(9);
    if (kind < 2) return this.#of(STATIC);
    if (kind === 2) return this.#tag(this.#of(scope.texts));
    if (kind === 3) return this.#of(['{{! a remark }}', '{{!-- {{a}} --}}', '\n{{! alone }}\n']);
    if (kind < 6) return this.#if(scope);
    if (kind < 8) return this.#each(scope);
    return scope.partials ? this.#partial(scope) : this.#of(STATIC);
  }

  #if(scope: Scope): string {
    const deeper = { ...scope, depth: scope.depth + 1 };
    const word = this.#of(['if', 'unless']);
    const chain =
      this.#pick(3) === 0
        ? `${this.#tag(`else if ${this.#of(scope.subjects)}`)}${this.template(deeper)}`
        : '';
    const otherwise = this.#pick(2) === 0 ? `${this.#tag('else')}${this.template(deeper)}` : '';
    const head = this.#tag(`#${word} ${this.#of(scope.subjects)}`);
    return `${head}${this.template(deeper)}${chain}${otherwise}${this.#tag(`/${word}`)}`;
  }

  #each(scope: Scope): string {
    const { path, items } = this.#of(scope.lists);
    this.#names += 1;
    const name = `x${this.#names}`;
    const body = this.template(inside(scope, name, items));
    const otherwise =
      this.#pick(3) === 0 ? `${this.#tag('else')}${this.template({ ...scope, depth: 9 })}` : '';
    return `${this.#tag(`#each ${path} as |${name}|`)}${body}${otherwise}${this.#tag('/each')}`;
  }

  /** A partial stands at the beginning of its line, or behind something that is no white space. */
  #partial(scope: Scope): string {
    const maps = scope.lists.filter(({ path }) => path.startsWith('box')).map(() => 'box');
    const word = this.#of(scope.texts);
    return `${this.#of(['\n', ':'])}{{> part word=${word} part=${this.#of(maps)}}}${this.#of(['\n', ';', ''])}`;
  }
}

function ours(texts: ReadonlyMap<string, string>, plain: Plain): string {
  const read = (name: string): string | null => texts.get(name) ?? null;
  const { programs, diagnostics } = prepare('any/main.hbs', syntax, read);
  expect(diagnostics.map(({ code, message }) => `${code} ${message}`)).toEqual([]);
  const library = { programs, texts: Object.fromEntries(texts) };
  const seam = new Seam({ name: 'test', line: null, span: null }, true);
  const root = viewOf(plain);
  if (root === null || Array.isArray(root) || 'from' in root) throw new Error('no view');
  new Interpreter(library, syntax, seam, null).run('any/main.hbs', root as never);
  expect(seam.diagnostics.map(({ message }) => message)).toEqual([]);
  // What is recorded has as many lines as what is written.
  expect(seam.lines).toHaveLength(seam.result.split('\n').length);
  return seam.result;
}

/** `compat` looks names up through the items around, as ours are. */
function theirs(main: string, part: string, plain: Plain): string {
  const real = Handlebars.create();
  const options = { noEscape: true, compat: true };
  real.registerPartial('part', real.compile(part, options));
  return real.compile(main, options)(plain);
}

test('our interpreter writes what Handlebars writes', () => {
  let written = 0;
  const reached = new Set<string>();
  fc.assert(
    fc.property(view, fc.infiniteStream(fc.nat()), (plain, stream) => {
      const source = stream[Symbol.iterator]();
      const writer = new Writer((below) => Number(source.next().value) % below);
      const part = writer.template(PARTIAL);
      const main = writer.template(ROOT);
      const texts = new Map([
        ['any/main.hbs', main],
        ['any/part.hbs', part],
      ]);
      const expected = theirs(main, part, plain);
      expect(ours(texts, plain)).toBe(expected);
      written += expected.length;
      for (const [tag] of main.matchAll(/\{\{~?(#\w+|>|else if|else|!|\w)/g))
        reached.add(tag.replace('~', ''));
    }),
    { numRuns: 1000 },
  );
  // The templates that were made are no trifles.
  expect(written).toBeGreaterThan(10_000);
  expect([...reached]).toEqual(
    expect.arrayContaining(['{{#if', '{{#unless', '{{#each', '{{>', '{{else', '{{else if', '{{!']),
  );
});
