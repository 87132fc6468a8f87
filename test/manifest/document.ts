import { alike, ROOT, type Schema, type SchemaFiles } from '../../src/manifest/bundle.ts';

/** schema/README.md: every field of the manifest language, in reading order. */
export function documentOf(files: SchemaFiles): string {
  const root = files[ROOT] ?? {};
  const names = readingOrder(files);
  const definitionsOf = (name: string): readonly (readonly [string, Schema])[] =>
    Object.entries(files[name]?.$defs ?? {}).map(([key, one]) => [key, alike(one, files[name])]);
  const known: Definitions = new Map(names.flatMap(definitionsOf));
  const parts = [
    '<!-- Generated from schema/*.schema.json by `npm run update`. -->',
    '# The manifest language',
    'A manifest is YAML 1.2: `sites/NAME.yaml`. A field without a default that is not required says nothing when it is left out.',
    chapter(root, 2, known),
    ...names.flatMap((name) => {
      const chapters = definitionsOf(name).map(([, one]) => chapter(one, 3, known));
      return [`## ${files[name]?.title ?? name}`, ...chapters];
    }),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** The concepts in the order in which the root, and then they themselves, refer to them; shared words come last. */
function readingOrder(files: SchemaFiles): readonly string[] {
  const found = new Set<string>();
  const visit = (name: string): void => {
    for (const reference of JSON.stringify(files[name]).matchAll(/"\$ref":"([^"#]+)#/g)) {
      const [, next = ''] = reference;
      if (next === COMMON || found.has(next)) continue;
      found.add(next);
      visit(next);
    }
  };
  visit(ROOT);
  return [...found, COMMON];
}

const COMMON = 'common.schema.json';

type Definitions = ReadonlyMap<string, Schema>;

const referred = ({ $ref }: Schema, known: Definitions): Schema | undefined =>
  known.get($ref?.replace(/^.*\//, '') ?? '');

function chapter(schema: Schema, level: number, known: Definitions): string {
  const rows = Object.entries(schema.properties ?? {}).map(([name, property]) =>
    row(name, property, schema.required?.includes(name) ?? false, known),
  );
  const choices = [
    ...(schema.exactlyOne ? [`Says exactly one of ${schema.exactlyOne.map(code).join(', ')}.`] : []),
    ...(schema.atLeastOne ? [`Says one of ${schema.atLeastOne.map(code).join(', ')}.`] : []),
    ...(schema.atMostOne ?? []).map((group) => `Says no more than one of ${group.map(code).join(', ')}.`),
  ];
  const choice = choices.length > 0 ? choices.join(' ') : null;
  const table =
    rows.length > 0
      ? ['| field | type | default | meaning | example |', '| --- | --- | --- | --- | --- |', ...rows].join(
          '\n',
        )
      : `${sentence(typeOf(schema, known))} Example: ${code(JSON.stringify(schema.examples?.[0]))}`;
  return [`${'#'.repeat(level)} ${schema.title ?? ''}`, schema.description, choice, table]
    .filter((part) => part !== null)
    .join('\n\n');
}

function row(name: string, property: Schema, required: boolean, known: Definitions): string {
  const fallback = required
    ? 'required'
    : property.default === undefined
      ? ''
      : code(JSON.stringify(property.default));
  const target = referred(property, known);
  const examples = property.examples ?? target?.examples ?? [];
  const example = examples[0] === undefined ? '' : code(JSON.stringify(examples[0]));
  const meaning = property.description ?? target?.description ?? '';
  const cells = [code(name), typeOf(property, known), fallback, meaning, example];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

const code = (text: string | undefined): string =>
  text?.includes('`') ? `\`\` ${text} \`\`` : `\`${text ?? ''}\``;
const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

const WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  integer: 'whole number',
  number: 'number',
  boolean: '`true` or `false`',
  object: 'map',
  array: 'list',
};

function typeOf(schema: Schema, known: Definitions): string {
  if (schema.$ref) {
    const title = referred(schema, known)?.title ?? schema.$ref;
    return `[${title}](#${title.toLowerCase().replaceAll(' ', '-')})`;
  }
  if (schema.enum) return schema.enum.map((one) => code(String(one))).join(', ');
  if (schema.const !== undefined) return code(JSON.stringify(schema.const));
  const types = [schema.type ?? []].flat();
  return types.map((type) => `${WORDS[type] ?? type}${detail(type, schema, known)}`).join(' or ');
}

function detail(type: string, schema: Schema, known: Definitions): string {
  if (type === 'array' && schema.items) return ` of ${typeOf(schema.items, known)}`;
  if (type === 'object' && typeof schema.additionalProperties === 'object')
    return ` of ${typeOf(schema.additionalProperties, known)}`;
  if (type === 'integer' || type === 'number') {
    const low = schema['minimum'] ?? schema['exclusiveMinimum'];
    const high = schema['maximum'];
    if (low !== undefined && high !== undefined) return ` from ${String(low)} to ${String(high)}`;
    if (schema['exclusiveMinimum'] !== undefined) return ` above ${String(low)}`;
    if (low !== undefined) return ` from ${String(low)}`;
  }
  if (type === 'string' && typeof schema['format'] === 'string') return ` (${schema['format']})`;
  return '';
}
