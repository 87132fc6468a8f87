import { fact } from '../../src/fact.ts';
import type { Fact, Origin, Value } from '../../src/fact.ts';
import type { Data, Entry, Serialiser } from '../../src/format/data.ts';
import { isRefusal } from '../../src/format/place.ts';
import type { Place } from '../../src/format/place.ts';

/** What a serialiser wrote: its text, what it refused, and the text that each origin note is owed. */
export interface Written {
  readonly text: string;
  readonly refused: readonly string[];
  /** `[note of an origin, text written while it was owed]`, in order */
  readonly owed: readonly (readonly [string, string])[];
}

/** The smallest sink: no diagnostics, no spans, just what came out. */
export function write(serialiser: Serialiser, data: Data): Written {
  let text = '';
  const refused: string[] = [];
  const owed: [string, string][] = [];
  const owe = (from: readonly Origin[], start: number): void => {
    for (const origin of from) owed.push([origin.note ?? '', text.slice(start)]);
  };
  serialiser.write(
    data,
    {
      text: (punctuation) => {
        text += punctuation;
      },
      emit: (value: Fact<Value | null>, place: Place) => {
        const start = text.length;
        const quoted =
          value.value === null ? (place.none ?? { refused: 'is null', help: '' }) : place.quote(value.value);
        if (isRefusal(quoted)) refused.push(quoted.refused);
        else text += quoted;
        owe(value.from, start);
      },
      within: (from, body) => {
        const start = text.length;
        body();
        owe(from(), start);
      },
    },
    null,
  );
  return { text, refused, owed };
}

export type Plain =
  string | number | boolean | null | Fact<Value> | readonly Plain[] | { readonly [key: string]: Plain };

const at = (note: string): Origin => ({ at: { source: { name: 'site', text: '' }, start: 0, end: 0 }, note });

const isFact = (plain: Plain): plain is Fact<Value> =>
  typeof plain === 'object' && plain !== null && 'from' in plain && 'value' in plain;

const isList = (plain: Plain): plain is readonly Plain[] => Array.isArray(plain);

/** Data from plain values. Keys, notes and leaves come from an origin named after their path. */
export function dataOf(plain: Plain, notes: Readonly<Record<string, string>> = {}, path = ''): Data {
  if (isList(plain)) return { list: plain.map((one, index) => dataOf(one, notes, `${path}/${index}`)) };
  if (isFact(plain)) return plain;
  if (typeof plain === 'object' && plain !== null)
    return { map: Object.entries(plain).map(([key, one]) => entryOf(key, one, notes, path)) };
  return fact(plain, [at(path)]);
}

/** A text that holds a secret of letters, digits, `-` and `_`. */
export const withSecret = (before: string, secret: string, after: string): Fact<Value> =>
  fact([before, { secret, alphabet: 'url-safe', encode: 'none' }, after]);

/** What may never stand in a file that is no nginx.conf, and why. */
export const OUTLAWS: readonly (readonly [string, Value])[] = [
  ['request', ['a', { request: 'host' }]],
  ['mark that nobody made', ['a ${secret:', 'x}']],
];

/** What may not stand where no encoder is known. */
export const UNQUOTED: readonly (readonly [string, Value])[] = [
  ...OUTLAWS,
  ['alphabet', [{ secret: 's', alphabet: 'any', encode: 'none' }]],
];

function entryOf(key: string, plain: Plain, notes: Readonly<Record<string, string>>, path: string): Entry {
  const here = `${path}/${key}`;
  const note = notes[here];
  return {
    key: fact(key, [at(`key ${here}`)]),
    value: dataOf(plain, notes, here),
    note: note === undefined ? null : fact(note, [at(`note ${here}`)]),
  };
}
