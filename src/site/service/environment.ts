import { because, originsOf, owedTo, type Origin } from '../../fact.ts';
import { type HERE, entriesOf, type Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import type { Connection } from '../clients.ts';
import type { Variable } from '../model.ts';
import type { From } from '../reference/reference.ts';
import { resolveText } from '../reference/text.ts';
import type { World } from './world.ts';

/** Sets in their order, then a service's or job's own; a later value replaces an earlier one and remembers it. */
export function environment(
  said: { readonly envSets?: Located<M.Service>['envSets']; readonly env?: Located<M.Service>['env'] },
  from: From,
  world: World,
): readonly Variable[] {
  const result = new Map<string, Variable>();
  const add = (variable: Variable, through: readonly Origin[]): void => {
    const { name, value } = variable;
    const before = result.get(name.value);
    const overridden = (): readonly Origin[] =>
      (before?.value.from ?? []).map(({ at }) => ({ at, note: 'overridden by the service' }));
    // An override stands where the set that overrides stands: the order does not depend on what it overrides.
    result.delete(name.value);
    result.set(name.value, {
      name: owedTo(name.value, () => [...name.from, ...through]),
      value: owedTo(value.value, () => [...value.from, ...through, ...overridden()]),
    });
  };
  // Which sets there are decides about the order too.
  const sets = originsOf(...(said.envSets ?? []));
  /** who connects because of a variable: a value that is overridden connects nobody */
  const connections = new Map<string, readonly Connection[]>();
  const addAll = (record: Located<M.EnvironmentSet> | undefined): void => {
    for (const { name, value } of entriesOf(record)) {
      const own: Connection[] = [];
      const resolved = resolveText(value, from, { ...world, connections: own });
      if (!resolved) continue;
      add({ name, value: resolved }, sets);
      connections.set(
        name.value,
        own.map((one) => through(one, sets)),
      );
    }
  };
  for (const name of said.envSets ?? []) addAll(world.envSets.find(name) ?? undefined);
  addAll(said.env);
  world.connections.push(...[...connections.values()].flat());
  return [...result.values()];
}

const through = (connection: Connection, sets: readonly Origin[]): Connection => ({
  ...connection,
  sources: connection.sources.map((source) => because(source, { from: sets })),
});

export const variables = (
  record:
    | ({ readonly [key: string]: Located<M.Text> } & {
        readonly [HERE]: Located<M.EnvironmentSet>[typeof HERE];
      })
    | undefined,
  from: From,
  world: World,
): readonly Variable[] =>
  entriesOf(record).flatMap(({ name, value }) => {
    const resolved = resolveText(value, from, world);
    return resolved ? [{ name, value: resolved }] : [];
  });
