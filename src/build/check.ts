import standalone from 'ajv/dist/standalone/index.js';
import type { Schema } from '../manifest/bundle.ts';
import { validator } from '../manifest/validator.ts';

/**
 * The schema's check as the text of a module that takes the place of `src/manifest/validator.ts` in a build: it needs
 * no ajv, and gives the same errors.
 * @param formats the module that exports FORMATS, as this text should name it
 */
export function checkModule(schema: Schema, formats: string): string {
  const ajv = validator(formats);
  return `${standalone.default(ajv, ajv.compile(schema))}\nexport const checkOf = () => validate;\n`;
}
