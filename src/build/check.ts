import standalone from 'ajv/dist/standalone/index.js';
import type { Schema } from '../manifest/bundle.ts';
import { validator } from '../manifest/validator.ts';

/**
 * The schema's check as the text of a module: it needs no ajv, and gives the same errors.
 * @param formats the module that exports FORMATS, as this text should name it
 */
export function checkModule(schema: Schema, formats: string): string {
  const ajv = validator(formats);
  return standalone.default(ajv, ajv.compile(schema));
}

/** The file of a build that holds it, beside the program: it is read when a manifest has a fault. */
export const CHECK = './check.cjs';

/** What takes the place of `src/manifest/validator.ts` in a build. */
export const VALIDATOR = `export const checkOf = () => require('${CHECK}').validate;`;
