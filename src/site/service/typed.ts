import { error, warning, type Diagnostic } from '../../diagnostic.ts';
import type { Value } from '../../fact.ts';
import { isFact, keyOf, type Located, type Placed } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import { variablesIn } from '../derived/variables.ts';
import type { Variable } from '../model.ts';
import { placeOf, wordsOf, type Running } from '../program/known.ts';
import type { From } from '../reference/reference.ts';
import { resolveText } from '../reference/text.ts';
import { variableOf } from '../spelling/names.ts';
import { spelled } from '../spelling/spell.ts';
import { placeIn } from '../spelling/speller.ts';
import type { Entry } from './environment.ts';
import type { World } from './world.ts';

/** A variable of a known program, in its spelling; null where a finding says why not, or where another duty reads it. */
export function typed(
  { name, value, derived }: Entry,
  isShared: boolean,
  running: Running,
  from: From,
  world: World,
): Variable | null {
  const known = derived?.variable ?? variableOf(name, running, isShared, world.diagnostics);
  if (!known) return null;
  const found = spelled(value, {
    ...{ running, name, variable: known, diagnostics: world.diagnostics },
    resolve: (text) => resolveText(text, from, world),
  });
  return found && { name, value: found };
}

/** A fact that is said twice: what follows from `uses` is written out, or said again. */
export function redundant(
  { value: said }: Entry,
  { name, value }: Variable,
  derived: (Variable & { readonly entry: Entry }) | undefined,
  running: Running,
  diagnostics: Diagnostic[],
): void {
  if (!derived) return;
  const isSame = equal(value.value, derived.value.value);
  // What a duty sets is a usual value; what carries a use is a fact.
  if (!isSame && !(isFact(said) && derived.entry.derived?.carries)) return;
  diagnostics.push(
    warning(
      'said-twice',
      placeIn(said),
      isSame
        ? `${name.value} follows without being said, with this value.`
        : `${name.value} is written out, and hides what follows from the program.`,
      {
        related: [{ at: placeIn(derived.entry.value), message: `From this ${wordsOf(running)} has it.` }],
        why: 'A fact that stands twice is changed in one place.',
        help: isSame ? 'Remove it.' : 'Remove it, or write a reference to what is meant.',
      },
    ),
  );
}

const equal = (one: Value, other: Value): boolean => JSON.stringify(one) === JSON.stringify(other);

/** Variables that the program does not start without. A file of variables may hold them, and is not looked into. */
export function missingVariables(
  service: Partial<Pick<Located<M.Service>, 'envFiles'>> & Placed,
  running: Running,
  said: ReadonlySet<string>,
  diagnostics: Diagnostic[],
): void {
  if (service.envFiles && service.envFiles.length > 0) return;
  for (const [name, variable] of variablesIn(running)) {
    if (!variable.required || said.has(name)) continue;
    diagnostics.push(
      error('missing-variable', keyOf(service), `${wordsOf(running)} does not start without ${name}.`, {
        related: [{ at: placeOf(running.name), message: 'The program is named here.' }],
        why: variable.meaning,
        help: variable.from
          ? `Say what it follows from under \`uses\`, or say ${name} under \`env\`.`
          : `Say ${name} under \`env\`.`,
      }),
    );
  }
}
