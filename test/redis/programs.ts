import type { StageNeed } from '../../src/target/verification.ts';
import { isFailure } from '../../src/verify/process.ts';
import { ensurePrograms, type Program } from '../../src/verify/programs.ts';
import { requireSandbox } from '../../src/verify/sandbox.ts';
import { openStage, type Stage } from '../../src/verify/stage.ts';
import { verification } from '../../templates/redis/verify.ts';

/** Every redis-server that can be had, the oldest first. Fails, with words, where one is not there or cannot be run. */
export async function redisPrograms(): Promise<readonly Program[]> {
  const refused = await requireSandbox();
  if (refused !== null) throw new Error(refused.failed);
  const { value, diagnostics } = await ensurePrograms(verification.programs);
  if (diagnostics.length > 0) throw new Error(diagnostics.map((one) => one.message).join('\n'));
  return [...(value?.values() ?? [])];
}

/** A root folder with what redis-server looks for when it starts. */
export async function stageFor(program: Program, need: Partial<StageNeed> = {}): Promise<Stage> {
  const directories = ['/var/lib/redis', '/var/log/redis', '/run/redis', ...(need.directories ?? [])];
  const stage = await openStage({ ...need, directories }, { program });
  if (isFailure(stage)) throw new Error(stage.failed);
  return stage;
}

/** Debian's own locales are not part of a fetched program. */
export const PLAIN = { LC_ALL: 'C' };
