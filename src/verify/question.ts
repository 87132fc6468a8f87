import type { Span } from '../diagnostic.ts';
import type { Check, HostArtifacts, Substitution, Verification } from '../target/verification.ts';

/** The manifest's place behind a line (from 1) or a key of a rendered file; null where none is recorded. */
export type OriginOf = (path: string, line: number | null, key: readonly string[] | null) => Span | null;

/** What was rendered once more, for the nearest versions of programs that cannot be had at their stated ones. */
export interface Again {
  /** null where the manifest gives nothing for those versions */
  readonly host: HostArtifacts | null;
  readonly origin: OriginOf;
  /** by the ids of the verifications */
  readonly substitutions: ReadonlyMap<string, readonly Substitution[]>;
}

/** One question, and whose files it is about. */
export interface Question {
  readonly id: string;
  readonly check: Check;
  readonly host: HostArtifacts;
  readonly origin: OriginOf;
  /** the paths of the question's files as they are committed */
  readonly committed: (path: string) => string;
}

/** The files of a host that no program is asked about, in order → why, as the end of a sentence. */
export function readerOnly(
  host: HostArtifacts,
  verifications: readonly Verification[],
  again: Again | null,
): ReadonlyMap<string, string> {
  const reasons = new Map(verifications.flatMap((one) => [...one.readerOnly(host)]));
  const asked = new Set(
    verifications
      .flatMap((one) => questionsOf(one, host, again))
      .flatMap(({ check, committed }) => check.artifacts.map(committed)),
  );
  const substituted = [...(again?.substitutions.values() ?? [])]
    .flat()
    .flatMap((one) => [...one.files.values()]);
  return new Map(
    [...host.files.keys()].sort().flatMap((path): readonly (readonly [string, string])[] => {
      const why = reasons.get(path);
      if (asked.has(path) || (why === undefined && substituted.includes(path))) return [];
      return [[path, why ?? 'no program here reads this kind of file']];
    }),
  );
}

/** Where a program has a substitute, all that its verification asks is asked of what was rendered once more. */
export function questionsOf(
  verification: Verification,
  host: HostArtifacts,
  again: Again | null,
  origin: OriginOf = () => null,
): readonly Question[] {
  const { id } = verification;
  const files = new Map(again?.substitutions.get(id)?.flatMap((one) => [...one.files]));
  const other = files.size > 0 ? again?.host : null;
  return other && again
    ? verification.checks(other).map((check) => ({
        ...{ id, check, host: other, origin: again.origin },
        committed: (path) => files.get(path) ?? path,
      }))
    : verification.checks(host).map((check) => ({ id, check, host, origin, committed: (path) => path }));
}
