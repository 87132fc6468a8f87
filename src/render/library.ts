import type { Diagnostic } from '../diagnostic.ts';
import type { Target } from '../target/target.ts';
import { prepare, type ReadTemplate } from './prepare.ts';
import type { Library, Program } from './program.ts';

/** Prepares every template of every target. Findings point into the templates. */
export function libraryOf(
  targets: readonly Target[],
  read: ReadTemplate,
): { readonly library: Library; readonly diagnostics: readonly Diagnostic[] } {
  const programs: Record<string, Program> = {};
  const diagnostics: Diagnostic[] = [];
  for (const { templates } of targets)
    for (const { name, syntax } of templates) {
      const prepared = prepare(name, syntax, read);
      Object.assign(programs, prepared.programs);
      diagnostics.push(...prepared.diagnostics);
    }
  const texts: Record<string, string> = {};
  for (const { template } of Object.values(programs)) texts[template] = read(template) ?? '';
  return { library: { programs, texts }, diagnostics };
}
