import { ALONE, COMMON } from './argv.ts';
import type { Command, Option } from './io.ts';

/** The help of the program: what there is. */
export function overview(commands: readonly Command[]): string {
  const rows = commands.map((one) => [`${one.name} ${one.words}`, one.summary] as const);
  return [
    'sitewright compiles a manifest, sites/NAME.yaml, into every file that the hosts of a site',
    'run on, and puts them below out/NAME/.',
    '',
    'Usage: sitewright COMMAND [options]',
    '',
    ...table(rows),
    '',
    'Options:',
    ...table(ALONE.map(row)),
    '',
    'The exit status is 0 when all is well, 1 when there is something to correct, 2 when the command',
    'is not understood or could not do its work. Every command first finishes what a killed run had',
    'committed. Words for people go to standard error, data to',
    'standard output. `sitewright COMMAND --help` says more about a command.',
    '',
  ].join('\n');
}

/** The help of one command. */
export function helpOf(command: Command): string {
  return [
    `Usage: sitewright ${command.name} ${command.words}`.trimEnd(),
    '',
    `${command.summary}.`,
    '',
    command.about.replace(/^\n+|\n+$/g, ''),
    '',
    'Options:',
    ...table([...command.options, ...COMMON].map(row)),
    '',
  ].join('\n');
}

const row = ({ name, short, value, choices, help }: Option): readonly [string, string] => [
  `${short === null ? '   ' : `-${short},`} --${name}${value === null ? '' : ` ${choices?.join('|') ?? value}`}`,
  help,
];

function table(rows: readonly (readonly [string, string])[]): readonly string[] {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`);
}
