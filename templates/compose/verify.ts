import {
  stageOf,
  type Check,
  type HostArtifacts,
  type Problem,
  type ProgramAnswer,
  type ProgramNeed,
  type Vantage,
  type Verification,
} from '../../src/target/verification.ts';

const dockerCompose: ProgramNeed = {
  id: 'docker-compose',
  suite: 'trixie',
  packages: ['docker-compose'],
  closure: false,
};

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
  return projects.map(([path]) => ({
    title: `docker-compose config of ${path}`,
    artifacts: [path],
    program: dockerCompose,
    stage: stageOf(host, vantage),
    command: commandFor(path),
    read: (answer) => readCompose(path, answer),
  }));
}

/** Without all profiles, compose does not look at the references of services that no default profile starts. */
const commandFor = (path: string): readonly string[] => [
  'docker-compose',
  ...['-f', path, '--profile', '*', '--project-directory', path.slice(0, path.lastIndexOf('/')) || '/'],
  ...['config', '-q'],
];

/** What compose wrote, as problems of one project file. It stops at the first error; warnings come before. */
export function readCompose(path: string, answer: ProgramAnswer): readonly Problem[] {
  const lines = answer.stderr.split('\n').map((line) => line.trim());
  const warnings = lines.flatMap((line) => {
    const warned = /level=(?:warning|error) msg=(".*")$/.exec(line)?.[1];
    return warned === undefined ? [] : [JSON.parse(warned) as string];
  });
  const said = lines.filter((line) => line !== '' && !line.startsWith('time="') && !HEADINGS.test(line));
  return [...warnings, ...said].map((words) => {
    const message = words.startsWith(`validating ${path}: `)
      ? words.slice(`validating ${path}: `.length)
      : words;
    const line = /(?:^yaml: |^)line (\d+): /.exec(message)?.[1];
    return { path, line: line === undefined ? null : Number(line), key: keyIn(message), message };
  });
}

/** Lines that only announce the ones below them. */
const HEADINGS = /^(yaml: unmarshal errors|decoding failed due to the following error\(s\)):$/;

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
