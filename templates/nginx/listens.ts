import { because, concat, fact, map, originsOf, type Fact } from '../../src/fact.ts';
import type { Listener, Webserver } from '../../src/site/model.ts';
import { tlsPaths } from '../../src/site/web/paths.ts';
import { owed, type ViewMap } from '../../src/target/target.ts';
import { also, line, type Line } from './directives.ts';
import { respondLines } from './location.ts';
import { compareVersions } from './versions.ts';

/** `listen` for each address. @param tls what makes it TLS; null where it is not */
export function listens(
  { number, addresses }: Listener,
  tls: Fact<boolean> | null,
  ...options: readonly string[]
): readonly Line[] {
  const words = [...(tls ? ['ssl'] : []), ...options];
  const at =
    addresses.length === 0
      ? [number, map(concat('[::]:', number), String)]
      : addresses.map((address) =>
          map(
            concat(
              map(address, (text) => (text.includes(':') ? `[${text}]` : text)),
              ':',
              number,
            ),
            String,
          ),
        );
  return also(
    at.map((one) => line('listen', one, ...words)),
    [number, ...(tls ? [tls] : [])],
  );
}

/** The first nginx that can refuse a handshake without a certificate. */
const REJECTS = '1.19.4';

/** Requests for names that no virtual host has: plain HTTP is answered as said, a TLS handshake is refused. */
export function defaultServers(webserver: Webserver): readonly ViewMap[] {
  const { http, https, said, version } = webserver;
  const answer = said.unknownHost
    ? respondLines(said.unknownHost)
    : [line('return', fact(444, webserver.name.from))];
  const secure = webserver.vhosts.find((vhost) => vhost.said.tls && vhost.certificate);
  const tls = secure?.said.tls;
  const plain = http
    ? [owed(http.number.from, { listens: listens(http, null, 'default_server'), lines: answer })]
    : [];
  const refuse = tls && because(fact(true), tls.certificate);
  if (!https || !refuse || !secure.certificate) return plain;
  const paths = tlsPaths(webserver, secure.certificate);
  // An older one shows some certificate, and closes the connection without an answer.
  const lines =
    version && compareVersions(version.value, REJECTS) < 0
      ? also(
          [
            line('ssl_certificate', paths.certificate),
            line('ssl_certificate_key', paths.key),
            line('return', fact(444)),
          ],
          [refuse, version],
        )
      : also([line('ssl_reject_handshake', refuse)], version ? [version] : []);
  return [
    ...plain,
    owed(originsOf(https.number, refuse), { listens: listens(https, refuse, 'default_server'), lines }),
  ];
}
