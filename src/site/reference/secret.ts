import { because, map, originsOf, owedTo, type Fact, type Value } from '../../fact.ts';
import { form, type From, type Referable, type Reference } from './reference.ts';

/** Where compose mounts a secret that is a file. */
const MOUNTED = '/run/secrets';
/** Where systemd hands out the credentials of a unit, which its user can read; systemd.exec(5), LoadCredential=. */
const CREDENTIALS = '/run/credentials';

/** A secret by its value, or, where it is a file, by the path at which the reader finds it. */
export function secret(
  said: Reference,
  name: Fact<string>,
  from: From,
  known: Referable,
): Fact<Value> | null {
  const found = known.secrets.find(name);
  if (!found) return null;
  const isFile = found.said.deliver.value === 'file';
  const how = form(
    said,
    isFile ? 'secret that is a file' : 'secret that is a value',
    isFile ? ['path'] : ['value'],
    known,
  );
  if (how === null) return null;
  if (how === 'value') return secretValue(name, known);
  const { process: own } = from;
  own?.credentials.push({ ...found, name });
  const path = from.stack
    ? map(name, (text) => `${MOUNTED}/${text}`)
    : own
      ? because(
          map(name, (text) => `${CREDENTIALS}/${own.unit.value}/${text}`),
          own.unit,
        )
      : because(found.path, name);
  return because<Value>(path, found.said.deliver);
}

export function secretValue(name: Fact<string>, known: Pick<Referable, 'secrets'>): Fact<Value> | null {
  const found = known.secrets.find(name);
  return found && owedTo(found.value.value, () => originsOf(name, found.value));
}
