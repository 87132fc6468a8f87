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

/** The files of a build that hold them, beside the program: read when a manifest, or a program's file, has a fault. */
export const CHECK = './check.cjs';
export const PROGRAM_CHECK = './check-program.cjs';

/** What takes the place of `src/manifest/validator.ts` in a build. */
export const VALIDATOR = `export const checkOf = ({ title }) =>
  (title === 'Program' ? require('${PROGRAM_CHECK}') : require('${CHECK}')).validate;`;
