import type { Diagnostic, Span } from '../diagnostic.ts';
import { masksOf } from './mask.ts';
import type { Masks } from './mask.ts';
import { inOrder } from './order.ts';
import { positionOf } from './position.ts';

/**
 * Diagnostics for programs; this form is a contract. An array of
 * `{code, severity, message, why, help, file, line, column, endLine, endColumn, related}`, where `related` is an array of
 * `{file, line, column, endLine, endColumn, message}`. Lines and columns start at 1, columns count UTF-16 code units, the
 * end is one past the last character; all four are null where the file has no text. `why` and `help` may be null. It
 * holds no text of a source, and a range that covers a credential ends where the credential begins.
 */
export function json(diagnostics: readonly Diagnostic[]): string {
  const masks = masksOf(diagnostics);
  const words = (text: string | null): string | null => (text === null ? null : masks.words(text));
  const list = inOrder(diagnostics).map((one) => ({
    code: one.code,
    severity: one.severity,
    message: words(one.message),
    why: words(one.why),
    help: words(one.help),
    ...placeOf(one.at, masks),
    related: one.related.map(({ at, message }) => ({ ...placeOf(at, masks), message: words(message) })),
  }));
  return `${JSON.stringify(list, null, 2)}\n`;
}

function placeOf(at: Span, masks: Masks): Readonly<Record<string, string | number | null>> {
  const position = positionOf(masks.outside(at));
  return {
    file: at.source.name,
    line: position?.line ?? null,
    column: position?.column ?? null,
    endLine: position?.endLine ?? null,
    endColumn: position?.endColumn ?? null,
  };
}
