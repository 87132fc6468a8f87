import { because, fact, map, originsOf, type Fact } from '../../src/fact.ts';
import { entriesOf, keyOf, type Located } from '../../src/manifest/located.ts';
import type * as M from '../../src/manifest/types.ts';
import type { ServicePort } from '../../src/site/model.ts';
import type { Step } from '../../src/site/process/model.ts';
import { owed, type View, type ViewMap } from '../../src/target/target.ts';
import { hardeningOf } from './hardening.ts';
import { nativeOf } from './native.ts';
import { orderOf, type Running } from './order.ts';
import { handedOver, startOf } from './role.ts';
import { bytes, share } from './units.ts';

/** What a unit of a service needs to know about its surroundings. */
export interface Surroundings {
  /** the version of systemd on its host */
  readonly version: number;
  readonly platform: Fact<string>;
  /** what enables it; empty where an operator, a timer or a connection starts it */
  readonly wantedBy: readonly Fact<string>[];
  /** targets that stop and restart it */
  readonly groups: readonly Fact<string>[];
}

const unitsIn = (all: readonly Fact<string>[]): View => all.map((unit) => ({ unit }));

/** The view of a service's unit. */
export function serviceView(one: Running, around: Surroundings): ViewMap {
  const { service, own } = one;
  const { said } = own;
  const order = orderOf(one);
  const [program = fact(''), ...args] = own.command;
  const sections = nativeOf(said.settings);
  const start = startOf(service.name, service.member, around.version, around.platform);
  const { startOnly, prefix } = handedOver(said, service.member, around.version, around.platform);
  const step = stepView(prefix);
  const none = sections('Install').length === 0 && around.wantedBy.length === 0;
  return {
    note: service.said.note ?? null,
    description: said.description ?? service.name,
    requires: unitsIn(order.filter(({ pull }) => pull === 'requires').map(({ unit }) => unit)),
    wants: unitsIn(order.filter(({ pull }) => pull === 'wants').map(({ unit }) => unit)),
    after: unitsIn(order.map(({ unit }) => unit)),
    groups: unitsIn(around.groups),
    present: start.paths,
    limit: startLimit(said.startLimit, around),
    native: { unit: sections('Unit'), service: sections('Service'), install: sections('Install') },
    type: said.type,
    user: said.user ?? null,
    group: said.group ?? null,
    startOnly,
    workingDirectory: said.workingDirectory ?? null,
    umask: said.umask ?? null,
    pidFile: said.pidFile ?? null,
    ...directories(said),
    env: own.plain.map(({ name, value }) => ({ name, value })),
    envFiles: [...service.envFiles.map(({ path }) => path), ...(own.form ? [own.form.path] : [])].map(
      (path) => ({ path }),
    ),
    credentials: own.credentials.map(({ name, path }) => ({ name, path: because(path, name) })),
    program,
    arguments: args,
    steps: {
      conditions: [...start.conditions, ...own.steps.conditions.map(step)],
      before: [...start.before, ...own.steps.before.map(step)],
      started: own.steps.started.map(step),
      reload: own.steps.reload.map(step),
      stop: own.steps.stop.map(step),
      stopped: own.steps.stopped.map(step),
    },
    reloadSignal: said.reloadSignal ? map(said.reloadSignal, (name) => name.replace(/^SIG/, '')) : null,
    stopSignal: service.said.stop?.signal ?? null,
    stopTime: service.said.stop?.grace ?? null,
    restart: map(service.restart, (word) => RESTART[word] ?? word),
    restartDelay: said.restartDelay ?? null,
    output: said.output ?? null,
    limits: limits(service.said.limits, around),
    hardening: hardeningOf(said, around.version, around.platform).map(({ name, value }) => ({ name, value })),
    writable: said.writable ?? [],
    install: none ? null : owed(originsOf(...around.wantedBy), { wantedBy: unitsIn(around.wantedBy) }),
  };
}

/** systemd starts nothing again that an operator stopped. */
const RESTART: Readonly<Record<string, string>> = { 'unless-stopped': 'always' };

/** @param prefix the words before the command of a step that is not said to be root's, where all are run as root */
const stepView =
  (prefix: readonly Fact<string>[]) =>
  ({ run, said }: Step): ViewMap => {
    const isRoot = said.asRoot?.value === true;
    const [program = fact(''), ...args] = isRoot ? run : [...prefix, ...run];
    return owed(originsOf({ from: [{ at: keyOf(said), note: null }] }), {
      asRoot: prefix.length > 0 ? null : (said.asRoot ?? null),
      mayFail: said.mayFail ?? null,
      program,
      arguments: args,
    });
  };

/** Up to 229 the limit stood in another section under another name. */
function startLimit(said: Located<M.StartLimit> | undefined, { version, platform }: Surroundings): ViewMap {
  if (!said) return { unit: null, service: null };
  const limit = { within: because(said.within, platform), starts: because(said.starts, platform) };
  return version >= 230 ? { unit: limit, service: null } : { unit: null, service: limit };
}

const MODED = ['runtime', 'state', 'cache', 'logs', 'configuration'] as const;
const NAMES = {
  runtime: 'Runtime',
  state: 'State',
  cache: 'Cache',
  logs: 'Logs',
  configuration: 'Configuration',
};

function directories({ directories: said }: Located<M.Process>): ViewMap {
  const of = (kind: (typeof MODED)[number]): readonly Fact<string>[] => said?.[kind] ?? [];
  const mode = said?.mode;
  return {
    directories: {
      runtime: of('runtime'),
      state: of('state'),
      cache: of('cache'),
      logs: of('logs'),
      configuration: of('configuration'),
    },
    directoryModes: mode
      ? MODED.filter((kind) => of(kind).length > 0).map((kind) => ({
          name: fact(`${NAMES[kind]}DirectoryMode`, originsOf(...of(kind))),
          value: mode,
        }))
      : [],
  };
}

/** systemd.resource-control(5), and the limits of setrlimit(2). */
function limits(said: Located<M.Limits> | undefined, { version, platform }: Surroundings): View {
  const line = (name: string, value: Fact<string | number> | undefined): readonly ViewMap[] =>
    value ? [{ name: fact(name, originsOf(value, platform)), value }] : [];
  // The unified hierarchy brought another name for the same limit.
  const memory = version >= 231 ? 'MemoryMax' : 'MemoryLimit';
  return [
    ...line(memory, said?.memory && map(said.memory, bytes)),
    ...line('MemoryLow', said?.reservedMemory && map(said.reservedMemory, bytes)),
    ...line('CPUQuota', said?.cpus && map(said.cpus, share)),
    ...line('TasksMax', said?.pids),
    ...entriesOf(said?.ulimits).flatMap(({ name, value: { soft, hard } }) =>
      line(`Limit${name.value.toUpperCase()}`, {
        value: [soft, hard].map(({ value }) => (value === -1 ? 'infinity' : String(value))).join(':'),
        from: originsOf(name, soft, hard),
      }),
    ),
  ];
}

/** `address:port`, as a socket unit takes it */
export const listening = ({ published, said }: ServicePort): Fact<string> => {
  const address = published?.address;
  const host = address?.value.includes(':') ? `[${address.value}]` : address?.value;
  return {
    value: `${host ?? '0.0.0.0'}:${said.number.value}`,
    from: originsOf(address ?? null, said.number),
  };
};
