import { error, type Diagnostic, type Span } from '../../diagnostic.ts';
import { map, partsOf, type Fact, type Value } from '../../fact.ts';
import { isFact } from '../../manifest/located.ts';
import { didYouMean } from '../../source/suggest.ts';
import { placeOf, wordsOf } from '../program/known.ts';
import type { VariableType } from '../program/program.ts';
import { defaultIn } from '../program/version.ts';
import { duration, size } from './amount.ts';
import { boolean } from './boolean.ts';
import { list } from './list.ts';
import { checkOf } from './shape.ts';
import { isTexts, placeIn, type Said, type Speller } from './speller.ts';
import { wrong } from './wrong.ts';

const TYPES: Readonly<Partial<Record<VariableType, (said: Said, speller: Speller) => Fact<Value> | null>>> = {
  boolean,
  duration,
  size,
  list,
};

/**
 * A typed value in the one spelling that its program reads; null where a finding says why there is none, and for a false
 * that is said by leaving the variable out.
 */
export function spelled(said: Said, speller: Speller): Fact<Value> | null {
  if (isExposed(said, speller)) return null;
  const value = (TYPES[speller.variable.type] ?? plain)(said, speller);
  if (value?.value !== '' || (speller.variable.empty ?? speller.running.program.empty) !== 'unset')
    return value;
  speller.diagnostics.push(empty(placeIn(said), speller));
  return null;
}

/** Text, numbers, and what is checked as text: all types without a notation of their own. */
function plain(said: Said, speller: Speller): Fact<Value> | null {
  if (isTexts(said)) return wrong(placeIn(said), 'a list stands here', speller);
  if (isFact(said) && typeof said.value === 'boolean')
    return wrong(placeIn(said), `${String(said.value)} is a boolean`, speller);
  const value = isFact(said) ? map(said, String) : speller.resolve(said);
  if (!value) return null;
  const text = sampleOf(value.value);
  const fault = text === null || text === '' ? null : checkOf(speller.variable, text);
  if (fault === null) return value;
  const near = didYouMean(text ?? '', speller.variable.values ?? []).trim();
  return wrong(placeIn(said), fault, speller, near === '' ? undefined : near);
}

/** A value as text with a letter in the place of each secret; null where it is a secret alone. */
function sampleOf(value: Value): string | null {
  const parts = partsOf(value);
  if (parts.every((part) => typeof part !== 'string')) return null;
  return parts.map((part) => (typeof part === 'string' ? part : 'x')).join('');
}

/** A credential that is written out. */
function isExposed(said: Said, { variable, name, diagnostics }: Speller): boolean {
  if (!variable.secret || !isFact(said) || said.value === '') return false;
  const at = placeOf(said);
  diagnostics.push(
    error('secret-literal', at, `${name.value} holds a credential, and a literal stands here.`, {
      masked: [at],
      why: 'Everybody who can read the repository, now or later, has it; it stays in the history after it is removed.',
      help: 'Name it under `secrets` and write `{secret: NAME}`; if it is no credential, write `{public: …}`.',
    }),
  );
  return true;
}

function empty(at: Span, { name, variable, running }: Speller): Diagnostic {
  const usual = defaultIn(variable, running.version.value);
  const words = usual.defaultIs ?? (usual.default === undefined ? null : JSON.stringify(usual.default));
  return error('empty-variable', at, `An empty ${name.value} counts as unset for ${wordsOf(running)}.`, {
    why: words === null ? null : `Its default would hold: ${words}.`,
    help: 'Remove the line, or say a value that is not empty.',
  });
}
