import { error } from '../../diagnostic.ts';
import { because, concat, fact, map, partsOf, type Fact, type Value } from '../../fact.ts';
import { entriesOf, isFact, keyOf } from '../../manifest/located.ts';
import { bucket } from './bucket.ts';
import { hostAddress } from './host.ts';
import { qualified, type Asked, type From, type Referable, type Reference, type Text } from './reference.ts';
import { secret } from './secret.ts';
import { service } from './service.ts';
import { cache, database } from './store.ts';
import { vhost } from './vhost.ts';

/** The value of a literal or reference, as seen from `from`; null where a finding says why there is none. */
export function resolveText(text: Text, from: From, known: Referable): Fact<Value> | null {
  if (isFact(text)) return map(text, String);
  const value = resolveReference(text, from, known);
  if (value === null || !text.as) return value;
  return because(value, text.as);
}

function resolveReference(reference: Reference, from: From, known: Referable): Fact<Value> | null {
  const query = queryOf(reference, from, known);
  if (!query || !qualified(reference, known)) return null;
  const said: Asked = { ...reference, query };
  if (said.secret) return secret(said, said.secret, from, known);
  if (said.public) return said.public;
  if (said.concat) return all(said.concat, from, known, (pieces) => concat(...pieces));
  if (said.list) return joined(said.list, said.separator ?? fact(','), from, known);
  if (said.pattern) return pattern(said, said.pattern, from, known);
  if (said.service) return service(said, said.service, from, known);
  if (said.vhost) return vhost(said, said.vhost, known);
  if (said.database) return database(said, said.database, from, known);
  if (said.cache) return cache(said, said.cache, from, known);
  if (said.bucket) return bucket(said, said.bucket, known, (text) => resolveText(text, from, known));
  if (said.host) return hostAddress(said, said.host, known);
  throw new Error('the schema lets through references of known kinds only');
}

/** The query options of a URL; null where one of them has a finding. */
function queryOf(said: Reference, from: From, known: Referable): Asked['query'] | null {
  const options = entriesOf(said.options).map(({ name, value }) => ({
    name,
    value: resolveText(value, from, known),
  }));
  const found = options.flatMap(({ name, value }) => (value ? [{ name, value }] : []));
  return found.length === options.length ? found : null;
}

function all(
  texts: readonly Text[],
  from: From,
  known: Referable,
  combine: (pieces: readonly Fact<Value>[]) => Fact<Value>,
): Fact<Value> | null {
  const pieces = texts.map((text) => resolveText(text, from, known));
  const found = pieces.filter((piece) => piece !== null);
  return found.length === pieces.length ? combine(found) : null;
}

const joined = (
  texts: readonly Text[],
  separator: Fact<string>,
  from: From,
  known: Referable,
): Fact<Value> | null =>
  all(texts, from, known, (pieces) =>
    concat(...pieces.flatMap((piece, index) => (index === 0 ? [piece] : [separator, piece]))),
  );

function pattern(said: Reference, pieces: readonly Text[], from: From, known: Referable): Fact<Value> | null {
  const value = all(pieces, from, known, (resolved) => concat(...resolved));
  if (!value) return null;
  const text = partsOf(value.value)
    .filter((part) => typeof part === 'string')
    .join('');
  if (/^[^%]*%s[^%]*$/.test(text)) return value;
  known.diagnostics.push(
    error(
      'unsafe-pattern',
      keyOf(said),
      `The pattern ${JSON.stringify(text)} must hold exactly one %s and no other %.`,
      {
        why: 'A program that formats it raises an error, or eats the characters after the %.',
        help: 'Write %s where the program puts its value.',
      },
    ),
  );
  return null;
}
