import { partsOf, type Value } from '../../src/fact.ts';
import type { Place, Refusal } from '../../src/format/place.ts';
import { refusal, unprintable } from '../../src/format/text.ts';
import { BARE_REGEX, bare, checked, quoted, whole, word } from './quote.ts';

const TEXT = { dollar: 'value', booleans: false } as const;
const LITERAL = { dollar: 'literal', booleans: false } as const;

/** Words with a meaning of their own where a `map` block has a value to look for. */
const MAP_WORDS = new Set(['default', 'hostnames', 'include', 'volatile']);

/**
 * The lexical places of nginx.conf, after ngx_conf_read_token() in ngx_conf_file.c. In a place for text a request
 * value becomes a variable. Regexes, location paths and map keys are never searched for variables: there a `$` means itself.
 */
export const places = {
  argument: whole('nginx argument', { dollar: 'value', booleans: true }),
  bare: bare('nginx argument without quotes', TEXT),
  double: quoted('nginx text in double quotes', TEXT, '"'),
  single: quoted('nginx text in single quotes', TEXT, "'"),
  regex: checked(
    'nginx regex',
    LITERAL,
    (text) => (text === '' ? refusal('is empty, which matches everything', 'Write a regex.') : text),
    BARE_REGEX,
  ),
  regexBare: bare('nginx regex without quotes', LITERAL, BARE_REGEX),
  regexDouble: quoted('nginx regex in double quotes', LITERAL, '"'),
  regexSingle: quoted('nginx regex in single quotes', LITERAL, "'"),
  path: checked('nginx location path', LITERAL, (text) =>
    /^[/@]/.test(text)
      ? text
      : refusal(
          `is "${text}", and a location starts with / or, where it is named, with @`,
          'Write it from the / on.',
        ),
  ),
  key: checked('nginx map key', LITERAL, (text) =>
    MAP_WORDS.has(text) || /^[\\~]/.test(text) ? `\\${text}` : text,
  ),
  name: word(
    'an nginx directive name',
    /^[a-z][a-z0-9_]*$/,
    'Directive names are lower case letters, digits and `_`.',
  ),
  variable: word('part of an nginx variable name', /^[A-Za-z0-9_]+$/, 'Use letters, digits and `_`.'),
  comment: { name: 'nginx comment', quote: comment },
} satisfies Readonly<Record<string, Place>>;

/** The template writes the `#`, so that a second line would be read as directives. */
function comment(value: Value): string | Refusal {
  let text = '';
  for (const part of partsOf(value)) {
    if (typeof part === 'object' && 'secret' in part)
      return refusal(`holds the secret ${part.secret}`, 'Leave the secret out of the comment.');
    text += typeof part === 'string' ? part : `{${part.request}}`;
  }
  if (/[\n\u2028\u2029]/.test(text))
    return refusal('holds a newline, which would end the comment', 'Write it on one line.');
  return unprintable(text) ?? text;
}
