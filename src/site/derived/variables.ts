import { originsOf, owedTo, type Fact, type Origin } from '../../fact.ts';
import type { Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import { usesIn } from './keeps.ts';
import { originIn, placeOf, type Running } from '../program/known.ts';
import { moverOf, portsIn } from './listens.ts';
import { madeValue } from './made.ts';
import type { Variable } from '../program/program.ts';
import { isOptional, referenceOf } from './template.ts';
import { concerns, defaultIn, has } from '../program/version.ts';

/** What of a service variables follow from, besides its uses and its duty. */
type Listening = Partial<Pick<Located<M.Service>, 'ports' | 'container'>>;

/** A variable that follows from what is said elsewhere. */
export interface Derived {
  readonly name: Fact<string>;
  readonly variable: Variable;
  readonly value: Located<M.Variable>;
  /** whether it is left out where the thing that it takes does not say this */
  readonly optional: boolean;
  /** what it is without the parts that a thing may not say; null where it has none */
  readonly reduced: Located<M.Variable> | null;
  /** whether it carries something that is said under `uses`: another value would be another fact */
  readonly carries: boolean;
}

/** The variables that a program reads in its version and duty, in the order of its file. */
export const variablesIn = ({ program, version, duty }: Running): readonly (readonly [string, Variable])[] =>
  Object.entries(program.variables).filter(
    ([, variable]) => has(version.value, variable) && concerns(variable, duty?.name.value ?? null),
  );

/**
 * The variables that follow from the ports, the uses and the duty of a service, in the order of the program's file.
 * @param said the service as it was expanded
 */
export function derivedIn(said: Listening, running: Running): readonly Derived[] {
  const { duty, version, name: program } = running;
  const moved = movedPorts(said, running);
  const kept = new Map(
    usesIn(running).flatMap(({ use, said: volume }) =>
      use.variable === undefined || use.path === undefined
        ? []
        : [[use.variable, { path: use.path, volume }]],
    ),
  );
  return variablesIn(running).flatMap(([name, variable]): Derived[] => {
    const because =
      (...facts: readonly Fact<unknown>[]) =>
      (): readonly Origin[] =>
        originsOf(...facts, program, version, { from: [originIn(running, name, variable.source)] });
    const reduced =
      variable.from && Object.values(variable.from.options ?? {}).some(isOptional)
        ? referenceOf(variable.from, running, because(), false)
        : null;
    const one = (
      value: Located<M.Variable> | null,
      reasons: () => readonly Origin[],
      carries = false,
    ): Derived[] =>
      value === null
        ? []
        : [
            {
              ...{ name: owedTo(name, reasons), variable, value, carries, reduced },
              optional: variable.from?.optional ?? false,
            },
          ];
    const port = moved.get(name);
    if (port) return one(owedTo(port.text, because(port.number)), because(port.number));
    const state = kept.get(name);
    if (state) {
      const isUsual = defaultIn(variable, version.value).default === state.path;
      return isUsual ? [] : one(owedTo(state.path, because(state.volume)), because(state.volume));
    }
    const set = duty?.said.sets?.[name];
    if (duty && set !== undefined) {
      const reasons = because(duty.name);
      return one(madeValue(set, placeOf(duty.name), reasons), reasons);
    }
    const reasons = duty && variable.duties ? because(duty.name) : because();
    const reference = variable.from && referenceOf(variable.from, running, because());
    if (reference) return one(reference, reasons, true);
    if (variable.inContainer === undefined || !said.container) return [];
    return one(madeValue(variable.inContainer, placeOf(program), reasons), reasons);
  });
}

/** The variables that ports with another number are moved by; see `moversIn` for those of all ports. */
function movedPorts(
  said: Listening,
  running: Running,
): ReadonlyMap<string, { readonly number: Fact<number>; readonly text: string }> {
  return new Map(
    portsIn(running).flatMap(([name, port]) => {
      const mover = moverOf(running, port);
      const number = said.ports?.[name]?.number;
      if (mover === null || !number || number.value === port.number) return [];
      const text = (port.value ?? '{}').replace('{}', String(number.value));
      return [[mover, { number, text }]];
    }),
  );
}

/** The variables that move ports, with the field that says so in a manifest. */
export const moversIn = (running: Running): ReadonlyMap<string, string> =>
  new Map(
    portsIn(running).flatMap(([name, port]) => {
      const mover = moverOf(running, port);
      return mover === null ? [] : [[mover, `ports.${name}.number`]];
    }),
  );
