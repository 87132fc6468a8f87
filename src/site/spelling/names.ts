import { error, type Diagnostic } from '../../diagnostic.ts';
import type { Fact } from '../../fact.ts';
import { didYouMean, listOf } from '../../source/suggest.ts';
import { placeOf, wordsOf, type Running } from '../program/known.ts';
import type { Variable } from '../program/program.ts';
import { concerns, has, isSince, NEXT } from '../program/version.ts';
import { moversIn, variablesIn } from '../derived/variables.ts';

/** What the C library, the shell and the languages of programs read from every environment. */
const COMMON =
  /^(TZ|LANG|LANGUAGE|LC_[A-Z]+|HOME|PATH|USER|TMPDIR|TERM|(https?|no|all)_proxy|(HTTPS?|NO|ALL)_PROXY|SSL_CERT_(FILE|DIR)|LD_[A-Z_]+|MALLOC_[A-Z_]+|PYTHON[A-Z]+|GO(MAXPROCS|GC|MEMLIMIT|DEBUG|TRACEBACK)|JAVA_TOOL_OPTIONS)$/;

/** Any text: of a variable that is not the program's own. */
const TEXT: Variable = {
  type: 'string',
  meaning: 'It is not a variable of the program itself.',
  empty: 'value',
};

/**
 * What is known of a variable that a manifest says; null where a finding says that the program does not read it, or that
 * the manifest has a field for it. Undefined for one that another duty reads: it is left out.
 * @param isShared whether it is said for all duties of an application
 */
export function variableOf(
  name: Fact<string>,
  running: Running,
  isShared: boolean,
  diagnostics: Diagnostic[],
): Variable | null | undefined {
  const { program, version, duty } = running;
  const known = program.variables[name.value];
  const field = moversIn(running).get(name.value);
  if (field !== undefined) {
    diagnostics.push(
      error('owned-variable', placeOf(name), `${name.value} follows from \`${field}\`.`, {
        why: 'Who connects to the port would not know of it.',
        help: `Say the number there, and remove ${name.value}.`,
      }),
    );
    return null;
  }
  if (known && has(version.value, known)) {
    if (concerns(known, duty?.name.value ?? null)) return known;
    if (isShared) return undefined;
    diagnostics.push(
      error(
        'unused-variable',
        placeOf(name),
        `The duty ${duty?.name.value ?? ''} of ${wordsOf(running)} does not read ${name.value}.`,
        {
          why: 'What is written and has no effect is a misunderstanding.',
          help: `It is read by ${listOf(known.duties ?? [])}. Said at the application, it goes to those alone.`,
        },
      ),
    );
    return null;
  }
  if (!known && (COMMON.test(name.value) || isPassedOn(name.value, running))) return TEXT;
  diagnostics.push(known ? notInVersion(name, known, running) : unknown(name, running));
  return null;
}

const isPassedOn = (name: string, { program }: Running): boolean =>
  Object.keys(program.prefixes ?? {}).some((prefix) => name.startsWith(prefix));

function unknown(name: Fact<string>, running: Running): Diagnostic {
  const names = variablesIn(running).map(([one]) => one);
  return error(
    'unknown-variable',
    placeOf(name),
    `${wordsOf(running)} reads no variable ${name.value}.${didYouMean(name.value, names)}`,
    {
      related: [{ at: placeOf(running.version), message: 'The version is said here.' }],
      why: 'It would be ignored without a word.',
      help: `schema/programs/README.md lists what it reads. What an image of your own reads belongs into sites/programs.`,
    },
  );
}

/** A variable that was there before, or will be. */
function notInVersion(name: Fact<string>, known: Variable, running: Running): Diagnostic {
  const { version } = running;
  const related = [{ at: placeOf(version), message: 'The version is said here.' }];
  const isFuture = known.since !== undefined && !isSince(version.value, known.since);
  if (isFuture) {
    const before = Object.entries(running.program.variables).find(
      ([, one]) => one.renamedTo === name.value && has(version.value, one),
    );
    const when =
      known.since === NEXT ? 'no released version has it' : `it has been there since ${known.since ?? ''}`;
    return error(
      'future-variable',
      placeOf(name),
      `${wordsOf(running)} does not read ${name.value}: ${when}.`,
      {
        related,
        help: before ? `Write ${before[0]}, which says it in this version.` : known.meaning,
      },
    );
  }
  return error(
    'removed-variable',
    placeOf(name),
    `${wordsOf(running)} does not read ${name.value} any more: it was there until ${known.until ?? ''}.`,
    {
      related,
      help:
        known.renamedTo !== undefined
          ? `Write ${known.renamedTo}${successor(known.renamedTo, running)}.`
          : (known.removed ?? `It said: ${known.meaning}`),
    },
  );
}

/** A successor may have been replaced too. */
function successor(name: string, { program, version }: Running): string {
  const next = program.variables[name];
  if (!next || has(version.value, next)) return '';
  return next.renamedTo === undefined ? '' : `, or rather ${next.renamedTo}`;
}
