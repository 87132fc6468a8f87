import { secondsOf } from '../../src/site/spelling/units.ts';
import { because, fact, map, originsOf, type Fact, type Origin, type Value } from '../../src/fact.ts';
import { originOf, type Located } from '../../src/manifest/located.ts';
import type * as M from '../../src/manifest/types.ts';
import type { Check, Monitor, Run, Test } from '../../src/site/model.ts';
import { WATCHED_LINK } from '../../src/site/pair/roles.ts';
import { placed, type MonitPlatform } from '../../src/site/platform/platform.ts';
import { owed, type View, type ViewMap } from '../../src/target/target.ts';
import { conditionOf } from './conditions.ts';

/** A set of checks, in the order of the manifest. @param nothing when it has none, as the end of a sentence */
export const setView = (checks: readonly Check[], nothing: Fact<string> | null): ViewMap => ({
  nothing,
  checks: checks.map((check, index) =>
    owed(originsOf(check.name), { ...checkView(check), gap: index > 0 ? check.name : null }),
  ),
});

const NOTHING = {
  pidfile: null,
  match: null,
  address: null,
  program: null,
  file: null,
  directory: null,
  filesystem: null,
  interface: null,
  network: null,
};

function subjectOf({ subject }: Check): Readonly<Record<keyof typeof NOTHING, View>> {
  switch (subject.kind) {
    case 'process':
      return { ...NOTHING, pidfile: subject.pidfile, match: subject.match };
    case 'host':
      return { ...NOTHING, address: subject.address };
    case 'program':
      return { ...NOTHING, program: runView(subject.command, timeout(subject.timeout)) };
    case 'network':
      return { ...NOTHING, interface: subject.interface, network: subject.address };
    case 'system':
      return NOTHING;
    default:
      return { ...NOTHING, [subject.kind]: subject.path };
  }
}

function checkView(check: Check): ViewMap {
  const { said } = check;
  return {
    ...subjectOf(check),
    name: check.name,
    note: said.note ?? null,
    groups: said.groups ?? [],
    depends: check.depends.map(({ name }) => name),
    commands: check.commands.map(({ verb, run, timeout: time }) => ({
      verb: fact(verb),
      ...runView(run, timeout(time)),
    })),
    cycles: said.every?.cycles ?? null,
    during: said.every?.during ?? null,
    except: said.every?.except ?? null,
    passive: said.mode.value === 'passive' ? said.mode : null,
    onReboot: said.onReboot ?? null,
    alerts: (said.alerts ?? []).map(alertView),
    ignored: said.file?.ignore ?? [],
    tests: check.tests.map(testView),
  };
}

/** A program, its arguments, and what stands after the string. */
function runView({ words, user, group }: Run, ...more: readonly (readonly Fact<Value>[])[]): ViewMap {
  const [first, ...others] = words;
  return {
    first: first ?? fact(''),
    others,
    options: [
      ...(user ? [fact('as'), fact('uid'), user] : []),
      ...(group ? [fact(user ? 'and' : 'as'), fact('gid'), group] : []),
      ...more.flat(),
    ],
  };
}

const timeout = (time: Fact<string> | null): readonly Fact<Value>[] =>
  time
    ? [fact('with'), fact('timeout'), map(time, (text) => Math.round(secondsOf(text))), fact('seconds')]
    : [];

function testView(test: Test): ViewMap {
  const condition = conditionOf(test);
  if (!test.said)
    return owed(test.then.from, { condition, note: null, action: test.then, exec: null, recovered: null });
  const { said, set, then, recovered } = test;
  return owed(originsOf({ from: [originOf(said)] }, set), {
    condition,
    note: said.note ?? null,
    ...actionView(then),
    recovered: recovered && actionView(recovered),
  });
}

const actionView = (action: SaidAction): ViewMap =>
  'do' in action
    ? { action: action.do, exec: null }
    : { action: null, exec: runView(action.exec, repeats(action.repeat)) };
type SaidAction = Extract<Test, { readonly recovered: unknown }>['then'];

const repeats = (cycles: Fact<number> | null): readonly Fact<Value>[] =>
  cycles ? [fact('repeat'), fact('every'), cycles, fact('cycles')] : [];

/** `alert a@b.example not on { instance } with reminder on 10 cycles`, word by word. */
const alertView = (said: Located<M.MonitAlert>): ViewMap => {
  const events = said.only ?? said.except;
  return owed([originOf(said)], {
    to: said.to,
    words: [
      ...(events ? [...(said.only ? ['only'] : ['not']), 'on', '{'].map((one) => fact(one)) : []),
      ...(events ?? []).map((event, index) =>
        map(event, (name) => (index + 1 < (events?.length ?? 0) ? `${name},` : name)),
      ),
      ...(events ? [fact('}')] : []),
      ...(said.remind
        ? [...['with', 'reminder', 'on'].map((one) => fact(one)), said.remind, fact('cycles')]
        : []),
    ],
  });
};

/** The control file: how monit runs, whom it tells, and where the sets are. */
export function controlView(
  { host, said, servers, users }: Monitor,
  platform: MonitPlatform,
  sets: readonly { readonly byRole: readonly Origin[] | null }[],
): ViewMap {
  const at = (path: string): Fact<string> => placed(host, path, {});
  const { mail, web } = said ?? {};
  const byRole = sets.flatMap((set) => set.byRole ?? []);
  return {
    every: said ? map(said.every, (text) => Math.round(secondsOf(text))) : fact(120),
    delay: said?.startDelay ? map(said.startDelay, (text) => Math.round(secondsOf(text))) : null,
    onReboot: said && said.onReboot.value !== 'start' ? said.onReboot : null,
    log: at(platform.log),
    pid: at(platform.pid),
    id: at(platform.id),
    state: at(platform.state),
    queue: at(platform.queue),
    slots: said?.queue ?? fact(100),
    mail: mail
      ? owed([originOf(mail)], {
          servers: servers.map(({ host: server, port, user, password, tls }) => ({
            host: server,
            port,
            user,
            password,
            tls: tls.value ? tls : null,
          })),
          timeout: mail.timeout ? map(mail.timeout, (text) => Math.round(secondsOf(text))) : null,
          format: mail.from ?? mail.replyTo ?? mail.subject ?? null,
          from: mail.from ?? null,
          replyTo: mail.replyTo ?? null,
          subject: mail.subject ?? null,
        })
      : null,
    alerts: (said?.alerts ?? []).map(alertView),
    socket: at(platform.socket),
    web: web
      ? {
          port: web.port,
          address: web.address,
          allow: web.allow ?? [],
          users: users.map(({ name, password, readOnly }) =>
            owed(originsOf(name), { name, password, readOnly: because(readOnly, name) }),
          ),
        }
      : null,
    // Monit refuses a folder that is not there.
    sets:
      sets.length > 0 && sets.every((set) => set.byRole)
        ? null
        : map(at(platform.enabled), (folder) => `${folder}/*`),
    roleSets: byRole.length > 0 ? fact(`${WATCHED_LINK}/*`, byRole) : null,
  };
}
