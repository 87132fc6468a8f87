import { originsOf } from '../fact.ts';
import type { Entry, Serialiser, Sink } from './data.ts';
import { isRefusal } from './place.ts';
import type { Place, Refusal } from './place.ts';
import {
  hashComment,
  heading,
  keyText,
  refusal,
  refuseShape,
  spell,
  unprintable,
  writeNote,
} from './text.ts';

/**
 * INI has no standard: these places take what Python's configparser, supervisord, uwsgi, php and the glib key file
 * read alike, and refuse the rest. Expansion (`%(x)s`, `$(X)`) is each reader's own and stays as it is said.
 */
const HELP = 'Change the value, or give the file a format with quoting (toml, yaml, json).';

const DISAGREE: readonly (readonly [RegExp, string])[] = [
  [/\n/, 'holds a newline, which ends an INI value'],
  [/;/, 'holds a `;`, which starts a comment for some INI readers'],
  [/^#|\s#/, 'holds a `#` after a blank, which starts a comment for some INI readers'],
  [
    /^[\s\u0085\u00a0\ufeff]|[\s\u0085\u00a0\ufeff]$/u,
    'starts or ends with a blank, which INI readers cut off',
  ],
  [/^["'`]/, 'starts with a quote, which some INI readers strip'],
  [/\\$/, 'ends with a backslash, which continues the line for some INI readers'],
  [/[\u2028\u2029]/, 'holds a line separator, which ends a line for Python'],
];

function unquoted(text: string, more: readonly (readonly [RegExp, string])[]): string | Refusal {
  const bad = unprintable(text);
  if (bad !== null) return bad;
  const found = [...DISAGREE, ...more].find(([pattern]) => pattern.test(text));
  return found === undefined ? text : refusal(found[1], HELP);
}

/** The value of `key = value`, unquoted to the end of the line. */
export const iniValue: Place = {
  name: 'INI value',
  quote: (value) => {
    const text = spell(value, (literal) => literal);
    return isRefusal(text) ? text : unquoted(text, []);
  },
};

function word(name: string, more: readonly (readonly [RegExp, string])[]): Place {
  return {
    name,
    quote: (value) => {
      const key = keyText(value);
      if (isRefusal(key)) return key;
      return key === '' ? refusal('is empty, and an INI name is not', HELP) : unquoted(key, more);
    },
  };
}

/** The key of `key = value`. configparser lowers its case. */
export const iniKey = word('INI key', [
  [/[=:]/, 'holds a `=` or `:`, which ends an INI key'],
  [/^\[/, 'starts with `[`, which starts an INI section'],
]);

/** The name of a `[section]`. */
export const iniSection = word('INI section', [[/[[\]]/, 'holds a bracket, which ends an INI section']]);

/** A list becomes the same key several times, as uwsgi and systemd write lists. */
function assignments(entry: Entry, sink: Sink): void {
  const values = 'list' in entry.value ? entry.value.list : [entry.value];
  if (values.length === 0) refuseShape(sink, entry.key, 'INI', 'is an empty list, which INI has not', HELP);
  for (const value of values) {
    if ('map' in value || 'list' in value)
      return refuseShape(sink, entry.key, 'INI', 'holds a structure, and INI nests one level deep', HELP);
    sink.emit(entry.key, iniKey);
    sink.text(' = ');
    sink.emit(value, iniValue);
    sink.text('\n');
  }
}

function assign(entry: Entry, sink: Sink): void {
  sink.within(
    () => originsOf(entry.key, entry.note),
    () => {
      writeNote(sink, entry.note);
      assignments(entry, sink);
    },
  );
}

/**
 * INI: keys of no section first, then `[section]`s with a blank line between. Shapes: a map of leaves, lists of
 * leaves, and maps of such; everything deeper is refused.
 */
export const ini: Serialiser = {
  id: 'ini',
  comment: hashComment,
  write: (data, sink) => {
    if (!('map' in data)) return refuseShape(sink, data, 'INI', 'is no map, and an INI file is one', HELP);
    const sections = data.map.filter((entry) => 'map' in entry.value);
    const top = data.map.filter((entry) => !sections.includes(entry));
    for (const entry of top) assign(entry, sink);
    sections.forEach((entry, index) => {
      if (index > 0 || top.length > 0) sink.text('\n');
      sink.within(
        () => originsOf(entry.key, entry.note),
        () => {
          writeNote(sink, entry.note);
          sink.text('[');
          sink.emit(heading(entry), iniSection);
          sink.text(']\n');
          if ('map' in entry.value) for (const one of entry.value.map) assign(one, sink);
        },
      );
    });
  },
};
