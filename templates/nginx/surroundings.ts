import { error, warning, type Diagnostic } from '../../src/diagnostic.ts';
import { keyOf } from '../../src/manifest/located.ts';
import type { Site, Webserver } from '../../src/site/model.ts';
import { covers } from '../../src/site/logfile/glob.ts';

/** A virtual host needs a listener, and a web server a virtual host. */
export function* listeners(
  { http, https, vhosts, name, service, at }: Webserver,
  { complete }: Site,
): Generator<Diagnostic> {
  const related = service ? [{ at: service.at, message: `Its container is ${service.name.value}.` }] : [];
  const help = (port: string, number: number): string =>
    service
      ? `Say under \`ports\` of ${service.name.value}: ${port}: {number: ${number}, expose: public}.`
      : `Say under \`ports\` of ${name.value}: ${port}: {number: ${number}}.`;
  const secure = vhosts.find((vhost) => vhost.said.tls);
  if (secure && !https)
    yield error(
      'tls-without-port',
      secure.at,
      `The vhost ${secure.name.value} has TLS, and the web server ${name.value} has no port "https".`,
      { related, help: help('https', 443) },
    );
  const plain = vhosts.find((vhost) => !vhost.said.tls);
  if (plain && !http)
    yield error(
      'vhost-without-port',
      plain.at,
      `The vhost ${plain.name.value} speaks plain HTTP, and the web server ${name.value} has no port "http".`,
      { related, help: help('http', 80) },
    );
  if (vhosts.length === 0 && complete)
    yield error('webserver-without-vhost', at, `The web server ${name.value} serves no vhost.`, {
      help: 'Say a vhost that is `at` it, or remove it.',
    });
}

/** What is otherwise on a host than in a container: who reads password files, and where logs go. */
export function* onHost(webserver: Webserver, site: Site): Generator<Diagnostic> {
  const nginx = webserver.host.platform?.nginx;
  if (webserver.service || !nginx) return;
  const { said, vhosts, host } = webserver;
  const blocks = [
    said,
    ...vhosts.flatMap((vhost) => [vhost.said, ...vhost.routes.map((route) => route.said)]),
  ];
  for (const { accessLog } of blocks) {
    const path = accessLog?.path;
    if (!accessLog || !path) continue;
    const at = path.from[0]?.at ?? keyOf(accessLog);
    if (path.value === 'stdout')
      yield error('nginx/log-without-reader', at, 'Nobody reads the standard output of an nginx of a host.', {
        why: 'Its unit starts it in the background, and what it writes there is lost.',
        help: `Say a file below ${nginx.log}, or leave \`path\` out.`,
      });
    else if (!covers([`${nginx.log}/*.log`], path.value) && !isRotated(site, webserver, path.value))
      yield warning('nginx/unrotated-log', at, `Nothing rotates ${path.value} of ${host.name.value}.`, {
        why: `The package of nginx rotates ${nginx.log}/*.log alone; every other log grows until the disk is full.`,
        help: `Say a file of that name, or an entry under \`logFiles\` with \`reload: [${nginx.unit}]\`.`,
      });
  }
  for (const vhost of vhosts)
    for (const { auth } of [vhost.said, ...vhost.routes.map((route) => route.said)]) {
      const secret = auth && site.secrets.find(({ name }) => name.value === auth.users.value);
      if (!secret || secret.said.owner?.value === nginx.user) continue;
      // Others may read it.
      if (/[4-7]$/.test(secret.said.mode?.value ?? '')) continue;
      yield error(
        'nginx/unreadable-users',
        auth.users.from[0]?.at ?? keyOf(auth),
        `The workers of nginx run as ${nginx.user}, who cannot read the secret ${secret.name.value}.`,
        {
          related: [{ at: secret.at, message: 'It is said here.' }],
          why: 'nginx reads a password file with each request, and would answer all of them with 500.',
          help: `Say \`owner: ${nginx.user}\` at the secret.`,
        },
      );
    }
}

const isRotated = ({ logFiles }: Site, { host }: Webserver, path: string): boolean =>
  logFiles.some(
    (entry) =>
      entry.host === host &&
      covers(
        entry.said.paths.map(({ value }) => value),
        path,
      ),
  );
