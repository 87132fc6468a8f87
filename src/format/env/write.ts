import { originsOf } from '../../fact.ts';
import type { Value } from '../../fact.ts';
import type { Entry, Serialiser, Sink } from '../data.ts';
import { isRefusal } from '../place.ts';
import type { Filling, Place, Refusal } from '../place.ts';
import {
  hashComment,
  keyText,
  refusal,
  refuseShape,
  spell,
  unprintable,
  wholeText,
  writeNote,
} from '../text.ts';

export { readEnv } from './read.ts';
export type { EnvVariable } from './read.ts';

/**
 * Who reads an env file; the same text means five things to five readers.
 * - `compose`: `env_file:` and `.env` of docker compose v2 (compose-go dotenv: quotes, escapes, interpolation)
 * - `docker`: `docker run --env-file` (raw to the end of the line)
 * - `systemd`: `EnvironmentFile=` (systemd.exec(5): quotes and escapes, no expansion)
 * - `shell`: sourced by a POSIX sh
 */
export type EnvConsumer = 'compose' | 'docker' | 'systemd' | 'shell';

/** Means itself to every reader, unquoted. */
const BARE = /^[A-Za-z0-9_@%+=:,./-]*$/;

const literal = (text: string): string | Refusal => unprintable(text) ?? text;
const isBare = (value: Value): boolean => BARE.test(wholeText(value) ?? '!');

const between = (quote: string, text: string | Refusal): string | Refusal =>
  isRefusal(text) ? text : quote + text + quote;

/** Every piece of text with the characters of `special` behind backslashes. */
const escaped = (value: Value, special: RegExp, filling: Filling | null = null): string | Refusal =>
  spell(value, (text) => unprintable(text) ?? text.replace(special, '\\$&'), filling);

/** Two readers' rule: `''` where nothing needs more, `""` with escapes else. */
function doubleOrSingle(value: Value, text: string, special: RegExp): string | Refusal {
  if (!text.includes("'") && !text.endsWith('\\')) return between("'", spell(value, literal));
  return between('"', escaped(value, special));
}

/**
 * compose-go interpolates in `""` and nothing in `''`, where `\'` is the only escape and a backslash keeps itself. So
 * a mark stands in `''`, or `up` would fail on a file that install has not filled yet.
 */
function compose(value: Value): string | Refusal {
  if (isBare(value)) return spell(value, literal);
  const whole = wholeText(value);
  if (whole !== null) return doubleOrSingle(value, whole, /[\\"$]/g);
  const text = escaped(value, /'/g, 'single');
  if (isRefusal(text)) return text;
  // A secret that needs an encoder may begin with a quote.
  return /\\\\'|\\$|\\\$\{secret:[^}|]*\|/.test(text)
    ? refusal(
        'holds a secret and a backslash before a quote or at its end, which docker compose cannot read literally',
        'Remove the backslash, or put the secret into a variable of its own.',
      )
    : `'${text}'`;
}

/** systemd and sh join quoted pieces, so a mark stands in `''` next to any text. */
function joined(value: Value): string | Refusal {
  if (isBare(value)) return spell(value, literal);
  const whole = wholeText(value);
  if (whole === null)
    return between(
      "'",
      spell(value, (text) => unprintable(text) ?? text.replaceAll("'", `'"'"'`), 'shell'),
    );
  return whole.includes("'") ? between('"', escaped(value, /[\\"$`]/g)) : between("'", spell(value, literal));
}

function raw(value: Value): string | Refusal {
  const text = spell(value, literal, 'plain');
  return isRefusal(text) || !text.includes('\n')
    ? text
    : refusal(
        'holds a newline, which `docker run --env-file` cannot read',
        'Write the value on one line, or run the container with compose.',
      );
}

/** docker reads lines of less than 64 KiB (Go's bufio.Scanner); Linux takes 128 KiB for one variable (execve(2)). */
const LONGEST: Readonly<Record<EnvConsumer, number>> = {
  compose: 120_000,
  docker: 60_000,
  systemd: 120_000,
  shell: 120_000,
};

const QUOTERS: Readonly<Record<EnvConsumer, (value: Value) => string | Refusal>> = {
  compose,
  docker: raw,
  systemd: joined,
  shell: joined,
};

/** The value of `KEY=value`. */
export const envValue = (consumer: EnvConsumer): Place => ({
  name: `${consumer} env value`,
  quote: (value) => {
    const text = QUOTERS[consumer](value);
    return isRefusal(text) || Buffer.byteLength(text) <= LONGEST[consumer]
      ? text
      : refusal(
          `is longer than ${LONGEST[consumer]} bytes, which an environment variable cannot be`,
          'Let the program read it from a file.',
        );
  },
});

const DOTTED = /^[A-Za-z_][A-Za-z0-9_.]*$/;
const PORTABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** Where sh is bash, an assignment to one of these ends the script. */
const READ_ONLY = new Set(['BASHOPTS', 'BASH_VERSINFO', 'EUID', 'PPID', 'SHELLOPTS', 'UID']);

/** The name of a variable. */
export const envKey = (consumer: EnvConsumer): Place => ({
  name: `${consumer} env name`,
  quote: (value) => {
    const key = keyText(value);
    if (isRefusal(key)) return key;
    const dotted = consumer === 'compose' || consumer === 'docker';
    if (!(dotted ? DOTTED : PORTABLE).test(key))
      return refusal(
        `is ${JSON.stringify(key)}, which is no name of a variable for ${consumer}`,
        `Use letters, digits and "_"${dotted ? ' and "."' : ''}, with no digit first.`,
      );
    return consumer === 'shell' && READ_ONLY.has(key)
      ? refusal(`is ${key}, which bash does not let anybody set`, 'Use another name.')
      : key;
  },
});

/** Before version 254, a comment that ends in a backslash hid the next line from systemd. */
const comment = (text: string): string => hashComment(text.endsWith('\\') ? `${text} ` : text);

/** Writes an env file for one reader. Shapes: a map of leaves. */
export function envSerialiser(consumer: EnvConsumer): Serialiser {
  const name = envKey(consumer);
  const place = envValue(consumer);
  const refuse = (sink: Sink, near: Entry['value'], what: string): void =>
    refuseShape(sink, near, name.name, what, 'Join it into one text as the program reads it.');
  const line = (entry: Entry, sink: Sink): void =>
    sink.within(
      () => originsOf(entry.key, entry.note),
      () => {
        if ('map' in entry.value || 'list' in entry.value)
          return refuse(sink, entry.key, 'holds a structure, and an environment variable is a text');
        writeNote(sink, entry.note, comment);
        sink.emit(entry.key, name);
        sink.text('=');
        sink.emit(entry.value, place);
        sink.text('\n');
      },
    );
  return {
    id: `env-${consumer}`,
    comment,
    write: (data, sink) => {
      if ('map' in data) for (const entry of data.map) line(entry, sink);
      else refuse(sink, data, 'is no map of variables');
    },
  };
}
