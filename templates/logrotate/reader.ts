/** An entry of a file of logrotate. Lines count from 1. */
export interface LogrotateEntry {
  readonly paths: readonly string[];
  /** directive → its arguments */
  readonly directives: ReadonlyMap<string, readonly string[]>;
  /** the lines of the script that runs when files were put aside */
  readonly script: readonly string[];
  /** of its first path */
  readonly line: number;
}

/** Reads the form in which our files are written. Throws a SyntaxError for braces or scripts that do not close. */
export function readLogrotate(text: string): readonly LogrotateEntry[] {
  const entries: LogrotateEntry[] = [];
  let paths: string[] = [];
  let first = 0;
  let open: { directives: Map<string, readonly string[]>; script: string[] } | null = null;
  let inScript = false;
  for (const [index, row] of text.split('\n').entries()) {
    const words = row.trim().split(/\s+/);
    const [word = '', ...rest] = words;
    if (inScript) {
      if (word === 'endscript') inScript = false;
      else open?.script.push(row.trim());
    } else if (word === '' || word.startsWith('#')) continue;
    else if (word === '{') open = { directives: new Map(), script: [] };
    else if (word === '}') {
      if (!open || paths.length === 0)
        throw new SyntaxError(`logrotate, line ${index + 1}: a brace closes nothing.`);
      entries.push({ paths, ...open, line: first });
      [paths, open] = [[], null];
    } else if (!open) {
      if (paths.length === 0) first = index + 1;
      paths.push(...words);
    } else if (word === 'postrotate') inScript = true;
    else open.directives.set(word, rest);
  }
  if (open || inScript || paths.length > 0) throw new SyntaxError('logrotate: an entry does not close.');
  return entries;
}
