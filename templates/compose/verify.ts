import { complaintIn, complaints, dockerCompose } from '../../src/target/docker-compose.ts';
import {
  stageOf,
  type Check,
  type HostArtifacts,
  type Problem,
  type ProgramAnswer,
  type Vantage,
  type Verification,
} from '../../src/target/verification.ts';

/** `docker-compose.yml`, `compose.yaml`, `docker-compose.web.yml`; no other file of this target is a project. */
const PROJECT = /\/(docker-)?compose(\.[^/]+)?\.ya?ml$/;

export const verification: Verification = {
  id: 'compose',
  programs: [dockerCompose],
  checks: (host) => host.vantages.slice(0, 1).flatMap((vantage) => checksOf(host, vantage)),
  readerOnly: () => new Map(),
};

function checksOf(host: HostArtifacts, vantage: Vantage): readonly Check[] {
  const projects = [...host.files].filter(([path, file]) => file.target === 'compose' && PROJECT.test(path));
  return projects.map(([path]) => {
    const env = host.files.has(envOf(path)) ? envOf(path) : null;
    const stage = stageOf(host, vantage);
    const textOf = (seen: string): string | null => stage.files.get(seen)?.text ?? null;
    return {
      title: `docker-compose config of ${path}`,
      artifacts: env === null ? [path] : [path, env],
      program: dockerCompose,
      stage,
      command: commandFor(path),
      read: (answer) => readCompose(path, answer, { project: textOf(path), env: textOf(envOf(path)) }),
    };
  });
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/')) || '/';

/** The file with the values of a project's variables. */
const envOf = (path: string): string => `${folderOf(path).replace(/\/$/, '')}/.env`;

/** Without all profiles, compose does not look at the references of services that no default profile starts. */
const commandFor = (path: string): readonly string[] => [
  'docker-compose',
  ...['-f', path, '--profile', '*', '--project-directory', folderOf(path)],
  ...['config', '-q'],
];

/** Texts in which a complaint without a place is looked for; null where there is no such file. */
interface Texts {
  readonly project: string | null;
  /** of the `.env` beside it */
  readonly env: string | null;
}

/** What compose wrote, as problems of one project. */
export function readCompose(
  path: string,
  answer: ProgramAnswer,
  texts: Texts = { project: null, env: null },
): readonly Problem[] {
  return complaints(answer).map((words): Problem => {
    const unread = `failed to read ${envOf(path)}: `;
    const about = words.startsWith(unread) ? words.slice(unread.length) : words;
    const inEnv = complaintIn(texts.env ?? '', about);
    if (about !== words || (inEnv.line !== null && !/^(yaml: )?line /.test(words)))
      return { path: envOf(path), key: null, ...inEnv };
    const message = words.startsWith(`validating ${path}: `)
      ? words.slice(`validating ${path}: `.length)
      : words;
    const line = /(?:^yaml: |^)line (\d+): /.exec(message)?.[1];
    const number = line === undefined ? lineOfPort(message, texts.project ?? '') : Number(line);
    return { path, line: number, key: number === null ? keyIn(message) : null, message };
  });
}

/** Of a bad port compose says neither line nor service. */
function lineOfPort(message: string, text: string): number | null {
  const port = /^Invalid (?:hostPort|containerPort|ip address|proto): (\S+)/.exec(message)?.[1];
  if (port === undefined) return null;
  const index = text.split('\n').findIndex((line) => /^ *- /.test(line) && line.includes(port));
  return index === -1 ? null : index + 1;
}

const SECTIONS: Readonly<Record<string, string>> = {
  network: 'networks',
  volume: 'volumes',
  secret: 'secrets',
  config: 'configs',
};

/** How compose 2.26 names the place of a mistake, each with the keys that it means. */
const PLACES: readonly (readonly [RegExp, (...found: string[]) => readonly string[]])[] = [
  [/^\(root\) Additional property (.+) is not allowed/, (name) => [name]],
  [/^(\S+) Additional property (.+) is not allowed/, (at, name) => [...keysOf(at), name]],
  [/^error decoding '(.+?)': /, (at) => keysOf(at)],
  [/^error while interpolating (\S+): /, (at) => keysOf(at)],
  [/^invalid interpolation format for (\S+?)\.?$/, (at) => keysOf(at)],
  [
    /^service "(.+?)" refers to undefined (\S+) (.+?): /,
    (service, kind, name) => ['services', service, SECTIONS[kind] ?? kind, name],
  ],
  [
    /^service "(.+?)" depends on undefined service "(.+?)"/,
    (service, name) => ['services', service, 'depends_on', name],
  ],
  [
    /^dependency cycle detected: (\S+) -> (\S+)/,
    (service, next) => ['services', service, 'depends_on', next],
  ],
  [/^cannot extend service "(.+?)"/, (service) => ['services', service, 'extends']],
  [/^service "?([^" ]+)"? /, (service) => ['services', service]],
  [/^((?:services|networks|volumes|secrets|configs)\.\S+) /, (at) => keysOf(at)],
];

function keyIn(message: string): readonly string[] | null {
  for (const [pattern, keys] of PLACES) {
    const found = pattern.exec(message);
    if (found !== null) return keys(...found.slice(1));
  }
  return null;
}

/** `services[web].ports.[].target` → services, web, ports: a list item without its number says no more. */
function keysOf(at: string): readonly string[] {
  const keys = at.replace(/\[([^\]]+)\]/g, '.$1').split('.');
  const unknown = keys.indexOf('[]');
  return unknown === -1 ? keys : keys.slice(0, unknown);
}
