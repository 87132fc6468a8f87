import { parseArgs } from 'node:util';
import { didYouMean, listOf } from '../source/suggest.ts';
import type { Command, Option } from './io.ts';

// Not commander: it costs a bundled run 6 ms of 50 before the first manifest is read; this costs nothing measurable.

/** What an argument vector asks for, or why it cannot be understood, in sentences. */
export type Asked =
  | { readonly kind: 'help'; readonly command: Command | null }
  | { readonly kind: 'version' }
  | { readonly kind: 'call'; readonly command: Command; readonly given: Given }
  | { readonly kind: 'usage'; readonly said: string; readonly command: Command | null };

export interface Given {
  readonly words: readonly string[];
  readonly values: ReadonlyMap<string, string>;
  readonly flags: ReadonlySet<string>;
}

/** Options that every command takes. */
export const COMMON: readonly Option[] = [
  {
    name: 'directory',
    short: 'C',
    value: 'DIR',
    choices: null,
    help: 'work in DIR, which holds sites/ and out/',
  },
  { name: 'no-color', short: null, value: null, choices: null, help: 'no colours; the same as NO_COLOR=1' },
  { name: 'help', short: 'h', value: null, choices: null, help: 'say what a command does' },
];

/** Those that stand before a command, or without one. */
export const ALONE: readonly Option[] = [
  ...COMMON,
  { name: 'version', short: null, value: null, choices: null, help: 'print the version' },
];

/** Options may stand before and after the command; after `--` everything is a word. */
export function asked(argv: readonly string[], commands: readonly Command[]): Asked {
  const named = commandIn(argv, commands);
  const options = [...ALONE, ...(named?.options ?? [])];
  const usage = (said: string): Asked => ({ kind: 'usage', said, command: named ?? null });
  const { tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(options.map((one) => [one.name, described(one)])),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const words: string[] = [];
  const values = new Map<string, string>();
  const flags = new Set<string>();
  for (const token of tokens) {
    if (token.kind === 'positional') words.push(token.value);
    if (token.kind !== 'option') continue;
    const option = options.find((one) => one.name === token.name);
    if (option === undefined) return usage(unknownOption(token.rawName, options, named));
    const fault = valueFault(option, token.rawName, token.value);
    if (fault !== null) return usage(fault);
    if (token.value === undefined) flags.add(option.name);
    else values.set(option.name, token.value);
  }
  if (flags.has('version')) return { kind: 'version' };
  const [first, ...rest] = words;
  if (first === 'help') return helpFor(rest[0], commands);
  if (flags.has('help'))
    return first === undefined ? { kind: 'help', command: null } : helpFor(first, commands);
  if (first === undefined) return usage('No command is given.');
  if (named === undefined) return usage(unknownCommand(first, commands));
  const [least, most] = named.takes;
  if (rest.length < least) return usage(`${named.name} needs ${named.words}.`);
  if (rest.length > most) return usage(`${JSON.stringify(rest[most])} is one word too many.`);
  return { kind: 'call', command: named, given: { words: rest, values, flags } };
}

/** The command decides which options there are, so it is looked for first: the first word that is no option's value. */
function commandIn(argv: readonly string[], commands: readonly Command[]): Command | undefined {
  const options = Object.fromEntries(
    [...ALONE, ...commands.flatMap((one) => one.options)].map((one) => [one.name, described(one)]),
  );
  const { positionals } = parseArgs({ args: [...argv], options, allowPositionals: true, strict: false });
  return commands.find(({ name }) => name === positionals[0]);
}

const described = ({ short, value }: Option): { type: 'string' | 'boolean'; short?: string } => ({
  type: value === null ? 'boolean' : 'string',
  ...(short === null ? {} : { short }),
});

function valueFault(option: Option, raw: string, value: string | undefined): string | null {
  if (option.value === null) return value === undefined ? null : `${raw} takes no value.`;
  if (value === undefined) return `${raw} needs a value: ${option.choices?.join(', ') ?? option.value}.`;
  if (option.choices === null || option.choices.includes(value)) return null;
  return `${raw} cannot be ${JSON.stringify(value)}.${didYouMean(value, option.choices)} It is ${listOf(option.choices)}.`;
}

function unknownOption(raw: string, options: readonly Option[], command: Command | undefined): string {
  const whose = command === undefined ? '' : ` of ${command.name}`;
  const near = didYouMean(
    raw,
    options.map(({ name }) => `--${name}`),
  );
  return `${raw} is no option${whose}.${near}`;
}

const unknownCommand = (name: string, commands: readonly Command[]): string =>
  `${JSON.stringify(name)} is no command.${didYouMean(
    name,
    commands.map((one) => one.name),
  )}`;

function helpFor(name: string | undefined, commands: readonly Command[]): Asked {
  const command = commands.find((one) => one.name === name);
  if (name === undefined || command !== undefined) return { kind: 'help', command: command ?? null };
  return { kind: 'usage', said: unknownCommand(name, commands), command: null };
}
