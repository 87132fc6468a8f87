import {
  EMPTY_STAGE,
  type Check,
  type Problem,
  type ProgramAnswer,
  type ProgramNeed,
  type Verification,
} from '../../src/target/verification.ts';
import { readLogrotate } from './reader.ts';

const program: ProgramNeed = {
  id: 'logrotate',
  suite: 'bookworm',
  packages: ['logrotate', 'coreutils', 'dash', 'gzip'],
  closure: true,
};

export const verification: Verification = {
  id: 'logrotate',
  programs: [program],
  checks: (host) => {
    const own = [...host.files].filter(([, { target }]) => target === 'logrotate');
    return own.length === 0
      ? []
      : [checkOf(new Map(own.map(([path, { text, mode }]) => [path, { text, mode }])))];
  },
  readerOnly: () => new Map(),
};

const MAIN = '/tmp/logrotate.conf';

type Files = ReadonlyMap<string, { readonly text: string; readonly mode: number }>;

/**
 * All files are read in one run, as on a host: a log file that stands twice is seen then, and only where it exists. So each
 * path gets a file, with a name that its wildcards match.
 */
function checkOf(files: Files): Check {
  const rows = [...files.values()].flatMap(({ text }) => text.split('\n'));
  const logs = rows.flatMap((row) => (/^\//.test(row) ? [example(row.trim())] : []));
  const accounts = rows.flatMap((row) => /^\s*(?:create|su)\s+(.*)$/.exec(row)?.[1]?.split(/\s+/) ?? []);
  const main = [...files.keys()].map((path) => `include ${path}\n`).join('');
  return {
    title: `logrotate -d of ${[...files.keys()].join(', ')}`,
    artifacts: [...files.keys()],
    program,
    stage: {
      ...EMPTY_STAGE,
      files: new Map([
        ...files,
        [MAIN, { text: main, mode: 0o644 }],
        ...logs.map((path) => [path, { text: 'a line\n', mode: 0o644 }] as const),
      ]),
      users: [...new Set(accounts.filter((word) => /^[a-z_]/.test(word)))],
    },
    command: ['logrotate', '-d', '-s', '/tmp/state', MAIN],
    read: (answer) => readAnswer(files, answer),
  };
}

/** A name that a glob matches. */
const example = (glob: string): string =>
  glob
    .replaceAll('*', 'x')
    .replaceAll('?', 'x')
    .replaceAll(/\[(.)[^\]]*\]/g, '$1');

/** Its status says nothing: it goes on after a word that it does not know, and after an entry that does not close. */
export function readAnswer(files: Files, answer: ProgramAnswer): readonly Problem[] {
  const said = `${answer.stdout}\n${answer.stderr}`;
  const problems = said.split('\n').flatMap((row): Problem[] => {
    const words = /^error: (.*)$/.exec(row)?.[1];
    // What comes of an error that has been told.
    if (words === undefined || words.startsWith('found error in ')) return [];
    const [, named = '', line, message = words] = /^(\S+?):(\d+) (.*)$/.exec(words) ?? [];
    const path = files.has(named) ? named : ([...files.keys()].find((one) => words.includes(one)) ?? null);
    const text = files.get(named)?.text;
    const at = text === undefined ? null : lineOf(text, Number(line), message);
    return [{ path, line: at, key: null, message }];
  });
  for (const [path, { text, mode }] of files)
    if (!problems.some((one) => one.path === path)) problems.push(...unread(path, text, mode, said));
  return problems;
}

/** It does not count the ends of lines that hold paths. Of several lines with one number, the one that it speaks of. */
function lineOf(text: string, counted: number, message: string): number {
  let number = 1;
  let isInside = false;
  const found: { readonly line: number; readonly row: string }[] = [];
  for (const [index, row] of text.split('\n').entries()) {
    if (number === counted) found.push({ line: index + 1, row: row.trim() });
    if (row === '{') isInside = true;
    if (row === '}') isInside = false;
    if (isInside || !row.startsWith('/')) number += 1;
  }
  const spoken = found.find(({ row }) => row !== '' && message.includes(row)) ?? found.at(-1);
  return spoken?.line ?? counted;
}

/** A file that it has passed over, or of which it has taken a part only, it does not complain about. */
function unread(path: string, text: string, mode: number, said: string): readonly Problem[] {
  const complain = (line: number | null, message: string): Problem => ({ path, line, key: null, message });
  if ((mode & 0o022) !== 0) return [complain(null, 'logrotate does not read a file that others may write')];
  if (!said.includes(`reading config file ${path}\n`)) return [complain(null, 'logrotate has not read it')];
  const patterns = said.split('\n').map((row) => row.replace(/^rotating pattern: /, '').split(' ')[0]);
  try {
    return readLogrotate(text).flatMap(({ paths, line }) =>
      paths.filter((one) => !patterns.includes(one)).map((one) => complain(line, `${one} is not rotated`)),
    );
  } catch (fault) {
    if (!(fault instanceof SyntaxError)) throw fault;
    return [complain(null, fault.message)];
  }
}
