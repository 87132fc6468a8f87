import { isIP } from 'node:net';
import { Ajv2020, type ErrorObject, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Diagnostic } from '../diagnostic.ts';
import { plain, type Node } from '../source/tree.ts';
import type { Schema } from './bundle.ts';
import { messages } from './messages.ts';

const compiled = new WeakMap<Schema, ValidateFunction>();

/** What the schema has to say about a tree, each fault at its own line. */
export function validate(tree: Node, schema: Schema): readonly Diagnostic[] {
  let check = compiled.get(schema);
  if (!check) {
    check = validator().compile(schema);
    compiled.set(schema, check);
  }
  return check(plain(tree)) ? [] : messages(check.errors ?? [], tree);
}

/** The validator with our own keyword and formats; ajv's own `formats` package reads addresses more loosely than programs do. */
export function validator(): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    strict: true,
    strictRequired: false,
    strictTypes: false,
    allowUnionTypes: true,
    ownProperties: true,
  });
  ajv.addVocabulary(['x-file', 'x-renamed-from', 'x-removed']);
  ajv.addKeyword({
    keyword: 'exactlyOne',
    type: 'object',
    schemaType: 'array',
    errors: 'full',
    compile: exactlyOne,
  });
  ajv.addFormat('ip', (text) => isIP(text) !== 0);
  ajv.addFormat('cidr', isCidr);
  ajv.addFormat('network', (text) => isIP(text) !== 0 || isCidr(text));
  return ajv;
}

export function isCidr(text: string): boolean {
  const [address = '', bits = '', ...rest] = text.split('/');
  const version = isIP(address);
  return (
    version !== 0 &&
    rest.length === 0 &&
    /^(0|[1-9][0-9]{0,2})$/.test(bits) &&
    Number(bits) <= (version === 4 ? 32 : 128)
  );
}

interface Check {
  (data: object): boolean;
  errors?: Partial<ErrorObject>[];
}

function exactlyOne(names: readonly string[]): Check {
  const check: Check = (data) => {
    const found = names.filter((name) => Object.hasOwn(data, name));
    check.errors = [{ keyword: 'exactlyOne', message: 'must have exactly one', params: { names, found } }];
    return found.length === 1;
  };
  return check;
}
