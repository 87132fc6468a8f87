import { error, type Diagnostic, type Span } from '../../diagnostic.ts';
import { because, type Fact } from '../../fact.ts';
import { entriesOf, keyIn, keyOf, originOf, type Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import { accountOn } from '../job/accounts.ts';
import { placementsOf } from '../job/placements.ts';
import type { Host } from '../model.ts';
import type { Names } from '../names.ts';
import type { Pairs } from '../pair/member.ts';
import type { World } from '../service/world.ts';
import { matcher, PLAIN } from './glob.ts';
import type { LogFile } from './model.ts';

/** Every entry once for each of its hosts; what logrotate would refuse is left out, and said. */
export function logFilesOf(
  said: Located<M.SiteManifest>,
  hosts: Names<Host>,
  pairs: Pairs,
  { users, diagnostics }: Pick<World, 'users' | 'diagnostics'>,
): readonly LogFile[] {
  const all = entriesOf(said.logFiles).flatMap(({ name, value }) => {
    const idle = [...idleIn(value), ...endless(value)];
    diagnostics.push(...idle);
    const places = placementsOf(value.on, keyOf(value), `The log file ${name.value}`, {
      hosts,
      pairs,
      diagnostics,
    });
    return places.flatMap(({ host, on }): LogFile[] => {
      const owner = value.owner ? accountOn(host, value.owner, users, STRANGER, diagnostics) : null;
      if (idle.length > 0 || (value.owner && !owner)) return [];
      const here = because(name, on, { from: [originOf(value)] });
      return [{ name: here, at: keyOf(value), said: value, host, owner, group: value.group ?? owner }];
    });
  });
  diagnostics.push(...twice(all));
  return all;
}

const STRANGER = 'Logrotate leaves out an entry with a user that does not exist.';

/** Fields that have no effect, or lack another one. */
function* idleIn(said: Located<M.LogFile>): Generator<Diagnostic> {
  const lacking = ['group', 'rotateAsOwner'].filter((field) => !said.owner && keyIn(said, field) !== null);
  for (const field of lacking)
    yield error('missing-owner', keyIn(said, field) ?? keyOf(said), `"${field}" needs an owner.`, {
      why: 'Logrotate takes a user and a group together.',
      help: 'Say `owner` too.',
    });
  const kept = said.copyTruncate ? ['mode', ...(said.rotateAsOwner.value ? [] : ['owner', 'group'])] : [];
  for (const field of kept.filter((one) => !lacking.includes(one) && keyIn(said, one) !== null))
    yield error('unused-field', keyIn(said, field) ?? keyOf(said), `"${field}" says nothing here.`, {
      why: 'A file that is emptied stays as it is; no new one is made.',
      help: 'Remove it.',
    });
}

const meet = (one: string, other: string): boolean =>
  one === other ||
  (PLAIN.test(one) && matcher(other).test(one)) ||
  (PLAIN.test(other) && matcher(one).test(other));

/** A wildcard at the end matches old files too: `x.log.1` would become `x.log.1.1`. */
function* endless(said: Located<M.LogFile>): Generator<Diagnostic> {
  for (const path of said.paths) {
    const old = `${path.value.replaceAll(/[*?]/g, 'x').replaceAll(/\[(.)[^\]]*\]/g, '$1')}.1`;
    if (!PLAIN.test(path.value) && matcher(path.value).test(old))
      yield error(
        'logfile/rotates-itself',
        path.from[0]?.at ?? keyOf(said),
        `${path.value} matches old files too.`,
        {
          why: 'Logrotate would put aside what it has put aside, again and again, until the disk is full.',
          help: 'End it with what new files end in, such as `*.log`.',
        },
      );
  }
}

/** Logrotate leaves out the entry in which a file stands a second time. Two globs are held against each other as texts only. */
function* twice(all: readonly LogFile[]): Generator<Diagnostic> {
  const seen: { readonly host: Host; readonly entry: LogFile; readonly path: Fact<string> }[] = [];
  const reported = new Set<Span>();
  for (const entry of all)
    for (const path of entry.said.paths) {
      const at = path.from[0]?.at ?? entry.at;
      const before = seen.find((one) => one.host === entry.host && meet(one.path.value, path.value));
      if (before && !reported.has(at)) {
        reported.add(at);
        yield error(
          'logfile/path-twice',
          at,
          `${path.value} of ${entry.host.name.value} stands here a second time.`,
          {
            related: before.path.from.slice(0, 1).map((origin) => ({
              at: origin.at,
              message: `It stands under ${before.entry.name.value} here, as ${before.path.value}.`,
            })),
            why: 'Logrotate leaves out the whole entry in which a file stands a second time.',
            help: 'Let one entry speak of it.',
          },
        );
      }
      seen.push({ host: entry.host, entry, path });
    }
}
