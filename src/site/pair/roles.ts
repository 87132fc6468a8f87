import { map, type Fact } from '../../fact.ts';

export const ROLES = ['primary', 'standby'] as const;
export type Role = (typeof ROLES)[number];

/** The link that says which role a node has. Programs read the files of their role through it. */
export const ROLE_LINK = '/etc/sitewright/role';

const ROLE_FOLDERS = '/etc/sitewright/roles/';

/** The folder of what a node needs in one role. */
export const roleFolder = (role: Role): string => ROLE_FOLDERS + role;

/** The role in whose folder a path lies; null for one that lies in none. */
export const roleOfPath = (path: string): string | null =>
  path.startsWith(ROLE_FOLDERS) ? (path.slice(ROLE_FOLDERS.length).split('/')[0] ?? null) : null;

/** The link through which monit finds the sets of the role; nothing is behind it while nobody shall watch. */
export const WATCHED_LINK = '/etc/sitewright/watched';

/** A file of one role. */
export const roleFile = (role: Role, name: Fact<string>): Fact<string> =>
  map(name, (text) => `${roleFolder(role)}/${text}`);

/** The file of the role that the node has now. */
export const roleTarget = (name: Fact<string>): Fact<string> => map(name, (text) => `${ROLE_LINK}/${text}`);

/** The program that knows the node's role and status; units, cron and monit ask it and nobody else. */
export const SITECTL = '/usr/local/sbin/sitectl';

/** A file that is there in one role only: `/etc/sitewright/role/is-primary` while the node is primary. */
export const roleMark = (role: Role): string => `is-${role}`;
