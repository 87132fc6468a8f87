import type { Diagnostic, Span } from '../../diagnostic.ts';
import { originsOf, owedTo, type Fact, type Origin, type Value } from '../../fact.ts';
import { isFact, keyOf, type Located, type Placed } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import { placeOf, type Running } from '../program/known.ts';
import type { Variable } from '../program/program.ts';

/** A variable of a known program, and how references in its value are resolved. */
export interface Speller {
  readonly running: Running;
  readonly name: Fact<string>;
  readonly variable: Variable;
  readonly diagnostics: Diagnostic[];
  resolve(text: Located<M.Text>): Fact<Value> | null;
}

export type Said = Located<M.Variable>;

/** Whether a value is a list that is written as one. */
export const isTexts = (said: Said): said is readonly Located<M.Text>[] & Placed => Array.isArray(said);

/** Where a value stands. */
export const placeIn = (said: Said): Span => (isFact(said) ? placeOf(said) : keyOf(said));

/** A value in a spelling that the program decides, and so whoever named the program. */
export const decided = (
  text: string,
  said: { readonly from: readonly Origin[] },
  { running }: Speller,
): Fact<string> => owedTo(text, () => originsOf(said, running.name));
