import type { Value } from '../fact.ts';

/** A value cannot be said in this place; the seam turns this into a diagnostic at the value's manifest line. */
export interface Refusal {
  /** what is wrong, as the end of a sentence: "holds a newline, which a cron line cannot hold" */
  readonly refused: string;
  /** what to do, as a sentence */
  readonly help: string;
}

/**
 * A lexical place of a format: "nginx argument", "systemd ExecStart word". Its quoter takes any value and gives the
 * text that the consuming program reads back as exactly that value, or refuses.
 */
export interface Place {
  readonly name: string;
  readonly quote: (value: Value) => string | Refusal;
  /** how an explicit null is written; a place without it refuses null */
  readonly none?: string;
}

/**
 * What a text format tells the template compiler. A small state machine runs over a template's static text, so that
 * every mustache's lexical place is known before anything is rendered. States are opaque strings.
 */
export interface Syntax {
  readonly id: string;
  /** what stands before the comment that says where the file comes from: the line of an interpreter */
  readonly opening?: string;
  /** one comment line, without its newline, or null for a format without comments */
  readonly comment: ((text: string) => string) | null;
  readonly initial: string;
  /** the state after static text; a string that starts with `error: ` says what is wrong with the text */
  readonly advance: (state: string, text: string) => string;
  /** the key in `places` of a value that stands here; null where no value may stand */
  readonly place: (state: string) => string | null;
  /** the state after a value was written here */
  readonly after: (state: string) => string;
  /** whether a template may end in this state */
  readonly complete: (state: string) => boolean;
  readonly places: Readonly<Record<string, Place>>;
}

export const isRefusal = (quoted: string | Refusal): quoted is Refusal => typeof quoted !== 'string';

/**
 * What `install` does to a secret of any characters before it stands in its place, named after what it makes:
 * `percent` for URLs (RFC 3986), `double` for the inside of double quotes where a backslash escapes (JSON, YAML, TOML,
 * redis), `single` for single quotes of docker compose, `shell` for single quotes of sh and systemd, `sql` for a string
 * of standard SQL, `passfile` for a field of libpq's passfile. Each has its function in `templates/install`.
 */
export const ENCODERS = ['percent', 'double', 'single', 'shell', 'sql', 'passfile'] as const;
export type Encoder = (typeof ENCODERS)[number];

/** How a place takes a secret of any characters: through an encoder, or as it is, up to the end of a line. */
export type Filling = Encoder | 'plain';

/**
 * The mark of a secret in a form: `${secret:name}`, filled as it is, or `${secret:name|percent|double}`, filled after
 * these encoders, from left to right.
 */
export const mark = (secret: string, encoders: readonly Encoder[] = []): string =>
  `\${secret:${[secret, ...encoders].join('|')}}`;

/** Every mark of a text. */
export const MARKS = /\$\{secret:([a-z0-9_.]+)((?:\|[a-z]+)*)\}/g;

/** C0 and C1 controls except tab and newline, and the noncharacters: no format of ours can carry them. */
// eslint-disable-next-line no-control-regex
export const UNPRINTABLE = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\ufdd0-\ufdef\ufffe\uffff]/;
