import type { ErrorObject } from 'ajv/dist/2020.js';
import { error, type Diagnostic, type Span } from '../diagnostic.ts';
import { didYouMean, listOf } from '../source/suggest.ts';
import { plain, type Node } from '../source/tree.ts';
import type { Schema } from './bundle.ts';

interface Fault {
  readonly error: ErrorObject;
  readonly schema: Schema;
  readonly node: Node;
  /** the key that holds the node; the node itself for list items */
  readonly key: Span;
  readonly name: string;
  readonly data: unknown;
}
type Say = (fault: Fault) => Diagnostic | null;

/** Every keyword that our schemas use has its own words; one without an entry fails a test. */
export const WORDS: Readonly<Record<string, Say>> = {
  additionalProperties: ({ error: { params }, schema, node }) => {
    const key = String(params['additionalProperty']);
    const at = node.kind === 'map' ? (node.entries.get(key)?.key ?? node.at) : node.at;
    const known = Object.keys(schema.properties ?? {});
    const renamed = known.find((name) => schema.properties?.[name]?.['x-renamed-from'] === key);
    if (renamed)
      return error('schema/renamed', at, `"${key}" is called "${renamed}" now.`, {
        help: `Write ${renamed}.`,
      });
    return error('schema/unknown-key', at, `Unknown key "${key}".${didYouMean(key, known)}`, {
      help: `Known here: ${listOf(known)}.`,
    });
  },
  required: ({ error: { params }, key, name, schema }) => {
    const missing = String(params['missingProperty']);
    const description = schema.properties?.[missing]?.description;
    return error('schema/required', key, `${subject(name)} lacks "${missing}".`, {
      help: description ? `${missing}: ${description}` : `Add ${missing}.`,
    });
  },
  type: ({ node, key, name, schema, data }) =>
    data === null
      ? error('schema/empty', key, `${subject(name)} is empty.`, {
          help: `Give it ${types(schema)}, or remove the line.`,
        })
      : error('schema/type', node.at, `${subject(name)} is ${kindOf(data)}; it must be ${types(schema)}.`, {
          help: help(schema),
        }),
  enum: ({ node, data, schema }) => {
    const allowed = (schema.enum ?? []).map(String);
    return error(
      'schema/not-allowed',
      node.at,
      `${show(data)} is not one of the allowed values.${didYouMean(String(data), allowed)}`,
      { help: `Allowed: ${listOf(allowed)}.` },
    );
  },
  const: ({ node, data, schema, name }) =>
    error(
      'schema/not-allowed',
      node.at,
      `${subject(name)} is ${show(data)}; only ${show(schema.const)} is known.`,
      { help: schema.description ?? null },
    ),
  pattern: (fault) => shape(fault),
  format: (fault) => shape(fault),
  minLength: ({ node, name, schema }) =>
    error('schema/empty', node.at, `${subject(name)} is empty.`, { help: help(schema) }),
  maxLength: ({ node, name, schema }) =>
    error(
      'schema/too-long',
      node.at,
      `${subject(name)} is longer than ${String(schema['maxLength'])} characters.`,
      { help: help(schema) },
    ),
  minItems: ({ node, name, schema }) =>
    error('schema/empty', node.at, `${subject(name)} has too few items.`, { help: help(schema) }),
  uniqueItems: ({ error: { params }, node, name }) => {
    const [first, second] = [Number(params['j']), Number(params['i'])].map((index) =>
      node.kind === 'list' ? node.items[index]?.at : undefined,
    );
    return error('schema/twice', second ?? node.at, `"${name}" names one thing twice.`, {
      related: first ? [{ at: first, message: 'It stands here first.' }] : [],
      help: 'Keep one of them.',
    });
  },
  minProperties: ({ node, name, schema }) =>
    error('schema/empty', node.at, `${subject(name)} is empty.`, { help: help(schema) }),
  minimum: (fault) => range(fault),
  maximum: (fault) => range(fault),
  exclusiveMinimum: (fault) => range(fault),
  propertyNames: ({ node, error: { params } }) => {
    const name = String(params['propertyName']);
    const at = node.kind === 'map' ? (node.entries.get(name)?.key ?? node.at) : node.at;
    return error('schema/bad-name', at, `"${name}" cannot be a name here.`, {
      help: 'Use letters, digits, "_", "-" and "."; paths begin with "/", secrets are lower case with "_".',
    });
  },
  exactlyOne: (fault) =>
    foundOf(fault).length === 0 ? none(fault, 'Say exactly one of them.') : several(fault, 'exactly one'),
  atLeastOne: (fault) => none(fault, 'Say one of them.'),
  atMostOne: (fault) => several(fault, 'one'),
};

const foundOf = ({ error: { params } }: Fault): readonly string[] => params['found'];

function none({ error: { params }, key, name }: Fault, help: string): Diagnostic {
  const names: readonly string[] = params['names'];
  return error('schema/says-none', key, `${subject(name)} says none of ${listOf(names)}.`, { help });
}

function several(fault: Fault, one: string): Diagnostic {
  const { node, name } = fault;
  const found = foundOf(fault);
  const spans = found.flatMap((key) => (node.kind === 'map' ? [node.entries.get(key)?.key ?? node.at] : []));
  const [first, ...others] = spans;
  return error('schema/says-several', first ?? node.at, `${subject(name)} says ${listOf(found)} at once.`, {
    related: others.map((at) => ({ at, message: 'This too.' })),
    help: `Keep ${one} of them.`,
  });
}

function shape({ node, data, schema, name }: Fault): Diagnostic | null {
  if (schema === undefined) return null;
  const what = schema.title?.toLowerCase();
  const text = String(data);
  if (what === 'domain' && /^[a-z][a-z0-9+.-]*:\/\//i.test(text)) {
    const inside = text.replace(/^[^/]*\/\//, '').replace(/[/?#].*$/, '');
    return error('schema/url-for-domain', node.at, `${show(data)} is a URL; a domain is meant.`, {
      why: 'Programs put their own scheme before it: the result would be https://https://….',
      help: `Write ${inside}.`,
    });
  }
  return error(
    'schema/bad-shape',
    node.at,
    `${show(data)} is not ${what ? article(what) : `a value that ${name || 'this'} can take`}.`,
    { help: help(schema) },
  );
}

function range({ node, data, schema }: Fault): Diagnostic {
  const low = schema['minimum'];
  const high = schema['maximum'];
  const above = schema['exclusiveMinimum'];
  const bounds =
    above !== undefined
      ? `above ${JSON.stringify(above)}`
      : high === undefined
        ? `at least ${JSON.stringify(low)}`
        : low === undefined
          ? `at most ${JSON.stringify(high)}`
          : `from ${JSON.stringify(low)} to ${JSON.stringify(high)}`;
  return error('schema/out-of-range', node.at, `${show(data)} is out of range: ${bounds}.`, {
    help: help(schema),
  });
}

/** Says whether a value is as the schema wants it, and leaves what is not in `errors`. */
export interface Check {
  (value: unknown): unknown;
  errors?: ErrorObject[] | null;
}

/** What the schema has to say about a tree, each fault at its own line. */
export const validate = (tree: Node, check: Check): readonly Diagnostic[] =>
  check(plain(tree)) ? [] : messages(check.errors ?? [], tree);

/** ajv's errors as diagnostics. The library knows the data; the places come from the tree. */
export function messages(errors: readonly ErrorObject[], tree: Node): readonly Diagnostic[] {
  return errors.flatMap((one) => {
    if (one.propertyName !== undefined && one.keyword !== 'propertyNames') return [];
    const say = WORDS[one.keyword];
    if (!say) throw new Error(`no words for the schema keyword ${one.keyword}`);
    const schema: Schema = one.parentSchema ?? {};
    const said = say({ error: one, schema, data: one.data, ...find(tree, one.instancePath) });
    return said ? [said] : [];
  });
}

function find(
  tree: Node,
  pointer: string,
): { readonly node: Node; readonly key: Span; readonly name: string } {
  let node = tree;
  let key: Span = {
    source: tree.at.source,
    start: tree.at.start,
    end: Math.min(
      tree.at.end,
      tree.at.start + (/^[^\n]*/.exec(tree.at.source.text.slice(tree.at.start))?.[0].length ?? 0),
    ),
  };
  let name = '';
  for (const step of pointer
    .split('/')
    .slice(1)
    .map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))) {
    const pair = node.kind === 'map' ? node.entries.get(step) : undefined;
    const item = node.kind === 'list' ? node.items[Number(step)] : undefined;
    const next = pair?.value ?? item;
    if (!next) break;
    key = pair?.key ?? next.at;
    name = pair ? step : `${name}[${step}]`;
    node = next;
  }
  return { node, key, name };
}

const subject = (name: string): string => (name === '' ? 'The manifest' : `"${name}"`);
const show = (data: unknown): string => (typeof data === 'string' ? JSON.stringify(data) : String(data));
const article = (noun: string): string => `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;

function kindOf(data: unknown): string {
  if (Array.isArray(data)) return 'a list';
  if (typeof data === 'object') return 'a map';
  if (typeof data === 'string') return `the text ${JSON.stringify(data)}`;
  return `the ${typeof data} ${JSON.stringify(data)}`;
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'a whole number',
  number: 'a number',
  boolean: 'true or false',
  object: 'a map',
  array: 'a list',
};

function types(schema: Schema): string {
  const names = Array.isArray(schema.type) ? schema.type : [schema.type];
  return names.map((name) => TYPES[String(name)] ?? String(name)).join(' or ');
}

function help(schema: Schema): string | null {
  if (!schema.description) return null;
  const example = schema.examples?.[0];
  return example === undefined
    ? schema.description
    : `${schema.description} For example: ${JSON.stringify(example)}.`;
}
