import { because, fact, type Fact } from '../../fact.ts';
import type { Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import type { Host } from '../model.ts';
import { SITECTL } from '../pair/roles.ts';
import { placed } from '../platform/platform.ts';
import type { From } from '../reference/reference.ts';
import { resolveText } from '../reference/text.ts';
import type { World } from '../service/world.ts';
import { accountOn } from '../job/accounts.ts';
import type { Command, Run } from './model.ts';
import type { Component } from './places.ts';

/** What an unknown account does to monit. */
export const UNKNOWN = 'Monit takes no file that names an account which does not exist.';

const VERBS = ['start', 'stop', 'restart'] as const;

/**
 * How it is started, stopped and restarted: as it is said, else by its unit. What is of a pair is for sitectl, which knows
 * whether it may run on this node.
 */
export function commandsOf(
  from: From,
  said: Located<M.Check>,
  unit: Fact<string> | null,
  controls: Component | null,
  world: World,
): readonly Command[] {
  return VERBS.flatMap((verb): readonly Command[] => {
    const own = said[verb];
    if (own) {
      const run = runOf(own.run, own.as, own.group, from, world);
      return run ? [{ verb, run, timeout: own.timeout ?? null }] : [];
    }
    if (!unit) return [];
    const words = controls?.of.member
      ? [because(fact(SITECTL), controls.of.member.on, unit), because(fact(verb), unit), controls.of.name]
      : [systemctl(from.host), because(fact(verb), unit), unit];
    return [{ verb, run: { words, user: null, group: null }, timeout: said.timeout ?? null }];
  });
}

const systemctl = (host: Host): Fact<string> =>
  placed(host, host.platform?.tools.systemctl ?? '/usr/bin/systemctl', {});

/** A program with its words resolved; null where a finding says why not. */
export function runOf(
  said: readonly Located<M.Text>[],
  user: Fact<string> | undefined,
  group: Fact<string> | undefined,
  from: From,
  world: World,
): Run | null {
  const words = said.flatMap((word) => resolveText(word, from, world) ?? []);
  for (const account of [user, group])
    if (account) accountOn(from.host, account, world.users, UNKNOWN, world.diagnostics);
  return words.length === said.length ? { words, user: user ?? null, group: group ?? null } : null;
}
