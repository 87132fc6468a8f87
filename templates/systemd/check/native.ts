import { error, type Diagnostic } from '../../../src/diagnostic.ts';
import { entriesOf, keyOf, type Located } from '../../../src/manifest/located.ts';
import type * as M from '../../../src/manifest/types.ts';
import type { Host, Site } from '../../../src/site/model.ts';
import { settingsIn, type Native } from '../native.ts';
import { running } from '../order.ts';
import { systemdOf } from '../versions.ts';
import { checkSetting, nearest, type Vocabulary } from '../vocabulary.ts';
import { at } from './place.ts';

/** Settings that the compiler writes itself, by the kind of unit, and what to say instead. */
const OWNED: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  service: {
    Description: '`process.description`',
    PartOf: '`serviceGroups`',
    StartLimitBurst: '`process.startLimit`',
    StartLimitInterval: '`process.startLimit`',
    StartLimitIntervalSec: '`process.startLimit`',
    Type: '`process.type`',
    User: '`process.user`',
    Group: '`process.group`',
    WorkingDirectory: '`process.workingDirectory`',
    UMask: '`process.umask`',
    PIDFile: '`process.pidFile`',
    RuntimeDirectory: '`process.directories.runtime`',
    StateDirectory: '`process.directories.state`',
    CacheDirectory: '`process.directories.cache`',
    LogsDirectory: '`process.directories.logs`',
    ConfigurationDirectory: '`process.directories.configuration`',
    Environment: '`env`',
    ExecCondition: '`process.steps.conditions`',
    ExecStartPre: '`process.steps.before`',
    ExecStart: '`process.command`',
    ExecStartPost: '`process.steps.started`',
    ExecReload: '`process.steps.reload`',
    ExecStop: '`process.steps.stop`',
    ExecStopPost: '`process.steps.stopped`',
    KillSignal: '`stop.signal`',
    TimeoutStopSec: '`stop.grace`',
    Restart: '`restart`',
    RestartSec: '`process.restartDelay`',
    MemoryMax: '`limits.memory`',
    MemoryLimit: '`limits.memory`',
    MemoryLow: '`limits.reservedMemory`',
    CPUQuota: '`limits.cpus`',
    TasksMax: '`limits.pids`',
    ReadWritePaths: '`process.writable`',
    WantedBy: '`runs` and `serviceGroups`',
  },
  timer: {
    Description: 'the name of the timer',
    Unit: '`starts`',
    OnCalendar: '`calendar`',
    OnBootSec: '`afterBoot`',
    OnUnitActiveSec: '`every`',
    Persistent: '`persistent`',
    AccuracySec: '`accuracy`',
    RandomizedDelaySec: '`spread`',
    WantedBy: 'nothing: the timer is always on',
  },
  socket: {
    Description: 'the name of the service',
    ListenStream: '`ports` and `files`',
    ListenDatagram: '`ports`',
    SocketUser: '`user`',
    SocketGroup: '`group`',
    SocketMode: '`mode`',
    WantedBy: 'nothing: the socket is always open',
  },
  path: {
    Description: 'the name of the service',
    PathChanged: '`changed`',
    PathExists: '`exists`',
    DirectoryNotEmpty: '`notEmpty`',
    WantedBy: 'nothing: the paths are always watched',
  },
  target: { Description: '`description`', WantedBy: 'nothing: the group is always started' },
  package: {},
};

/** Sections that a unit of each kind has, besides Unit and Install. */
const SECTION: Readonly<Record<string, string>> = {
  service: 'Service',
  timer: 'Timer',
  socket: 'Socket',
  path: 'Path',
  mount: 'Mount',
  slice: 'Slice',
};

interface Said {
  readonly host: Host;
  /** what the unit ends with */
  readonly kind: string;
  readonly owned: string;
  readonly settings: Located<M.NativeUnitSettings> | undefined;
}

export function* nativeSettings(site: Site, vocabulary: () => Vocabulary): Generator<Diagnostic> {
  for (const one of saidIn(site)) {
    const version = systemdOf(one.host);
    if (!one.settings || version === null) continue;
    const sections = [
      'Unit',
      ...(SECTION[one.kind] === undefined ? [] : [SECTION[one.kind] ?? '']),
      'Install',
    ];
    for (const { name, value } of entriesOf(one.settings))
      if (!sections.includes(name.value) && !name.value.startsWith('X-')) {
        const near = nearest(name.value, sections);
        yield error(
          'systemd/unknown-section',
          keyOf(value),
          `A ${one.kind} has no section "${name.value}".${near === null ? '' : ` Did you mean "${near}"?`}`,
          { help: `It has ${sections.join(', ')}.` },
        );
      }
    for (const native of settingsIn(one.settings))
      if (sections.includes(native.section.value)) yield* setting(native, one, version, vocabulary());
  }
}

/** Names of setrlimit(2) that systemd does not set. */
export function* ulimits(site: Site, vocabulary: () => Vocabulary): Generator<Diagnostic> {
  for (const { service } of running(site))
    for (const { name } of entriesOf(service.said.limits?.ulimits)) {
      const known = Object.keys(vocabulary().settings).filter((one) => /^Limit[A-Z]+$/.test(one));
      const names = known.map((one) => one.slice('Limit'.length).toLowerCase());
      if (!names.includes(name.value.toLowerCase()))
        yield error('systemd/unknown-limit', at(name), `systemd sets no limit "${name.value}".`, {
          help: `It sets ${names.join(', ')}.`,
        });
    }
}

function* saidIn(site: Site): Generator<Said> {
  for (const { service, own } of running(site)) {
    const { host } = service;
    if (!host) continue;
    const { settings, socket, watch } = own.said;
    yield { host, kind: 'service', owned: 'service', settings };
    yield { host, kind: 'socket', owned: 'socket', settings: socket?.settings };
    yield { host, kind: 'path', owned: 'path', settings: watch?.settings };
  }
  for (const { service, said } of site.timers)
    if (service.host) yield { host: service.host, kind: 'timer', owned: 'timer', settings: said.settings };
  for (const { members, said } of site.serviceGroups) {
    const host = members[0]?.service.host;
    if (host) yield { host, kind: 'target', owned: 'target', settings: said.settings };
  }
  for (const { name, hosts, said } of site.units)
    for (const host of hosts) {
      const kind = name.value.slice(name.value.lastIndexOf('.') + 1);
      yield { host, kind, owned: 'package', settings: said.settings };
    }
}

function* setting(
  native: Native,
  { host, owned }: Said,
  version: number,
  vocabulary: Vocabulary,
): Generator<Diagnostic> {
  const { section, name, values } = native;
  const own =
    OWNED[owned]?.[name.value] ??
    (owned === 'service' && /^Limit[A-Z]/.test(name.value) ? '`limits.ulimits`' : undefined);
  if (own !== undefined) {
    yield error('systemd/owned-setting', at(name), `\`${name.value}\` is written by the compiler.`, {
      why: 'Two places for one fact disagree sooner or later.',
      help: `Use ${own}.`,
    });
    return;
  }
  const wrong = checkSetting(
    vocabulary,
    version,
    section.value,
    name.value,
    values.map(({ value }) => value),
  );
  if (wrong)
    yield error(`systemd/${wrong.problem}-setting`, at(name), wrong.message, {
      related: [
        {
          at: at(host.said.platform),
          message: `The platform of ${host.name.value} is ${host.said.platform.value}.`,
        },
      ],
      why: 'systemd skips such a line with a warning that nobody reads, and runs the unit without it.',
      help: wrong.help,
    });
  for (const value of values) {
    const strange = strangeSpecifier(String(value.value));
    if (strange !== null)
      yield error('systemd/unknown-specifier', at(value), `"%${strange}" is no specifier of systemd.`, {
        why: 'systemd refuses a unit with a specifier that it does not know.',
        help: 'Write `%%` for one percent sign.',
      });
  }
}

/** systemd.unit(5), "SPECIFIERS". */
const SPECIFIERS = 'aAbBCdDEfgGhHiIjJlLmMnNopPqsStTuUvVwWyY%';

/** The character behind a `%` that is no specifier; null where there is none. */
function strangeSpecifier(text: string): string | null {
  for (const [, letter = ''] of text.matchAll(/%(.?)/gs))
    if (letter === '' || !SPECIFIERS.includes(letter)) return letter;
  return null;
}
