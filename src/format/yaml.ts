import { originsOf } from '../fact.ts';
import type { Value } from '../fact.ts';
import type { Data, DataList, DataMap, Entry, Serialiser, Sink } from './data.ts';
import { isRefusal } from './place.ts';
import type { Place, Refusal } from './place.ts';
import {
  INVISIBLE,
  codePoint,
  hashComment,
  heading,
  illFormed,
  keyText,
  refusal,
  spell,
  writeNote,
} from './text.ts';

/**
 * What some reader takes for a null, a boolean, a merge or a number: YAML 1.1 (PyYAML, compose v1), 1.2 (compose v2,
 * the `yaml` library) and go-yaml together. Digits with `:` are sexagesimal in 1.1, `_` and `,` vanish in numbers.
 */
const RESOLVED = [
  /^(?:~|=|<<|null|true|false|yes|no|on|off|y|n)$/i,
  /^[-+]?\.(?:inf|nan)?$/i,
  /^\d{4}-\d{1,2}-\d{1,2}/,
];
const NUMBER_LIKE = /^[-+]?(?:0[xob][\da-f]*|\.?\d[\d.:]*(?:e[-+]?[\d.]*)?|\.?e[-+]?[\d.]+)$/i;

/** What a plain scalar must not hold, start with or end with, in block style. */
const NOT_PLAIN = /^(?:[-?:](?:\s|$)|[?:,[\]{}#&*!|>'"%@`=<\s]|---|\.\.\.)|:(?:\s|$)|\s#|\s$/;

const looksLike = (text: string): boolean =>
  RESOLVED.some((one) => one.test(text)) || NUMBER_LIKE.test(text.replace(/[_,]/g, ''));

/** Most texts of most files: names, paths and words that are too long for a null or a boolean, and no number. */
const SURELY_PLAIN = /^[A-DF-Za-df-z/][\w./-]{5,}$/;

const isPlain = (text: string): boolean => SURELY_PLAIN.test(text) || mayBePlain(text);

const mayBePlain = (text: string): boolean =>
  text !== '' && !NOT_PLAIN.test(text) && !INVISIBLE.test(text) && !looksLike(text);

const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\t': '\\t',
  '\r': '\\r',
};

function escape(character: string): string {
  const code = codePoint(character).slice(2);
  return SHORT[character] ?? (code.startsWith('00') ? `\\x${code.slice(2)}` : `\\u${code}`);
}

const NEEDS_ESCAPE = new RegExp(`["\\\\]|${INVISIBLE.source}`, 'g');

/** The inside of a double-quoted scalar on one line. */
const inDoubleQuotes = (text: string): string | Refusal =>
  illFormed(text) ?? text.replace(NEEDS_ESCAPE, escape);

/** YAML 1.1 readers take `1e21` for text: a float needs its point. */
function number(value: number): string {
  const text = String(value);
  return /^-?\d+e/.test(text) ? text.replace('e', '.0e') : text;
}

function scalar(value: Value, plain: (text: string) => boolean): string | Refusal {
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return spell(value, () => number(value));
  if (typeof value === 'string' && plain(value)) return illFormed(value) ?? value;
  const text = spell(value, inDoubleQuotes, 'double');
  return isRefusal(text) ? text : `"${text}"`;
}

/**
 * A YAML scalar in block style: plain where every reader, YAML 1.1 or 1.2, takes it for the same text, else
 * double-quoted. A value with a secret is quoted always: `12345` or `true` may be what fills the mark.
 */
export const yamlScalar: Place = {
  name: 'YAML scalar',
  quote: (value) => scalar(value, isPlain),
  none: 'null',
};

/** A YAML scalar that is double-quoted, whatever it holds: text for every reader. */
export const yamlQuoted: Place = { name: 'quoted YAML scalar', quote: (value) => scalar(value, () => false) };

/** Readers need to find the `:` of a simple key within 1024 characters. */
const LONGEST_KEY = 1000;

/** The key of a YAML map. Keys are text: `8080` and `no` are quoted. */
export const yamlKey: Place = {
  name: 'YAML key',
  quote: (value) => {
    const key = keyText(value);
    if (isRefusal(key)) return key;
    const text = scalar(key, (plain) => isPlain(plain) && !plain.includes(':'));
    return isRefusal(text) || text.length <= LONGEST_KEY
      ? text
      : refusal(`is longer than ${LONGEST_KEY} characters, which YAML readers refuse`, 'Use a shorter key.');
  },
};

/** Writes a document in block style; `place` quotes the leaves, `key` the keys. Shapes: any data. */
export function yaml(place: Place, key: Place = yamlKey): Serialiser {
  const write = (data: Data, sink: Sink): void => {
    /** The rest of a line, from a leaf or an empty collection. */
    const inline = (value: Data): void => {
      if ('map' in value) sink.text('{}');
      else if ('list' in value) sink.text('[]');
      else sink.emit(value, place);
      sink.text('\n');
    };

    /** A block whose first line starts with `lead` (blanks, then the dashes of lists around it), the others with `indent`. */
    const block = (value: DataMap | DataList, lead: string, indent: string): void => {
      if ('map' in value) value.map.forEach((one, index) => pair(one, index === 0 ? lead : indent, indent));
      else value.list.forEach((one, index) => item(one, `${index === 0 ? lead : indent}- `, `${indent}  `));
    };

    const pair = (entry: Entry, lead: string, indent: string): void =>
      sink.within(
        () => originsOf(entry.key, entry.note),
        () => {
          if (entry.gap) sink.text('\n');
          writeNote(sink, entry.note, hashComment, blanksOf(lead));
          sink.text(lead);
          sink.emit(heading(entry), key);
          if (isBlock(entry.value)) {
            sink.text(':\n');
            block(entry.value, `${indent}  `, `${indent}  `);
          } else {
            sink.text(': ');
            inline(entry.value);
          }
        },
      );

    const item = (one: Data, lead: string, indent: string): void => {
      if (isBlock(one)) return block(one, lead, indent);
      sink.text(lead);
      inline(one);
    };

    if (isBlock(data)) block(data, '', '');
    else inline(data);
  };
  return { id: 'yaml', comment: hashComment, write };
}

const isBlock = (data: Data): data is DataMap | DataList =>
  ('map' in data && data.map.length > 0) || ('list' in data && data.list.length > 0);

const blanksOf = (lead: string): string => ' '.repeat(lead.search(/[^ ]|$/));
