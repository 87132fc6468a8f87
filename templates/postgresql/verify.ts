import {
  EMPTY_STAGE,
  stageOf,
  type Check,
  type HostArtifacts,
  type Problem,
  type ProgramAnswer,
  type ProgramNeed,
  type Verification,
} from '../../src/target/verification.ts';
import { majorOf, nearest } from './versions.ts';

const need = (major: string, suite: ProgramNeed['suite'], more: readonly string[]): ProgramNeed => ({
  id: `postgresql-${major}`,
  suite,
  packages: [`postgresql-${major}`, ...more, 'util-linux'],
  closure: true,
});

/** The servers that can be had. */
export const programs: readonly ProgramNeed[] = [
  need('13', 'bullseye', ['postgresql-13-postgis-3', 'postgresql-13-postgis-3-scripts']),
  need('15', 'bookworm', ['postgresql-15-postgis-3', 'postgresql-15-postgis-3-scripts']),
  need('17', 'trixie', []),
];

export const verification: Verification = {
  id: 'postgresql',
  programs,
  checks: (host) => clusters(host).flatMap((cluster) => checkOf(host, cluster) ?? []),
  readerOnly: (host) =>
    new Map(
      [...host.files].flatMap(([path, { target, format }]) =>
        target !== 'postgresql' || /^(postgresql|pg_hba)\.conf$/.test(format)
          ? []
          : [
              [
                path,
                format === 'psql' ? 'it needs a server with its extensions' : 'libpq has no check of it',
              ],
            ],
      ),
    ),
};

interface Cluster {
  readonly folder: string;
  readonly stated: string;
}

/** The line by which postgresql.conf tells its version; its path does not on every platform. */
const HEAD = /^# PostgreSQL (\S+): the datastore /m;

const clusters = (host: HostArtifacts): readonly Cluster[] =>
  [...host.files].flatMap(([path, { target, format, text }]) => {
    const stated = HEAD.exec(text)?.[1];
    return target === 'postgresql' && format === 'postgresql.conf' && stated !== undefined
      ? [{ folder: path.slice(0, path.lastIndexOf('/')), stated }]
      : [];
  });

/**
 * Values first, as `postgres -C` reads them, then a real start with what a sandbox has no room for overridden. A server
 * of another version leaves out what it does not know: the version table has judged that already.
 * $1 major, $2 the folder, $3 whether it stands in for another version
 */
const SCRIPT = `PATH=/usr/lib/postgresql/$1/bin:$PATH; conf=$2/postgresql.conf
if [ "$3" = yes ]; then
  for name in $(postgres -C max_connections -D "$2" 2>&1 | sed -n 's/.*unrecognized configuration parameter "\\([a-z_]*\\)".*/\\1/p'); do
    sed -i "s/^$name = /#&/" "$conf"
  done
fi
postgres -C max_connections -D "$2" > /dev/null || exit 1
exec unshare -U --map-user=1000 --map-group=1000 sh -c 'initdb -D /tmp/data --no-sync -A peer -U postgres > /dev/null || exit 1
pg_ctl -D /tmp/data -w -t 20 -l /tmp/log -o "-c config_file=$1/postgresql.conf -c data_directory=/tmp/data -c listen_addresses=127.0.0.1 -c port=5432 -c shared_buffers=16MB -c huge_pages=off -c fsync=off -c logging_collector=off -c ssl=off -c archive_mode=off -c shared_preload_libraries= -c external_pid_file= -c unix_socket_directories=/tmp" start > /dev/null || { cat /tmp/log >&2; exit 1; }
psql -h /tmp -U postgres -XAtc "SELECT line_number, error FROM pg_hba_file_rules WHERE error IS NOT NULL"' sh "$2"`;

function checkOf(host: HostArtifacts, { folder, stated }: Cluster): Check | null {
  const major = majorOf(stated);
  const [vantage] = host.vantages;
  const program = programs.find(({ id }) => major !== null && id === `postgresql-${nearest(major)}`);
  if (major === null || vantage === undefined || program === undefined) return null;
  const asked = nearest(major);
  const own = [...stageOf(host, vantage).files].filter(([path]) => path.startsWith(`${folder}/`));
  const account = { text: 'root:x:0:0::/root:/bin/sh\npostgres:x:1000:1000::/tmp:/bin/sh\n', mode: 0o644 };
  return {
    title: `a start of PostgreSQL ${asked} with ${folder}${asked === major ? '' : `, in place of ${major}`}`,
    artifacts: own.map(([path]) => path),
    program,
    stage: {
      ...EMPTY_STAGE,
      files: new Map([
        ...own,
        [`${folder}/pg_ident.conf`, { text: '', mode: 0o644 }],
        ['/etc/passwd', account],
      ]),
    },
    command: ['sh', '-c', SCRIPT, 'sh', asked, folder, asked === major ? 'no' : 'yes'],
    ...(asked === major ? {} : { inPlaceOf: major }),
    read: (answer) => readAnswer(folder, new Map(own.map(([path, { text }]) => [path, text])), answer),
  };
}

/** What the server says of its two files: syntax and names with their lines, values with the setting's name. */
export function readAnswer(
  folder: string,
  texts: ReadonlyMap<string, string>,
  answer: ProgramAnswer,
): readonly Problem[] {
  const problems: Problem[] = [];
  const complain = (file: string, line: number | null, message: string): void => {
    problems.push({ path: `${folder}/${file}`, line, key: null, message });
  };
  const settingLine = (name: string): number | null => {
    const lines = (texts.get(`${folder}/postgresql.conf`) ?? '').split('\n');
    const index = lines.findIndex((line) => line.startsWith(`${name} `));
    return index === -1 ? null : index + 1;
  };
  let said = '';
  for (const line of answer.stderr.split('\n')) {
    const words = line.replace(/^.*?\b(LOG|FATAL|ERROR|DETAIL|HINT|CONTEXT): +/, '').trim();
    const [, message, number] = /^(.*) in file ".*" line (\d+)/.exec(words) ?? [];
    const value = /^invalid value for parameter "(.+?)"/.exec(words)?.[1];
    const range = /is outside the valid range for parameter "(.+?)"/.exec(words)?.[1];
    const hba = /^line (\d+) of configuration file ".*pg_hba\.conf"/.exec(words)?.[1];
    const name = value ?? range ?? /^parameter "(.+?)" /.exec(words)?.[1];
    if (number !== undefined && message !== undefined)
      complain('postgresql.conf', Number(number), message + near(words));
    else if (name !== undefined) complain('postgresql.conf', settingLine(name), words);
    else if (hba !== undefined) complain('pg_hba.conf', Number(hba), said);
    said = words;
  }
  for (const row of answer.stdout.split('\n')) {
    const [, line, message] = /^(\d+)\|(.+)$/.exec(row) ?? [];
    if (line !== undefined && message !== undefined) complain('pg_hba.conf', Number(line), message);
  }
  return problems;
}

const near = (words: string): string => /, near .*/.exec(words)?.[0] ?? '';
