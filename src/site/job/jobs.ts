import { error } from '../../diagnostic.ts';
import { because, type Fact } from '../../fact.ts';
import { entriesOf, isFact, keyIn, keyOf, originOf, type Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import type { Host, Job, Words } from '../model.ts';
import type { Names } from '../names.ts';
import type { Pairs } from '../pair/member.ts';
import type { From } from '../reference/reference.ts';
import { resolveText } from '../reference/text.ts';
import { environment } from '../service/environment.ts';
import type { World } from '../service/world.ts';
import { accountOn } from './accounts.ts';
import { placementsOf, type Placement } from './placements.ts';
import { crontabOf } from './schedule.ts';

/** Every job once for each of its hosts; what cannot run is left out, and said. */
export const jobsOf = (
  said: Located<M.SiteManifest>,
  hosts: Names<Host>,
  pairs: Pairs,
  world: World,
): readonly Job[] =>
  entriesOf(said.jobs).flatMap(({ name, value }) => {
    const schedule = crontabOf(value.schedule, world.diagnostics);
    const clear = unambiguous(value, world);
    const known = { hosts, pairs, diagnostics: world.diagnostics };
    const jobs = placementsOf(value.on, keyOf(value), `The job ${name.value}`, known).map((place) =>
      jobOn(place, name, value, world),
    );
    return schedule && clear ? jobs.flatMap((job) => (job ? [{ ...job, schedule }] : [])) : [];
  });

const STRANGER = 'Cron leaves out a whole table with a user that does not exist.';

function jobOn(
  { host, on, member }: Placement,
  name: Fact<string>,
  said: Located<M.Job>,
  world: World,
): Omit<Job, 'schedule'> | null {
  const from: From = { host, stack: null, said: null, member };
  const user = accountOn(host, said.user, world.users, STRANGER, world.diagnostics);
  const env = environment(said, null, from, world);
  const command = wordsOf(said.command, from, world);
  if (!user || !command) return null;
  const here = because(name, on, { from: [originOf(said)] });
  const lock = said.overlap.value ? null : because(said.lock ?? here, said.overlap);
  return { name: here, at: keyOf(said), said, host, member, user, command, env, lock };
}

function wordsOf(said: Located<M.JobCommand>, from: From, world: World): Words | null {
  if (isFact(said)) return said;
  const words = said.map((word) => resolveText(word, from, world));
  const found = words.filter((word) => word !== null);
  return found.length === words.length ? found : null;
}

/** Fields that say nothing beside others are a misunderstanding. */
function unambiguous(said: Located<M.Job>, { diagnostics }: World): boolean {
  const idle: readonly (readonly [field: string, because: string])[] = [
    ...(said.overlap.value ? (['lock', 'wait'] as const) : []).map(
      (field) => [field, 'the job may overlap itself and holds no lock'] as const,
    ),
    ...(isFact(said.command) ? [] : ([['shell', 'its command is a list, which no shell reads']] as const)),
  ];
  const found = idle.filter(([field]) => keyIn(said, field) !== null);
  for (const [field, reason] of found)
    diagnostics.push(
      error('unused-field', keyIn(said, field) ?? keyOf(said), `"${field}" says nothing here: ${reason}.`, {
        why: 'What is written and has no effect is a misunderstanding.',
        help: 'Remove it.',
      }),
    );
  return found.length === 0;
}
