import { type Diagnostic, error, nowhere, type Result } from '../diagnostic.ts';

/** The ownership list of a site, below `out/<site>/`. It owns itself. */
export const LIST = 'site.json';

/**
 * Whether a path, below some directory, stays below it on every system that may check this tree out. A backslash is a
 * character of a Linux file name (`srv-my\x2ddata.mount`) and a separator on Windows, so both readings must stay inside.
 */
export function staysInside(path: string): boolean {
  const steps = [...path.split('/'), ...path.split(/[\\/]/)];
  return (
    !path.includes('\0') &&
    !/^[A-Za-z]:[\\/]/.test(path) &&
    steps.every((step) => step !== '' && step !== '.' && step !== '..')
  );
}

/** Whether a name can be one directory below `out/`: a plain name that no tool hides. */
export const isSiteName = (name: string): boolean =>
  staysInside(name) && !name.includes('/') && !name.startsWith('.');

/** All directories above a path, the topmost first; the site's own directory is `''`. */
export function above(path: string): readonly string[] {
  const steps = path.split('/').slice(0, -1);
  return path === '' ? [] : ['', ...steps.map((_, index) => steps.slice(0, index + 1).join('/'))];
}

/**
 * The paths that a `site.json` lists: `{"files": [{"path": "web1/etc/nginx/nginx.conf", …}, …]}`, files and links alike.
 * `name` is how diagnostics call it. A list that cannot be read gives no value: then nobody knows what is ours.
 */
export function readOwned(text: string, name: string): Result<readonly string[]> {
  const listed = listedIn(text);
  if (typeof listed === 'string') return { value: null, diagnostics: [damaged(name, listed)] };
  const outside = listed.filter((path) => !staysInside(path));
  if (outside.length > 0) return { value: null, diagnostics: outside.map((path) => escapes(path, name)) };
  return { value: listed, diagnostics: [] };
}

/** The listed paths, or what is wrong with the text, as the end of a sentence. */
function listedIn(text: string): readonly string[] | string {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    return /^(<{7}|={7}|>{7})/m.test(text) ? 'holds the marks of a git conflict' : 'is not JSON';
  }
  const files = typeof list === 'object' && list !== null && 'files' in list ? list.files : null;
  if (!Array.isArray(files)) return 'has no array `files`';
  const entries: readonly unknown[] = files;
  const paths: string[] = [];
  for (const [index, file] of entries.entries()) {
    const path: unknown = typeof file === 'object' && file !== null && 'path' in file ? file.path : null;
    if (typeof path !== 'string') return `has no string \`path\` in its entry ${index} of \`files\``;
    paths.push(path);
  }
  return paths;
}

export const damaged = (name: string, what: string): Diagnostic =>
  error('output/damaged-list', nowhere(name), `${name} ${what}.`, {
    why: 'It says which files of the site are ours; without it, an edit or an orphan cannot be told from a foreign file.',
    help: `Take one whole version of ${name} from git, then generate again.`,
  });

/** A path of a list, a journal or a new tree that does not stay below the site's directory. */
export const escapes = (path: string, name: string): Diagnostic =>
  error(
    'output/path-escape',
    nowhere(name),
    `${name} names ${JSON.stringify(path)}, which leaves its directory.`,
    {
      why: 'A file outside the tree would be written or removed.',
      help: 'Nothing was changed. Correct the path.',
    },
  );
