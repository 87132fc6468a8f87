import { error, type Diagnostic, type Source, type Span } from '../diagnostic.ts';
import type { Syntax } from '../format/place.ts';
import type { ProgramNode } from './program.ts';
import { lineSpan, span } from './span.ts';

type Statement = hbs.AST.Statement;

type Body = readonly Statement[];

/** The statements of one template, in their order, with the lexical state carried through them. */
export class Walk {
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
