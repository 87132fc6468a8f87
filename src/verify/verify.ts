import { error, nowhere, type Diagnostic, type Result, type Span } from '../diagnostic.ts';
import type { Check, HostArtifacts, Problem, Verification } from '../target/verification.ts';
import { isFailure, type Answer, type Failure } from './process.ts';
import { ensurePrograms, type Fetching, type Program } from './programs.ts';
import { requireSandbox } from './sandbox.ts';
import { questionsOf, readerOnly, type Again, type OriginOf } from './question.ts';
import { openStage } from './stage.ts';
import { verdict, type Asked, type Known, type Verdict } from './verdict.ts';

export interface Verifying extends Fetching {
  readonly origin: OriginOf;
  readonly again?: Again | null;
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
  const questions = verifications.flatMap((one) => questionsOf(one, host, again, verifying.origin));
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
    readerOnly: readerOnly(host, verifications, again),
    substitutions: [...(again?.substitutions.values() ?? [])].flat(),
  };
  return {
    value: [...host.files.keys()].sort().map((path) => verdict(path, known)),
    diagnostics: [...programs.diagnostics, ...tables, ...asked.flatMap((one) => one.diagnostics)],
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
