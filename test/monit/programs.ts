import type { StageNeed } from '../../src/target/verification.ts';
import { isFailure } from '../../src/verify/process.ts';
import { ensurePrograms } from '../../src/verify/programs.ts';
import { requireSandbox } from '../../src/verify/sandbox.ts';
import { openStage, type Stage } from '../../src/verify/stage.ts';
import { verification } from '../../templates/monit/verify.ts';

/** A root folder with monit in it. Fails, with words, where monit is not there or cannot be run. */
export async function stageFor(need: Partial<StageNeed>): Promise<Stage> {
  const refused = await requireSandbox();
  if (refused !== null) throw new Error(refused.failed);
  const { value, diagnostics } = await ensurePrograms(verification.programs);
  const program = value?.get('monit');
  if (!program) throw new Error(diagnostics.map((one) => one.message).join('\n'));
  const stage = await openStage({ ...need, directories: ['/var/lib/monit', '/out'] }, { program });
  if (isFailure(stage)) throw new Error(stage.failed);
  return stage;
}

/** What every control file of the tests begins with; `-I` keeps monit in the foreground. */
export const HEAD = `set daemon 1
set log /var/log/monit.log
set pidfile /run/monit.pid
set idfile /var/lib/monit/id
set statefile /var/lib/monit/state
`;
