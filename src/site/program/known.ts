import { error, type Diagnostic, type Span } from '../../diagnostic.ts';
import type { Fact, Origin } from '../../fact.ts';
import type { Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import { didYouMean, listOf } from '../../source/suggest.ts';
import type { Duty, Loaded, Program } from './program.ts';
import { has, isKnown } from './version.ts';

/** What runs in a service: a program, in a version, with a duty. */
export interface Running extends Loaded {
  readonly name: Fact<string>;
  readonly version: Fact<string>;
  /** null for a program that has but one */
  readonly duty: { readonly name: Fact<string>; readonly said: Duty } | null;
  /** the application that it belongs to, which other services may share; null for a service that is one by itself */
  readonly application: Fact<string> | null;
  /** the variables that the services of the application share */
  readonly env: Located<M.EnvironmentSet> | null;
  /** what the manifest names under `uses`, by the names that the program gives to its needs */
  readonly uses: ReadonlyMap<string, Fact<string>>;
}

/** `courier 6.4.0` */
export const wordsOf = ({ program, version }: Pick<Running, 'program' | 'version'>): string =>
  `${program.title} ${version.value}`;

/** The place of a program's file that decides about something, with the source of that knowledge. */
export function originIn({ program, files }: Loaded, key: string, from?: string): Origin {
  const [first = ''] = Object.keys(program.sources);
  const known = program.sources[from ?? first];
  // The first sentence: the rest is for those who read the file.
  const [words = ''] = (known ?? '').split(/; |\. |, as of | \(/);
  const note = `what ${program.title} understands${words === '' ? '' : `, from ${words}`}`;
  return { at: placeIn(files, key), note };
}

/** Where a key first stands in the file, or in the one that it extends. */
function placeIn(files: Loaded['files'], key: string): Span {
  const quoted = JSON.stringify(key);
  const shape = new RegExp(`${escaped(quoted)}\\s*:`);
  for (const source of files) {
    const start = source.text.search(shape);
    if (start !== -1) return { source, start, end: start + quoted.length };
  }
  throw new Error(`no file of the program says ${key}`);
}

const escaped = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

/** The program that a manifest names, in a version that is known. */
export function loadedOf(
  name: Fact<string>,
  version: Fact<string>,
  {
    program,
    diagnostics,
  }: { readonly program: (name: Fact<string>) => Loaded | null; readonly diagnostics: Diagnostic[] },
): Loaded | null {
  const found = program(name);
  if (!found) return null;
  if (isKnown(found.program, version.value)) return found;
  diagnostics.push(
    error(
      'unknown-version',
      placeOf(version),
      `What ${found.program.title} ${version.value} understands is not known.`,
      {
        related: [{ at: placeOf(name), message: 'It is named here.' }],
        why: 'Its variables would be guessed.',
        help: `Known are ${seriesOf(found.program)}. For another one, say the image and the variables, or add it to a file below sites/programs.`,
      },
    ),
  );
  return null;
}

const seriesOf = ({ series }: Program): string =>
  series.map(({ from, to }) => (from === to ? from : `${from} to ${to}`)).join(' and ');

/** The duty that is asked for, or the first one. */
export function dutyOf(
  { program }: Loaded,
  said: Fact<string> | undefined,
  version: Fact<string>,
  otherwise: readonly Origin[],
  diagnostics: Diagnostic[],
): Running['duty'] | undefined {
  const there = Object.entries(program.duties ?? {}).filter(([, duty]) => has(version.value, duty));
  const [first] = there;
  if (said === undefined) {
    if (first === undefined) return null;
    return { name: { value: first[0], from: otherwise }, said: first[1] };
  }
  const found = there.find(([name]) => name === said.value);
  if (found) return { name: said, said: found[1] };
  const names = there.map(([name]) => name);
  diagnostics.push(
    error(
      'unknown-duty',
      placeOf(said),
      `${wordsOf({ program, version })} has no duty "${said.value}".${didYouMean(said.value, names)}`,
      { help: names.length > 0 ? `It has ${listOf(names)}.` : 'It has but one: say none.' },
    ),
  );
  return undefined;
}

export function placeOf({ from }: { readonly from: readonly Origin[] }): Span {
  const [first] = from;
  if (!first) throw new Error('what a manifest says comes from nowhere');
  return first.at;
}
