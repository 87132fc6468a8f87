import { PLATFORMS } from '../../src/site/platform/platform.ts';
import {
  EMPTY_STAGE,
  inEachRole,
  stageOf,
  type Check,
  type HostArtifacts,
  type ProgramNeed,
  type StageNeed,
  type Verification,
} from '../../src/target/verification.ts';
import { readAnswer } from './answer.ts';
import { clustersOf, RECOVERY, type RenderedCluster } from './cluster.ts';
import { substitutions } from './substitution.ts';
import { majorOf } from './versions.ts';

const need = (major: string, suite: ProgramNeed['suite']): ProgramNeed => ({
  id: `postgresql-server-${major}`,
  suite,
  packages: [
    `postgresql-${major}`,
    `postgresql-${major}-postgis-3`,
    `postgresql-${major}-postgis-3-scripts`,
    ...['locales', 'gzip'],
    'util-linux',
  ],
  closure: true,
  // As update-alternatives makes them when the packages are installed.
  links: new Map([
    ...POSTGIS.map(
      (name) => [`/usr/share/postgresql/${major}/extension/${name}.control`, `${name}-3.control`] as const,
    ),
    ['/usr/lib/x86_64-linux-gnu/libblas.so.3', 'blas/libblas.so.3'] as const,
    ['/usr/lib/x86_64-linux-gnu/liblapack.so.3', 'lapack/liblapack.so.3'] as const,
  ]),
});

/** The extensions of the packages of PostGIS. */
const POSTGIS = [
  ...['postgis', 'postgis_raster', 'postgis_sfcgal', 'postgis_tiger_geocoder', 'postgis_topology'],
  ...['address_standardizer', 'address_standardizer_data_us'],
];

/** The servers that can be had, with PostGIS. */
export const programs: readonly ProgramNeed[] = [
  need('13', 'bullseye'),
  need('15', 'bookworm'),
  need('17', 'trixie'),
];

export const verification: Verification = {
  id: 'postgresql',
  programs,
  checks: (host) =>
    inEachRole(host).flatMap((one) => clustersOf(one).flatMap((cluster) => checkOf(one, cluster) ?? [])),
  substitutions,
  readerOnly: (host) =>
    new Map([
      ...[...host.files.keys()].flatMap((path) => (path.endsWith(RECOVERY) ? [[path, NO_OLD] as const] : [])),
      ...clustersOf(host).flatMap(({ bootstrap, passfiles }) => {
        const foreign = foreignIn(host, bootstrap);
        if (bootstrap === null || foreign.length === 0) return [];
        const why = `the packages that are asked bring no extension ${foreign.join(' and ')}`;
        return [
          [bootstrap, why] as const,
          ...passfiles.map(
            (path) => [path, 'its users are made by a script that is not asked about'] as const,
          ),
        ];
      }),
    ]),
};

const NO_OLD = 'a server before version 12 reads it, and none can be had';

/** What the packages of the servers that are asked bring. */
const { packages } = PLATFORMS['debian-12'].postgresql.extensions;
const BROUGHT = ['postgresql-{major}', 'postgresql-{major}-postgis-3'].flatMap(
  (name) => packages[name] ?? [],
);

/** Extensions of the script that come in packages of their own. */
const foreignIn = (host: HostArtifacts, bootstrap: string | null): readonly string[] =>
  [...(host.files.get(bootstrap ?? '')?.text ?? '').matchAll(/^CREATE EXTENSION IF NOT EXISTS "(.*)";$/gm)]
    .map(([, name = '']) => name)
    .filter((name) => !BROUGHT.includes(name));

/** What a sandbox has no room for, and what is not there: libraries that are loaded at the start, an archive. */
const FORCED: Readonly<Record<string, string>> = {
  ...{ shared_buffers: '16MB', huge_pages: 'off', fsync: 'off', logging_collector: 'off' },
  ...{ log_destination: 'stderr', lc_messages: 'C', archive_mode: 'off', shared_preload_libraries: '' },
};
const OPTIONS = Object.entries(FORCED).map(([name, value]) => `-c ${name}=${value}`);
const NAMES = Object.keys(FORCED).map((name) => `'${name}'`);

/**
 * Values first, as `postgres -C` reads them. Then a real start; what the server says of its two files; the script, twice;
 * and for each line of a passfile a connection that finds its password there, let in by another pg_hba.conf.
 * MAJOR, FOLDER of the configuration, DATA, SOCKETS, PORT, OPTIONS more of them, BOOTSTRAP or nothing, LOCALES; as arguments the passfiles
 */
const SCRIPT = `PATH=/usr/lib/postgresql/$MAJOR/bin:$PATH
export LOCPATH=/tmp/locales; mkdir -p $LOCPATH
for locale in $LOCALES; do
  localedef -c -i "\${locale%%.*}" -f "\${locale#*.}" "$LOCPATH/$locale" > /dev/null 2>&1
done
postgres -C max_connections -D "$FOLDER" > /dev/null || exit 1
initdb -D "$DATA" --no-sync -A peer -E UTF8 --locale C.UTF-8 -U postgres > /dev/null || exit 1
pg_ctl -D "$DATA" -w -t 20 -l /tmp/log -o "-c config_file=$FOLDER/postgresql.conf ${OPTIONS.join(' ')} $OPTIONS" start > /dev/null || { cat /tmp/log >&2; exit 1; }
ask() { psql -X -A -t -q -v ON_ERROR_STOP=1 -U postgres -d postgres -h "$SOCKETS" -p "$PORT" "$@"; }
ask -c "SELECT 'pg_hba.conf', line_number, error FROM pg_hba_file_rules WHERE error IS NOT NULL
  UNION ALL SELECT 'postgresql.conf', sourceline, name || ': ' || error FROM pg_file_settings
  WHERE error IS NOT NULL AND name NOT IN (${NAMES.join(', ')})" || exit 1
if [ -n "$BOOTSTRAP" ]; then
  ask -f "$BOOTSTRAP" && ask -f "$BOOTSTRAP" || exit 1
fi
[ $# -gt 0 ] || exit 0
printf 'local all all peer\\nhost all all all md5\\nhost replication all all md5\\n' > "$FOLDER/pg_hba.conf"
pg_ctl -D "$DATA" reload > /dev/null || exit 1
for passfile; do
  number=0
  while IFS= read -r line; do
    number=$((number+1))
    case $line in '#'*|'') continue;; esac
    IFS=: read -r host port database user password <<END
$line
END
    # The other node is not here: its password is asked about at this one.
    question='SELECT 1'; unset PGHOSTADDR
    if [ "$database" = replication ]; then
      database='dbname=replication replication=true'; question=IDENTIFY_SYSTEM; export PGHOSTADDR=127.0.0.1
    fi
    for try in 1 2 3 4 5 6 7 8 9 10; do
      said=$(PGPASSFILE=$passfile psql -X -w -h "$host" -p "$port" -U "$user" -d "$database" -c "$question" 2>&1) && continue 2
      case $said in *'no pg_hba.conf entry'*) sleep 0.1;; *) break;; esac
    done
    printf 'passfile:%s:%s: %s\\n' "$passfile" "$number" "$said" >&2
  done < "$passfile"
done`;

function checkOf(host: HostArtifacts, cluster: RenderedCluster): Check | null {
  const [vantage] = host.vantages;
  const { folder, configuration } = cluster;
  const major = majorOf(cluster.stated);
  const program = programs.find(({ id }) => id === `postgresql-server-${major}`);
  if (major === null || vantage === undefined || program === undefined) return null;
  const bootstrap = foreignIn(host, cluster.bootstrap).length === 0 ? cluster.bootstrap : null;
  const passfiles = bootstrap === null ? [] : cluster.passfiles;
  const server = [configuration, `${folder}/pg_hba.conf`, ...cluster.role];
  const artifacts = [...server, ...(bootstrap ? [bootstrap] : []), ...passfiles];
  const { files, links } = stageOf(host, vantage);
  const own = [...files].filter(([path]) => artifacts.includes(path));
  return {
    title: `a start of PostgreSQL ${major} with ${folder}`,
    artifacts: own.map(([path]) => path),
    program,
    stage: { ...stageFor(cluster, own, vantage.addresses), links },
    command: [
      ...[
        'unshare',
        '-U',
        '--map-user=1000',
        '--map-group=1000',
        'env',
        `MAJOR=${major}`,
        `FOLDER=${folder}`,
      ],
      ...[`DATA=${dataOf(cluster)}`, `SOCKETS=${socketsOf(cluster)}`],
      `PORT=${cluster.valueOf('port') ?? '5432'}`,
      `OPTIONS=${cluster.valueOf('ssl_cert_file') === null ? '-c ssl=off' : ''}`,
      ...[`BOOTSTRAP=${bootstrap ?? ''}`, `LOCALES=${localesIn(own.map(([, { text }]) => text)).join(' ')}`],
      ...['sh', '-c', SCRIPT, 'sh', ...passfiles],
    ],
    read: (answer) => readAnswer(folder, new Map(own.map(([path, { text }]) => [path, text])), answer),
  };
}

const dataOf = ({ valueOf }: RenderedCluster): string => valueOf('data_directory') ?? '/tmp/data';
const socketsOf = ({ valueOf }: RenderedCluster): string =>
  valueOf('unix_socket_directories') ?? '/var/run/postgresql';

function stageFor(
  cluster: RenderedCluster,
  own: Iterable<readonly [string, { readonly text: string; readonly mode: number }]>,
  addresses: readonly string[],
): StageNeed {
  const { folder, valueOf } = cluster;
  const account = { text: 'root:x:0:0::/root:/bin/sh\npostgres:x:1000:1000::/tmp:/bin/sh\n', mode: 0o644 };
  return {
    ...EMPTY_STAGE,
    directories: [socketsOf(cluster), dataOf(cluster).replace(/\/[^/]*$/, '')],
    addresses,
    certificates: ['ssl_cert_file', 'ssl_key_file', 'ssl_ca_file'].flatMap((name) => valueOf(name) ?? []),
    files: new Map([
      ...own,
      [`${folder}/pg_ident.conf`, { text: '', mode: 0o644 }],
      ['/etc/passwd', account],
    ]),
  };
}

/** Locales that these texts name, such as `de_DE.UTF-8`; Debian makes them from their sources. */
const localesIn = (texts: readonly string[]): readonly string[] => [
  ...new Set(texts.flatMap((text) => text.match(/(?<=')[a-z]{2,3}_[A-Z]{2}\.[A-Za-z0-9-]+(?=')/g) ?? [])),
];
