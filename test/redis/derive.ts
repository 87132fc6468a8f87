import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MOST, type Form } from '../../templates/redis/vocabulary.ts';
import type { Program } from '../../src/verify/programs.ts';
import type { Stage } from '../../src/verify/stage.ts';
import { PLAIN, stageFor } from './programs.ts';

/** Directives of the file that CONFIG GET does not show. */
const FILE_ONLY = [
  ...['include', 'loadmodule', 'rename-command', 'user', 'aclfile', 'slaveof', 'replicaof'],
  ...['list-max-ziplist-entries', 'list-max-ziplist-value', 'lua-enable-deprecated-api'],
];

/** The names that CONFIG GET of this server knows. */
export async function namesOf(program: Program): Promise<readonly string[]> {
  const stage = await stageFor(program, {
    files: new Map([['/etc/plain.conf', { text: 'port 0\nunixsocket /run/r.sock\nsave ""\n', mode: 0o644 }]]),
  });
  try {
    const server = await stage.spawn(['redis-server', '/etc/plain.conf'], { env: PLAIN });
    for (let tries = 0; tries < 100; tries++) {
      const { stdout } = await server.run(['redis-cli', '-s', '/run/r.sock', 'config', 'get', '*']);
      const lines = stdout.split('\n');
      if (lines.length > 100) return lines.filter((name, at) => at % 2 === 0 && name !== '');
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
    throw new Error(`redis-server ${program.version} does not answer: ${server.output()}`);
  } finally {
    await stage.close();
  }
}

interface Question {
  readonly name: string;
  readonly args: readonly string[];
}

const END = '__end_of_check__';
const SILENT = '-';
/** What is no word of any directive. */
const STRANGE = 'no-such-word';
const FAR = '9000000000000000000';

/** What redis-server says about each line alone; null where it reads on behind it. */
async function ask(stage: Stage, questions: readonly Question[]): Promise<readonly (string | null)[]> {
  const folder = join(stage.root, 'ask');
  mkdirSync(folder, { recursive: true });
  questions.forEach(({ name, args }, at) => {
    writeFileSync(join(folder, String(at)), `${name} ${args.join(' ')}\n`);
  });
  const script = `cd /ask; at=0; while [ $at -lt ${questions.length} ]; do redis-server $at --${END} ${SILENT} >$at.out 2>&1 </dev/null; at=$((at+1)); done`;
  await stage.run(['sh', '-c', script], { env: PLAIN, timeout: 300_000 });
  return questions.map(({ name }, at) => answerIn(readFileSync(join(folder, `${at}.out`), 'utf8'), name));
}

function answerIn(output: string, name: string): string | null {
  // From 8.0 on, what no directive is called is kept for modules, and refused when there are none.
  const unresolved = output.includes('Unresolved Configuration');
  if (unresolved) return output.includes(`>>> '${name} `) ? UNKNOWN : null;
  const [, , refused, why] = /at line (\d+)\n>>> '(\S+)[^\n]*'\n([^\n]+)/.exec(output) ?? [];
  return refused === undefined || refused === END ? null : (why ?? null);
}

const UNKNOWN = 'Bad directive or wrong number of arguments';
const COUNT = /wrong number of arguments/i;

/** What one redis-server answers about every name: its form, or null for a name that it does not know. */
export async function derive(
  program: Program,
  candidates: Iterable<string>,
): Promise<ReadonlyMap<string, Form>> {
  const names = [...new Set([...candidates, ...FILE_ONLY])].sort();
  const stage = await stageFor(program);
  try {
    const counts = [1, 2, 3, MOST];
    const asked = await ask(
      stage,
      names.flatMap((name) => counts.map((count) => ({ name, args: Array<string>(count).fill(STRANGE) }))),
    );
    const found = new Map<string, Form>();
    names.forEach((name, at) => {
      const answers = asked.slice(at * counts.length, (at + 1) * counts.length);
      const args = counts.filter((_, index) => !COUNT.test(answers[index] ?? ''));
      if (args.length > 0) found.set(name, formOf(answers[0] ?? null, args));
    });
    const numbers = [...found].filter(([, { type }]) => type === 'integer' || isSize(type));
    const limits = await ask(
      stage,
      numbers.flatMap(([name]) => [`-${FAR}`, FAR].map((value) => ({ name, args: [value] }))),
    );
    numbers.forEach(([name, form], at) => {
      const words = limits.slice(2 * at, 2 * at + 2).find((one) => one?.includes('between'));
      const [, min, max] = /between (-?\d+) and (-?\d+) inclusive/.exec(words ?? '') ?? [];
      found.set(name, { ...form, ...limit('min', min), ...limit('max', max) });
    });
    return found;
  } finally {
    await stage.close();
  }
}

const isSize = (type: Form['type']): boolean => type === 'size' || type === 'percent';

/** Limits beyond what a number of JSON holds exactly are no limits for anybody. */
const limit = (key: 'min' | 'max', text: string | undefined): Partial<Form> =>
  text === undefined || !Number.isSafeInteger(Number(text)) ? {} : { [key]: Number(text) };

function formOf(answer: string | null, args: readonly number[]): Form {
  const several = args.length === 1 && args[0] === 1 ? {} : { args };
  const words = /one of the following: (.*)$/.exec(answer ?? '')?.[1];
  const type = (): Form['type'] => {
    if (answer === null) return 'text';
    if (/'yes' or 'no'/.test(answer)) return 'switch';
    if (words !== undefined) return 'word';
    if (/memory or percent/.test(answer)) return 'percent';
    if (/memory value/.test(answer)) return 'size';
    return /into an integer/.test(answer) ? 'integer' : 'text';
  };
  return {
    type: type(),
    ...(words === undefined
      ? {}
      : {
          words: words
            .split(', ')
            .map((word) => word.toLowerCase())
            .sort(),
        }),
    ...several,
  };
}
