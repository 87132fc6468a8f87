import { PLATFORMS, type NginxPlatform } from '../../src/site/platform/platform.ts';
import {
  hostPath,
  stageOf,
  type Check,
  type HostArtifacts,
  type Problem,
  type ProgramAnswer,
  type ProgramNeed,
  type StageNeed,
  type Vantage,
  type Verification,
} from '../../src/target/verification.ts';
import { compareVersions } from './versions.ts';

const nginx: ProgramNeed = { id: 'nginx', suite: 'trixie', packages: ['nginx'], closure: true };

/** The ones that can be had, the oldest first, each with its series. */
const PROGRAMS: readonly (readonly [series: string, program: ProgramNeed])[] = [
  ['1.18', { ...nginx, id: 'nginx-bullseye', suite: 'bullseye' }],
  ['1.22', { ...nginx, id: 'nginx-bookworm', suite: 'bookworm' }],
  ['1.26', nginx],
];

const platformOf = ({ platform }: Vantage): NginxPlatform | undefined =>
  Object.entries(PLATFORMS).find(([name]) => name === platform)?.[1].nginx;

/** The nginx of a platform's own packages, or the first one that is newer. Images and platforms of which nothing is known get the newest. */
function programOf(vantage: Vantage): ProgramNeed {
  const own = PROGRAMS.find(([, { suite: brings }]) => brings === vantage.suite);
  const [stated] = platformOf(vantage)?.versions ?? [];
  const near = stated === undefined ? undefined : PROGRAMS.find(([one]) => compareVersions(one, stated) >= 0);
  return (own ?? near)?.[1] ?? nginx;
}

export const verification: Verification = {
  id: 'nginx',
  programs: PROGRAMS.map(([, program]) => program),
  checks: (host) =>
    host.vantages.filter((vantage) => configuration(host, vantage).size > 0).map((one) => checkOf(host, one)),
  readerOnly: (host) => {
    const seen = new Set(host.vantages.flatMap((vantage) => [...configuration(host, vantage).values()]));
    const unseen = [...host.files].filter(([path, file]) => file.format === 'nginx' && !seen.has(path));
    return new Map(
      unseen.map(([path]) => [path, 'no nginx here reads it: it lies outside /etc/nginx'] as const),
    );
  },
};

/** What is seen here and written in nginx's syntax: path as seen → host path. */
function configuration(host: HostArtifacts, vantage: Vantage): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const seen of vantage.files.keys()) {
    const path = hostPath(host, vantage, seen);
    if (path !== null && host.files.get(path)?.format === 'nginx' && seen.startsWith('/etc/nginx/'))
      found.set(seen, path);
  }
  return found;
}

const MAIN = '/etc/nginx/nginx.conf';

/** Parameter files that come with Debian's nginx-common; a configuration may include them. */
const DEBIAN = [
  'fastcgi.conf',
  'fastcgi_params',
  'mime.types',
  'proxy_params',
  'scgi_params',
  'uwsgi_params',
];
/** The same of the official image, which has no proxy_params and no fastcgi.conf. */
const IMAGE = ['fastcgi_params', 'mime.types', 'scgi_params', 'uwsgi_params'];

/** What the image's own nginx.conf gives to the files of conf.d, where a container mounts only those. */
const IMAGE_MAIN = `user nginx;
pid /run/nginx.pid;
events {}
http {
  include /etc/nginx/mime.types;
  default_type application/octet-stream;
  log_format main '$remote_addr [$time_local] "$request" $status';
  include /etc/nginx/conf.d/*.conf;
}
`;

function checkOf(host: HostArtifacts, vantage: Vantage): Check {
  const where = vantage.service === null ? `on ${host.host}` : `in the container ${vantage.service}`;
  const distributed = (vantage.service === null ? DEBIAN : IMAGE).map((name) => `/etc/nginx/${name}`);
  return {
    title: `nginx -T ${where}`,
    artifacts: [...configuration(host, vantage).values()],
    program: programOf(vantage),
    stage: stageFor(host, vantage, distributed),
    command: ['nginx', '-T'],
    read: (answer) => readNginx(host, vantage, [...distributed, MAIN], answer),
  };
}

function stageFor(host: HostArtifacts, vantage: Vantage, distributed: readonly string[]): StageNeed {
  const stage = stageOf(host, vantage);
  const files = new Map(stage.files);
  const main = vantage.files.has(MAIN);
  if (!main && vantage.service !== null) files.set(MAIN, { text: IMAGE_MAIN, mode: 0o644 });
  const texts = [...configuration(host, vantage).values()].map((path) => host.files.get(path)?.text ?? '');
  return {
    ...stage,
    files,
    directories: [
      '/var/log/nginx',
      '/var/lib/nginx',
      '/var/cache/nginx',
      '/etc/nginx/conf.d',
      '/etc/nginx/modules-enabled',
      ...new Set(texts.flatMap(foldersIn)),
    ],
    fromProgram: main || vantage.service !== null ? distributed : [...distributed, MAIN],
    certificates: [...new Set(texts.flatMap(certificatesIn))].filter((path) => isThere(path, vantage)).sort(),
    users: [...new Set([...vantage.users, ...accountsOf(vantage)])],
  };
}

/** Whom the workers run as by default. */
function accountsOf(vantage: Vantage): readonly string[] {
  const { user = 'www-data', group = user } = platformOf(vantage) ?? {};
  return vantage.service === null ? [user, group] : ['nginx'];
}

/** Folders of logs, and those in which a cache is made. */
const foldersIn = (text: string): readonly string[] =>
  [
    ...uncommented(text).matchAll(
      /(?:^|[\s;{}])(?:access_log|error_log|proxy_cache_path)\s+(\/[^\s;"']+)\/[^\s;/]+/g,
    ),
  ].map((found) => found[1] ?? '');

/** A certificate that nothing mounts is missing in the container, so the stage does not have it either. */
const isThere = (path: string, { present }: Vantage): boolean =>
  present.some((one) => path === one || path.startsWith(one.replace(/\/?$/, '/')));

const KEYED =
  /(?:^|[\s;{}])(?:[a-z]+_)?ssl_(?:certificate|certificate_key|trusted_certificate|client_certificate)\s+([^\s;]+)\s*;|(?:^|[\s;{}])ssl_dhparam\s+([^\s;]+)\s*;/g;

/** Paths that must be PEM files for nginx to start. A name with a variable is read per request, not here. */
function certificatesIn(text: string): readonly string[] {
  return [...uncommented(text).matchAll(KEYED)]
    .map((found) => (found[1] ?? found[2] ?? '').replace(/^(["'])(.*)\1$/, '$2'))
    .filter((path) => !/[$]|^(data|engine|store):/.test(path))
    .map((path) => (path.startsWith('/') ? path : `/etc/nginx/${path}`));
}

const uncommented = (text: string): string => text.replace(/(^|[\s;{}])#.*$/gm, '$1');

const SAID =
  /^(?:nginx:|\S+ \S+) \[(?:emerg|alert|crit|error|warn)\] (?:\d+#\d+: )?(?:\*\d+ )?(.+?)(?: in (\/\S+):(\d+))?$/;

/**
 * What nginx said, and which files it read: an include whose pattern matches nothing is no error for nginx, so a
 * rendered file that is missing from its list is one here.
 */
export function readNginx(
  host: HostArtifacts,
  vantage: Vantage,
  distributed: readonly string[],
  answer: ProgramAnswer,
): readonly Problem[] {
  const rendered = configuration(host, vantage);
  const problems = new Map<string, Problem>();
  for (const line of answer.stderr.split('\n')) {
    const [, message, path, number] = SAID.exec(line) ?? [];
    if (message === undefined) continue;
    const named = path === undefined ? null : { path: hostPath(host, vantage, path), line: Number(number) };
    const at = named ?? whereFor(message, host, rendered) ?? { path: null, line: null };
    problems.set(`${at.path} ${at.line} ${message}`, { ...at, key: null, message });
  }
  if (answer.status !== 0) return [...problems.values()];
  const read = new Set(
    [...answer.stdout.matchAll(/^# configuration file (\S+):$/gm)].map((line) => line[1] ?? ''),
  );
  const readPaths = new Set([...read].map((path) => hostPath(host, vantage, path)));
  const unread = [...new Set(rendered.values())].filter((path) => !readPaths.has(path));
  const strange = [...read].filter((path) => !rendered.has(path) && !distributed.includes(path));
  return [
    ...problems.values(),
    ...unread.map((path) => about(path, 'nginx never reads this file: no include matches it')),
    ...strange.map((path) => about(null, `nginx reads ${path}, which is not rendered`)),
  ];
}

const about = (path: string | null, message: string): Problem => ({ path, line: null, key: null, message });

/** Messages that name no line, each with the text that the line must hold. */
const CLUES: readonly (readonly [RegExp, (found: string) => string])[] = [
  [/^unknown "(.+?)" variable/, (name) => `$${name}`],
  [/^conflicting server name "(.+?)"/, (name) => name],
  [/^bind\(\) to (\S+) failed/, (address) => address.replace(/^0\.0\.0\.0:/, '')],
  [/^cannot load certificate(?: key)? "(.+?)"/, (path) => path],
  [/^(?:open|stat|mkdir|BIO_new_file)\(\) "(.+?)" failed/, (path) => path],
  [/^host not found in .+? "(.+?)"/, (name) => name],
];

/** The last line that holds what a message speaks about: of two that conflict, nginx ignores the later one. */
function whereFor(
  message: string,
  host: HostArtifacts,
  rendered: ReadonlyMap<string, string>,
): { readonly path: string; readonly line: number } | null {
  for (const [pattern, clue] of CLUES) {
    const found = pattern.exec(message)?.[1];
    if (found === undefined) continue;
    const places = [...new Set(rendered.values())].flatMap((path) =>
      uncommented(host.files.get(path)?.text ?? '')
        .split('\n')
        .flatMap((line, index) => (line.includes(clue(found)) ? [{ path, line: index + 1 }] : [])),
    );
    return places.at(-1) ?? null;
  }
  return null;
}
