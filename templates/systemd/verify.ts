import {
  EMPTY_STAGE,
  stageOf,
  type Check,
  type HostArtifacts,
  type Problem,
  type ProgramAnswer,
  type ProgramNeed,
  type Vantage,
  type Verification,
} from '../../src/target/verification.ts';
import { DEBIAN } from './accounts.ts';
import { commandOf, readUnit } from './reader.ts';

const need = (suite: ProgramNeed['suite']): ProgramNeed => ({
  id: `systemd-${suite}`,
  suite,
  // util-linux lets tests be another user than root, whom `systemd --test` refuses.
  packages: ['systemd', 'util-linux'],
  closure: true,
});

const PROGRAMS: Readonly<Record<ProgramNeed['suite'], ProgramNeed>> = {
  bullseye: need('bullseye'),
  bookworm: need('bookworm'),
  trixie: need('trixie'),
};

export const verification: Verification = {
  id: 'systemd',
  programs: [PROGRAMS.bullseye, PROGRAMS.bookworm, PROGRAMS.trixie],
  checks: (host) => {
    const [vantage] = host.vantages;
    if (!vantage) return [];
    const own = (folder: string): readonly string[] =>
      [...host.files].flatMap(([path, { target }]) =>
        target === 'systemd' && path.startsWith(folder) ? [path] : [],
      );
    return [
      ...unitCheck(host, vantage, own('/etc/systemd/system/')),
      ...own('/etc/sysusers.d/').map((path) => sysusersCheck(host, vantage, path)),
      ...own('/etc/tmpfiles.d/').map((path) =>
        recordCheck(host, vantage, path, ['systemd-tmpfiles', '--create', path]),
      ),
    ];
  },
  readerOnly: () => new Map(),
};

/** The systemd of the host’s own suite; where it cannot be had, the oldest, which still takes old names. */
const asked = ({ suite }: Vantage): ProgramNeed => PROGRAMS[suite ?? 'bullseye'];

const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1);

/** A unit that only lends its name: to a drop-in of a package’s unit, or to one that must be there. */
const STUB = { text: '[Service]\nExecStart=/bin/true\n', mode: 0o644 };
const EXECUTABLE = { text: '#!/bin/sh\n', mode: 0o755 };

/** Up to 249 systemd reads no unit before it has found its cgroup; read-only, or it would make one of its own there. */
const IN_CGROUP = [
  'sh',
  '-c',
  `mkdir -p /sys/fs/cgroup && exec unshare -UrmC sh -c 'mount -t cgroup2 -o ro none /sys/fs/cgroup && exec "$@"' sh "$@"`,
  'sh',
];

function* unitCheck(host: HostArtifacts, vantage: Vantage, paths: readonly string[]): Generator<Check> {
  if (paths.length === 0) return;
  const extended = paths.flatMap((path) => /\/([^/]+)\.d\/[^/]+$/.exec(path)?.[1] ?? []);
  const units = [...paths.filter((path) => !/\.d\/[^/]+$/.test(path)).map(nameOf), ...extended];
  const stage = stageOf(host, vantage);
  const files = new Map(stage.files);
  for (const name of extended)
    if (name.endsWith('.service') && !files.has(`/etc/systemd/system/${name}`))
      files.set(`/run/systemd/system/${name}`, STUB);
  for (const path of paths)
    for (const program of programsIn(host.files.get(path)?.text ?? ''))
      if (!isOfSystem(program) && !files.has(program)) files.set(program, EXECUTABLE);
  const isOld = asked(vantage) === PROGRAMS.bullseye;
  // Newer ones call a key that they do not know a warning, unless they are asked.
  const strict = isOld ? [] : ['--recursive-errors=no'];
  const verify = ['systemd-analyze', 'verify', '--man=no', ...strict, ...new Set(units)];
  const command = isOld ? [...IN_CGROUP, ...verify] : verify;
  yield {
    title: `systemd-analyze verify on ${host.host}`,
    artifacts: paths,
    program: asked(vantage),
    stage: { ...stage, files },
    command,
    read: (answer) => readVerify(host, paths, answer, vantage.suite === null),
  };
}

/** Programs that every host has; the others are installed by whoever installs the application. */
const isOfSystem = (program: string): boolean =>
  /^\/(usr\/)?bin\/(sh|true|mkdir|rm|test|touch)$/.test(program);

const programsIn = (text: string): readonly string[] =>
  readUnit(text).flatMap(({ name, value }) => {
    if (!name.startsWith('Exec')) return [];
    const program = commandOf(value).words[0];
    return program === undefined ? [] : [program];
  });

/** Users of packages, as Debian calls them. */
const SERVERS = ['postgres', 'redis', 'docker', 'nginx'];

/** Of the users themselves nothing is there yet, else there would be nothing to make. */
function sysusersCheck(host: HostArtifacts, vantage: Vantage, path: string): Check {
  return recordCheck(host, { ...vantage, users: [] }, path, ['systemd-sysusers', '--dry-run', path]);
}

function recordCheck(host: HostArtifacts, vantage: Vantage, path: string, command: readonly string[]): Check {
  const stage = stageOf(host, vantage);
  const own = stage.files.get(path);
  return {
    title: `${command[0] ?? ''} of ${path}`,
    artifacts: [path],
    program: asked(vantage),
    stage: {
      ...EMPTY_STAGE,
      files: own ? new Map([[path, own]]) : new Map(),
      users: [...new Set([...DEBIAN.users, ...DEBIAN.groups, ...SERVERS, ...vantage.users])],
    },
    command,
    read: (answer) => readRecords(path, answer),
  };
}

/** What is said of every tree in a sandbox, and says nothing about it. */
const NOISE =
  /^(Failed to (open|connect to) |Running in a container|Cannot find |.*\/dev\/(kmsg|console)|.*cgroup)/i;

/** A newer systemd says this of names that an older one wants. */
const RENAMED = /: (Unit uses (\w+)=; please use \w+= instead|Unknown key name 'StartLimitInterval')/;

/** @param isOlder whether the host has an older systemd than the one that was asked */
export function readVerify(
  host: HostArtifacts,
  paths: readonly string[],
  answer: ProgramAnswer,
  isOlder: boolean,
): readonly Problem[] {
  const lines = linesOf(answer.stderr).filter((line) => !isOlder || !RENAMED.test(line));
  return lines.map((line): Problem => {
    const [, path, number, message] = /^(\/[^:]+):(\d+): (.+)$/.exec(line) ?? [];
    if (path !== undefined && number !== undefined)
      return {
        path: host.files.has(path) ? path : null,
        line: Number(number),
        key: null,
        message: message ?? line,
      };
    const [, unit, words] =
      /^(\S+\.(?:service|socket|timer|path|target|mount|slice)): (.+)$/.exec(line) ?? [];
    const file =
      paths.find((one) => nameOf(one) === unit) ?? paths.find((one) => one.includes(`/${unit}.d/`));
    return { path: file ?? null, line: null, key: null, message: words ?? line };
  });
}

export function readRecords(path: string, answer: ProgramAnswer): readonly Problem[] {
  return linesOf(answer.stderr)
    .filter((line) => !/^(Creating|Adding|Would|Running in)/.test(line))
    .map((line): Problem => {
      const [, number, message] = /^\/[^:]+:(\d+): (.+)$/.exec(line) ?? [];
      return {
        path,
        line: number === undefined ? null : Number(number),
        key: null,
        message: message ?? line,
      };
    });
}

const linesOf = (text: string): readonly string[] =>
  [...new Set(text.split('\n').map((line) => line.trim()))].filter(
    (line) => line !== '' && !NOISE.test(line),
  );
