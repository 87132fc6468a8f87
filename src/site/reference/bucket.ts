import { error } from '../../diagnostic.ts';
import { because, type Fact, type Value } from '../../fact.ts';
import { HERE, keyOf } from '../../manifest/located.ts';
import { form, type Referable, type Reference, type Text } from './reference.ts';

/** @param resolve what a text of the bucket is where the reference is used */
export function bucket(
  said: Reference,
  name: Fact<string>,
  known: Referable,
  resolve: (text: Text) => Fact<Value> | null,
): Fact<Value> | null {
  const found = known.buckets.find(name);
  const how = form(said, 'bucket', ['name', 'region', 'prefix', 'access-key', 'secret-key'], known);
  if (!found || !how) return null;
  const texts: Readonly<Record<typeof how, Text | undefined>> = {
    name: found.name,
    region: found.region,
    prefix: found.prefix,
    'access-key': found.accessKey,
    'secret-key': found.secretKey,
  };
  const text = texts[how];
  if (text) {
    const value = resolve(text);
    return value && because(value, name);
  }
  known.diagnostics.push(
    error('missing-credential', keyOf(said), `The bucket ${name.value} has no ${how}.`, {
      related: [{ at: found[HERE].key, message: `${name.value} is said here.` }],
      help: 'Say it there.',
    }),
  );
  return null;
}
