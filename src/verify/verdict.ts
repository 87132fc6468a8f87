import type { Diagnostic } from '../diagnostic.ts';
import type { Problem, Substitution } from '../target/verification.ts';
import type { Question } from './question.ts';

/** What became of one rendered file. */
export interface Verdict {
  /** its path on the host */
  readonly path: string;
  /**
   * `verified`: every program that was asked accepts it. `re-rendered`: its program cannot be had at the stated version;
   * what is known of that version admits the file, and the nearest version accepts what the manifest gives for it.
   * `refused`: one does not. `unasked`: one could not be asked, a diagnostic says why. `reader only`: there is no program
   * to ask.
   */
  readonly outcome: 'verified' | 're-rendered' | 'refused' | 'unasked' | 'reader only';
  /** who was asked: `nginx 1.26.3` */
  readonly by: readonly string[];
  /** for `reader only`: why, as the end of a sentence */
  readonly why: string | null;
  /** the version that its program cannot be had at, and the one that was asked instead */
  readonly substitution?: Pick<Substitution, 'stated' | 'nearest' | 'without'>;
}

/** What came of asking one question. */
export interface Asked extends Question {
  readonly by: string;
  /** null: it could not be asked */
  readonly problems: readonly Problem[] | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** All that a verdict follows from. */
export interface Known {
  readonly asked: readonly Asked[];
  readonly readerOnly: ReadonlyMap<string, string>;
  readonly substitutions: readonly Substitution[];
}

/** What became of a file, by its path as it is committed. */
export function verdict(path: string, { asked, readerOnly, substitutions }: Known): Verdict {
  const about = asked.filter(({ check, committed }) =>
    check.artifacts.some((one) => committed(one) === path),
  );
  const by = [...new Set(about.map((one) => one.by))];
  const own = substitutions.find(({ files }) => [...files.values()].includes(path));
  if (own?.problems.some((problem) => problem.path === path))
    return { path, outcome: 'refused', by: [own.table], why: null };
  const why = readerOnly.get(path);
  if (why !== undefined) return { path, outcome: 'reader only', by, why };
  if (about.length === 0) return { path, outcome: 'unasked', by: own ? [own.nearest] : by, why: null };
  const isAbout = ({ problems, committed }: Asked): boolean =>
    problems?.some((one) => one.path === null || committed(one.path) === path) === true;
  if (about.some(isAbout)) return { path, outcome: 'refused', by, why: null };
  // A program that stops at a mistake elsewhere has not read the rest.
  if (!about.every((one) => one.problems?.length === 0)) return { path, outcome: 'unasked', by, why: null };
  if (own === undefined) return { path, outcome: 'verified', by, why: null };
  const { stated, nearest, without } = own;
  return { path, outcome: 're-rendered', by, why: null, substitution: { stated, nearest, without } };
}
