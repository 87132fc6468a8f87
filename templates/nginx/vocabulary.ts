import { distance } from 'fastest-levenshtein';
import { alive, compareVersions, series, versionsFor, type Lifetime } from './versions.ts';

/** Where a directive stands, in the words of nginx's manual. */
export type Context =
  | 'main'
  | 'events'
  | 'http'
  | 'server'
  | 'location'
  | 'if in server'
  | 'if in location'
  | 'limit_except'
  | 'upstream'
  | 'stream'
  | 'stream server'
  | 'stream upstream'
  | 'mail'
  | 'mail server';

/** One way to write a directive. */
export interface Form extends Lifetime {
  readonly in: readonly Context[];
  /** how many arguments: `1`, `0-2`, `2+`, `1,3` */
  readonly args: string;
  /** it has a block, of directives or of the entries of a table; without it the directive ends in `;` */
  readonly block?: 'directives' | 'table';
}

export interface VariableForm extends Lifetime {
  readonly in: readonly ('http' | 'stream')[];
}

/** vocabulary.json: what the real nginx answers about every name that it holds, by version. */
export interface Vocabulary {
  /** the versions that were asked, the oldest first */
  readonly versions: readonly string[];
  readonly directives: Readonly<Record<string, readonly Form[]>>;
  /** a name that ends in `_` stands for every name that starts so */
  readonly variables: Readonly<Record<string, readonly VariableForm[]>>;
}

export interface Use {
  readonly name: string;
  readonly context: Context;
  readonly args: readonly unknown[];
  /** whether a block follows; false without it */
  readonly block?: boolean;
}

interface Wrong {
  readonly problem: 'unknown' | 'newer' | 'removed' | 'context' | 'block' | 'arity';
  /** a sentence */
  readonly message: string;
  /** a sentence */
  readonly help: string;
}

export interface Misuse extends Wrong {
  /** false where no version of the stated series was asked, so that the answer is a neighbour's */
  readonly certain: boolean;
}

const lookUp = <T>(record: Readonly<Record<string, readonly T[]>>, name: string): readonly T[] =>
  Object.hasOwn(record, name) ? (record[name] ?? []) : [];

/** Up to three names that differ in at most a third of their letters, the nearest first. */
function near(name: string, candidates: readonly string[]): string | null {
  const limit = Math.max(2, Math.floor(name.length / 3));
  const found = candidates
    .map((candidate) => ({ candidate, far: distance(name, candidate) }))
    .filter(({ far }) => far <= limit)
    .sort((a, b) => a.far - b.far || (a.candidate < b.candidate ? -1 : 1));
  return found.length === 0
    ? null
    : alternatives(found.slice(0, 3).map(({ candidate }) => `\`${candidate}\``));
}

const alternatives = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;

function takes(args: string, count: number): boolean {
  return args.split(',').some((range) => {
    if (range.endsWith('+')) return count >= Number.parseInt(range, 10);
    const [least = 0, most = least] = range.split('-').map(Number);
    return count >= least && count <= most;
  });
}

const argumentsOf = (args: string): string =>
  `${args.replace('+', ' or more').replace('-', ' to ').replace(',', ' or ')} argument${args === '1' ? '' : 's'}`;

/** A name that is not alive in `version`, though it is in others: too early or too late for it. */
function untimely(version: string, what: string, lives: readonly Lifetime[]): Wrong {
  const later = lives.find((life) => life.from !== undefined && compareVersions(version, life.from) < 0);
  if (later?.from !== undefined)
    return {
      problem: 'newer',
      message: `${what} is not known to nginx ${version}.`,
      help: `Leave it out, or state a newer version: nginx ${later.from} knows it.`,
    };
  const last = lives.findLast((life) => life.until !== undefined)?.until ?? '';
  return {
    problem: 'removed',
    message: `${what} is no longer known to nginx ${version}.`,
    help: `Leave it out: nginx ${last} still knew it.`,
  };
}

function wrongDirective(vocabulary: Vocabulary, version: string, use: Use): Wrong | null {
  const ever = lookUp(vocabulary.directives, use.name);
  const forms = ever.filter((form) => alive(form, version));
  const at = (problem: Wrong['problem'], what: string, help: string): Wrong => ({
    problem,
    message: `\`${use.name}\` ${what}`,
    help,
  });
  if (ever.length === 0) {
    const known = Object.entries(vocabulary.directives).filter(([, all]) =>
      all.some((form) => alive(form, version)),
    );
    const names = near(
      use.name,
      known.map(([name]) => name),
    );
    return at(
      'unknown',
      `is no directive that nginx ${version} knows.`,
      names === null
        ? 'See the list of directives at https://nginx.org/en/docs/dirindex.html.'
        : `Did you mean ${names}?`,
    );
  }
  if (forms.length === 0) return untimely(version, `\`${use.name}\``, ever);
  const here = forms.filter((form) => form.in.includes(use.context));
  const everHere = ever.filter((form) => form.in.includes(use.context));
  if (here.length === 0 && everHere.length > 0)
    return untimely(version, `\`${use.name}\` in ${use.context}`, everHere);
  if (here.length === 0)
    return at(
      'context',
      `may not stand in ${use.context} for nginx ${version}.`,
      `It may stand in ${alternatives([...new Set(forms.flatMap((form) => form.in))])}.`,
    );
  const shaped = here.filter((form) => (form.block !== undefined) === (use.block ?? false));
  if (shaped.length === 0)
    return use.block === true
      ? at('block', 'has a block, and nginx wants none.', 'End it with `;`.')
      : at('block', 'has no block, and nginx wants one.', 'Only a template can write it.');
  if (shaped.some((form) => takes(form.args, use.args.length))) return null;
  return at(
    'arity',
    `has ${argumentsOf(String(use.args.length))}.`,
    `Write ${alternatives(shaped.map((form) => argumentsOf(form.args)))}.`,
  );
}

/**
 * Asks each version that speaks for the stated one. What one of two neighbours takes may be right in between, so that
 * only what is wrong for all of them is a misuse.
 */
function ask(
  vocabulary: Vocabulary,
  stated: string | null,
  wrongIn: (version: string) => Wrong | null,
): Misuse | null {
  const versions = versionsFor(vocabulary.versions, stated);
  const [first = null, ...others] = versions.map(wrongIn);
  if (first === null || others.includes(null)) return null;
  const certain = stated === null || series(versions[0] ?? '') === series(stated);
  const note = certain
    ? ''
    : ` Nothing is recorded about nginx ${stated}, so ${versions.join(' and ')} had to answer for it.`;
  return { ...first, message: first.message + note, certain };
}

/**
 * Whether nginx of a stated version (`1.26`, `1.26.3`; null for the newest known) takes a directive in a place, with so
 * many arguments. What the arguments say is not judged.
 */
export const checkDirective = (vocabulary: Vocabulary, stated: string | null, use: Use): Misuse | null =>
  ask(vocabulary, stated, (version) => wrongDirective(vocabulary, version, use));

export interface VariableUse {
  /** without `$` */
  readonly name: string;
  readonly scope: 'http' | 'stream';
  /** what `map`, `set`, `geo` or a named group of a regex define */
  readonly defined: readonly string[];
}

function wrongVariable(vocabulary: Vocabulary, version: string, use: VariableUse): Wrong | null {
  if (/^[1-9]$/.test(use.name) || use.defined.includes(use.name)) return null;
  const known = Object.keys(vocabulary.variables);
  const family = known.find((name) => name.endsWith('_') && use.name.startsWith(name));
  const ever = [use.name, family ?? ''].flatMap((name) => lookUp(vocabulary.variables, name));
  const inScope = ever.filter((form) => form.in.includes(use.scope));
  if (inScope.some((form) => alive(form, version))) return null;
  const name = `\`$${use.name}\``;
  if (inScope.length > 0) return untimely(version, name, inScope);
  const names = near(use.name, [...use.defined, ...known]);
  return {
    problem: ever.length > 0 ? 'context' : 'unknown',
    message: `${name} is no variable that nginx ${version} knows in ${use.scope}.`,
    help:
      names === null ? 'See the list at https://nginx.org/en/docs/varindex.html.' : `Did you mean ${names}?`,
  };
}

/** Whether nginx of a stated version knows a variable. */
export const checkVariable = (
  vocabulary: Vocabulary,
  stated: string | null,
  use: VariableUse,
): Misuse | null => ask(vocabulary, stated, (version) => wrongVariable(vocabulary, version, use));

/** Where the directives inside a block stand; null inside a table, and where no such block may be. */
export function contextInside(context: Context, directive: string): Context | null {
  return INSIDE[`${context} > ${directive}`] ?? null;
}

const INSIDE: Readonly<Record<string, Context>> = {
  'main > events': 'events',
  'main > http': 'http',
  'main > stream': 'stream',
  'main > mail': 'mail',
  'http > server': 'server',
  'http > upstream': 'upstream',
  'server > location': 'location',
  'server > if': 'if in server',
  'location > location': 'location',
  'location > if': 'if in location',
  'location > limit_except': 'limit_except',
  'stream > server': 'stream server',
  'stream > upstream': 'stream upstream',
  'mail > server': 'mail server',
};
