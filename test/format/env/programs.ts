import { isFailure } from '../../../src/verify/process.ts';
import { ensurePrograms } from '../../../src/verify/programs.ts';
import type { Program } from '../../../src/verify/programs.ts';
import { openStage } from '../../../src/verify/stage.ts';
import type { Stage } from '../../../src/verify/stage.ts';
import type { ProgramNeed } from '../../../src/target/verification.ts';
import { verification } from '../../../templates/compose/verify.ts';
import { systemd } from '../../../templates/env/verify.ts';

export const needs: readonly ProgramNeed[] = [systemd, ...verification.programs];

async function programOf(id: string): Promise<Program> {
  const { value, diagnostics } = await ensurePrograms(needs);
  const program = value?.get(id);
  if (program === undefined) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return program;
}

/** A scratch root with these files, by absolute path, on which one of the programs runs. */
export async function stageWith(id: string, files: Readonly<Record<string, string>>): Promise<Stage> {
  const stage = await openStage(
    { files: new Map(Object.entries(files).map(([path, text]) => [path, { text, mode: 0o644 }])) },
    { program: await programOf(id) },
  );
  if (isFailure(stage)) throw new Error(stage.failed);
  return stage;
}

/** What a program prints; throws when it fails or complains. */
export async function said(
  id: string,
  argv: readonly string[],
  files: Readonly<Record<string, string>>,
): Promise<string> {
  const stage = await stageWith(id, files);
  try {
    const { status, stdout, stderr } = await stage.run(argv);
    if (status !== 0 || stderr !== '') throw new Error(`${argv[0]} ended with ${status}: ${stderr}`);
    return stdout;
  } finally {
    await stage.close();
  }
}
