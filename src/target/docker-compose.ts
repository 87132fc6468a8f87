import type { ProgramAnswer, ProgramNeed } from './verification.ts';

/** Docker Compose, for every target whose files it reads. */
export const dockerCompose: ProgramNeed = {
  id: 'docker-compose',
  suite: 'trixie',
  packages: ['docker-compose'],
  closure: false,
};

/** Lines that only announce the ones below them. */
const HEADINGS = /^(yaml: unmarshal errors|decoding failed due to the following error\(s\)):$/;

/** What compose wrote, one complaint each. It stops at the first error; warnings come before. */
export function complaints(answer: ProgramAnswer): readonly string[] {
  const lines = answer.stderr.split('\n').map((line) => line.trim());
  const warnings = lines.flatMap((line) => {
    const warned = /level=(?:warning|error) msg=(".*")$/.exec(line)?.[1];
    return warned === undefined ? [] : [JSON.parse(warned) as string];
  });
  const said = lines.filter((line) => line !== '' && !line.startsWith('time="') && !HEADINGS.test(line));
  // It says again at every reading of a file what it has said before.
  return [...new Set([...warnings, ...said])];
}

/** A complaint about an env file: its line, from 1, or null; and the words without it. */
export function complaintIn(
  text: string,
  complaint: string,
): { readonly line: number | null; readonly message: string } {
  const [, number, message = complaint] = /^line (\d+): (.*)$/s.exec(complaint) ?? [];
  // An open quote is told with the line of the end of the file, a variable that nobody sets with none.
  const open = /^unterminated quoted value (.*)$/.exec(message)?.[1];
  const unset = /^The "(\S+)" variable is not set/.exec(message)?.[1];
  if (open === undefined && unset === undefined)
    return { line: number === undefined ? null : Number(number), message };
  const index = text
    .split('\n')
    .findIndex((line) =>
      open === undefined
        ? line.includes(`$${unset ?? ''}`) || line.includes(`\${${unset ?? ''}`)
        : line.endsWith(`=${open}`),
    );
  return { line: index === -1 ? null : index + 1, message };
}
