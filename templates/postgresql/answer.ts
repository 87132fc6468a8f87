import type { Problem, ProgramAnswer } from '../../src/target/verification.ts';

/**
 * What a server says of its files: syntax and names with their lines, values with the setting's name, statements of the
 * script with their lines, and lines of a passfile that give no password.
 */
export function readAnswer(
  folder: string,
  texts: ReadonlyMap<string, string>,
  answer: ProgramAnswer,
): readonly Problem[] {
  const problems: Problem[] = [];
  const complain = (path: string, line: number | null, message: string): void => {
    problems.push({ path, line, key: null, message });
  };
  const configuration = `${folder}/postgresql.conf`;
  const settingLine = (name: string): number | null => {
    const lines = (texts.get(configuration) ?? '').split('\n');
    const index = lines.findIndex((line) => line.startsWith(`${name} `));
    return index === -1 ? null : index + 1;
  };
  let said = '';
  for (const line of answer.stderr.split('\n')) {
    const [, script, at, error] = /^psql:(\S+):(\d+): (?:ERROR|FATAL|error): +(.*)$/.exec(line) ?? [];
    const [, passfile, row, why] = /^passfile:(\S+):(\d+): (?:psql: error: )?(.*)$/.exec(line) ?? [];
    const words = line.replace(/^.*?\b(LOG|FATAL|ERROR|DETAIL|HINT|CONTEXT): +/, '').trim();
    const [, message, number] = /^(.*) in file ".*" line (\d+)/.exec(words) ?? [];
    const hba = /^line (\d+) of configuration file ".*pg_hba\.conf"/.exec(words)?.[1];
    const name = settingIn(words);
    if (script !== undefined && error !== undefined) complain(script, Number(at), error);
    else if (passfile !== undefined && why !== undefined) complain(passfile, Number(row), why);
    else if (number !== undefined && message !== undefined)
      complain(configuration, Number(number), message + near(words));
    else if (name !== undefined) complain(configuration, settingLine(name), words);
    else if (hba !== undefined) complain(`${folder}/pg_hba.conf`, Number(hba), said);
    said = words;
  }
  for (const row of answer.stdout.split('\n')) {
    const [, file, line, message] = /^(pg_hba\.conf|postgresql\.conf)\|(\d*)\|(.+)$/.exec(row) ?? [];
    if (file !== undefined && message !== undefined)
      complain(`${folder}/${file}`, line === '' ? null : Number(line), message);
  }
  return problems;
}

/** The setting that a complaint about a value is about. */
const settingIn = (words: string): string | undefined =>
  [
    /^invalid value for parameter "(.+?)"/,
    /is outside the valid range for parameter "(.+?)"/,
    /^parameter "(.+?)" /,
  ]
    .map((pattern) => pattern.exec(words)?.[1])
    .find((name) => name !== undefined);

const near = (words: string): string => /, near .*/.exec(words)?.[0] ?? '';
