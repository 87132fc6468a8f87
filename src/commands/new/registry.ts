/** Prettier's line. */
const WIDTH = 110;

/**
 * A registry with one more entry: its import and its place in the exported list, both in the order of names.
 * Null where the text is no registry as expected; then a person must add the line.
 * @param list name of the exported array @param name what is imported @param from where from, such as `./redis/target.ts`
 */
export function registered(text: string, list: string, name: string, from: string): string | null {
  const found = new RegExp(`(export const ${list}: [^=]*= )\\[([^\\]]*)\\];`).exec(text);
  const [whole, head, inside] = found ?? [];
  const imports = [...text.matchAll(/^import .* from '(.*)';\n/gm)];
  if (whole === undefined || head === undefined || inside === undefined) return null;
  const names = [...inside.split(',').map((one) => one.trim()), name].filter((one) => one !== '').sort();
  const line = `${head}[${names.join(', ')}];`;
  const entries = line.length <= WIDTH ? line : `${head}[\n${names.map((one) => `  ${one},\n`).join('')}];`;
  const listed = text.replace(whole, () => entries);
  const added = `import { ${name} } from '${from}';\n`;
  const next = imports.find(([, path = '']) => path.startsWith('./') && path > from);
  if (next !== undefined) return listed.replace(next[0], () => added + next[0]);
  const last = imports.at(-1);
  return last === undefined ? `${added}\n${listed}` : listed.replace(last[0], () => last[0] + added);
}

/** `port-clash` as a name of the language: `portClash` */
export const identifier = (name: string): string =>
  name.replace(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** Whether a name can be a folder, a file and, without hyphens, an identifier. */
export const isPlain = (name: string): boolean => /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(name);

export const NO_CHECKOUT =
  'This is an installed sitewright. Targets and rules are parts of the compiler: make them in a checkout of its repository.';
