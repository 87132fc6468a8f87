import { becauseOf, fact, partsOf } from '../fact.ts';
import type { Fact, SecretPart, Value } from '../fact.ts';
import type { Data, Entry, Leaf, Sink } from './data.ts';
import { isRefusal, mark, UNPRINTABLE } from './place.ts';
import type { Filling, Place, Refusal } from './place.ts';

export const refusal = (refused: string, help: string): Refusal => ({ refused, help });

/** Half of a surrogate pair: no UTF-8 text has it. */
const LONE_SURROGATE = /[\ud800-\udfff]/u;
/** The last two code points of every plane above the first, as pairs; systemd drops a whole file that has one. */
const HIGH_NONCHARACTER =
  /[\ud83f\ud87f\ud8bf\ud8ff\ud93f\ud97f\ud9bf\ud9ff\uda3f\uda7f\udabf\udaff\udb3f\udb7f\udbbf\udbff][\udffe\udfff]/;

/**
 * Characters that no reader of a file sees: controls, soft hyphens, odd blanks, direction marks, line separators.
 * Formats with escapes write them as escapes. A fixed list: Unicode properties would differ between Node versions.
 */
export const INVISIBLE =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u001f\u007f-\u00a0\u00ad\u061c\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufdd0-\ufdef\ufeff\ufff0-\ufffb\ufffe\uffff]/;

/** `U+0007` */
export function codePoint(character: string): string {
  return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

/** Refuses text that is no Unicode text at all. */
export function illFormed(text: string): Refusal | null {
  const found = LONE_SURROGATE.exec(text);
  return found === null
    ? null
    : refusal(
        `holds half of a surrogate pair (${codePoint(found[0])}), which is no character`,
        'Write the whole character.',
      );
}

/** Refuses what a format without escapes cannot carry. Tabs and newlines are left to the format. */
export function unprintable(text: string): Refusal | null {
  const found = UNPRINTABLE.exec(text) ?? HIGH_NONCHARACTER.exec(text);
  return found === null
    ? illFormed(text)
    : refusal(
        `holds the control character ${codePoint(found[0])}, which this format cannot carry`,
        'Remove the character, or let the program read the value from a format with escapes.',
      );
}

/** A secret as its mark, with the encoders that its place needs where it may hold any character. */
function markOf({ secret, alphabet, encode }: SecretPart, filling: Filling | null): string | Refusal {
  if (alphabet === 'url-safe') return mark(secret);
  if (filling === null)
    return refusal(
      `holds the secret ${secret}, whose alphabet is any character; some would need escapes here`,
      `Give the secret ${secret} the alphabet url-safe, or let the program read it from a file of its own.`,
    );
  return mark(secret, [
    ...(encode === 'percent' ? (['percent'] as const) : []),
    ...(filling === 'plain' ? [] : [filling]),
  ]);
}

/** The whole of a value that holds no secret and no request value; null where it does. */
export function wholeText(value: Value): string | null {
  if (typeof value === 'string') return value;
  const parts = partsOf(value);
  const literals = parts.filter((part) => typeof part === 'string');
  return literals.length === parts.length ? literals.join('') : null;
}

/** The key of an entry as its own line is owed to it. */
export const heading = ({ key, heads }: Entry): Fact<string> => (heads ? becauseOf(key, heads) : key);

/** Refuses text that `install` would take for a mark. */
const lookalike = (text: string): Refusal | null =>
  text.includes('${secret:')
    ? refusal(
        'holds "${secret:", by which install knows the place of a secret',
        'Refer to the secret with `{secret: NAME}`, or write the text another way.',
      )
    : null;

/** The text of a key, which is known when the file is written. */
export function keyText(value: Value): string | Refusal {
  const text = wholeText(value);
  if (text !== null) return lookalike(text) ?? text;
  return refusal(
    'is a key that holds a secret or a request value',
    'Write the key out; only values may vary.',
  );
}

/**
 * The text of a value: its literals through `literal`, its secrets as marks. Refuses request values and numbers that
 * are none.
 * @param filling how a secret of any characters is filled in; null refuses it, for places that have no encoder
 */
export function spell(
  value: Value,
  literal: (text: string) => string | Refusal,
  filling: Filling | null = null,
): string | Refusal {
  if (typeof value === 'number' && !Number.isFinite(value))
    return refusal(`is ${String(value)}, which is no number`, 'Write a finite number.');
  let text = '';
  for (const part of partsOf(value)) {
    const piece =
      typeof part === 'string'
        ? (lookalike(part) ?? literal(part))
        : 'request' in part
          ? refusal(
              `holds ${part.request} of a request, which only a web server knows`,
              'Use a request value in a route of a vhost, and nowhere else.',
            )
          : markOf(part, filling);
    if (isRefusal(piece)) return piece;
    text += piece;
  }
  return text;
}

/** A comment above an entry. Each of its lines becomes a comment line, `indent` before all but the first. */
const commentPlace = (line: (text: string) => string, indent: string): Place => ({
  name: 'comment',
  quote: (value) =>
    spell(value, (text) => {
      const bad = unprintable(text);
      if (bad !== null) return bad;
      if (/[\u2028\u2029\ufeff]/.test(text))
        return refusal('holds a line separator, which would end the comment', 'Use a newline.');
      return text.split('\n').map(line).join(`\n${indent}`);
    }),
});

/** `# text`, the comment line of most formats. */
export const hashComment = (text: string): string => (text === '' ? '#' : `# ${text}`);

/** Writes the note of an entry on lines of its own. */
export function writeNote(sink: Sink, note: Fact<string> | null, line = hashComment, indent = ''): void {
  if (note === null) return;
  sink.text(indent);
  sink.emit(note, commentPlace(line, indent));
  sink.text('\n');
}

function nearest(data: Data): Leaf | null {
  if ('map' in data) return data.map[0]?.key ?? null;
  if (!('list' in data)) return data;
  return data.list.map(nearest).find((leaf) => leaf !== null) ?? null;
}

/** Refuses data of a shape that a format does not have, at the nearest value: its key where there is one. */
export function refuseShape(sink: Sink, near: Data, format: string, refused: string, help: string): void {
  sink.emit(nearest(near) ?? fact(''), { name: format, quote: () => refusal(refused, help) });
}

/** Free text of a text file: newlines and tabs stand for themselves. */
export const text: Place = {
  name: 'text',
  quote: (value) => spell(value, (literal) => unprintable(literal) ?? literal),
};
