import { readEnv, type EnvConsumer } from '../../src/format/env/write.ts';
import { complaintIn, complaints, dockerCompose } from '../../src/target/docker-compose.ts';
import {
  EMPTY_STAGE,
  stageOf,
  type Check,
  type HostArtifacts,
  type Problem,
  type ProgramAnswer,
  type ProgramNeed,
  type RenderedFile,
  type Verification,
} from '../../src/target/verification.ts';

/** Debian's /bin/sh. */
const dash: ProgramNeed = { id: 'dash', suite: 'trixie', packages: ['dash'], closure: true };

/** systemd, and what asks it; the first package gives the version. */
export const systemd: ProgramNeed = {
  id: 'env-readers',
  suite: 'bookworm',
  packages: ['systemd', 'procps', 'dash', 'bash', 'coreutils', 'libc-bin'],
  closure: true,
};

/** Readers that take no part of their program to ask. */
const UNASKED: Readonly<Partial<Record<EnvConsumer, string>>> = {
  docker: 'docker reads it when it starts a container, and asks its daemon first',
};

export const verification: Verification = {
  id: 'env',
  programs: [dockerCompose, dash, systemd],
  checks: (host) => ownFiles(host).flatMap(([path, file]) => checkOf(host, path, consumerOf(file)) ?? []),
  readerOnly: (host) =>
    new Map(
      ownFiles(host).flatMap(([path, file]) => {
        const why = UNASKED[consumerOf(file)];
        return why === undefined ? [] : [[path, why] as const];
      }),
    ),
};

/** Env files of this target, and those that others write; what compose interpolates with, compose itself is asked about. */
const ownFiles = (host: HostArtifacts): readonly (readonly [string, RenderedFile])[] =>
  [...host.files].filter(
    ([, { target, format }]) =>
      target === 'env' || ['env-docker', 'env-systemd', 'env-shell'].includes(format),
  );

const CONSUMERS: readonly EnvConsumer[] = ['compose', 'docker', 'systemd', 'shell'];

function consumerOf({ format }: RenderedFile): EnvConsumer {
  const consumer = CONSUMERS.find((one) => format === `env-${one}`);
  if (consumer === undefined) throw new Error(`not the format of an env file: ${format}`);
  return consumer;
}

const FOLDER = '/.env-check';
const PROJECT = `${FOLDER}/compose.yaml`;

/** The real reader reads the file where it lies, and says what it read. */
function checkOf(host: HostArtifacts, path: string, consumer: EnvConsumer): Check | null {
  const [vantage] = host.vantages;
  const rendered = vantage === undefined ? EMPTY_STAGE : stageOf(host, vantage);
  const own = rendered.files.get(path);
  if (own === undefined) return null;
  const stage = { ...EMPTY_STAGE, files: new Map([[path, own]]) };
  if (consumer === 'shell')
    return {
      title: `sh reads ${path}`,
      artifacts: [path],
      program: dash,
      stage,
      // `-i` empties the environment, so that what it prints afterwards is what the file set.
      command: ['env', '-i', 'sh', '-euc', 'set -a; . "$1"; exec /usr/bin/env -0', 'sh', path],
      read: (answer) => readShell(path, own.text, answer),
    };
  if (consumer === 'systemd') return bySystemd(path, own);
  if (consumer !== 'compose') return null;
  const project = JSON.stringify({ name: 'check', services: { env: { image: 'none', env_file: [path] } } });
  return {
    title: `docker-compose reads ${path}`,
    artifacts: [path],
    program: dockerCompose,
    stage: { ...stage, files: new Map([...stage.files, [PROJECT, { text: project, mode: 0o644 }]]) },
    command: ['docker-compose', '-f', PROJECT, 'config', '--format', 'json'],
    read: (answer) => readByCompose(path, own.text, answer),
  };
}

/** A field of os-release, and the specifier by which systemd-tmpfiles prints it; tmpfiles.d(5). */
const FIELD = 'BUILD_ID';
const PRINT = 'f+ /value 0644 - - - %B\n';
const ASK = `for root in /ask/*; do
  systemd-tmpfiles --root=$root --create /ask.conf || exit 1
  printf '%s\\0' "\${root##*/}"; cat $root/value; printf '\\0'
done`;

/**
 * systemd reads EnvironmentFile= with the parser that reads os-release (parse_env_file_internal), but only when a unit
 * starts; systemd-tmpfiles prints a field of os-release without a manager. So each variable takes its turn as that field,
 * in the file as it is otherwise.
 */
function bySystemd(path: string, file: { readonly text: string; readonly mode: number }): Check {
  const files = variablesIn(file.text).map(({ name, line }) => {
    const lines = file.text.split('\n');
    const changed = (lines[line - 1] ?? '').replace(name, FIELD);
    const text = lines.toSpliced(line - 1, 1, changed).join('\n');
    return [`/ask/${name}/etc/os-release`, { text, mode: 0o644 }] as const;
  });
  return {
    title: `systemd reads ${path}`,
    artifacts: [path],
    program: systemd,
    stage: { ...EMPTY_STAGE, files: new Map([...files, ['/ask.conf', { text: PRINT, mode: 0o644 }]]) },
    command: ['sh', '-c', files.length > 0 ? ASK : 'exit 0'],
    read: ({ status, stdout, stderr }) => {
      const told = stderr.split('\n').filter((line) => line !== '');
      const words = stdout.split('\0');
      const read = new Map(
        words.flatMap((name, at) => (at % 2 === 0 && name !== '' ? [[name, words[at + 1] ?? '']] : [])),
      );
      return [
        ...(status === 0 ? [] : told).map((message) => ({ path, line: null, key: null, message })),
        ...differences('systemd', path, file.text, read),
      ];
    },
  };
}

/** The variables that a file is meant to set, the last line of each; none where it cannot be read. */
function variablesIn(text: string): readonly { readonly name: string; readonly line: number }[] {
  try {
    return [...new Map(readEnv('systemd', text).map((one) => [one.name, one])).values()];
  } catch (fault) {
    if (fault instanceof SyntaxError) return [];
    throw fault;
  }
}

function readByCompose(path: string, text: string, answer: ProgramAnswer): readonly Problem[] {
  const problems = complaints(answer).map((words) => ({ path, key: null, ...complaintIn(text, words) }));
  if (answer.status !== 0 || problems.length > 0) return problems;
  const { services } = JSON.parse(answer.stdout) as {
    services: { env: { environment?: Readonly<Record<string, string | null>> } };
  };
  // Compose doubles the dollars of what it prints, so that it could read it again.
  const read = Object.entries(services.env.environment ?? {}).map(
    ([name, value]) => [name, (value ?? '').replaceAll('$$', '$')] as const,
  );
  return differences('compose', path, text, new Map(read));
}

function readShell(path: string, text: string, answer: ProgramAnswer): readonly Problem[] {
  const problems = answer.stderr.split('\n').flatMap((words): Problem[] => {
    const [, line, message] = /^sh: (\d+): (.*)$/.exec(words) ?? [];
    if (line === undefined || message === undefined) return [];
    return [{ path, line: Number(line), key: null, message: message.replace(`${path}: `, '') }];
  });
  if (answer.status !== 0 || problems.length > 0) return problems;
  const read = answer.stdout.split('\0').flatMap((one) => {
    const name = one.split('=', 1)[0] ?? '';
    return name === '' || OF_THE_SHELL.has(name) ? [] : [[name, one.slice(name.length + 1)] as const];
  });
  return differences('shell', path, text, new Map(read));
}

/** What a shell exports by itself. */
const OF_THE_SHELL = new Set(['PWD', 'OLDPWD', '_']);

/** Where the program read something else than the file was meant to say. */
function differences(
  consumer: EnvConsumer,
  path: string,
  text: string,
  read: ReadonlyMap<string, string>,
): readonly Problem[] {
  const problem = (line: number | null, message: string): Problem => ({ path, line, key: null, message });
  let meant;
  try {
    meant = readEnv(consumer, text);
  } catch (fault) {
    if (!(fault instanceof SyntaxError)) throw fault;
    return [problem(Number(/line (\d+)/.exec(fault.message)?.[1] ?? 1), fault.message)];
  }
  // Of two lines for one variable, every reader takes the last.
  const last = new Map(meant.map((variable) => [variable.name, variable]));
  const wrong = [...last.values()]
    .filter(({ name, value }) => read.get(name) !== value)
    .map(({ name, line }) =>
      problem(line, read.has(name) ? `another value of ${name} is read` : `${name} is not read`),
    );
  const strange = [...read.keys()].filter((name) => !last.has(name));
  return [...wrong, ...strange.map((name) => problem(null, `a variable ${JSON.stringify(name)} is read`))];
}
