import type { Value } from '../fact.ts';
import { isRefusal } from './place.ts';
import type { Place, Refusal } from './place.ts';
import { spell, unprintable, wholeText } from './text.ts';

/** Words of these characters mean themselves everywhere; `NAME=x` would be an assignment before a command. */
const SAFE = /^(?![A-Za-z_]\w*\+?=)[A-Za-z0-9_@%+:,./-][A-Za-z0-9_@%+=:,./-]*$/;

/** Reserved where a command may start, in sh and bash. */
const RESERVED = new Set(
  'case coproc do done elif else esac fi for function if in select then time until while'.split(' '),
);

/** Any text as pieces that the shell joins to one word. */
export function singleQuoted(value: Value, quote: string): string | Refusal {
  const text = spell(value, (literal) => unprintable(literal) ?? literal.replaceAll("'", quote));
  return isRefusal(text) ? text : `'${text}'`;
}

/** One word of a POSIX shell command line (sh, dash, bash), single-quoted where it needs quotes. */
export const shellWord: Place = {
  name: 'shell word',
  quote: (value) => {
    const plain = wholeText(value);
    if (plain !== null && SAFE.test(plain) && !RESERVED.has(plain)) return spell(value, (text) => text);
    return singleQuoted(value, "'\\''");
  },
};
