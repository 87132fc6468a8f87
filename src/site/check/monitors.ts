import { fact } from '../../fact.ts';
import { entriesOf } from '../../manifest/located.ts';
import type { Host } from '../model.ts';
import type { From } from '../reference/reference.ts';
import { secretValue } from '../reference/secret.ts';
import type { World } from '../service/world.ts';
import type { Check, MailServer, Monitor } from './model.ts';
import { textOf } from './tests.ts';

/** How monit runs on each host that has checks, or says how it should. */
export const monitorsOf = (checks: readonly Check[], world: World): readonly Monitor[] =>
  world.hosts.all.flatMap((host) =>
    host.said.monit || checks.some((check) => check.host === host) ? [monitorOf(host, world)] : [],
  );

function monitorOf(host: Host, world: World): Monitor {
  const said = host.said.monit ?? null;
  const from: From = { host, stack: null, said: null };
  const servers = (said?.mail?.servers ?? []).flatMap((server): readonly MailServer[] => {
    const address = textOf(server.host, from, world);
    const [port, user, password] = [server.port, server.user, server.password].map((one) =>
      textOf(one, from, world),
    );
    return address
      ? [
          {
            host: address,
            port: port ?? null,
            user: user ?? null,
            password: password ?? null,
            tls: server.tls,
          },
        ]
      : [];
  });
  const users = entriesOf(said?.web?.users).flatMap(({ name, value }) => {
    const password = secretValue(value.password.secret, world);
    return password ? [{ name, password, readOnly: value.readOnly ?? fact(false) }] : [];
  });
  return { host, said, servers, users };
}
