import { isFailure } from '../../src/verify/process.ts';
import { ensurePrograms, type Program } from '../../src/verify/programs.ts';
import { requireSandbox } from '../../src/verify/sandbox.ts';
import { openStage, type Stage } from '../../src/verify/stage.ts';
import type { StageNeed } from '../../src/target/verification.ts';
import { verification } from '../../templates/systemd/verify.ts';

/** Every systemd that can be had, the oldest first. Fails, with words, where one is not there or cannot be run. */
export async function systemdPrograms(): Promise<readonly Program[]> {
  const refused = await requireSandbox();
  if (refused !== null) throw new Error(refused.failed);
  const { value, diagnostics } = await ensurePrograms(verification.programs);
  if (diagnostics.length > 0) throw new Error(diagnostics.map((one) => one.message).join('\n'));
  return [...(value?.values() ?? [])];
}

export async function stageFor(program: Program, need: Partial<StageNeed> = {}): Promise<Stage> {
  const stage = await openStage(need, { program });
  if (isFailure(stage)) throw new Error(stage.failed);
  return stage;
}
