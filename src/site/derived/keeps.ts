import { error, type Diagnostic } from '../../diagnostic.ts';
import { owedTo, originsOf, type Fact } from '../../fact.ts';
import { HERE, keyIn, keyOf, type Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import { originIn, placeOf, type Running } from '../program/known.ts';
import { entriesBefore, hereAt, type Entry } from './made.ts';
import type { Use } from '../program/program.ts';

/** The uses that a manifest says, with what the program says of them. */
export const usesIn = ({
  program,
  uses,
}: Running): readonly { readonly name: string; readonly use: Use; readonly said: Fact<string> }[] =>
  Object.entries(program.uses ?? {}).flatMap(([name, use]) => {
    const said = uses.get(name);
    return said ? [{ name, use, said }] : [];
  });

/** Volumes that a program uses are mounted where it keeps its state. */
export function mountsOf(
  said: Located<M.Service>,
  running: Running,
  diagnostics: Diagnostic[],
): Located<M.Service>['mounts'] {
  const derived = usesIn(running).flatMap(({ name, use, said: volume }): Entry<Located<M.Mount>>[] => {
    const { path } = use;
    if (use.kind !== 'volume' || path === undefined) return [];
    const twice = said.mounts && keyIn(said.mounts, path);
    if (twice)
      diagnostics.push(
        error('mount-clash', twice, `${path} is mounted by \`uses: {${name}: ${volume.value}}\` too.`, {
          related: [{ at: placeOf(volume), message: 'It is said here.' }],
          help: 'Keep one of them.',
        }),
      );
    const value = owedTo(volume.value, () =>
      originsOf(volume, running.name, { from: [originIn(running, name)] }),
    );
    const at = placeOf(volume);
    return [{ name: path, value: { [HERE]: hereAt(at, []), volume: value }, at }];
  });
  return derived.length === 0 ? said.mounts : entriesBefore(said.mounts, derived, keyOf(said));
}

/** A service of the manifest, with what runs in it. */
export interface Neighbour {
  readonly name: Fact<string>;
  readonly said: Located<M.Service>;
  readonly running: Running | null;
}

/** What is started first: services that the program cannot start without, and other duties of its application. */
export function afterOf(
  { said, running, name }: Neighbour,
  all: readonly Neighbour[],
): Located<M.Service>['after'] {
  if (!running) return said.after;
  const near = all.filter((one) => !one.said.external && one.said.stack?.value === said.stack?.value);
  const wait = <T>(value: T, ...reasons: readonly Fact<unknown>[]): Fact<T> =>
    owedTo(value, () =>
      originsOf(...reasons, running.name, { from: [originIn(running, running.duty?.name.value ?? 'uses')] }),
    );
  const used = usesIn(running).flatMap(({ use, said: service }) => {
    const other = near.find((one) => one.name.value === service.value);
    return use.kind === 'service' && use.after && other
      ? [{ name: service.value, value: wait(use.after, service), at: placeOf(service) }]
      : [];
  });
  const { duty, application } = running;
  const before = near.filter(
    (one) =>
      one.name.value !== name.value &&
      application !== null &&
      one.running?.application?.value === application.value &&
      duty?.said.after?.includes(one.running.duty?.name.value ?? ''),
  );
  const others = before.map((one) => ({
    name: one.name.value,
    value: wait<'started'>(
      'started',
      ...[duty?.name ?? one.name, application ?? one.name],
      ...[one.running?.duty?.name ?? one.name, one.running?.application ?? one.name],
    ),
    at: placeOf(duty?.name ?? one.name),
  }));
  const derived = [...others, ...used];
  return derived.length === 0 ? said.after : entriesBefore(said.after, derived, keyOf(said));
}
