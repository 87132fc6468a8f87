import { error, type Diagnostic } from '../../../src/diagnostic.ts';
import type { Fact } from '../../../src/fact.ts';
import { keyOf } from '../../../src/manifest/located.ts';
import type { Host, Site } from '../../../src/site/model.ts';
import { running, type Running } from '../order.ts';
import { systemdOf } from '../versions.ts';
import { at } from './place.ts';

interface Asked {
  readonly what: string;
  readonly by: Fact<unknown>;
  /** the first systemd that can do it */
  readonly since: number;
}

/** Fields that need a newer systemd than the platform ships, and things on hosts of which nothing is known. */
export function* versions(site: Site): Generator<Diagnostic> {
  for (const one of running(site)) {
    const { host } = one.service;
    const version = host && systemdOf(host);
    if (host && version !== null)
      for (const asked of askedBy(one)) if (asked.since > version) yield older(asked, host, version);
  }
  for (const { said, hosts, at: place } of site.users)
    for (const host of said.create.value ? hosts : []) {
      const version = systemdOf(host);
      const { shell, group } = said;
      if (host.platform && host.platform.systemd.sysusers === null)
        yield error(
          'systemd/no-sysusers',
          place,
          `${host.platform.title} makes no users from files: its systemd comes without sysusers.`,
          {
            related: [
              { at: at(host.said.platform), message: `The platform of ${host.name.value} is said here.` },
            ],
            help: 'Make the user by hand, and say `create: false`.',
          },
        );
      else if (version !== null) {
        if (shell && version < 239)
          yield older({ what: 'A shell of a user', by: shell, since: 239 }, host, version);
        if (group && version < 242)
          yield older({ what: 'A main group of another name', by: group, since: 242 }, host, version);
      }
    }
  for (const { said, hosts, name } of [...site.users, ...site.directories, ...site.units])
    for (const host of hosts)
      if (host.platform === null)
        yield error(
          'systemd/unknown-platform',
          said.on ? keyOf(said.on) : at(name),
          `Nothing is known of the platform of ${host.name.value}, and ${name.value} is said for it.`,
          {
            related: [
              { at: at(host.said.platform), message: `The platform of ${host.name.value} is said here.` },
            ],
            help: 'Say its platform, or leave the host out.',
          },
        );
}

const older = ({ what, by, since }: Asked, host: Host, version: number): Diagnostic =>
  error(
    'systemd/newer-field',
    at(by),
    `${what} needs systemd ${since}, and ${host.name.value} has ${version}.`,
    {
      related: [{ at: at(host.said.platform), message: `Its platform is ${host.said.platform.value}.` }],
      help: 'Leave it out.',
    },
  );

/** systemd.service(5) and systemd.exec(5) of 257 say since when. */
function* askedBy({ own }: Running): Generator<Asked> {
  const { said, credentials, steps } = own;
  for (const { name } of credentials) yield { what: 'A secret as a file', by: name, since: 247 };
  for (const { run } of steps.conditions) if (run[0]) yield { what: 'A condition', by: run[0], since: 243 };
  if (said.output) yield { what: 'Output to a file', by: said.output, since: 240 };
  if (said.type.value === 'exec') yield { what: 'The type exec', by: said.type, since: 240 };
  const { state, cache, logs, configuration } = said.directories ?? {};
  for (const [first] of [state, cache, logs, configuration].map((all) => all ?? []))
    if (first) yield { what: 'A directory that systemd keeps', by: first, since: 235 };
  const [first] = said.writable ?? [];
  if (first) yield { what: '`writable`', by: first, since: 231 };
}
