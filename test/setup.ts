import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { ensurePrograms } from '../src/verify/programs.ts';
import { requireSandbox } from '../src/verify/sandbox.ts';
import { needs } from './programs.ts';

const say = (line: string): boolean => process.stderr.write(`${line}\n`);

/**
 * Before any test: every program that a test asks is in the cache, and this machine can ask it. A test that cannot ask
 * is a failure, never a skip. `npx tsx test/setup.ts` does the same alone, to fill the cache.
 */
export async function setup(): Promise<void> {
  const sandbox = await requireSandbox(say);
  const { diagnostics } = await ensurePrograms(needs, { progress: say });
  const failures = [...(sandbox === null ? [] : [sandbox.failed]), ...diagnostics.map((one) => one.message)];
  if (failures.length > 0) throw new Error(failures.join('\n'));
}

const main = process.argv[1];
if (main !== undefined && import.meta.url === pathToFileURL(realpathSync(main)).href) await setup();
