import { error, type Diagnostic } from '../../diagnostic.ts';
import { because, originsOf, owedTo, type Fact, type Origin, type Value } from '../../fact.ts';
import { entriesOf, isFact, type HERE, type Located, type Placed } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import { derivedIn, type Derived } from '../derived/variables.ts';
import type { Connection } from '../clients.ts';
import type { Variable } from '../model.ts';
import type { Running } from '../program/known.ts';
import type { From } from '../reference/reference.ts';
import { resolveText } from '../reference/text.ts';
import { isTexts, placeIn } from '../spelling/speller.ts';
import { missingVariables, redundant, typed } from './typed.ts';
import type { World } from './world.ts';

/** Variables that stand together: later ones override those of earlier layers. */
interface Layer {
  readonly entries: readonly Entry[];
  /** what decides that the layer is there */
  readonly through: readonly Origin[];
  /** what follows from a program; what is said for all its services, in sets, and at the service itself */
  readonly kind: 'derived' | 'shared' | 'set' | 'own';
}
export interface Entry {
  readonly name: Fact<string>;
  readonly value: Located<M.Variable>;
  /** whether it is left out where the thing that it takes does not say it */
  readonly optional: boolean;
  /** what is known of a variable that follows from its program; null for what a manifest says */
  readonly derived: Pick<Derived, 'variable' | 'carries' | 'reduced'> | null;
}

/** A service, or a job of a host, which has variables only. */
type Said = Partial<Pick<Located<M.Service>, 'env' | 'envSets' | 'envFiles' | 'ports' | 'container'>> &
  Placed;

/**
 * What follows from the program and what its application says, then sets in their order, then the own variables of a
 * service or job; a later value replaces an earlier one and remembers it.
 */
export function environment(
  service: Said,
  running: Running | null,
  from: From,
  world: World,
): readonly Variable[] {
  const result = new Map<string, Variable>();
  /** what follows from the program, to compare what is said with it */
  const derived = new Map<string, Variable & { readonly entry: Entry }>();
  const said = new Set<string>();
  /** who connects because of a variable: a value that is overridden connects nobody */
  const connections = new Map<string, readonly Connection[]>();
  /** what a process needs because of a variable; the same */
  const needed = new Map<string, NonNullable<From['process']>>();
  for (const layer of layersOf(service, running, world))
    for (const entry of layer.entries) {
      const own: Connection[] = [];
      const needs = from.process && { ...from.process, uses: [], credentials: [] };
      const here = needs ? { ...from, process: needs } : from;
      const variable = valueOf(entry, layer, running, here, { ...world, connections: own });
      said.add(entry.name.value);
      if (variable === null) continue;
      if (layer.kind === 'derived') derived.set(variable.name.value, { ...variable, entry });
      else if (running)
        redundant(entry, variable, derived.get(variable.name.value), running, world.diagnostics);
      add(result, variable, layer);
      if (needs) needed.set(variable.name.value, needs);
      connections.set(
        variable.name.value,
        own.map((one) => through(one, layer.through)),
      );
    }
  world.connections.push(...[...connections.values()].flat());
  for (const { uses, credentials } of needed.values()) {
    from.process?.uses.push(...uses);
    from.process?.credentials.push(...credentials);
  }
  if (running) missingVariables(service, running, said, world.diagnostics);
  return [...result.values()];
}

function layersOf(said: Said, running: Running | null, world: World): readonly Layer[] {
  const entriesIn = (record: Located<M.EnvironmentSet> | undefined): readonly Entry[] =>
    entriesOf(record).map((one) => ({ ...one, optional: false, derived: null }));
  // Which sets there are decides about the order too.
  const sets = originsOf(...(said.envSets ?? []));
  return [
    ...(running
      ? [
          {
            entries: derivedIn(said, running).map((one) => ({ ...one, derived: one })),
            through: [],
            kind: 'derived' as const,
          },
        ]
      : []),
    ...(running?.env
      ? [
          {
            entries: entriesIn(running.env),
            through: running.application?.from ?? [],
            kind: 'shared' as const,
          },
        ]
      : []),
    ...(said.envSets ?? []).map((name) => ({
      entries: entriesIn(world.envSets.find(name) ?? undefined),
      through: sets,
      kind: 'set' as const,
    })),
    { entries: entriesIn(said.env), through: sets, kind: 'own' },
  ];
}

function add(result: Map<string, Variable>, { name, value }: Variable, layer: Layer): void {
  const before = result.get(name.value);
  const overridden = (): readonly Origin[] =>
    (before?.value.from ?? []).map(({ at }) => ({ at, note: 'overridden by the service' }));
  // An override stands where the set that overrides stands: the order does not depend on what it overrides.
  result.delete(name.value);
  result.set(name.value, {
    name: owedTo(name.value, () => [...name.from, ...layer.through]),
    value: owedTo(value.value, () => [...value.from, ...layer.through, ...overridden()]),
  });
}

function valueOf(
  entry: Entry,
  layer: Layer,
  running: Running | null,
  from: From,
  world: World,
): Variable | null {
  if (!running) {
    const value = untyped(entry.value, from, world);
    return value && { name: entry.name, value };
  }
  const reduced = entry.derived?.reduced ?? null;
  if (!entry.optional && !reduced) return typed(entry, layer.kind === 'shared', running, from, world);
  const diagnostics: Diagnostic[] = [];
  const found = typed(entry, false, running, from, { ...world, diagnostics });
  const others = diagnostics.filter(({ code }) => code !== 'missing-credential');
  world.diagnostics.push(...others);
  if (found !== null || others.length > 0 || !reduced) return found;
  return typed({ ...entry, value: reduced }, false, running, from, world);
}

/** Text, a number or a reference; of a program that is not known, nobody can say how it spells anything else. */
function untyped(said: Located<M.Variable>, from: From, world: World): Fact<Value> | null {
  if (isText(said)) return resolveText(said, from, world);
  const isList = isTexts(said);
  const what = isFact(said) ? String(said.value) : 'a list';
  world.diagnostics.push(
    error('untyped-variable', placeIn(said), `Nothing is known about how this program spells ${what}.`, {
      why: 'Programs disagree: what is true for one is false for another.',
      help: isList
        ? 'Write `{list: […], separator: …}`, or say which `program` it is.'
        : `Write the text that it reads, in quotes, or say which \`program\` it is.`,
    }),
  );
  return null;
}

/** What means the same to every program: no booleans, fractions or lists. */
const isText = (said: Located<M.Variable>): said is Located<M.Text> =>
  isFact(said)
    ? typeof said.value === 'string' || (typeof said.value === 'number' && Number.isInteger(said.value))
    : !isTexts(said);

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
