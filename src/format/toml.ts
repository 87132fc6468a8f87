import { originsOf } from '../fact.ts';
import type { Fact, Value } from '../fact.ts';
import type { Data, DataMap, Entry, Serialiser, Sink } from './data.ts';
import { isRefusal } from './place.ts';
import type { Place, Refusal } from './place.ts';
import {
  INVISIBLE,
  codePoint,
  hashComment,
  heading,
  illFormed,
  keyText,
  refuseShape,
  spell,
  writeNote,
} from './text.ts';

const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
};
const NEEDS_ESCAPE = new RegExp(`["\\\\]|${INVISIBLE.source}`, 'g');

const escape = (character: string): string => SHORT[character] ?? `\\u${codePoint(character).slice(2)}`;

const inString = (text: string): string | Refusal => illFormed(text) ?? text.replace(NEEDS_ESCAPE, escape);

function string(value: Value): string | Refusal {
  const text = spell(value, inString, 'double');
  return isRefusal(text) ? text : `"${text}"`;
}

/** A whole number that needs more than 53 bits is written as a float: TOML integers end at 64 bits. */
function number(value: number): string {
  return Number.isInteger(value) && !Number.isSafeInteger(value) && !String(value).includes('e')
    ? `${String(value)}.0`
    : String(value);
}

/** A TOML value: numbers and booleans as themselves, everything else a basic string on one line. TOML has no null. */
export const tomlScalar: Place = {
  name: 'TOML value',
  quote: (value) => {
    if (typeof value === 'number') return spell(value, () => number(value));
    return typeof value === 'boolean' ? String(value) : string(value);
  },
};

/** One part of a TOML key: bare where it may be. */
export const tomlKey: Place = {
  name: 'TOML key',
  quote: (value) => {
    const text = keyText(value);
    if (isRefusal(text)) return text;
    return /^[A-Za-z0-9_-]+$/.test(text) ? text : string(text);
  },
};

const isTables = (data: Data): data is { readonly list: readonly DataMap[] } =>
  'list' in data && data.list.length > 0 && data.list.every((one) => 'map' in one);

/** Longer arrays get a line for each item. */
const ONE_LINE = 4;

function inline(data: Data, sink: Sink): void {
  if ('map' in data) {
    sink.text(data.map.length === 0 ? '{}' : '{ ');
    data.map.forEach((entry, index) =>
      sink.within(
        () => originsOf(entry.key),
        () => {
          if (index > 0) sink.text(', ');
          sink.emit(heading(entry), tomlKey);
          sink.text(' = ');
          inline(entry.value, sink);
        },
      ),
    );
    if (data.map.length > 0) sink.text(' }');
  } else if ('list' in data) {
    const tall = data.list.length > ONE_LINE && data.list.every((one) => !('map' in one) && !('list' in one));
    sink.text('[');
    data.list.forEach((one, index) => {
      sink.text(tall ? '\n  ' : index > 0 ? ', ' : '');
      inline(one, sink);
      if (tall) sink.text(',');
    });
    sink.text(tall ? '\n]' : ']');
  } else sink.emit(data, tomlScalar);
}

type Path = readonly Fact<string>[];

function header(path: Path, open: string, close: string, sink: Sink): void {
  sink.text(open);
  path.forEach((key, index) => {
    if (index > 0) sink.text('.');
    sink.emit(key, tomlKey);
  });
  sink.text(`${close}\n`);
}

/** A file whose tables are put apart by blank lines, with none at its start. */
interface Page {
  readonly sink: Sink;
  empty: boolean;
}

/** One table: its own keys first, since everything after a header belongs to that header. */
function table(map: DataMap, path: Path, page: Page): void {
  const { sink } = page;
  const own = map.map.filter((entry) => !('map' in entry.value) && !isTables(entry.value));
  for (const entry of own)
    sink.within(
      () => originsOf(entry.key, entry.note),
      () => {
        writeNote(sink, entry.note);
        sink.emit(heading(entry), tomlKey);
        sink.text(' = ');
        inline(entry.value, sink);
        sink.text('\n');
        page.empty = false;
      },
    );
  for (const entry of map.map) if (!own.includes(entry)) tables(entry, [...path, heading(entry)], page);
}

function tables(entry: Entry, path: Path, page: Page): void {
  const { sink } = page;
  const one = (map: DataMap, open: string, close: string, first: boolean): void => {
    if (!page.empty) sink.text('\n');
    page.empty = false;
    if (first) writeNote(sink, entry.note);
    header(path, open, close, sink);
    table(map, path, page);
  };
  sink.within(
    () => originsOf(entry.key, entry.note),
    () => {
      if ('map' in entry.value) one(entry.value, '[', ']', true);
      else if (isTables(entry.value))
        entry.value.list.forEach((map, index) => one(map, '[[', ']]', index === 0));
    },
  );
}

/** TOML 1.0. Shapes: a map at the root; lists of maps become arrays of tables, maps in mixed lists inline tables. */
export const toml: Serialiser = {
  id: 'toml',
  comment: hashComment,
  write: (data, sink) => {
    if ('map' in data) table(data, [], { sink, empty: true });
    else refuseShape(sink, data, 'TOML', 'is no map, and a TOML file is one', 'Put it under a key.');
  },
};
