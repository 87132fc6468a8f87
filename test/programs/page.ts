import type {
  Booleans,
  Duty,
  Program,
  ProgramImage,
  Variable,
  Versioned,
} from '../../src/site/program/program.ts';
import { imageIn } from '../../src/site/program/version.ts';

/** schema/programs/README.md: what is known of each program, for who writes a manifest. */
export function pageOf(programs: ReadonlyMap<string, Program>): string {
  const parts = [
    '<!-- Generated from schema/programs/*.json by `npm run update`. -->',
    '# Known programs',
    'A service that says `program` and `version` gets its image, ports, health, mounts and order from here, and the variables that follow from `uses`; each other variable of it is said under `env`, typed: `true`, not `on`; a list, not a text with commas; a duration or size with its unit.',
    'Versions are series: 10.3 includes 10.3.7. `next` is no released version yet. A team’s own programs are files of the same form below `sites/programs`.',
    [...programs].map(([name, { description }]) => `- [\`${name}\`](#${name}): ${description}`).join('\n'),
    ...[...programs].flatMap(([name, program]) => chapter(name, program)),
  ];
  return `${parts.join('\n\n')}\n`;
}

function chapter(name: string, program: Program): readonly string[] {
  const { series, image, booleans, uses = {}, ports = {}, duties = {}, health, prefixes = {} } = program;
  const known = series.map(({ from, to }) => (from === to ? from : `${from} to ${to}`)).join(', ');
  const facts = [
    `- Versions: ${known}`,
    ...(image ? [`- Image: ${imagesOf(image).join('; ')}`] : []),
    ...(health ? [`- Health: \`${health.http}\` on the port \`${health.port}\``] : []),
    ...(booleans ? [`- Booleans: ${wordsOf(booleans)}`] : []),
    ...Object.entries(prefixes).map(([prefix, words]) => `- \`${prefix}…\`: ${words}`),
  ];
  return [
    `## ${name}`,
    program.description,
    facts.join('\n'),
    ...table(
      ['uses', 'a', 'meaning'],
      Object.entries(uses).map(([key, use]) => [
        code(key),
        `${use.kind}${use.path === undefined ? '' : ` at ${code(use.path)}`}${use.required ? ', required' : ''}`,
        `${use.meaning}${during(use)}`,
      ]),
    ),
    ...table(
      ['port', 'number', 'moved by', 'meaning'],
      Object.entries(ports).map(([key, port]) => [
        code(key),
        String(port.number),
        (port.variables ?? []).map(code).join(', '),
        `${port.meaning}${during(port)}`,
      ]),
    ),
    ...table(
      ['duty', 'command', 'options', 'meaning'],
      Object.entries(duties).map(([key, duty]) => [code(key), ...dutyOf(duty, program)]),
    ),
    ...table(
      ['variable', 'type', 'versions', 'default', 'meaning'],
      Object.entries(program.variables).map(([key, variable]) => [code(key), ...variableOf(variable)]),
    ),
    ['Known from:', '', ...Object.values(program.sources).map((words) => `- ${words}.`)].join('\n'),
  ];
}

function dutyOf(
  { command, options = {}, sets = {}, meaning, ...life }: Duty,
  program: Program,
): readonly string[] {
  const set = Object.entries(sets).map(([key, value]) => {
    const words = program.variables[key]?.booleans ?? program.booleans;
    return code(
      `${key}=${typeof value === 'boolean' ? (words?.[value ? 'true' : 'false'] ?? '') : String(value)}`,
    );
  });
  return [
    command ? code(command.join(' ')) : '',
    Object.keys(options).map(code).join(', '),
    `${meaning}${set.length > 0 ? ` It sets ${set.join(', ')}.` : ''}${during(life)}`,
  ];
}

function variableOf(variable: Variable): readonly string[] {
  const { renamedTo, removed, secret, required, duties, not, from, inContainer } = variable;
  const more = [
    ...(not === undefined ? [] : [`It is not ${not}.`]),
    ...(required ? ['Required.'] : []),
    ...(duties ? [`For ${duties.join(', ')}.`] : []),
    ...(from === undefined ? [] : [`Follows from \`uses: ${[...new Set(usesIn(from))].join(', ')}\`.`]),
    ...(inContainer === undefined ? [] : [`In a container ${code(String(inContainer))}.`]),
    ...(renamedTo === undefined ? [] : [`Later ${code(renamedTo)}.`]),
    ...(removed === undefined ? [] : [`Gone: ${removed}`]),
  ];
  const defaults = [
    shown(variable),
    ...(variable.changes ?? []).map((change) => `${change.since}: ${shown(change) || 'none'}`),
  ];
  return [
    `${typeOf(variable)}${secret ? ', secret' : ''}`,
    span(variable),
    defaults.filter((one) => one !== '').join('<br>'),
    [variable.meaning, ...more].join(' '),
  ];
}

const shown = (one: Pick<Variable, 'default' | 'defaultIs'>): string => {
  if (one.default === undefined) return one.defaultIs ?? '';
  if (typeof one.default !== 'object') return code(String(one.default));
  return one.default.map((item) => code(String(item))).join(' ');
};

function typeOf({
  type,
  values,
  schemes,
  items,
  separator,
  unit,
  min,
  max,
  shapeIs,
  booleans,
}: Variable): string {
  if (values) return values.map(code).join(', ');
  if (shapeIs !== undefined) return shapeIs;
  if (booleans) return `boolean: ${wordsOf(booleans)}`;
  if (type === 'list')
    return `list${items === undefined ? '' : ` of ${items}`}, cut at ${code(separator ?? '')}`;
  if (unit !== undefined) return `${type}, read in ${unit}`;
  if (schemes) return `url (${schemes.join(', ')})`;
  if (min !== undefined || max !== undefined)
    return `${type}${min === undefined ? '' : ` from ${String(min)}`}${max === undefined ? '' : ` to ${String(max)}`}`;
  return type;
}

const wordsOf = ({ true: yes, false: no, reader }: Booleans): string =>
  reader === 'presence' ? `${code(yes)} or not there` : `${code(yes)} or ${code(no)}`;

const span = ({ since, until }: Versioned): string =>
  [since && (since === 'next' ? since : `from ${since}`), until && `to ${until}`]
    .filter((words) => words !== undefined)
    .join(' ');

function during(life: Versioned): string {
  const words = span(life);
  return words === '' ? '' : ` ${words.charAt(0).toUpperCase()}${words.slice(1)}.`;
}

/** `use`s of a template, and those in its pieces. */
export function usesIn(template: unknown): readonly string[] {
  if (typeof template !== 'object' || template === null) return [];
  return Object.entries(template).flatMap(([key, value]) =>
    key === 'use' && typeof value === 'string' ? [value] : usesIn(value),
  );
}

function imagesOf(image: ProgramImage): readonly string[] {
  const later = (image.changes ?? []).map(({ since }) => {
    const { name, tag } = imageIn(image, since);
    return `from ${since} ${code(`${name}:${tag}`)}`;
  });
  return [code(`${image.name}:${image.tag}`), ...later];
}

const code = (text: string): string => (text.includes('`') ? `\`\` ${text} \`\`` : `\`${text}\``);

function table(heads: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  if (rows.length === 0) return [];
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [[line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n')];
}
