import {
  keyOf,
  entriesOf,
  isFact,
  originOf,
  type Located,
  type LocatedAny,
  type LocatedList,
  type LocatedMap,
} from '../manifest/located.ts';
import type * as M from '../manifest/types.ts';
import { because, fact, type Fact, type Value } from '../fact.ts';
import { placementsOf } from './job/placements.ts';
import type { Content, SideFile } from './model.ts';
import type { From, Referable } from './reference/reference.ts';
import { resolveText } from './reference/text.ts';

/** The files of the manifest without their content, which may refer to services that mount them. */
export type FileShell = Omit<SideFile, 'content' | 'twin'> & { readonly twin: FileShell | null };

export function fileShellsOf(
  said: Located<M.SiteManifest>,
  known: Parameters<typeof placementsOf>[3],
): readonly FileShell[] {
  return entriesOf(said.files).flatMap(({ name, value }) => {
    const root = fact('root', [{ ...originOf(value), note: 'default: root' }]);
    const owner = value.owner ?? root;
    const mode = value.mode ?? fact('0644', [{ ...originOf(value), note: 'default: 0644' }]);
    const places = placementsOf(value.on, keyOf(value), `The file ${name.value}`, known);
    const shells = places.map(({ host, on }): Draft => ({
      name,
      at: keyOf(value),
      said: on ? { ...value, on } : value,
      host,
      twin: null,
      path: because(value.path, on),
      owner,
      group: value.group ?? owner,
      mode,
    }));
    for (const one of shells) one.twin = shells.find((other) => other !== one) ?? null;
    return shells;
  });
}
type Draft = { -readonly [Key in keyof FileShell]: FileShell[Key] };

/** @param readSource the text of a file in the site's own folder; null where a finding says why there is none */
export function contentOf(
  shell: FileShell,
  known: Referable,
  readSource: (name: Fact<string>) => Fact<string> | null,
): Content | null {
  const { said } = shell;
  if (said.source) {
    const text = readSource(said.source);
    return text && { kind: 'leaf', fact: text };
  }
  const data = dataOf(said);
  if (!data) throw new Error('the schema asks for content or source');
  return walk(data, { host: shell.host, stack: null, said: null, placed: said.on ?? null }, known);
}

/** The structured data of a file. Its generated type is `{}`; the located tree is what `locate` makes of any data. */
export const dataOf = (said: Located<M.File>): LocatedAny | null =>
  (said.content as LocatedAny | undefined) ?? null;

/** The kinds of references, with what may qualify each. */
const QUALIFIERS: Readonly<Record<string, readonly string[]>> = {
  secret: [],
  public: [],
  service: ['as', 'port', 'path', 'scheme', 'options'],
  vhost: ['as', 'path'],
  database: ['as', 'user', 'scheme', 'options'],
  cache: ['as', 'scheme', 'options'],
  bucket: ['as'],
  host: ['as', 'via'],
  concat: [],
  list: ['separator'],
  pattern: [],
};

function walk(data: LocatedAny, from: From, known: Referable): Content | null {
  if (isFact(data)) return { kind: 'leaf', fact: data satisfies Fact<Value> };
  if (isList(data)) {
    const items = data.map((item) => walk(item, from, known));
    const found = items.filter((item) => item !== null);
    return found.length === items.length ? { kind: 'list', items: found } : null;
  }
  if (isReference(data)) {
    const value = resolveText(data, from, known);
    return value && { kind: 'leaf', fact: value };
  }
  const entries = entriesOf<LocatedAny>(data).map(({ name, value }) => ({
    key: name,
    value: walk(value, from, known),
  }));
  const found = entries.flatMap(({ key, value }) => (value ? [{ key, value }] : []));
  return found.length === entries.length ? { kind: 'map', entries: found } : null;
}

export const isList = (data: LocatedAny): data is LocatedList => Array.isArray(data);

export const isReference = (
  data: LocatedMap | Located<M.Text>,
): data is Exclude<Located<M.Text>, Fact<string> | Fact<number>> => hasShape(data);

/**
 * A map with exactly one key that names a kind of reference, whose other keys qualify that kind, and whose values are
 * those of a reference. Anything else, such as `{host: mail.example.org, port: 25}`, is data.
 */
function hasShape(data: unknown): boolean {
  const entries = isFact(data) || Array.isArray(data) ? [] : entriesIn(data);
  const kinds = entries.filter(([key]) => Object.hasOwn(QUALIFIERS, key));
  const [first] = kinds;
  if (!first || kinds.length > 1) return false;
  const [kind, named] = first;
  const qualifiers = entries.filter(([key]) => key !== kind);
  return (
    (PIECES.has(kind) ? isPieces(named) : isText(named)) &&
    qualifiers.every(
      ([key, value]) =>
        QUALIFIERS[kind]?.includes(key) && (key === 'options' ? isOptions(value) : isText(value)),
    )
  );
}

const PIECES: ReadonlySet<string> = new Set(['concat', 'list', 'pattern']);

const isText = (value: unknown): boolean => isFact(value) && typeof value.value === 'string';

const isPieces = (value: unknown): boolean =>
  Array.isArray(value) && value.length > 0 && value.every((item) => isFact(item) || hasShape(item));

const isOptions = (value: unknown): boolean =>
  !isFact(value) && !Array.isArray(value) && entriesIn(value).every(([, option]) => isText(option));

const entriesIn = (data: unknown): readonly (readonly [string, unknown])[] =>
  typeof data === 'object' && data !== null ? Object.entries(data) : [];
