import { Ajv2020, _, type Code, type KeywordCxt, type Name, type ValidateFunction } from 'ajv/dist/2020.js';
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
  ajv.addVocabulary(['x-file', 'x-filled', 'x-renamed-from', 'x-removed']);
  for (const [keyword, code] of Object.entries(CHOICES))
    ajv.addKeyword({
      keyword,
      type: 'object',
      schemaType: 'array',
      error: {
        message: 'must have another number of them',
        params: ({ schemaCode, params }) => _`{names: ${schemaCode}, found: ${params['found']}}`,
      },
      code,
    });
  for (const [name, format] of Object.entries(FORMATS)) ajv.addFormat(name, format);
  return ajv;
}

/** How many of some properties are there. Written as code, like the keywords of ajv itself, for a file too. */
const CHOICES: Readonly<Record<string, (context: KeywordCxt) => void>> = {
  exactlyOne: (context) => {
    const found = foundIn(context, _`${context.schemaCode}`);
    context.pass(_`${found}.length === 1`);
  },
  atLeastOne: (context) => {
    const found = foundIn(context, _`${context.schemaCode}`);
    context.pass(_`${found}.length > 0`);
  },
  /** the first group of which there are several */
  atMostOne: (context) => {
    const { data, schemaCode } = context;
    const isThere = _`(name) => Object.prototype.hasOwnProperty.call(${data}, name)`;
    const several = _`${schemaCode}.find((group) => group.filter(${isThere}).length > 1)`;
    const found = foundIn(context, _`(${several} || [])`);
    context.pass(_`${found}.length === 0`);
  },
};

function foundIn(context: KeywordCxt, names: Code): Name {
  const { gen, data } = context;
  const found = gen.const(
    'found',
    _`${names}.filter((name) => Object.prototype.hasOwnProperty.call(${data}, name))`,
  );
  context.setParams({ found });
  return found;
}
