import Handlebars from 'handlebars';
import { error, type Diagnostic, type Source, type Span } from '../diagnostic.ts';
import type { Syntax } from '../format/place.ts';
import type { Program, ProgramNode } from './program.ts';

type Statement = hbs.AST.Statement;
type Body = readonly Statement[];

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

class Walk {
  readonly #source: Source;
  readonly #name: string;
  readonly #syntax: Syntax;
  readonly #diagnostics: Diagnostic[];
  readonly #call: (partial: string, at: Span, state: string) => string;

  constructor(
    source: Source,
    name: string,
    syntax: Syntax,
    diagnostics: Diagnostic[],
    call: (partial: string, at: Span, state: string) => string,
  ) {
    this.#source = source;
    this.#name = name;
    this.#syntax = syntax;
    this.#diagnostics = diagnostics;
    this.#call = call;
  }

  /** Appends the programs of statements to `nodes`; gives the state after them. */
  statements(body: Body, start: string, nodes: ProgramNode[]): string {
    return body.reduce((state, statement) => this.#statement(statement, state, nodes), start);
  }

  #statement(statement: Statement, state: string, nodes: ProgramNode[]): string {
    if (is.content(statement)) return this.#text(statement, state, nodes);
    if (is.comment(statement)) return state;
    if (is.mustache(statement)) return this.#value(statement, state, nodes);
    if (is.block(statement)) return this.#block(statement, state, nodes);
    if (is.partial(statement)) return this.#partial(statement, state, nodes);
    this.#refuse('template/not-allowed', statement.loc, `${statement.type} is not allowed in templates.`);
    return state;
  }

  #text(statement: hbs.AST.ContentStatement, state: string, nodes: ProgramNode[]): string {
    const text = statement.value;
    if (text === '') return state;
    // Handlebars strips the rest of a line around a block that stands alone; the text's line moves with it.
    // eslint-disable-next-line @typescript-eslint/no-base-to-string -- it is text, whatever its type says
    const original = String(statement.original);
    const cut = original.slice(0, Math.max(0, original.indexOf(text)));
    const line = statement.loc.start.line + (cut.match(/\n/g)?.length ?? 0);
    nodes.push({ kind: 'text', text, line });
    const next = this.#syntax.advance(state, text);
    if (!next.startsWith('error: ')) return next;
    this.#diagnostics.push(
      error('template/lexical', lineSpan(this.#source, line), `${next.slice('error: '.length)}.`),
    );
    return state;
  }

  #value(statement: hbs.AST.MustacheStatement, state: string, nodes: ProgramNode[]): string {
    if (!statement.escaped)
      this.#refuse(
        'template/not-allowed',
        statement.loc,
        'A raw value ({{{ }}} or {{& }}) is not allowed: every value is quoted for its place.',
      );
    if (statement.params.length > 0 || statement.hash)
      this.#refuse(
        'template/not-allowed',
        statement.loc,
        'Helpers are not allowed in templates: compute the value in the view.',
      );
    const path = this.#path(statement.path);
    const place = this.#syntax.place(state);
    if (place === null) this.#refuse('template/no-place', statement.loc, 'No value can stand here.');
    if (!path || place === null) return state;
    nodes.push({ kind: 'emit', path, place, ...at(statement.loc) });
    return this.#syntax.after(state);
  }

  #block(statement: hbs.AST.BlockStatement, state: string, nodes: ProgramNode[]): string {
    const word = statement.path.type === 'PathExpression' ? String(statement.path.original) : '';
    const [subject, ...more] = statement.params;
    const path = subject && more.length === 0 && !statement.hash ? this.#path(subject) : null;
    const items = statement.program.blockParams ?? [];
    if (!['each', 'if', 'unless'].includes(word) || !path || items.length !== (word === 'each' ? 1 : 0)) {
      this.#refuse(
        'template/not-allowed',
        statement.loc,
        'A block is {{#each path as |item|}}, {{#if path}} or {{#unless path}}.',
      );
      return state;
    }
    const [item = ''] = items;
    const body: ProgramNode[] = [];
    const otherwise: ProgramNode[] = [];
    const end = this.statements(statement.program.body, state, body);
    const other = this.statements(statement.inverse?.body ?? [], state, otherwise);
    if (end !== other || (word === 'each' && end !== state))
      this.#refuse(
        'template/unbalanced',
        statement.loc,
        'The branches of this block end in different lexical places.',
      );
    nodes.push(
      word === 'each'
        ? { kind: 'each', path, item, body, otherwise, ...at(statement.loc) }
        : { kind: 'if', path, negated: word === 'unless', body, otherwise, ...at(statement.loc) },
    );
    return end;
  }

  #partial(statement: hbs.AST.PartialStatement, state: string, nodes: ProgramNode[]): string {
    if (statement.name.type !== 'PathExpression' || statement.params.length > 0) {
      this.#refuse(
        'template/not-allowed',
        statement.loc,
        'A partial is called by its name, with named arguments.',
      );
      return state;
    }
    const folder = this.#name.replace(/[^/]*$/, '');
    const partial = `${folder}${String('original' in statement.name ? statement.name.original : '')}.hbs`;
    const program = this.#call(partial, span(this.#source, statement.loc), state);
    const args = (statement.hash?.pairs ?? []).flatMap((pair) => {
      const path = this.#path(pair.value);
      return path ? [{ name: pair.key, path, ...at(pair.loc) }] : [];
    });
    nodes.push({ kind: 'call', program, args, ...at(statement.loc) });
    // An indented partial would shift its lines behind the seam's back.
    if (statement.indent)
      this.#refuse('template/not-allowed', statement.loc, 'A partial stands at the beginning of its line.');
    return state;
  }

  #path(expression: hbs.AST.Expression): readonly string[] | null {
    if (expression.type === 'PathExpression' && 'parts' in expression) {
      const { data, depth, parts, original } = expression as hbs.AST.PathExpression;
      const words = parts.map(String);
      if (!data && depth === 0 && words.length > 0 && !/^(this\b|\.)/.test(String(original))) return words;
    }
    this.#refuse(
      'template/not-allowed',
      expression.loc,
      'Only paths of the view may stand here: no literals, no "this", no "../", no "@".',
    );
    return null;
  }

  #refuse(code: string, loc: hbs.AST.SourceLocation, message: string): void {
    this.#diagnostics.push(error(code, span(this.#source, loc), message));
  }
}

const is = {
  content: (one: Statement): one is hbs.AST.ContentStatement => one.type === 'ContentStatement',
  comment: (one: Statement): one is hbs.AST.CommentStatement => one.type === 'CommentStatement',
  mustache: (one: Statement): one is hbs.AST.MustacheStatement => one.type === 'MustacheStatement',
  block: (one: Statement): one is hbs.AST.BlockStatement => one.type === 'BlockStatement',
  partial: (one: Statement): one is hbs.AST.PartialStatement => one.type === 'PartialStatement',
};

const at = (loc: hbs.AST.SourceLocation): { readonly line: number; readonly column: number } => ({
  line: loc.start.line,
  column: loc.start.column + 1,
});

/** A template's line as a span, without its newline. */
export function lineSpan(source: Source, line: number): Span {
  const start = offset(source.text, line);
  const end = source.text.indexOf('\n', start);
  return { source, start, end: end === -1 ? source.text.length : end };
}

const span = (source: Source, loc: hbs.AST.SourceLocation): Span => ({
  source,
  start: offset(source.text, loc.start.line) + loc.start.column,
  end: offset(source.text, loc.end.line) + loc.end.column,
});

function offset(text: string, line: number): number {
  let start = 0;
  for (let n = 1; n < line; n++) start = text.indexOf('\n', start) + 1;
  return start;
}
