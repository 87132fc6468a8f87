import { error, type Diagnostic } from '../../../src/diagnostic.ts';
import type { Fact } from '../../../src/fact.ts';
import type { Host, Site } from '../../../src/site/model.ts';
import { accountsOf } from '../accounts.ts';
import { running } from '../order.ts';
import { nearest } from '../vocabulary.ts';
import { at } from './place.ts';

interface Asked {
  readonly host: Host;
  readonly kind: 'user' | 'group';
  readonly name: Fact<string>;
}

/** Users and groups that a host does not have: the unit fails with 217/USER when it is started, and not before. */
export function* accounts(site: Site): Generator<Diagnostic> {
  const known = new Map(site.hosts.map((host) => [host, accountsOf(site, host)]));
  for (const { host, kind, name } of askedBy(site)) {
    const all = known.get(host)?.[kind === 'user' ? 'users' : 'groups'] ?? new Set();
    if (all.has(name.value)) continue;
    const near = nearest(name.value, [...all]);
    yield error(
      `unknown-${kind}`,
      at(name),
      `The host ${host.name.value} has no ${kind} "${name.value}".${near === null ? '' : ` Did you mean "${near}"?`}`,
      {
        why: 'systemd starts nothing as somebody whom the host does not know.',
        help:
          kind === 'user'
            ? 'Say it under `users`; one whom a package or a person makes with `create: false`.'
            : 'Say it as the `group` or one of the `groups` of a user under `users`.',
      },
    );
  }
}

function* askedBy(site: Site): Generator<Asked> {
  for (const { service, own } of running(site)) {
    const { host } = service;
    if (!host) continue;
    const { user, group, socket } = own.said;
    for (const name of [user, socket?.user]) if (name) yield { host, kind: 'user', name };
    for (const name of [group, socket?.group]) if (name) yield { host, kind: 'group', name };
  }
  for (const { said, hosts } of site.directories)
    for (const host of hosts) {
      if (said.owner) yield { host, kind: 'user', name: said.owner };
      if (said.group) yield { host, kind: 'group', name: said.group };
    }
}
