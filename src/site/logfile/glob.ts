/** A path without a wildcard. */
export const PLAIN = /^[^*?[\]]+$/;

/** A glob as a pattern: logrotate matches with glob(3), where no wildcard stands for a slash. */
export const matcher = (glob: string): RegExp =>
  new RegExp(
    `^${glob
      .replaceAll(/[.+^$()|\\{}]/g, '\\$&')
      .replaceAll('*', '[^/]*')
      .replaceAll('?', '[^/]')}$`,
  );

/** Whether one of these globs matches a path. */
export const covers = (globs: readonly string[], path: string): boolean =>
  globs.some((glob) => matcher(glob).test(path));
