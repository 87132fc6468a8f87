import { closest } from 'fastest-levenshtein';
import { partsOf, type Value } from '../../src/fact.ts';
import { isRefusal, type Place, type Refusal } from '../../src/format/place.ts';
import { refusal, unprintable } from '../../src/format/text.ts';
import { REQUEST_NAMES, variablesOf } from './request.ts';

/** A literal text, or the name of a variable. */
type Piece = { readonly literal: string } | { readonly variable: string };

interface Rules {
  /** `value`: `$` starts a variable, request values may stand; `literal`: nginx takes `$` as it is, no request value */
  readonly dollar: 'value' | 'literal';
  /** whether `true` and `false` may be written, as `on` and `off` */
  readonly booleans: boolean;
}

/** The longest parameter that ngx_conf_file.c reads is just under 4096 bytes; the rest is for text around a value. */
const LONGEST = 4000;

const BARE = /^[A-Za-z0-9_.:/@%+=,~^*?&|!<>()[\]-]+$/;
/** A backslash is kept by nginx unless one of `"'\trn` follows it. */
const BARE_REGEX = /^(?:[A-Za-z0-9_.:/@%+=,~^*?&|!<>()[\]$-]|\\[^"'\\trn\s;{}#])+$/;
const FOLLOWS_VARIABLE = /^[A-Za-z0-9_]/;

function literalOf(text: string, rules: Rules): string | Refusal {
  const bad = unprintable(text);
  if (bad !== null) return bad;
  if (text.includes('\n'))
    return refusal('holds a newline, which would split a header or a log line', 'Write it on one line.');
  if (rules.dollar === 'value' && text.includes('$'))
    return refusal(
      'holds a `$`, which nginx can neither escape nor quote',
      'Use a placeholder such as {host} for a value of the request, or the regex match for an anchor.',
    );
  return text;
}

const unknownPlaceholder = (name: string): Refusal =>
  refusal(
    `holds the placeholder {${name}}, which nginx does not know`,
    `Did you mean {${closest(name, [...REQUEST_NAMES])}}? There are: ${REQUEST_NAMES.join(', ')}.`,
  );

function pieces(value: Value, rules: Rules): readonly Piece[] | Refusal {
  if (typeof value === 'number' && !/^-?\d+(\.\d+)?$/.test(String(value)))
    return refusal(`is ${String(value)}, which nginx does not read`, 'Write a number with plain digits.');
  if (typeof value === 'boolean')
    return rules.booleans
      ? [{ literal: value ? 'on' : 'off' }]
      : refusal(`is ${String(value)}, which can only stand as a whole argument`, 'Write a text here.');
  const all: Piece[] = [];
  const parts = partsOf(value);
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at] ?? '';
    if (typeof part === 'string') {
      const literal = literalOf(part, rules);
      if (isRefusal(literal)) return literal;
      if (literal !== '') all.push({ literal });
    } else if ('secret' in part) {
      return refusal(
        `holds the secret ${part.secret}, and nginx files are readable as they are`,
        'Let nginx read it from a file of its own, as auth_basic_user_file does.',
      );
    } else if (rules.dollar === 'literal') {
      return refusal(
        `holds {${part.request}}, but nginx does not look for variables here`,
        'Write a literal text.',
      );
    } else {
      // Decoded, the path of a request may hold a newline; in a redirect that would be a header of the client's choice.
      const next = parts[at + 1];
      const whole =
        part.request === 'path' && typeof next === 'object' && 'request' in next && next.request === 'query';
      const variables = variablesOf(whole ? 'requestUri' : part.request);
      if (variables === null) return unknownPlaceholder(part.request);
      all.push(...variables.map((variable) => ({ variable })));
      if (whole) at++;
    }
  }
  return all;
}

/** What stands between the quotes. A lone backslash stays as it is where nginx keeps it: regexes remain readable. */
const escape = (text: string, quote: '"' | "'"): string =>
  text
    .replace(/\\(?=["'\\trn\t]|$)/g, '\\\\')
    .replaceAll('\t', '\\t')
    .replaceAll(quote, `\\${quote}`);

/** @param open whether unknown text may follow, which must not become part of the last variable's name */
function join(all: readonly Piece[], open: boolean, write: (literal: string) => string): string {
  let text = '';
  all.forEach((piece, at) => {
    if ('literal' in piece) {
      text += write(piece.literal);
      return;
    }
    const next = all[at + 1];
    const followed = next === undefined ? open : 'literal' in next && FOLLOWS_VARIABLE.test(next.literal);
    // `$1` ends after its digit, and `${1}` is no capture.
    text += followed && !/^\d$/.test(piece.variable) ? `\${${piece.variable}}` : `$${piece.variable}`;
  });
  return text;
}

const sized = (text: string): string | Refusal =>
  text.length * 3 <= LONGEST || new TextEncoder().encode(text).length <= LONGEST
    ? text
    : refusal(
        `is longer than ${String(LONGEST)} bytes, and nginx reads no parameter of 4096 bytes`,
        'Put it into a file that nginx serves or includes.',
      );

const place = (name: string, rules: Rules, write: (all: readonly Piece[]) => string | Refusal): Place => ({
  name,
  quote: (value) => {
    const all = pieces(value, rules);
    if (isPieces(all)) {
      const text = write(all);
      return isRefusal(text) ? text : sized(text);
    }
    return all;
  },
});

const isPieces = (all: readonly Piece[] | Refusal): all is readonly Piece[] => Array.isArray(all);

const bareSafe = (all: readonly Piece[], safe: RegExp): boolean =>
  all.every((piece) => 'variable' in piece || safe.test(piece.literal));

/** A whole parameter: bare where nginx reads it back unchanged, else in double quotes. */
export const whole = (name: string, rules: Rules, safe: RegExp = BARE): Place =>
  place(name, rules, (all) =>
    all.length > 0 && bareSafe(all, safe)
      ? join(all, false, (text) => text)
      : `"${join(all, false, (text) => escape(text, '"'))}"`,
  );

/** Part of a parameter that stands without quotes; empty text may stand. */
export const bare = (name: string, rules: Rules, safe: RegExp = BARE): Place =>
  place(name, rules, (all) =>
    bareSafe(all, safe)
      ? join(all, true, (text) => text)
      : refusal(
          'holds a character that cannot stand in an nginx parameter without quotes',
          'Leave out blanks, quotes, backslashes, `;`, `{`, `}` and `#` here, or quote the parameter in the template.',
        ),
  );

/** Part of a parameter in quotes that the template writes. */
export const quoted = (name: string, rules: Rules, quote: '"' | "'"): Place =>
  place(name, rules, (all) => join(all, true, (text) => escape(text, quote)));

/** A whole parameter with an extra demand on its text; `before` gives what nginx wants to read. */
export const checked = (
  name: string,
  rules: Rules,
  before: (text: string) => string | Refusal,
  safe: RegExp = BARE,
): Place => ({
  name,
  quote: (value) => {
    const all = pieces(value, rules);
    if (!isPieces(all)) return all;
    const text = before(join(all, false, (literal) => literal));
    return isRefusal(text) ? text : whole(name, rules, safe).quote(text);
  },
});

/** A text that is written as it is, and refused where it does not have this form. */
export const word = (name: string, form: RegExp, help: string): Place =>
  place(name, { dollar: 'literal', booleans: false }, (all) => {
    const text = join(all, false, (literal) => literal);
    return form.test(text) ? text : refusal(`is "${text}", which cannot be ${name}`, help);
  });

export { BARE_REGEX };
