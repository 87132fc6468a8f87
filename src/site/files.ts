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
import { fact, type Fact, type Value } from '../fact.ts';
import type { Content, Host, SideFile } from './model.ts';
import type { Names } from './names.ts';
import { resolveText, type From, type Referable } from './reference.ts';

/** The files of the manifest without their content, which may refer to services that mount them. */
export type FileShell = Omit<SideFile, 'content'>;

export function fileShellsOf(said: Located<M.SiteManifest>, hosts: Names<Host>): readonly FileShell[] {
  return entriesOf(said.files).flatMap(({ name, value }) => {
    const host = hosts.only(value.on, keyOf(value), `The file ${name.value}`);
    if (!host) return [];
    const root = fact('root', [{ ...originOf(value), note: 'default: root' }]);
    const owner = value.owner ?? root;
    const mode = value.mode ?? fact('0644', [{ ...originOf(value), note: 'default: 0644' }]);
    return [
      {
        name,
        at: keyOf(value),
        said: value,
        host,
        path: value.path,
        owner,
        group: value.group ?? owner,
        mode,
      },
    ];
  });
}

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
  if (said.content === undefined) throw new Error('the schema asks for content or source');
  // The generated type of free data is `{}`; the located tree is what `locate` makes of any data.
  return walk(said.content as LocatedAny, { host: shell.host, stack: null }, known);
}

const KINDS = [
  'secret',
  'public',
  'service',
  'vhost',
  'database',
  'cache',
  'bucket',
  'host',
  'concat',
  'list',
  'pattern',
];
const QUALIFIERS = new Set([...KINDS, 'as', 'port', 'user', 'path', 'scheme', 'options', 'separator', 'via']);

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

const isList = (data: LocatedAny): data is LocatedList => Array.isArray(data);

/** A map of which exactly one key names a kind of reference, and every other key qualifies it. */
function isReference(
  data: LocatedMap | Located<M.Text>,
): data is Exclude<Located<M.Text>, Fact<string> | Fact<number>> {
  const keys = Object.keys(data);
  return keys.filter((key) => KINDS.includes(key)).length === 1 && keys.every((key) => QUALIFIERS.has(key));
}
