/**
 * A template, made ready: every value knows its lexical place and its line. Programs are made from Handlebars text at
 * build time (or on first use in development) and are plain JSON.
 */
export interface Program {
  /** `nginx/server.hbs` */
  readonly template: string;
  readonly nodes: readonly ProgramNode[];
}

export type ProgramNode = TextNode | EmitNode | EachNode | IfNode | CallNode;

interface Standing {
  /** in the template, from 1 */
  readonly line: number;
  readonly column: number;
}
export interface TextNode {
  readonly kind: 'text';
  readonly text: string;
  readonly line: number;
}
export interface EmitNode extends Standing {
  readonly kind: 'emit';
  readonly path: readonly string[];
  /** key of the syntax's places */
  readonly place: string;
}
export interface EachNode extends Standing {
  readonly kind: 'each';
  readonly path: readonly string[];
  readonly item: string;
  readonly body: readonly ProgramNode[];
  readonly otherwise: readonly ProgramNode[];
}
export interface IfNode extends Standing {
  readonly kind: 'if';
  readonly path: readonly string[];
  /** `unless` */
  readonly negated: boolean;
  readonly body: readonly ProgramNode[];
  readonly otherwise: readonly ProgramNode[];
}
export interface CallNode extends Standing {
  readonly kind: 'call';
  /** key of another program */
  readonly program: string;
  readonly args: readonly {
    readonly name: string;
    readonly path: readonly string[];
    readonly line: number;
    readonly column: number;
  }[];
}

/** All programs of a build, by key; with the templates' texts, for frames. */
export interface Library {
  readonly programs: Readonly<Record<string, Program>>;
  readonly texts: Readonly<Record<string, string>>;
}
