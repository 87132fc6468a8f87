import { Ajv2020, _, type KeywordCxt, type ValidateFunction } from 'ajv/dist/2020.js';
import type { Schema } from './bundle.ts';
import { FORMATS } from './accepts.ts';

const compiled = new WeakMap<Schema, ValidateFunction>();

/** The schema as a function. A build has this made beforehand, by `src/build/check.ts`, and then loads no ajv. */
export function checkOf(schema: Schema): ValidateFunction {
  const before = compiled.get(schema);
  if (before) return before;
  const check = validator().compile(schema);
  compiled.set(schema, check);
  return check;
}

/**
 * The validator with our own keyword and formats.
 * @param formats where code that is written to a file finds the formats; null for a check that runs here
 */
export function validator(formats: string | null = null): Ajv2020 {
  const ajv = new Ajv2020({
    allErrors: true,
    verbose: true,
    strict: true,
    strictRequired: false,
    strictTypes: false,
    allowUnionTypes: true,
    ownProperties: true,
    ...(formats === null
      ? {}
      : { code: { source: true, esm: true, formats: _`require(${formats}).FORMATS` } }),
  });
  ajv.addVocabulary(['x-file', 'x-renamed-from', 'x-removed']);
  ajv.addKeyword({
    keyword: 'exactlyOne',
    type: 'object',
    schemaType: 'array',
    error: {
      message: 'must have exactly one',
      params: ({ schemaCode, params }) => _`{names: ${schemaCode}, found: ${params['found']}}`,
    },
    code: exactlyOne,
  });
  for (const [name, format] of Object.entries(FORMATS)) ajv.addFormat(name, format);
  return ajv;
}

/** Written as code, like the keywords of ajv itself, so that it can be written to a file too. */
function exactlyOne(context: KeywordCxt): void {
  const { gen, data, schemaCode } = context;
  const found = gen.const(
    'found',
    _`${schemaCode}.filter((name) => Object.prototype.hasOwnProperty.call(${data}, name))`,
  );
  context.setParams({ found });
  context.pass(_`${found}.length === 1`);
}
