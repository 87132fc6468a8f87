import { isRefusal, type Place, type Refusal } from '../../src/format/place.ts';
import { refusal } from '../../src/format/text.ts';
import { yaml, yamlQuoted, yamlScalar } from '../../src/format/yaml.ts';
import { partsOf, type Part, type SecretPart, type Value } from '../../src/fact.ts';

/** The variable by which a compose file names a secret; `.env` in the project directory gives its value. */
export const variableOf = (secret: string): string => secret.replace(/\..*/, '').toUpperCase();

/**
 * How a part of a value is written in `.env`, and under which name. In a URL, a secret of any characters is another
 * variable: compose puts values in as they are.
 */
export const variableFor = (part: SecretPart): { readonly name: string; readonly part: SecretPart } =>
  part.encode === 'percent' && part.alphabet === 'any'
    ? { name: `${variableOf(part.secret)}_IN_URL`, part }
    : { name: variableOf(part.secret), part: { ...part, encode: 'none' } };

/**
 * A scalar of a compose file. Compose interpolates every value after reading the YAML: a literal `$` is doubled, a
 * secret is `${NAME:?}`, which refuses to start where the value is missing or empty.
 */
export const composeScalar: Place = {
  name: 'compose value',
  quote: (value) => {
    if (typeof value !== 'object')
      return yamlScalar.quote(typeof value === 'string' ? doubled(value) : value);
    const text = interpolated(value);
    // Whatever fills a variable, the scalar stays text.
    return isRefusal(text) ? text : yamlQuoted.quote(text);
  },
  none: 'null',
};

const doubled = (text: string): string => text.replaceAll('$', '$$$$');

function interpolated(value: Value): string | Refusal {
  let text = '';
  for (const part of partsOf(value)) {
    const said = spelt(part);
    if (isRefusal(said)) return said;
    text += said;
  }
  return text;
}

function spelt(part: Part): string | Refusal {
  if (typeof part === 'string') return doubled(part);
  if ('request' in part)
    return refusal(`holds the request value {${part.request}}`, 'Request values exist in a web server only.');
  return `\${${variableFor(part).name}:?}`;
}

/** compose.yaml, after the compose specification. */
export const serialiser = { ...yaml(composeScalar), id: 'compose' };
