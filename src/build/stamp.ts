import { readFileSync, statSync } from 'node:fs';

/** What a file was when the build read it. */
type Input = readonly [path: string, size: number, mtimeMs: number, sha256: string];

/** Beside the program, in `dist/build.json`: what a build was made of, so that no outdated one runs unnoticed. */
export interface Stamp {
  readonly id: string;
  readonly inputs: readonly Input[];
}

/** @param paths below the root */
export const stampOf = (id: string, root: string, paths: readonly string[]): Stamp => ({
  id,
  inputs: paths.map((path) => {
    const { size, mtimeMs } = statSync(`${root}/${path}`);
    return [path, size, mtimeMs, digest(`${root}/${path}`)];
  }),
});

/** The first file of a checkout that is not what its build read; null where all of them are. */
export function changedInput(root: string): string | null {
  const { inputs }: Stamp = JSON.parse(readFileSync(`${root}/dist/build.json`, 'utf8'));
  const changed = inputs.find(([path, size, mtimeMs, sha256]) => {
    const stats = statSync(`${root}/${path}`, { throwIfNoEntry: false });
    if (stats?.size === size && stats.mtimeMs === mtimeMs) return false;
    return stats?.size !== size || digest(`${root}/${path}`) !== sha256;
  });
  return changed?.[0] ?? null;
}

// Loaded on use: a build that is as it should be reads times only.
const digest = (file: string): string =>
  process.getBuiltinModule('node:crypto').createHash('sha256').update(readFileSync(file)).digest('hex');
