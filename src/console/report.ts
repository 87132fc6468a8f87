import type { Diagnostic } from '../diagnostic.ts';
import { pretty } from '../report/pretty.ts';
import type { Call } from './io.ts';

/** Prints diagnostics: words for people to standard error, the other formats to standard output. */
export async function report(
  { io, format }: Pick<Call, 'io' | 'format'>,
  diagnostics: readonly Diagnostic[],
): Promise<void> {
  if (format === 'pretty') io.block(pretty(diagnostics, { color: io.color }));
  else if (format === 'json') io.out((await import('../report/json.ts')).json(diagnostics));
  else io.out((await import('../report/github.ts')).github(diagnostics));
}

/** What a manifest's author cannot correct: the machine, or the call itself. */
const FAILURES: ReadonlySet<string> = new Set([
  'manifest/missing',
  'manifest/none',
  'output/disk-full',
  'output/failed',
  'output/locked',
  'output/not-writable',
  'verify/program',
  'verify/sandbox',
]);

/** 2 where something could not be done, 1 where something is to be corrected, else 0. Warnings correct nobody. */
export function statusOf(diagnostics: readonly Diagnostic[]): 0 | 1 | 2 {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  if (errors.some(({ code }) => FAILURES.has(code))) return 2;
  return errors.length > 0 ? 1 : 0;
}

/** `1 file`, `2 files` */
export const plural = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;
