import { because, fact, originsOf, type Fact, type Origin } from '../../fact.ts';
import type { Certificate, Mount, Secret, Service, TlsFile } from '../model.ts';
import type { Names } from '../names.ts';
import type { WebserverDraft } from './drafts.ts';
import { tlsPaths, usersPath } from './paths.ts';

/** What a web server's container needs besides what the manifest says: its configuration, certificates and password files. */
export function derivedMounts(webserver: WebserverDraft, secrets: Names<Secret>): Service['mounts'] {
  const yes = (...reasons: readonly Fact<unknown>[]): Fact<boolean> => ({
    value: true,
    from: originsOf(...reasons),
  });
  const configuration = {
    path: fact(webserver.path, webserver.name.from),
    source: { kind: 'rendered', path: webserver.hostPath } as const,
    readOnly: yes(webserver.name),
    at: webserver.at,
    from: originsOf(webserver.name, webserver.said.service ?? null),
  };
  const certificates = new Map<string, { readonly certificate: Certificate; readonly from: Origin[] }>();
  for (const { certificate, said } of webserver.vhosts) {
    if (!certificate || !said.tls) continue;
    const before = certificates.get(certificate.name.value);
    if (before) before.from.push(...said.tls.certificate.from);
    else certificates.set(certificate.name.value, { certificate, from: [...said.tls.certificate.from] });
  }
  const file = (
    path: Fact<string>,
    { secret, path: onHost }: TlsFile,
    name: Fact<string>,
    from: readonly Origin[],
  ): Mount => ({
    path,
    source: secret ? { kind: 'secret', secret } : { kind: 'host', path: onHost },
    readOnly: yes(name),
    at: webserver.at,
    from: originsOf(name, webserver.said.service ?? null, { from }),
  });
  const tls = byName([...certificates.values()], ({ certificate }) => certificate.name.value).flatMap(
    ({ certificate: one, from }) => {
      const { certificate, key } = tlsPaths(webserver, one);
      return [
        file(certificate, one.certificate, one.said.certificate ?? one.certificate.path, from),
        file(key, one.key, one.said.key ?? one.key.path, from),
      ];
    },
  );
  const users = new Map<string, Fact<string>>();
  for (const vhost of webserver.vhosts)
    for (const auth of [vhost.said.auth, ...vhost.routes.map((route) => route.said.auth)])
      if (auth) users.set(auth.users.value, because(auth.users, users.get(auth.users.value) ?? null));
  const passwords = [...users.values()].flatMap((name) => {
    const secret = secrets.find(name);
    return secret
      ? [file(usersPath(webserver, name, secrets.all), { secret, path: secret.path }, name, name.from)]
      : [];
  });
  return [configuration, ...tls, ...passwords];
}

/** nginx looks up its upstreams once, at start: it starts after them and is restarted with them. */
export function derivedAfter(webserver: WebserverDraft, own: Service): Service['after'] {
  const said = new Set(own.after.map(({ service }) => service.name.value));
  const services = new Map(webserver.upstreams.map((upstream) => [upstream.service.name.value, upstream]));
  return byName([...services.values()], ({ name }) => name.value)
    .filter(({ service }) => service.stack === own.stack && !said.has(service.name.value))
    .map(({ service, from: routes }) => {
      const from = originsOf(service.name, webserver.said.service ?? null, { from: routes });
      const condition = service.health && service.health.test.kind !== 'none' ? 'healthy' : 'started';
      return {
        service,
        condition: fact(condition, from),
        restart: true,
        from,
      };
    });
}

/** An order that a change of one thing does not change for the others. */
const byName = <T>(all: readonly T[], name: (one: T) => string): readonly T[] =>
  [...all].sort((a, b) => (name(a) < name(b) ? -1 : name(a) > name(b) ? 1 : 0));
