/** A line of a table, as cron reads it. Lines count from 1. */
export type CrontabRow =
  | { readonly kind: 'variable'; readonly name: string; readonly value: string; readonly line: number }
  | {
      readonly kind: 'entry';
      /** five fields with one blank between them, or a word such as `@reboot` */
      readonly schedule: string;
      /** null in a crontab of a user */
      readonly user: string | null;
      /** what the shell is given with `-c` */
      readonly command: string;
      /** what the command reads from its standard input; null where the line says nothing about it */
      readonly input: string | null;
      readonly line: number;
    };

/** Whose cron reads the table: one backslash of two is left by Debian’s, and both by cronie. */
export type Reader = 'debian' | 'cronie';

/**
 * Reads a table as cron does: load_env() and load_entry(), and the beginning of child_process(). Throws a SyntaxError for
 * a line for which cron would refuse the table.
 *
 * @param system whether a user stands before each command
 */
export function readCrontab(text: string, system: boolean, reader: Reader = 'debian'): readonly CrontabRow[] {
  if (text !== '' && !text.endsWith('\n')) throw new SyntaxError('crontab: the last line has no end.');
  return text
    .split('\n')
    .slice(0, -1)
    .flatMap((row, index) => {
      const trimmed = row.replace(/^[ \t]+/, '');
      if (trimmed === '' || trimmed.startsWith('#')) return [];
      return [variableIn(trimmed, index + 1) ?? entryIn(trimmed, index + 1, system, reader)];
    });
}

/**
 * A name and a value, each in quotes or not; what follows a closing quote makes the line something else. Blanks at the end
 * of a value go, in quotes too, and quotes that are left around it.
 */
const VARIABLE =
  /^(?:"([^"]*)"|'([^']*)'|([^ \t=]+))[ \t]*=[ \t]*(?:"([^"]*)"[ \t\r]*|'([^']*)'[ \t\r]*|([^'" \t][^]*?)[ \t\r]*)$/;

function variableIn(row: string, line: number): CrontabRow | null {
  const [whole, inDouble, inSingle, bare, double, single, plain] = VARIABLE.exec(row) ?? [];
  if (whole === undefined) return null;
  return {
    kind: 'variable',
    name: inDouble ?? inSingle ?? bare ?? '',
    value: (double ?? single ?? plain ?? '').replace(/[ \t\r\v\f]+$/, '').replace(/^(["'])(.*)\1$/s, '$2'),
    line,
  };
}

const FIELDS = /^(@[a-zA-Z]+|(?:[0-9*][^ \t]*)(?:[ \t]+[0-9a-zA-Z*][^ \t]*){4})[ \t]+(.*)$/s;

function entryIn(row: string, line: number, system: boolean, reader: Reader): CrontabRow {
  const [, schedule, rest = ''] = FIELDS.exec(row) ?? [];
  const [, user, said] = system ? (/^([^ \t]+)[ \t]+(.*)$/s.exec(rest) ?? []) : [null, null, rest];
  if (schedule === undefined || user === undefined || said === undefined)
    throw new SyntaxError(`crontab, line ${line}: neither a variable nor a command.`);
  if (said.trim() === '') throw new SyntaxError(`crontab, line ${line}: no command.`);
  const { command, input } = split(said, reader);
  return { kind: 'entry', schedule: schedule.split(/[ \t]+/).join(' '), user, command, input, line };
}

/** Everything up to the first `%` is the command; what follows is its standard input, with a newline for each `%`. */
function split(said: string, reader: Reader): { readonly command: string; readonly input: string | null } {
  let command = '';
  for (let at = 0; at < said.length; at += 1) {
    const here = said.charAt(at);
    const next = said.charAt(at + 1);
    if (here === '%') return { command, input: inputOf(said.slice(at + 1)) };
    if (here !== '\\') command += here;
    else {
      const taken = next === '%' || (next === '\\' && reader === 'debian');
      command += taken ? next : here + next;
      at += 1;
    }
  }
  return { command, input: null };
}

const inputOf = (text: string): string =>
  text.replace(/\\%|%/g, (found) => (found === '%' ? '\n' : '%')) + (text.endsWith('%') ? '' : '\n');
