import { error, nowhere, type Diagnostic, type Result, type Span } from '../diagnostic.ts';
import type { Check, HostArtifacts, Problem, Verification } from '../target/verification.ts';
import { isFailure, type Answer, type Failure } from './process.ts';
import { ensurePrograms, type Fetching, type Program } from './programs.ts';
import { requireSandbox } from './sandbox.ts';
import { openStage } from './stage.ts';

/** What became of one rendered file. */
export interface Verdict {
  /** its path on the host */
  readonly path: string;
  /**
   * `verified`: every program that was asked accepts it. `refused`: one does not. `unasked`: one could not be asked, a
   * diagnostic says why. `reader only`: there is no program to ask.
   */
  readonly outcome: 'verified' | 'refused' | 'unasked' | 'reader only';
  /** who was asked: `nginx 1.26.3` */
  readonly by: readonly string[];
  /** for `reader only`: why, as the end of a sentence */
  readonly why: string | null;
}

export interface Verifying extends Fetching {
  /** the manifest's place behind a line (from 1) or a key of a rendered file; null where none is recorded */
  readonly origin: (path: string, line: number | null, key: readonly string[] | null) => Span | null;
}

/** What came of asking one question. */
interface Asked {
  readonly check: Check;
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
  const checks = verifications.flatMap((one) => one.checks(host).map((check) => ({ id: one.id, check })));
  if (checks.length > 0) {
    const failure = await requireSandbox(verifying.progress);
    if (failure !== null) return { value: null, diagnostics: [unable('verify/sandbox', host.host, failure)] };
  }
  const needs = new Map(checks.map(({ check }) => [check.program.id, check.program]));
  const programs = await ensurePrograms([...needs.values()], verifying);
  const asked = await inTurns(checks, AT_ONCE, async ({ id, check }): Promise<Asked> => {
    const program = programs.value?.get(check.program.id);
    if (program === undefined) return { check, by: check.program.id, problems: null, diagnostics: [] };
    const stated = check.inPlaceOf === undefined ? '' : ` in place of ${check.inPlaceOf}`;
    const by = `${check.program.packages[0]} ${program.version}${stated}`;
    const problems = await ask(check, program, verifying);
    if (isFailure(problems))
      return { check, by, problems: null, diagnostics: [unable(`verify/${id}`, check.title, problems)] };
    const diagnostics = problems.map((one) => refusal(host, `verify/${id}`, by, one, verifying));
    return { check, by, problems, diagnostics };
  });
  const readerOnly = new Map(verifications.flatMap((one) => [...one.readerOnly(host)]));
  return {
    value: [...host.files.keys()].sort().map((path) => verdict(path, asked, readerOnly)),
    diagnostics: [...programs.diagnostics, ...asked.flatMap((one) => one.diagnostics)],
  };
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

function verdict(path: string, asked: readonly Asked[], readerOnly: ReadonlyMap<string, string>): Verdict {
  const about = asked.filter(({ check }) => check.artifacts.includes(path));
  const by = [...new Set(about.map((one) => one.by))];
  if (about.length === 0)
    return {
      path,
      outcome: 'reader only',
      by,
      why: readerOnly.get(path) ?? 'no program here reads this kind of file',
    };
  if (about.some((one) => one.problems?.some((problem) => problem.path === path || problem.path === null)))
    return { path, outcome: 'refused', by, why: null };
  // A program that stops at a mistake elsewhere has not read the rest.
  const whole = about.every((one) => one.problems?.length === 0);
  return { path, outcome: whole ? 'verified' : 'unasked', by, why: null };
}

function refusal(
  host: HostArtifacts,
  code: string,
  by: string,
  problem: Problem,
  verifying: Verifying,
): Diagnostic {
  const { path, line, key } = problem;
  const rendered = renderedLine(host, path, line);
  const origin = path === null ? null : verifying.origin(path, line, key);
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
