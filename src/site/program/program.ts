import type * as M from '../../manifest/types.ts';
import type { Source } from '../../diagnostic.ts';

/** A file of schema/programs or sites/programs, as `schema/programs/program.schema.json` describes it. */
export interface Program {
  readonly title: string;
  readonly description: string;
  readonly sources: Readonly<Record<string, string>>;
  readonly series: readonly Range[];
  readonly extends?: string;
  readonly image?: ProgramImage;
  readonly booleans?: Booleans;
  readonly empty?: Empty;
  readonly uses?: Readonly<Record<string, Use>>;
  readonly ports?: Readonly<Record<string, ProgramPort>>;
  readonly health?: ProgramHealth;
  readonly duties?: Readonly<Record<string, Duty>>;
  readonly variables: Readonly<Record<string, Variable>>;
  readonly prefixes?: Readonly<Record<string, string>>;
}

/** A program with the text that it was read from, for the places that it decides. */
export interface Loaded {
  readonly program: Program;
  readonly source: Source;
  /** the file, and the one that it extends */
  readonly files: readonly Source[];
}

/** Series, both ends included: 10.3 includes 10.3.7. */
export interface Range {
  readonly from: string;
  readonly to: string;
}

/** What exists in some versions only; `since` may be `next`, which no released version is. */
export interface Versioned {
  readonly since?: string;
  readonly until?: string;
}

/** What exists for some duties only; without `duties` for all. */
export interface ForDuties {
  readonly duties?: readonly string[];
}

export interface ProgramImage {
  readonly name: string;
  /** with `{version}` */
  readonly tag: string;
  readonly changes?: readonly ImageChange[];
}

/** What of the image is another from a series on. */
export interface ImageChange {
  readonly since: string;
  readonly name?: string;
  readonly tag?: string;
}

export interface Booleans {
  readonly true: string;
  readonly false: string;
  readonly reader: 'go' | 'equals' | 'environ' | 'literal' | 'java' | 'presence';
}

export type Empty = 'unset' | 'value';

export interface Use extends Versioned, ForDuties {
  readonly kind: 'database' | 'cache' | 'bucket' | 'vhost' | 'service' | 'mail' | 'volume';
  readonly meaning: string;
  readonly required?: boolean;
  readonly port?: string;
  readonly after?: 'started' | 'healthy';
  readonly path?: string;
  readonly variable?: string;
  readonly lost?: string;
  readonly instead?: string;
}

export interface ProgramPort extends Versioned, ForDuties {
  readonly number: number;
  readonly meaning: string;
  readonly speaks?: 'http' | 'https' | 'uwsgi' | 'fastcgi' | 'other';
  readonly variables?: readonly string[];
  /** with `{}` */
  readonly value?: string;
}

export interface ProgramHealth extends ForDuties {
  readonly http: string;
  readonly port: string;
  readonly tool?: 'curl' | 'wget';
  readonly every?: string;
  readonly timeout?: string;
  readonly grace?: string;
}

export interface Duty extends Versioned {
  readonly meaning: string;
  readonly command?: readonly string[];
  readonly options?: Readonly<Record<string, Variable>>;
  readonly sets?: Readonly<Record<string, Literal>>;
  readonly once?: string;
  readonly after?: readonly string[];
  readonly ends?: boolean;
}

/** A typed value, as a manifest would say it. */
export type Literal = string | number | boolean | readonly (string | number)[];

export type VariableType =
  | 'string'
  | 'integer'
  | 'number'
  | 'boolean'
  | 'duration'
  | 'size'
  | 'list'
  | 'url'
  | 'origin'
  | 'domain'
  | 'address'
  | 'host'
  | 'port'
  | 'path'
  | 'enum'
  | 'pattern';

export interface Variable extends Versioned, ForDuties {
  readonly type: VariableType;
  readonly meaning: string;
  readonly renamedTo?: string;
  readonly removed?: string;
  readonly default?: Literal;
  readonly defaultIs?: string;
  readonly changes?: readonly Change[];
  readonly source?: string;
  readonly unit?: string;
  readonly separator?: string;
  readonly reader?: 'split' | 'csv';
  readonly items?: 'string' | 'integer' | 'domain' | 'origin' | 'host' | 'path';
  readonly values?: readonly string[];
  readonly schemes?: readonly string[];
  readonly shape?: string;
  readonly shapeIs?: string;
  readonly min?: number;
  readonly max?: number;
  readonly booleans?: Booleans;
  readonly empty?: Empty;
  readonly secret?: boolean;
  readonly required?: boolean;
  readonly from?: Template;
  readonly inContainer?: Literal;
  readonly not?: string;
}

export interface Change {
  readonly since: string;
  readonly default?: Literal;
  readonly defaultIs?: string;
}

/** A reference of the manifest language in which `use` stands for what a manifest names. */
export interface Template {
  readonly use?: string;
  readonly concat?: readonly Piece[];
  readonly list?: readonly Piece[];
  readonly pattern?: readonly Piece[];
  readonly as?: Form;
  readonly scheme?: string;
  readonly path?: string;
  readonly port?: string;
  readonly options?: Readonly<Record<string, Piece>>;
  readonly optional?: boolean;
}
export type Piece =
  | string
  | {
      readonly use: string;
      readonly as?: Form;
      readonly path?: string;
      readonly scheme?: string;
      readonly port?: string;
      readonly optional?: boolean;
    };

/** What a reference may ask for. */
export type Form = NonNullable<Extract<M.Text, { as?: unknown }>['as']>;
