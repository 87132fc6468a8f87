import {
  inEachRole,
  stageOf,
  type Check,
  type HostArtifacts,
  type Problem,
  type ProgramAnswer,
  type ProgramNeed,
  type StageNeed,
  type Verification,
} from '../../src/target/verification.ts';
import type { RedisDirective } from './reader.ts';
import { configurations, directivesIn, filesOf, statedIn, substitutions } from './substitution.ts';
import { nearestServed, series } from './versions.ts';

const need = (id: string, suite: ProgramNeed['suite']): ProgramNeed => ({
  id,
  suite,
  packages: ['redis-server'],
  closure: true,
});

/** The servers that can be had, the oldest first, each with its series. */
const SERVERS: readonly (readonly [series: string, program: ProgramNeed])[] = [
  ['6.0', need('redis-bullseye', 'bullseye')],
  ['7.0', need('redis-bookworm', 'bookworm')],
  ['8.0', need('redis-trixie', 'trixie')],
];

export const verification: Verification = {
  id: 'redis',
  programs: SERVERS.map(([, program]) => program),
  checks: (given) =>
    inEachRole(given).flatMap((host) =>
      configurations(host).flatMap((path) => {
        const program = serverOf(nearestServed(statedIn(host, path)));
        return program && series(statedIn(host, path)) === nearestServed(statedIn(host, path))
          ? [startOf(host, path, program)]
          : [];
      }),
    ),
  substitutions,
  readerOnly: () => new Map(),
};

const serverOf = (version: string): ProgramNeed | undefined => SERVERS.find(([one]) => one === version)?.[1];

/** Ends the options: a server that gets so far has read the whole file, and complains about this one. */
const END = '__end_of_check__';
const LOG = '/tmp/redis.log';
const STARTED = '== started ==';

/**
 * There is no check mode. First the file is read up to an option that no server knows, which starts nothing and names
 * lines; then the server is started for real, since accounts and addresses are looked at only then. A server that asks
 * for a password has started too.
 */
const SCRIPT = `redis-server "$1" --${END} 1
redis-server "$1" --daemonize no --supervised no --logfile ${LOG} >/dev/null 2>&1 &
for try in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
  case $(redis-cli -p "$2" ping 2>&1) in PONG|NOAUTH*) echo '${STARTED}'; exit 0 ;; esac
  kill -0 $! 2>/dev/null || break
  sleep 0.1
done
cat ${LOG}`;

/** A start of a server with a configuration. */
export function startOf(host: HostArtifacts, path: string, program: ProgramNeed): Check {
  const own = directivesIn(host.files.get(path)?.text ?? '');
  const port = own.find(({ name }) => name === 'port')?.args[0] ?? '6379';
  const files = filesOf(host, path);
  return {
    title: `redis-server starts with ${path}`,
    artifacts: files,
    program,
    stage: stageFor(host, own),
    // Debian's locales are no part of a fetched program.
    command: ['env', 'LC_ALL=C', 'sh', '-c', SCRIPT, 'sh', path, port],
    read: (answer) => readAnswer(host, files, answer),
  };
}

function stageFor(host: HostArtifacts, own: readonly RedisDirective[]): StageNeed {
  const [vantage] = host.vantages;
  if (!vantage) throw new Error(`${host.host} is seen from nowhere`);
  const stage = stageOf(host, vantage);
  const places = own.flatMap(({ name, args: [value = ''] }) =>
    name === 'dir' ? [value] : name === 'pidfile' || name === 'logfile' ? [folderOf(value)] : [],
  );
  return { ...stage, directories: [...new Set(places)].filter((folder) => folder.startsWith('/')) };
}

const folderOf = (path: string): string => path.slice(0, path.lastIndexOf('/'));

/** What a server says while it starts, without its process, time and level. */
const LOGGED = /^\d+:[CMSX] \d\d \w+ \d{4} [\d:.]+ [#*.-] (.*)$/;
/** Lines of the log that are said in every start. */
const USUAL =
  /oO0Oo|^Redis version=|^Configuration loaded|^monotonic clock|^Running mode|^Server initialized|^Ready to accept|^WARNING|overcommit|^Unresolved Config|^Module Configuration detected|^>>> |^User requested|^Critical error/;

export function readAnswer(
  host: HostArtifacts,
  files: readonly string[],
  answer: ProgramAnswer,
): readonly Problem[] {
  const said = `${answer.stdout}\n${answer.stderr}`;
  const problems: Problem[] = [];
  const refused = /at line (\d+)\n>>> '([^\n]*)'\n([^\n]+)/.exec(said);
  if (refused && !refused[2]?.startsWith(`${END} `))
    problems.push(at(host, files, firstWord(refused[2] ?? ''), refused[3] ?? '', Number(refused[1])));
  // From 8.0 on, a name that no directive has is kept for modules and refused when all is read.
  for (const [, name = ''] of said.matchAll(/# >>> '(\S+)[^\n]*'/g))
    if (name !== END) problems.push(at(host, files, `${name} `, 'no directive has this name', null));
  if (problems.length > 0 || answer.stdout.includes(STARTED)) return problems;
  const words = said.split('\n').flatMap((line) => LOGGED.exec(line)?.[1] ?? []);
  const telling = [...new Set(words)].filter((word) => !USUAL.test(word));
  return telling.length === 0
    ? [
        {
          path: files[0] ?? null,
          line: null,
          key: null,
          message: 'the server does not start, and says nothing',
        },
      ]
    : telling.map((message) => at(host, files, clueIn(message), message, null));
}

/** Its name tells the line, where a secret that was filled in makes the rest differ from what was rendered. */
const firstWord = (line: string): string => line.trim().split(/\s/, 1)[0] ?? '';

/** What a line must hold that a message of the start speaks about. */
const clueIn = (message: string): string =>
  /for the user named '([^']+)'/.exec(message)?.[1]?.replace(/^/, 'user ') ??
  /listening socket (\S+):\d+/.exec(message)?.[1] ??
  '';

/** The file and line that holds these words; a server names the line, and not the file where one is included. */
function at(
  host: HostArtifacts,
  files: readonly string[],
  clue: string,
  message: string,
  said: number | null,
): Problem {
  const rows = (clue === '' ? [] : files).flatMap((path) =>
    (host.files.get(path)?.text ?? '')
      .split('\n')
      .flatMap((row, index) =>
        !row.startsWith('#') && row.includes(clue) ? [{ path, line: index + 1 }] : [],
      ),
  );
  const found = rows.find(({ line }) => line === said) ?? rows[0];
  if (found) return { ...found, key: null, message };
  return { path: files[0] ?? null, line: said, key: null, message };
}
