import Handlebars from 'handlebars';
import { error, type Diagnostic, type Source, type Span } from '../diagnostic.ts';
import type { Syntax } from '../format/place.ts';
import type { Program, ProgramNode } from './program.ts';
import { lineSpan } from './span.ts';
import { Walk } from './walk.ts';

/** Where a template's text comes from: `nginx/server.hbs` gives its text, or null where there is no such template. */
export type ReadTemplate = (name: string) => string | null;

/**
 * Turns templates into programs. Allowed are `{{path}}`, `{{#each path as |item|}}`, `{{#if path}}`, `{{#unless path}}`
 * with `{{else}}`, and `{{> partial name=path}}`; everything else of Handlebars is refused at its line. A machine of
 * the tool's own syntax runs over the static text, so that each value's lexical place is known here.
 */
export function prepare(
  name: string,
  syntax: Syntax,
  read: ReadTemplate,
): { readonly programs: Readonly<Record<string, Program>>; readonly diagnostics: readonly Diagnostic[] } {
  const preparation = new Preparation(syntax, read);
  preparation.template(name, syntax.initial, null);
  return { programs: preparation.programs, diagnostics: preparation.diagnostics };
}

/** The key of a program: a partial is prepared once for each state that it is called in. */
export const programKey = (name: string, state: string, syntax: Syntax): string =>
  state === syntax.initial ? name : `${name} in ${state}`;

class Preparation {
  readonly programs: Record<string, Program> = {};
  readonly diagnostics: Diagnostic[] = [];
  readonly #syntax: Syntax;
  readonly #read: ReadTemplate;
  /** the templates that are being prepared: a partial that calls itself would never end */
  readonly #open: string[] = [];

  constructor(syntax: Syntax, read: ReadTemplate) {
    this.#syntax = syntax;
    this.#read = read;
  }

  template(name: string, state: string, caller: Span | null): string {
    const key = programKey(name, state, this.#syntax);
    if (this.programs[key]) return key;
    const text = this.#read(name);
    const source: Source = { name: `templates/${name}`, text: text ?? '' };
    if (text === null || this.#open.includes(name)) {
      this.diagnostics.push(
        error(
          'template/unknown-partial',
          caller ?? { source, start: 0, end: 0 },
          text === null ? `There is no template ${name}.` : `The template ${name} calls itself.`,
        ),
      );
      return key;
    }
    this.#open.push(name);
    const nodes = this.#parse(source, name, state);
    this.#open.pop();
    this.programs[key] = { template: name, nodes };
    return key;
  }

  #parse(source: Source, name: string, state: string): readonly ProgramNode[] {
    let ast: hbs.AST.Program;
    try {
      ast = Handlebars.parse(source.text);
    } catch (fault) {
      const said = fault instanceof Error ? fault.message : String(fault);
      const line = Number(/line (\d+)/.exec(said)?.[1] ?? /- (\d+):\d+/.exec(said)?.[1] ?? 1);
      this.diagnostics.push(
        error(
          'template/syntax',
          lineSpan(source, line),
          `Handlebars does not understand this: ${said.split('\n').pop() ?? said}.`,
        ),
      );
      return [];
    }
    const walk = new Walk(source, name, this.#syntax, this.diagnostics, (partial, at, calledIn) =>
      this.template(partial, calledIn, at),
    );
    const nodes: ProgramNode[] = [];
    const end = walk.statements(ast.body, state, nodes);
    const last = { source, start: source.text.length, end: source.text.length };
    if (state !== this.#syntax.initial ? end !== state : !this.#syntax.complete(end))
      this.diagnostics.push(
        error(
          'template/unbalanced',
          last,
          'The template does not end where it began: a quote, a statement or a block is open.',
        ),
      );
    return nodes;
  }
}
