import { because, concat, map, type Fact, type Value } from '../../fact.ts';
import { form, type Referable, type Reference } from './reference.ts';

export function vhost(said: Reference, name: Fact<string>, known: Referable): Fact<Value> | null {
  const found = known.vhosts.find(name);
  const how = form(said, 'vhost', ['url', 'domain'], known);
  const first = found?.names[0];
  if (!found || !how || !first) return null;
  const domain = because(
    map(first, (text) => text.replace(/^(\*\.|\.)/, '')),
    name,
  );
  if (how === 'domain') return domain;
  return because(concat(found.origin, ...(said.path ? [said.path] : [])), name);
}
