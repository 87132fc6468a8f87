import { originsOf } from '../fact.ts';
import type { Fact } from '../fact.ts';
import type { DataMap, Entry, Serialiser, Sink } from './data.ts';
import { isRefusal } from './place.ts';
import type { Place, Refusal } from './place.ts';
import { hashComment, keyText, illFormed, refusal, refuseShape, spell, writeNote } from './text.ts';

const SHORT: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\r': '\\r', '\f': '\\f' };

/** Readers before Java 9 take the file for ISO-8859-1, so that nothing but ASCII stands for itself. */
const NOT_ASCII = /[^ -~]/g;

/** UTF-16 units one by one, as `java.util.Properties` reads them. */
const escape = (unit: string): string =>
  SHORT[unit] ?? `\\u${unit.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}`;

const ascii = (text: string, special: RegExp): string | Refusal =>
  illFormed(text) ?? text.replace(special, '\\$&').replace(NOT_ASCII, escape);

/** The value of `key=value` in a .properties file, `java.util.Properties.load`. */
export const propertiesValue: Place = {
  name: 'properties value',
  quote: (value) => {
    let first = true;
    return spell(value, (literal) => {
      const text = ascii(literal, first ? /\\|^ /g : /\\/g);
      first = false;
      return text;
    });
  },
};

/** A key, or one part of a dotted key. */
export const propertiesKey: Place = {
  name: 'properties key',
  quote: (value) => {
    const key = keyText(value);
    if (isRefusal(key)) return key;
    if (key === '') return refusal('is empty, and a properties key is not', 'Name the key.');
    return ascii(key, /[\\ =:#!]/g);
  },
};

const HELP = 'Join the list into one text with the separator that the program reads.';

function assign(entry: Entry, path: readonly Fact<string>[], sink: Sink): void {
  sink.within(
    () => originsOf(entry.key, entry.note),
    () => {
      const keys = [...path, entry.key];
      writeNote(sink, entry.note, asciiComment);
      if ('map' in entry.value) return entries(entry.value, keys, sink);
      if ('list' in entry.value)
        return refuseShape(sink, entry.key, 'properties', 'is a list, which .properties has not', HELP);
      keys.forEach((key, index) => {
        if (index > 0) sink.text('.');
        sink.emit(key, propertiesKey);
      });
      sink.text('=');
      sink.emit(entry.value, propertiesValue);
      sink.text('\n');
    },
  );
}

function entries(map: DataMap, path: readonly Fact<string>[], sink: Sink): void {
  for (const entry of map.map) assign(entry, path, sink);
}

const asciiComment = (text: string): string => hashComment(text.replace(NOT_ASCII, escape));

/** Java's .properties, in ASCII. Shapes: maps, whose keys are joined with dots; lists are refused. */
export const properties: Serialiser = {
  id: 'properties',
  comment: asciiComment,
  write: (data, sink) => {
    if ('map' in data) entries(data, [], sink);
    else
      refuseShape(
        sink,
        data,
        'properties',
        'is no map, and a .properties file is one',
        'Put it under a key.',
      );
  },
};
