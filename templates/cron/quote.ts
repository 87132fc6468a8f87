import { partsOf, type Value } from '../../src/fact.ts';
import { isRefusal, type Place, type Refusal } from '../../src/format/place.ts';
import { shellWord } from '../../src/format/shell.ts';
import { keyText, refusal, spell, unprintable } from '../../src/format/text.ts';

/** Everybody on a host may read a crontab, and its commands stand in the list of processes. */
function open(value: Value): Refusal | null {
  const secret = partsOf(value).find((part) => typeof part === 'object' && 'secret' in part);
  return secret === undefined
    ? null
    : refusal(
        'holds a secret, and everybody on the host may read a crontab and see the arguments of a process',
        'Let the command read the secret from a file: give it `deliver: file` and refer to its path, or write a file with `files` that only the user of the job may read.',
      );
}

const singleLine = (text: string): string | Refusal =>
  text.includes('\n')
    ? refusal(
        'holds a newline, and a crontab has no way to continue a line',
        'Write it on one line, or put it into a script and run that.',
      )
    : (unprintable(text) ?? text);

/** A minute of crontab(5), or the name of a variable: what a line may begin with. */
const SCHEDULE = /^(?:@[a-z]+|[0-9*][0-9*,/-]*(?: [0-9a-zA-Z*,/-]+){4})$/;
const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

export const head: Place = {
  name: 'beginning of a crontab line',
  quote: (value) => {
    const text = keyText(value);
    if (isRefusal(text) || SCHEDULE.test(text) || NAME.test(text)) return text;
    return refusal(
      `is ${JSON.stringify(text)}, which is neither a schedule nor the name of a variable`,
      'Use five fields, or letters, digits and "_" for a name.',
    );
  },
};

export const user: Place = {
  name: 'user of a crontab line',
  quote: (value) => {
    const text = keyText(value);
    if (isRefusal(text) || /^[a-z_][a-z0-9_-]*$/.test(text)) return text;
    return refusal(`is ${JSON.stringify(text)}, which is no name of a user`, 'Use the name of an account.');
  },
};

/**
 * What cron makes of a command before a shell sees it: `%` ends it, `\%` is a `%`, and Debian's cron makes one backslash of
 * two while cronie keeps both. So no backslash of ours stands before another one or before a `%`: the quotes are closed
 * and opened again between them, which a shell does not notice.
 */
const forCron = (quoted: string): string => quoted.replaceAll(/\\(?=[\\%])/g, "\\''").replaceAll('%', '\\%');

/** One word of a command, as the shell that cron starts reads it. */
export const word: Place = {
  name: 'word of a cron command',
  quote: (value) => {
    const text = open(value) ?? spell(value, singleLine);
    if (isRefusal(text)) return text;
    const quoted = shellWord.quote(value);
    return isRefusal(quoted) ? quoted : forCron(quoted);
  },
};

/** The longest value that is not cut off: cron keeps 998 bytes of `NAME=value` (MAX_ENVSTR) and says nothing. */
const LONGEST = 900;

/** load_env() of cron: no escapes and no expansion; quotes around a value are taken off. */
export const assigned: Place = {
  name: 'value of a variable in a crontab',
  quote: (value) => {
    const text = open(value) ?? spell(value, singleLine);
    if (isRefusal(text)) return text;
    if (Buffer.byteLength(text) > LONGEST)
      return refusal(
        `is longer than ${LONGEST} bytes, and cron cuts off what is too long`,
        'Let the command read it from a file.',
      );
    if (/\s$/.test(text))
      return refusal(
        'ends with a blank, which cron cuts off, whatever its manual says of quotes',
        'Remove the blank.',
      );
    if (/^(["']).*\1$/s.test(text) && text.length > 1)
      return refusal(
        'begins and ends with the same quote, and cron takes quotes off twice',
        'Leave out the quotes, or let the command add them.',
      );
    if (/^[A-Za-z0-9_@%+=:,./-]+$/.test(text)) return text;
    if (!text.includes('"')) return `"${text}"`;
    if (!text.includes("'")) return `'${text}'`;
    return /^["'\s]/.test(text)
      ? refusal(
          'holds both kinds of quotes and begins with one or with a blank, which cron cannot be told',
          'Leave out one kind of quotes.',
        )
      : text;
  },
};

/** A remark; each of its lines becomes a comment line. */
export const comment: Place = {
  name: 'crontab comment',
  quote: (value) => spell(value, (text) => unprintable(text) ?? text.split('\n').join('\n# ')),
};
