import { originsOf } from '../fact.ts';
import type { Value } from '../fact.ts';
import type { Data, Entry, Serialiser, Sink } from './data.ts';
import { isRefusal } from './place.ts';
import type { Place, Refusal } from './place.ts';
import { INVISIBLE, heading, illFormed, keyText, spell } from './text.ts';

const TO_ESCAPE = new RegExp(INVISIBLE.source, 'g');
const escape = (character: string): string => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;

/** The inside of a string, RFC 8259 section 7; what nobody could see is escaped too. */
const inString = (text: string): string | Refusal =>
  illFormed(text) ?? JSON.stringify(text).slice(1, -1).replace(TO_ESCAPE, escape);

function string(value: Value): string | Refusal {
  const text = spell(value, inString, 'double');
  return isRefusal(text) ? text : `"${text}"`;
}

/** A JSON value: numbers and booleans as themselves, everything else a string. */
export const jsonScalar: Place = {
  name: 'JSON value',
  quote: (value) => {
    if (typeof value === 'number') return spell(value, (text) => text);
    return typeof value === 'boolean' ? String(value) : string(value);
  },
  none: 'null',
};

/** A member name of a JSON object. */
export const jsonKey: Place = {
  name: 'JSON member name',
  quote: (value) => {
    const key = keyText(value);
    return isRefusal(key) ? key : string(key);
  },
};

function write(data: Data, sink: Sink, indent: string): void {
  const inner = `${indent}  `;
  const rows = <T>(open: string, close: string, all: readonly T[], row: (one: T) => void): void => {
    if (all.length === 0) return sink.text(open + close);
    all.forEach((one, index) => {
      sink.text(index === 0 ? `${open}\n${inner}` : `,\n${inner}`);
      row(one);
    });
    sink.text(`\n${indent}${close}`);
  };
  const member = (entry: Entry): void =>
    sink.within(
      () => originsOf(entry.key),
      () => {
        sink.emit(heading(entry), jsonKey);
        sink.text(': ');
        write(entry.value, sink, inner);
      },
    );
  if ('map' in data) rows('{', '}', data.map, member);
  else if ('list' in data) rows('[', ']', data.list, (one) => write(one, sink, inner));
  else sink.emit(data, jsonScalar);
}

/** JSON of two blanks a level, with a final newline. It has no comments, so notes are left out. Shapes: any data. */
export const json: Serialiser = {
  id: 'json',
  comment: null,
  write: (data, sink) => {
    write(data, sink, '');
    sink.text('\n');
  },
};
