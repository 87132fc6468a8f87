import {
  EMPTY_STAGE,
  type Check,
  type Problem,
  type ProgramAnswer,
  type ProgramNeed,
  type Verification,
} from '../../src/target/verification.ts';
import { readCrontab } from './reader.ts';

const program: ProgramNeed = { id: 'crontab', suite: 'bookworm', packages: ['cron'], closure: true };

export const verification: Verification = {
  id: 'cron',
  programs: [program],
  checks: (host) =>
    [...host.files].flatMap(([path, { target, text, format, mode }]) =>
      target === 'cron' ? [checkOf(path, text, format === 'cron', mode)] : [],
    ),
  readerOnly: () => new Map(),
};

/** Where the table lies while it is asked about. */
const TABLE = '/tmp/table';

/**
 * `crontab -n` knows tables of users alone: for a file of /etc/cron.d the column with the user is taken out, and what
 * cron asks of such a file besides is asked here.
 */
function checkOf(path: string, text: string, system: boolean, mode: number): Check {
  const asked = system ? withoutUsers(text) : text;
  return {
    title: `crontab -n of ${path}`,
    artifacts: [path],
    program,
    stage: {
      ...EMPTY_STAGE,
      files: new Map([[TABLE, { text: asked, mode: 0o600 }]]),
      directories: ['/var/spool/cron/crontabs'],
    },
    command: ['crontab', '-n', TABLE],
    read: (answer) => [
      ...(system ? filed(path, mode) : []),
      ...readable(path, text, system),
      ...readAnswer(path, answer),
    ],
  };
}

const withoutUsers = (text: string): string =>
  text.replace(/^((?:@[a-z]+|[0-9*]\S*(?:[ \t]+\S+){4})[ \t]+)\S+[ \t]+/gm, '$1');

/** cron(8): names that run-parts would take, and no right to write for others. */
function filed(path: string, mode: number): readonly Problem[] {
  const complain = (message: string): Problem => ({ path, line: null, key: null, message });
  return [
    ...(/^\/etc\/cron\.d\/[A-Za-z0-9_-]+$/.test(path)
      ? []
      : [complain('cron does not read a file of this name')]),
    ...((mode & 0o022) === 0 ? [] : [complain('cron does not read a file that others may write')]),
  ];
}

/** What `crontab -n` lets through: a line that ends in a carriage return, a command that ends at a `%`. */
function readable(path: string, text: string, system: boolean): readonly Problem[] {
  try {
    return readCrontab(text, system).flatMap((row): Problem[] => {
      const said = row.kind === 'entry' ? row.command : row.value;
      const fault = said.includes('\r')
        ? 'the line ends in a carriage return'
        : row.kind === 'entry' && row.input !== null
          ? 'the command ends at a % that has no backslash'
          : null;
      return fault === null ? [] : [{ path, line: row.line, key: null, message: fault }];
    });
  } catch (fault) {
    if (!(fault instanceof SyntaxError)) throw fault;
    const line = /line (\d+)/.exec(fault.message)?.[1];
    return [{ path, line: line === undefined ? null : Number(line), key: null, message: fault.message }];
  }
}

/** Debian’s crontab counts lines from 0. */
export function readAnswer(path: string, answer: ProgramAnswer): readonly Problem[] {
  return answer.stderr.split('\n').flatMap((row): Problem[] => {
    const [, line, message] = /^"[^"]*":(\d+): (.+)$/.exec(row) ?? [];
    return line === undefined || message === undefined
      ? []
      : [{ path, line: Number(line) + 1, key: null, message }];
  });
}
