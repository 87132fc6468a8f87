import { error, nowhere, type Diagnostic, type Result, type Span } from '../diagnostic.ts';
import type { Check, HostArtifacts, Problem, Substitution, Verification } from '../target/verification.ts';
import { isFailure, type Answer, type Failure } from './process.ts';
import { ensurePrograms, type Fetching, type Program } from './programs.ts';
import { requireSandbox } from './sandbox.ts';
import { openStage } from './stage.ts';

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

export interface Verifying extends Fetching {
  readonly origin: OriginOf;
  readonly again?: Again | null;
}

/** One question, and whose files it is about. */
interface Question {
  readonly id: string;
  readonly check: Check;
  readonly host: HostArtifacts;
  readonly origin: OriginOf;
  /** the paths of the question's files as they are committed */
  readonly committed: (path: string) => string;
}

/** What came of asking one question. */
interface Asked extends Question {
  readonly by: string;
  /** null: it could not be asked */
  readonly problems: readonly Problem[] | null;
  readonly diagnostics: readonly Diagnostic[];
}

/** Each question is one or two processes; more at once than the smallest machines have cores only delays all. */
const AT_ONCE = 2;

/**
 * Asks the programs of a host about the files rendered for it, in sandboxes. Every file gets a verdict; a question that
 * could not be asked is an error and never a silent success. There is no value where this machine has no sandbox.
 */
export async function verifyHost(
  host: HostArtifacts,
  verifications: readonly Verification[],
  verifying: Verifying,
): Promise<Result<readonly Verdict[]>> {
  const again = verifying.again ?? null;
  const questions = verifications.flatMap((one) => questionsOf(one, host, verifying));
  if (questions.length > 0) {
    const failure = await requireSandbox(verifying.progress);
    if (failure !== null) return { value: null, diagnostics: [unable('verify/sandbox', host.host, failure)] };
  }
  const needs = new Map(questions.map(({ check }) => [check.program.id, check.program]));
  const programs = await ensurePrograms([...needs.values()], verifying);
  const asked = await inTurns(questions, AT_ONCE, async (question): Promise<Asked> => {
    const { id, check } = question;
    const program = programs.value?.get(check.program.id);
    if (program === undefined) return { ...question, by: check.program.id, problems: null, diagnostics: [] };
    const by = `${check.program.packages[0]} ${program.version}`;
    const problems = await ask(check, program, verifying);
    if (isFailure(problems))
      return {
        ...question,
        by,
        problems: null,
        diagnostics: [unable(`verify/${id}`, check.title, problems)],
      };
    const diagnostics = problems.map((one) =>
      refusal(question.host, `verify/${id}`, by, one, question.origin),
    );
    return { ...question, by, problems, diagnostics };
  });
  const tables = [...(again?.substitutions ?? [])].flatMap(([id, all]) =>
    all.flatMap(({ table, problems }) =>
      problems.map((one) => refusal(host, `verify/${id}`, table, one, verifying.origin)),
    ),
  );
  const known: Known = {
    asked,
    readerOnly: new Map(verifications.flatMap((one) => [...one.readerOnly(host)])),
    substitutions: [...(again?.substitutions.values() ?? [])].flat(),
  };
  return {
    value: [...host.files.keys()].sort().map((path) => verdict(path, known)),
    diagnostics: [...programs.diagnostics, ...tables, ...asked.flatMap((one) => one.diagnostics)],
  };
}

/** Where a program has a substitute, all that its verification asks is asked of what was rendered once more. */
function questionsOf(
  verification: Verification,
  host: HostArtifacts,
  { origin, again }: Verifying,
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

async function ask(
  check: Check,
  program: Program,
  verifying: Verifying,
): Promise<readonly Problem[] | Failure> {
  verifying.progress?.(check.title);
  const cache = verifying.cache === undefined ? {} : { cache: verifying.cache };
  const stage = await openStage(check.stage, { program, ...cache });
  if (isFailure(stage)) return stage;
  try {
    const answer = await stage.run(check.command);
    const problems = check.read(answer);
    return answer.status === 0 || problems.length > 0 ? problems : [unexplained(answer)];
  } finally {
    await stage.close();
  }
}

/** A program that fails without a word that its reader knows has still failed. */
function unexplained(answer: Answer): Problem {
  const words = answer.stderr.trim() || answer.stdout.trim() || 'it says nothing';
  const end = answer.late
    ? 'it did not end in time'
    : `it ends with ${answer.signal ?? `status ${answer.status}`}`;
  return { path: null, line: null, key: null, message: `${end}: ${words.replaceAll('\n', ' / ')}` };
}

interface Known {
  readonly asked: readonly Asked[];
  readonly readerOnly: ReadonlyMap<string, string>;
  readonly substitutions: readonly Substitution[];
}

function verdict(path: string, { asked, readerOnly, substitutions }: Known): Verdict {
  const about = asked.filter(({ check, committed }) =>
    check.artifacts.some((one) => committed(one) === path),
  );
  const by = [...new Set(about.map((one) => one.by))];
  const own = substitutions.find(({ files }) => [...files.values()].includes(path));
  if (own?.problems.some((problem) => problem.path === path))
    return { path, outcome: 'refused', by: [own.table], why: null };
  const why = readerOnly.get(path);
  if (about.length === 0 && own !== undefined && why === undefined)
    return { path, outcome: 'unasked', by: [own.nearest], why: null };
  if (about.length === 0)
    return { path, outcome: 'reader only', by, why: why ?? 'no program here reads this kind of file' };
  const isAbout = ({ problems, committed }: Asked): boolean =>
    problems?.some((one) => one.path === null || committed(one.path) === path) === true;
  if (about.some(isAbout)) return { path, outcome: 'refused', by, why: null };
  // A program that stops at a mistake elsewhere has not read the rest.
  if (!about.every((one) => one.problems?.length === 0)) return { path, outcome: 'unasked', by, why: null };
  if (own === undefined) return { path, outcome: 'verified', by, why: null };
  const { stated, nearest, without } = own;
  return { path, outcome: 're-rendered', by, why: null, substitution: { stated, nearest, without } };
}

function refusal(
  host: HostArtifacts,
  code: string,
  by: string,
  problem: Problem,
  originOf: OriginOf,
): Diagnostic {
  const { path, line, key } = problem;
  const rendered = renderedLine(host, path, line);
  const origin = path === null ? null : originOf(path, line, key);
  const place = path === null ? '' : ` ${path}${line === null ? '' : `:${line}`}`;
  return error(
    code,
    origin ?? rendered,
    `${by} refuses${place || ` the files of ${host.host}`}: ${sentence(problem.message)}`,
    {
      related: origin === null ? [] : [{ at: rendered, message: 'what was rendered' }],
      why: 'The program that reads this file on its host would not start or reload with it.',
    },
  );
}

const sentence = (words: string): string => (/[.!?]$/.test(words) ? words : `${words}.`);

/** A line of a rendered file, under the name that it has in the output tree. */
function renderedLine(host: HostArtifacts, path: string | null, line: number | null): Span {
  const text = path === null ? undefined : host.files.get(path)?.text;
  const name = `out/${host.site}/${host.host}${path ?? ''}`;
  if (text === undefined) return nowhere(name);
  const before = text.split('\n').slice(0, (line ?? 1) - 1);
  const start = before.reduce((sum, one) => sum + one.length + 1, 0);
  const end = text.indexOf('\n', start);
  return { source: { name, text }, start, end: end === -1 ? text.length : end };
}

const unable = (code: string, name: string, failure: Failure): Diagnostic =>
  error(code, nowhere(name), failure.failed, {
    why: 'A file that no program was asked about is not verified.',
  });

/** Runs tasks a few at a time; results in the order of the tasks. */
async function inTurns<T, R>(
  tasks: readonly T[],
  atOnce: number,
  run: (task: T) => Promise<R>,
): Promise<readonly R[]> {
  const results: R[] = [];
  const queue = tasks.entries();
  const worker = async (): Promise<void> => {
    for (const [index, task] of queue) results[index] = await run(task);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}
