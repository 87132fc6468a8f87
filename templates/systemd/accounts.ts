import { because, fact, map, originsOf, type Fact } from '../../src/fact.ts';
import type { Host, Site } from '../../src/site/model.ts';
import type { Directory, User } from '../../src/site/process/model.ts';
import { owed, type ViewMap } from '../../src/target/target.ts';

const NONE = fact('-');

/** What sysusers.d makes on a host: users, and the groups that they are put into and that nobody else brings. */
export function usersView(host: Host, users: readonly User[], given: ReadonlySet<string>): ViewMap {
  const own = new Set(users.map(({ name }) => name.value));
  const groups = new Map<string, Fact<string>>();
  for (const { said, on } of users)
    for (const group of [...(said.group ? [said.group] : []), ...(said.groups ?? [])])
      if (!own.has(group.value) && !given.has(group.value))
        groups.set(group.value, because(group, groups.get(group.value) ?? null, on.get(host) ?? null));
  return {
    groups: [...groups.values()],
    users: users.map(({ name, said, on }) => {
      const uid = said.uid ? map(said.uid, String) : NONE;
      return owed(originsOf(name, on.get(host) ?? null), {
        note: said.note ?? null,
        name,
        id: said.group
          ? { value: `${uid.value}:${said.group.value}`, from: originsOf(uid, said.group) }
          : uid,
        description: said.description ?? name,
        home: said.home ?? NONE,
        shell: said.shell ?? NONE,
        groups: said.groups ?? [],
      });
    }),
  };
}

/** What tmpfiles.d makes on a host. */
export const directoriesView = (host: Host, directories: readonly Directory[]): ViewMap => ({
  directories: directories.map(({ name, said, on }) => {
    const root = fact('root', name.from);
    const owner = said.owner ?? root;
    return owed(originsOf(name, on.get(host) ?? null), {
      note: said.note ?? null,
      path: name,
      mode: said.mode ?? fact('0755', name.from),
      owner,
      group: said.group ?? owner,
      age: said.age ?? NONE,
    });
  }),
});

/** The users and groups of a host that this site does not make. */
export function givenOn(site: Site, host: Host): Accounts {
  const { platform } = host;
  const base = platform?.packages === 'zypper' ? SUSE : DEBIAN;
  const users = new Set(base.users);
  const groups = new Set([
    ...base.users,
    ...base.groups,
    ...(platform?.docker ? [platform.docker.group] : []),
  ]);
  for (const program of platform ? [platform.postgresql, platform.redis, platform.nginx] : []) {
    users.add(program.user);
    groups.add(program.group);
  }
  for (const { value } of host.said.accounts ?? []) {
    users.add(value);
    groups.add(value);
  }
  for (const { name, said, hosts } of site.users) {
    if (said.create.value || !hosts.includes(host)) continue;
    users.add(name.value);
    for (const group of [name, ...(said.group ? [said.group] : []), ...(said.groups ?? [])])
      groups.add(group.value);
  }
  return { users, groups };
}

/** All users and groups of a host. */
export function accountsOf(site: Site, host: Host): Accounts {
  const { users, groups } = givenOn(site, host);
  for (const { name, said, hosts } of site.users) {
    if (!hosts.includes(host)) continue;
    users.add(name.value);
    for (const group of [name, ...(said.group ? [said.group] : []), ...(said.groups ?? [])])
      groups.add(group.value);
  }
  return { users, groups };
}

interface Accounts {
  readonly users: Set<string>;
  readonly groups: Set<string>;
}

const words = (text: string): readonly string[] => text.trim().split(/\s+/);

/** Users that every host has, each with a group of its name, and groups without such a user: base-passwd of Debian. */
export const DEBIAN = {
  users: words(`root daemon bin sys games man lp mail news uucp proxy www-data backup list irc nobody`),
  groups:
    words(`adm tty disk kmem dialout fax voice cdrom floppy tape sudo audio dip operator src shadow utmp video
    sasl plugdev staff users nogroup systemd-journal ssl-cert crontab`),
};
/** aaa_base of SUSE Linux Enterprise 12. */
const SUSE = {
  users: words(`root bin daemon lp mail news uucp games man wwwrun ftp nobody`),
  groups:
    words(`sys tty disk www kmem wheel shadow dialout audio floppy cdrom console utmp public video xok trusted
    modem users nogroup systemd-journal`),
};
