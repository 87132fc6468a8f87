import type { Piece, Program, Template, Variable, Versioned } from './program.ts';
import { compareVersions, NEXT } from './version.ts';

/** Something that a program's file says and that cannot be, with the key near which it says so. */
export interface Fault {
  readonly key: string;
  readonly message: string;
}

/** What the schema of a program's file cannot say: names that lead nowhere, versions in the wrong order, unread fields. */
export function* faultsOf(program: Program): Generator<Fault> {
  const names = namesIn(program);
  for (const { from, to } of program.series)
    if (compareVersions(from, to) > 0) yield { key: 'series', message: `${from} comes after ${to}.` };
  for (const [key, use] of Object.entries(program.uses ?? {})) {
    yield* ordered(key, use);
    yield* lost(key, 'duty', use.duties, names.duties);
    yield* lost(key, 'variable', listOf(use.variable), names.variables);
    yield* lost(key, 'use', listOf(use.instead), names.uses);
    if ((use.kind === 'volume') !== (use.path !== undefined))
      yield { key, message: 'A volume, and nothing else, has a path.' };
  }
  for (const [key, port] of Object.entries(program.ports ?? {})) {
    yield* ordered(key, port);
    yield* lost(key, 'duty', port.duties, names.duties);
    yield* lost(key, 'variable', port.variables, names.variables);
  }
  if (program.health) yield* lost('health', 'port', [program.health.port], names.ports);
  for (const [key, duty] of Object.entries(program.duties ?? {})) {
    yield* ordered(key, duty);
    yield* lost(key, 'duty', duty.after, names.duties);
    yield* lost(key, 'use', listOf(duty.once), names.uses);
    yield* lost(key, 'variable', Object.keys(duty.sets ?? {}), names.variables);
    const words = (duty.command ?? []).flatMap((word) => [...word.matchAll(/\{([a-zA-Z0-9]+)\}/g)]);
    yield* lost(
      key,
      'option',
      words.map(([, option = '']) => option),
      new Set(Object.keys(duty.options ?? {})),
    );
    for (const [name, option] of Object.entries(duty.options ?? {}))
      yield* inVariable(name, option, program, names);
  }
  for (const [name, variable] of Object.entries(program.variables))
    yield* inVariable(name, variable, program, names);
}

type Kind = 'use' | 'port' | 'duty' | 'variable' | 'source' | 'option';

const namesIn = (program: Program) => ({
  uses: new Set(Object.keys(program.uses ?? {})),
  ports: new Set(Object.keys(program.ports ?? {})),
  duties: new Set(Object.keys(program.duties ?? {})),
  variables: new Set(Object.keys(program.variables)),
  sources: new Set(Object.keys(program.sources)),
});

const listOf = (one: string | undefined): readonly string[] => (one === undefined ? [] : [one]);

function* lost(
  key: string,
  kind: Kind,
  said: readonly string[] | undefined,
  known: ReadonlySet<string>,
): Generator<Fault> {
  for (const name of said ?? [])
    if (!known.has(name)) yield { key, message: `There is no ${kind} "${name}" in this file.` };
}

function* ordered(key: string, { since, until }: Versioned): Generator<Fault> {
  if (since !== undefined && until !== undefined && (since === NEXT || compareVersions(since, until) > 0))
    yield { key, message: `It ends with ${until}, before it begins with ${since}.` };
}

/** Fields that mean something for some types only. */
const FIELDS: Readonly<Record<string, readonly Variable['type'][]>> = {
  unit: ['duration', 'size'],
  separator: ['list'],
  reader: ['list'],
  items: ['list'],
  values: ['enum'],
  schemes: ['url'],
  shape: ['string'],
  min: ['integer', 'number'],
  max: ['integer', 'number'],
  booleans: ['boolean'],
};

/** Fields without which a type cannot be written. */
const NEEDED: Readonly<Partial<Record<Variable['type'], keyof Variable>>> = {
  ...{ duration: 'unit', size: 'unit', list: 'separator', enum: 'values' },
};

function* inVariable(
  key: string,
  variable: Variable,
  program: Program,
  names: ReturnType<typeof namesIn>,
): Generator<Fault> {
  yield* ordered(key, variable);
  yield* lost(key, 'variable', listOf(variable.renamedTo), names.variables);
  yield* lost(key, 'source', listOf(variable.source), names.sources);
  yield* lost(key, 'duty', variable.duties, names.duties);
  yield* lost(key, 'use', usesOf(variable.from), names.uses);
  for (const [field, types] of Object.entries(FIELDS))
    if (field in variable && !types.includes(variable.type))
      yield { key, message: `"${field}" says nothing about a ${variable.type}.` };
  const needed = NEEDED[variable.type];
  if (needed !== undefined && variable[needed] === undefined)
    yield { key, message: `A ${variable.type} needs "${needed}".` };
  if (variable.type === 'boolean' && !variable.booleans && !program.booleans)
    yield { key, message: 'Nothing says how the program spells booleans.' };
  if (variable.shape !== undefined && variable.shapeIs === undefined)
    yield { key, message: '"shape" needs "shapeIs", its words.' };
  const since = (variable.changes ?? []).map((change) => change.since);
  const sorted = since.filter((one) => one !== NEXT);
  if (sorted.some((one, index) => index > 0 && compareVersions(sorted[index - 1] ?? '', one) >= 0))
    yield { key, message: 'The changes are not in the order of versions.' };
}

/** The uses that a template takes something of. */
function usesOf(template: Template | undefined): readonly string[] {
  const { use, concat, list, pattern, options } = template ?? {};
  const pieces: readonly Piece[] = [...(concat ?? list ?? pattern ?? []), ...Object.values(options ?? {})];
  return [...listOf(use), ...pieces.flatMap((piece) => (typeof piece === 'string' ? [] : [piece.use]))];
}
