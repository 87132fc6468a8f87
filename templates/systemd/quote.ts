import { partsOf, type Value } from '../../src/fact.ts';
import { isRefusal, type Place, type Refusal } from '../../src/format/place.ts';
import { INVISIBLE, keyText, refusal, spell, unprintable } from '../../src/format/text.ts';

/** Everybody on a host can read its units (`systemctl cat`) and the arguments of its processes (/proc). */
const SEEN =
  'Let the program read it from its environment or from a file: as a variable under `env`, or by `{secret: …, as: path}`.';

/** Switches are `yes` and `no`. */
const worded = (value: Value): Value => (typeof value === 'boolean' ? (value ? 'yes' : 'no') : value);

/** The text of a value that holds no secret, each literal through `literal`. */
function open(value: Value, literal: (text: string) => string | Refusal): string | Refusal {
  const secret = partsOf(value).find((part) => typeof part === 'object' && 'secret' in part);
  if (typeof secret === 'object' && 'secret' in secret)
    return refusal(`holds the secret ${secret.secret}, and everybody on the host can read a unit`, SEEN);
  return spell(worded(value), literal);
}

/** systemd.unit(5): `%` begins a specifier in nearly every setting, `%%` is one percent sign. */
const percent = (text: string): string => text.replaceAll('%', '%%');

/** Of all settings that are the rest of their line, without quotes. */
function oneLine(text: string): string | Refusal {
  if (text.includes('\n'))
    return refusal('holds a newline, which ends a setting of a unit', 'Write it on one line.');
  if (text !== text.trim())
    return refusal('begins or ends with a blank, which systemd cuts off', 'Remove the blank.');
  if (text.endsWith('\\'))
    return refusal('ends with a backslash, which joins the next line', 'Remove the backslash.');
  return unprintable(text) ?? text;
}

/** The rest of a line: a description, a path, a word. */
export const value: Place = {
  name: 'systemd value',
  quote: (given) => {
    const text = open(given, (literal) => literal);
    if (isRefusal(text)) return text;
    if (text === '')
      return refusal('is empty, which empties a setting instead of setting it', 'Give it a value.');
    const line = oneLine(text);
    return isRefusal(line) ? line : percent(line);
  },
};

/** A value in systemd’s own words: specifiers and quotes are what they are. */
export const native: Place = { name: 'native systemd value', quote: (given) => whole(open(given, oneLine)) };

const whole = (text: string | Refusal): string | Refusal => (isRefusal(text) ? text : oneLine(text));

/** The name of a setting. */
export const key: Place = {
  name: 'name of a systemd setting',
  quote: (given) => {
    const text = keyText(given);
    if (isRefusal(text) || /^[A-Za-z][A-Za-z0-9-]*$/.test(text)) return text;
    return refusal(
      `is ${JSON.stringify(text)}, which is no name of a setting`,
      'Use letters, digits and "-".',
    );
  },
};

/** The name of a unit, as `unit_name_is_valid()` takes it. */
export const unit: Place = {
  name: 'name of a unit',
  quote: (given) => {
    const text = keyText(given);
    if (isRefusal(text)) return text;
    const good = /^[A-Za-z0-9:_.\\-]+(@[A-Za-z0-9:_.\\-]*)?\.(service|socket|timer|path|target|mount|slice)$/;
    if (good.test(text) && text.length < 256) return text;
    return refusal(
      `gives the unit name ${JSON.stringify(text)}, which systemd does not take`,
      'Use letters, digits, ":", "_", "." and "-".',
    );
  },
};

const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\t': '\\t',
};

// eslint-disable-next-line no-control-regex
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/g;

/** Between double quotes, cunescape() of escape.c: escapes for what nobody would see. */
function escaped(text: string): string | Refusal {
  // Controls have escapes; half characters and noncharacters have none.
  const bad = unprintable(text.replace(CONTROLS, ''));
  if (bad !== null) return bad;
  if (text.includes('\0'))
    return refusal('holds the character U+0000, at which a text ends', 'Remove the character.');
  return [...text].map(escapedCharacter).join('');
}

const escapedCharacter = (character: string): string =>
  SHORT[character] ??
  (character !== ' ' && INVISIBLE.test(character)
    ? `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`
    : character);

/** Bare where extract_first_word() of extract-word.c reads that alike, else in double quotes. */
function word(text: string): string | Refusal {
  if (/^[A-Za-z0-9_.,:@+=/~^%$<>!?*()[\]{}|&#-]+$/.test(text)) return text;
  const inside = escaped(text);
  return isRefusal(inside) ? inside : `"${inside}"`;
}

/** An item of a list: a path, a directory. */
export const item: Place = {
  name: 'item of a systemd list',
  quote: (given) => {
    const text = open(given, percent);
    if (!isRefusal(text) && /^[-+~]/.test(text))
      return refusal(
        `begins with "${text.charAt(0)}", which means something else in front of an item`,
        'Begin with another character.',
      );
    return isRefusal(text) ? text : word(text);
  },
};

/** An argument of a command: `$` begins a variable even between quotes, so it is doubled, as `%` is. */
export const argument: Place = {
  name: 'argument of a systemd command',
  quote: (given) => {
    const text = open(given, (literal) => percent(literal).replaceAll('$', '$$$$'));
    return isRefusal(text) ? text : word(text);
  },
};

/** The program of a command. Variables are not expanded there; older systems search no PATH for it. */
export const program: Place = {
  name: 'program of a systemd command',
  quote: (given) => {
    const text = open(given, (literal) => literal);
    if (isRefusal(text)) return text;
    if (!text.startsWith('/'))
      return refusal(
        `is ${JSON.stringify(text)}, which is no absolute path of a program`,
        'Write the whole path; a shell has to be named too: `[/bin/sh, -c, …]`.',
      );
    if (/[$;]/.test(text))
      return refusal('is a path with a "$" or ";", which systemd reads as its own', 'Give it another path.');
    return word(percent(text));
  },
};

/** The name of a variable between double quotes. */
export const variable: Place = {
  name: 'name of an environment variable',
  quote: (given) => {
    const text = keyText(given);
    if (isRefusal(text) || /^[A-Za-z_][A-Za-z0-9_]*$/.test(text)) return text;
    return refusal(
      `is ${JSON.stringify(text)}, which systemd takes for no name of a variable`,
      'Use letters, digits and "_", and no digit in front.',
    );
  },
};

/** The value of a variable between double quotes; `$` means itself here, `env_value_is_valid()` of env-util.c. */
export const setting: Place = {
  name: 'value of an environment variable',
  quote: (given) => {
    const text = open(given, (literal) => unprintable(literal) ?? escaped(percent(literal)));
    if (isRefusal(text) || Buffer.byteLength(text) <= 120_000) return text;
    return refusal('is longer than 120000 bytes, which a variable cannot be', 'Let the program read a file.');
  },
};

/** A remark; each of its lines becomes a comment line. A backslash at the end of one is harmless there. */
export const comment: Place = {
  name: 'comment',
  quote: (given) => spell(given, (text) => unprintable(text) ?? text.split('\n').join('\n# ')),
};
