import type { Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import type { Fact, Value } from '../../fact.ts';
import type { From } from '../reference/reference.ts';
import { resolveText } from '../reference/text.ts';
import type { World } from '../service/world.ts';
import { accountOn } from '../job/accounts.ts';
import { runOf, UNKNOWN } from './commands.ts';
import type { Action, Probe, SaidTest } from './model.ts';

/** A test with its references resolved; null where a finding says why there is none. */
export function testOf(
  said: Located<M.CheckTest>,
  set: Fact<string> | null,
  from: From,
  world: World,
): SaidTest | null {
  const connection = said.connection ? connectionOf(said.connection, from, world) : null;
  const then = actionOf(said.then, from, world);
  const recovered = said.recovered ? actionOf(said.recovered, from, world) : null;
  for (const account of [said.user, said.group])
    if (account) accountOn(from.host, account, world.users, UNKNOWN, world.diagnostics);
  if ((said.connection && !connection) || !then || (said.recovered && !recovered)) return null;
  return { said, set, connection, then, recovered };
}

function connectionOf(said: Located<M.TestConnection>, from: From, world: World): Probe | null {
  const given = [said.host, said.port, said.user, said.password];
  const [other, port, user, password] = given.map((one) => textOf(one, from, world));
  const values = { host: other ?? null, port: port ?? null, user: user ?? null, password: password ?? null };
  const found = Object.values(values).filter((one) => one !== null);
  return found.length === given.filter((one) => one !== undefined).length ? values : null;
}

/** A text as a program of the host itself sees it. */
export const textOf = (text: Located<M.Text> | undefined, from: From, world: World): Fact<Value> | null =>
  text ? resolveText(text, from, world) : null;

function actionOf(said: Located<M.CheckAction>, from: From, world: World): Action | null {
  if (said.do) return { do: said.do };
  if (!said.exec) throw new Error('the schema asks for one kind of action');
  const exec = runOf(said.exec, said.as, undefined, from, world);
  return exec && { exec, repeat: said.repeat ?? null };
}
