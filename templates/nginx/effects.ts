import { because, concat, fact, map, originsOf, type Fact } from '../../src/fact.ts';
import { entriesOf } from '../../src/manifest/located.ts';
import type { Image, Mount, Service, Site, Vhost, Webserver } from '../../src/site/model.ts';
import { placed } from '../../src/site/platform/platform.ts';
import { usersPath } from '../../src/site/web/paths.ts';
import { unit, type Command, type Unit, type Word } from '../../src/target/effects.ts';

/** The unit of a web server: a service of compose, or the unit that the package brings. */
export function unitOf({ service, host, said }: Webserver): Fact<string> {
  if (!service)
    return because(placed(host, host.platform?.nginx.unit ?? 'nginx.service', {}), said.on ?? null);
  const { stack, name } = service;
  return map(concat('compose ', stack?.name ?? fact(''), '/', name), String);
}

export function* effects(site: Site): Generator<Unit> {
  for (const webserver of site.webservers) {
    const { service } = webserver;
    if (service) yield* containerEffects(webserver, service);
    else yield* hostEffects(site, webserver);
  }
}

/**
 * nginx of a host is asked about the staged main file, in which the folder of the virtual hosts stands for the staged one.
 * It reloads without losing a request, and keeps its old configuration where it cannot.
 */
function* hostEffects(site: Site, webserver: Webserver): Generator<Unit> {
  const { host, name, hostPath } = webserver;
  const nginx = host.platform?.nginx;
  if (!nginx) return;
  const { packages, archive } = nginx;
  const unitName = unitOf(webserver);
  yield unit({
    host,
    name: unitName,
    phase: 'reader',
    does: 'reads its files again; no request is lost',
    needs: [{ command: 'nginx', packages, archive }],
    scratch: scratchOf(site, webserver),
    check: [{ words: [...words('nginx', '-t', '-q', '-c'), [{ staged: hostPath }]], ...bindable(webserver) }],
    apply: [
      { words: [...words('systemctl', 'enable'), unitName] },
      { words: [...words('systemctl', 'reload-or-restart'), unitName] },
    ],
    retire: { words: [...words('systemctl', 'disable', '--now'), unitName] },
    reads: readsOf(webserver),
    from: originsOf(name, unitName),
  });
}

/**
 * `nginx -t` binds what it would listen on. It is asked once the kernel lets a node bind the virtual address of its pair,
 * which the first install brings about.
 */
function bindable({ member, http, https }: Webserver): Pick<Command, 'where'> {
  const virtual = member?.pair.address?.value;
  const bound = [http, https].flatMap((listener) => listener?.addresses ?? []);
  if (virtual === undefined || !bound.some(({ value }) => value === virtual)) return {};
  const setting = `net.${virtual.includes(':') ? 'ipv6' : 'ipv4'}.ip_nonlocal_bind`;
  return { where: { words: words('sysctl', '-n', setting), prints: '1' } };
}

/** Where its vhosts are, and the folders of logs and caches, which may not be there yet. */
function scratchOf(site: Site, { host, said, vhosts }: Webserver): readonly Fact<string>[] {
  const nginx = host.platform?.nginx;
  if (!nginx) return [];
  const logs = [said, ...vhosts.flatMap((vhost) => [vhost.said, ...vhost.routes.map((route) => route.said)])]
    .flatMap(({ accessLog }) => accessLog?.path ?? [])
    .filter(({ value }) => value.startsWith('/') && !value.startsWith(`${nginx.log}/`));
  const caches = entriesOf(said.caches).map(({ value }) => value.path);
  return [
    because(placed(host, nginx.enabled, {}), said.on ?? null),
    ...[...logs, ...caches].map((file) => map(file, folderOf)),
    ...vaultOf(site, vhosts),
  ].filter(({ value }) => value !== '');
}

/** The folder of the secrets, where it names some: at the first install they are only staged. */
function vaultOf(site: Site, vhosts: readonly Vhost[]): readonly Fact<string>[] {
  const paths = vhosts.flatMap(({ certificate, said, routes }) => [
    ...(certificate?.certificate.secret && said.tls
      ? [because(certificate.certificate.path, said.tls.certificate)]
      : []),
    ...[said, ...routes.map((route) => route.said)].flatMap(({ auth }) =>
      auth ? [usersPath({ service: null }, auth.users, site.secrets)] : [],
    ),
  ]);
  const [first] = paths;
  return first ? [fact(folderOf(first.value), originsOf(...paths))] : [];
}

const folderOf = (path: string): string => path.replace(/\/[^/]*$/, '');

/** Its certificates are read when it loads its files; password files with each request. */
const readsOf = ({ vhosts }: Webserver): readonly Fact<string>[] =>
  vhosts.flatMap(({ certificate, said }) =>
    certificate && said.tls
      ? [certificate.certificate, certificate.key].map(({ path }) =>
          because(path, said.tls?.certificate ?? null),
        )
      : [],
  );

/**
 * nginx in a container is asked by its own image, without a network: with the files and secrets that it will have, and
 * with a line in /etc/hosts for each upstream. Compose makes the container anew when its configuration changes.
 */
function* containerEffects(webserver: Webserver, service: Service): Generator<Unit> {
  const { name } = webserver;
  const { stack, image } = service;
  if (!stack || !image) return;
  const reference = imageOf(image);
  yield unit({
    host: stack.host,
    name: unitOf(webserver),
    phase: 'application',
    does: '',
    check: [
      {
        image: reference,
        words: [
          ...words('docker', 'run', '--rm', '--network', 'none', '--entrypoint', 'nginx'),
          ...hostsOf(webserver).flatMap((one) => [
            fact('--add-host'),
            map(one, (text) => `${text}:127.0.0.1`),
          ]),
          ...service.mounts.flatMap(mount),
          reference,
          ...words('-t', '-q'),
        ],
      },
    ],
    through: map(concat('compose ', stack.name), String),
    from: originsOf(name, service.name, ...service.mounts.flatMap(({ from }) => ({ from }))),
  });
}

const words = (...all: readonly string[]): readonly Word[] => all.map((word) => fact(word));

function imageOf({ name, tag, digest }: Image): Fact<string> {
  const tagged = tag ? concat(name, ':', tag) : name;
  return map(digest ? concat(tagged, '@', digest) : tagged, String);
}

/** The names that nginx looks up, each once; it connects to none of them. */
function hostsOf({ upstreams }: Webserver): readonly Fact<string>[] {
  const names = new Map<string, Fact<string>>();
  for (const { service, from } of upstreams) {
    const { name } = service;
    names.set(name.value, because(name, { from }, names.get(name.value) ?? null));
  }
  return [...names.values()];
}

/** Volumes are left out: `nginx -t` opens none of the files that it serves. */
function mount({ path, source, from }: Mount): readonly Word[] {
  if (source.kind === 'volume') return [];
  const place = because(source.kind === 'secret' ? source.secret.path : source.path, { from });
  return [
    fact('--mount'),
    [
      fact('type=bind,source='),
      source.kind === 'host' ? place : { staged: place },
      map(because(path, { from }), (text) => `,target=${text},readonly`),
    ],
  ];
}
