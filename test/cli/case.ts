import { withoutFunctions } from '../cases.ts';

/** A case file: what is claimed, what is run, on which files, and what came of it. */
export interface Case {
  /** all before the first result, as it is written: claim, commands and input files */
  readonly head: string;
  readonly commands: readonly string[];
  /** path → text */
  readonly inputs: ReadonlyMap<string, string>;
  /** files whose content after the last command the case shows */
  readonly shown: readonly string[];
}

/** What one command said. */
export interface Outcome {
  readonly stdout: string;
  readonly stderr: string;
  readonly exit: number;
}

const HEADING = /^-- (.+) --$/;
const RESULT = /^(stdout|stderr|exit|tree)( \d+)?$/;

/**
 * Reads a case. It begins with a sentence, the claim, and `$` lines, the commands; then come the input files, each under
 * `-- path --`; then the results: `stdout`, `stderr` and `exit`, numbered where several commands say something, `tree`,
 * and the files that are shown. An input file that ends without a newline cannot be said here; `printf` in a `$` line can.
 */
export function readCase(text: string): Case {
  const lines = text.split('\n');
  const sections: { readonly name: string; readonly from: number }[] = [];
  for (const [index, line] of lines.entries()) {
    const name = HEADING.exec(line)?.[1];
    if (name !== undefined) sections.push({ name, from: index });
  }
  const result = sections.findIndex(({ name }) => RESULT.test(name));
  const inputs = sections.slice(0, result === -1 ? sections.length : result);
  const results = sections.slice(inputs.length);
  const top = lines.slice(0, sections[0]?.from ?? lines.length);
  if (!/^[A-Z`].*\.$/.test(top[0] ?? ''))
    throw new Error('A case begins with a sentence that says what must hold.');
  const contentOf = (index: number): string =>
    lines
      .slice((sections[index]?.from ?? 0) + 1, sections[index + 1]?.from ?? lines.length)
      .map((line) => `${line}\n`)
      .join('');
  const last = sections.length - 1;
  return {
    head: lines
      .slice(0, results[0]?.from ?? lines.length)
      .join('\n')
      .trimEnd(),
    commands: top.filter((line) => line.startsWith('$ ')).map((line) => line.slice(2)),
    // The newline at the end of the whole file is no empty line of the last section.
    inputs: new Map(
      inputs.map(({ name }, index) => [
        name,
        index === last ? contentOf(index).replace(/\n$/, '') : contentOf(index),
      ]),
    ),
    shown: results.map(({ name }) => name).filter((name) => !RESULT.test(name)),
  };
}

/** The case as it turns out to be: its head as written, the results as they are now. */
export function writeCase(
  { head, shown }: Case,
  outcomes: readonly Outcome[],
  tree: readonly string[],
  content: (path: string) => string,
): string {
  const sections: string[] = [];
  const add = (name: string, text: string): void =>
    void sections.push(`-- ${name} --\n${withoutFunctions(text)}`);
  for (const [index, { stdout, stderr, exit }] of outcomes.entries()) {
    const number = outcomes.length > 1 ? ` ${index + 1}` : '';
    if (stdout !== '') add(`stdout${number}`, ended(stdout));
    if (stderr !== '') add(`stderr${number}`, ended(stderr));
    add(`exit${number}`, `${exit}\n`);
  }
  if (tree.length > 0) add('tree', tree.map((path) => `${path}\n`).join(''));
  for (const path of shown) add(path, content(path));
  return `${head}\n${sections.join('')}`;
}

/** A text that does not end in a newline says so, as diff(1) does. */
const ended = (text: string): string => (text.endsWith('\n') ? text : `${text}\n\\ no newline at the end\n`);
