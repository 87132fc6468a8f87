import { error, type Diagnostic, type Span } from '../diagnostic.ts';
import type { Fact, Origin, Value } from '../fact.ts';
import type { Syntax } from '../format/place.ts';
import { didYouMean, listOf } from '../source/suggest.ts';
import { OWED, type View, type ViewMap } from '../target/target.ts';
import type { CallNode, EachNode, IfNode, Library, Program, ProgramNode } from './program.ts';
import { type Seam } from './seam.ts';

type Scope = Readonly<Record<string, View>>;

/** Which value a template asks for, by its place and path: tests see here which emit sites and branches were reached. */
export type Reached = (
  template: string,
  line: number,
  column: number,
  branch: 'value' | 'body' | 'otherwise',
) => void;

/** Runs a program over a view. Values go through the seam; a path that leads nowhere is a finding at the template's line. */
export class Interpreter {
  readonly #library: Library;
  readonly #syntax: Syntax;
  readonly #seam: Seam;
  readonly #diagnostics: Diagnostic[];
  readonly #reached: Reached | null;

  constructor(library: Library, syntax: Syntax, seam: Seam, reached: Reached | null) {
    this.#library = library;
    this.#syntax = syntax;
    this.#seam = seam;
    this.#diagnostics = seam.diagnostics;
    this.#reached = reached;
  }

  run(key: string, view: ViewMap): void {
    const program = this.#library.programs[key];
    if (!program) throw new Error(`the program ${key} was not prepared`);
    this.#seam.within(
      () => view[OWED] ?? [],
      () => this.#nodes(program, program.nodes, view),
    );
  }

  #nodes(program: Program, nodes: readonly ProgramNode[], scope: Scope): void {
    for (const node of nodes) this.#node(program, node, scope);
  }

  #node(program: Program, node: ProgramNode, scope: Scope): void {
    this.#seam.writer = { name: program.template, line: node.line, span: null };
    if (node.kind === 'text') return this.#seam.text(node.text);
    if (node.kind === 'emit') {
      const value = this.#read(program, node, scope);
      if (value === undefined) return;
      this.#reached?.(program.template, node.line, node.column, 'value');
      const place = this.#syntax.places[node.place];
      if (!place) throw new Error(`the syntax ${this.#syntax.id} has no place ${node.place}`);
      this.#seam.writer = { name: program.template, line: node.line, span: () => this.#span(program, node) };
      if (isFact(value)) this.#seam.emit(value, place);
      else
        this.#fault(
          program,
          node,
          `"${node.path.join('.')}" is ${value === null ? 'null' : Array.isArray(value) ? 'a list' : 'a map'}; a value must stand here.`,
        );
      return;
    }
    if (node.kind === 'each') return this.#each(program, node, scope);
    if (node.kind === 'if') return this.#if(program, node, scope);
    return this.#call(program, node, scope);
  }

  #each(program: Program, node: EachNode, scope: Scope): void {
    const list = this.#read(program, node, scope);
    if (list === undefined) return;
    if (!Array.isArray(list)) return this.#fault(program, node, `"${node.path.join('.')}" is no list.`);
    this.#reached?.(program.template, node.line, node.column, list.length > 0 ? 'body' : 'otherwise');
    if (list.length === 0) return this.#nodes(program, node.otherwise, scope);
    const items: readonly View[] = list;
    for (const item of items)
      this.#seam.within(
        () => owedBy(item),
        () => this.#nodes(program, node.body, { ...scope, [node.item]: item }),
      );
  }

  #if(program: Program, node: IfNode, scope: Scope): void {
    const subject = this.#read(program, node, scope);
    if (subject === undefined) return;
    const holds = isTrue(subject) !== node.negated;
    this.#reached?.(program.template, node.line, node.column, holds ? 'body' : 'otherwise');
    this.#seam.within(
      () => owedBy(subject),
      () => this.#nodes(program, holds ? node.body : node.otherwise, scope),
    );
  }

  #call(program: Program, node: CallNode, scope: Scope): void {
    const args: Record<string, View> = {};
    for (const arg of node.args) {
      const value = this.#read(program, arg, scope);
      if (value === undefined) return;
      args[arg.name] = value;
    }
    const called = this.#library.programs[node.program];
    if (!called) throw new Error(`the program ${node.program} was not prepared`);
    this.#nodes(called, called.nodes, args);
  }

  /** The value at a path; undefined, and said, where some step of it is not there. */
  #read(
    program: Program,
    node: { readonly path: readonly string[]; readonly line: number; readonly column: number },
    scope: Scope,
  ): View | undefined {
    let value: View | undefined = undefined;
    let around: Scope = scope;
    for (const [index, name] of node.path.entries()) {
      if (index > 0) {
        if (value === null || value === undefined || isFact(value) || isList(value)) {
          this.#fault(
            program,
            node,
            `"${node.path.slice(0, index).join('.')}" is ${value === null ? 'null' : 'no map'}; it has no "${name}".`,
          );
          return undefined;
        }
        around = value;
      }
      value = Object.hasOwn(around, name) ? around[name] : undefined;
      if (value === undefined) {
        const where = index === 0 ? 'here' : `in "${node.path.slice(0, index).join('.')}"`;
        const names = Object.keys(around);
        this.#fault(
          program,
          node,
          `"${name}" is not set ${where}.${didYouMean(name, names)}`,
          names.length > 0 ? `Set ${where}: ${listOf(names)}.` : null,
        );
        return undefined;
      }
    }
    return value;
  }

  #fault(
    program: Program,
    node: { readonly line: number; readonly column: number },
    message: string,
    help: string | null = null,
  ): void {
    this.#diagnostics.push(
      error('render/undefined', this.#span(program, node), message, {
        help,
        why: 'An undefined value would leave a hole in the file.',
      }),
    );
  }

  #span(program: Program, { line, column }: { readonly line: number; readonly column: number }): Span {
    const text = this.#library.texts[program.template] ?? '';
    let start = 0;
    for (let n = 1; n < line; n++) start = text.indexOf('\n', start) + 1;
    start += column - 1;
    const end = text.indexOf('}}', start);
    return {
      source: { name: `templates/${program.template}`, text },
      start,
      end: end === -1 ? start : end + 2,
    };
  }
}

const isList = (view: View): view is readonly View[] => Array.isArray(view);
// The origins are asked for last: a fact may have to find them out first.
const isFact = (view: View): view is Fact<Value> =>
  view !== null &&
  !Array.isArray(view) &&
  'from' in view &&
  'value' in view &&
  (typeof view.value !== 'object' || Array.isArray(view.from));

const isTrue = (view: View): boolean =>
  isFact(view) ? view.value !== false : isList(view) ? view.length > 0 : view !== null;

/** What the existence of a view is owed to; a list exists because of its items. */
function owedBy(view: View): readonly Origin[] {
  if (view === null) return [];
  if (isList(view)) return view.flatMap(owedBy);
  return isFact(view) ? view.from : (view[OWED] ?? []);
}
