import { error, type Diagnostic } from '../../diagnostic.ts';
import type { Fact } from '../../fact.ts';
import { didYouMean, listOf } from '../../source/suggest.ts';
import type { Host } from '../model.ts';
import type { User } from '../process/model.ts';

/** Accounts that a host has: root and nobody, those of the programs of its platform, those that it says, and users of the site. */
export function accountsOf(host: Host, users: readonly User[]): readonly string[] {
  const { platform, said } = host;
  const own = [
    ...(said.accounts ?? []).map(({ value }) => value),
    ...users.filter(({ hosts }) => hosts.includes(host)).map(({ name }) => name.value),
  ];
  if (!platform) return ['root', 'nobody', ...own];
  const { postgresql, redis, nginx, uwsgi } = platform;
  return [
    ...new Set([
      'root',
      'nobody',
      postgresql.user,
      redis.user,
      nginx.user,
      ...(uwsgi ? [uwsgi.user] : []),
      ...own,
    ]),
  ];
}

/** The account, where the host has it. @param why what happens where it has not */
export function accountOn(
  host: Host,
  user: Fact<string>,
  users: readonly User[],
  why: string,
  diagnostics: Diagnostic[],
): Fact<string> | null {
  const known = accountsOf(host, users);
  if (known.includes(user.value)) return user;
  const [origin] = user.from;
  diagnostics.push(
    error(
      'unknown-account',
      origin?.at ?? host.at,
      `The host ${host.name.value} has no account "${user.value}".${didYouMean(user.value, known)}`,
      {
        related: [{ at: host.at, message: `${host.name.value} is said here.` }],
        why,
        help: `It has ${listOf(known)}. Say others under \`users\`, or under \`accounts\` of ${host.name.value}.`,
      },
    ),
  );
  return null;
}
