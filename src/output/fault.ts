import { type Diagnostic, error, nowhere } from '../diagnostic.ts';

interface SystemFault extends Error {
  readonly code: string;
  readonly path?: string;
}

/** Whether a caught value is a failed system call; everything else is a bug and must go on up. */
export const isSystemFault = (cause: unknown): cause is SystemFault =>
  cause instanceof Error && 'code' in cause && typeof cause.code === 'string' && 'syscall' in cause;

/** Whether a caught value is one of these errnos. */
export const hasCode = (cause: unknown, ...codes: readonly string[]): boolean =>
  isSystemFault(cause) && codes.includes(cause.code);

const WORDS: Readonly<Record<string, readonly [code: string, message: string, help: string]>> = {
  ENOSPC: ['output/disk-full', 'the disk is full', 'Free some space, then generate again.'],
  EDQUOT: ['output/disk-full', 'the disk quota is used up', 'Free some space, then generate again.'],
  EROFS: ['output/not-writable', 'the file system is read-only', 'Make it writable, then generate again.'],
  EACCES: ['output/not-writable', 'permission is denied', 'Give the user that runs sitewright access to it.'],
  EPERM: [
    'output/not-writable',
    'the system does not permit it',
    'Look for other owners or an immutable flag (lsattr).',
  ],
};

/** A failed system call in words. `doing` is what was tried, such as `read`; `path` is used where the call names none. */
export function fault(cause: unknown, doing: string, path: string): Diagnostic {
  if (!isSystemFault(cause)) throw cause;
  const name = cause.path ?? path;
  const [code, what, help] = WORDS[cause.code] ?? ['output/failed', cause.code, null];
  return error(code, nowhere(name), `Cannot ${doing} ${name}: ${what}.`, {
    help,
    why: code === 'output/failed' ? `The system says: ${cause.message}.` : null,
  });
}

/** Runs `body`; a failed system call in it becomes a diagnostic. */
export function guarded(
  doing: string,
  path: string,
  body: () => readonly Diagnostic[],
): readonly Diagnostic[] {
  try {
    return body();
  } catch (cause) {
    return [fault(cause, doing, path)];
  }
}
