import { map, type Fact } from '../../fact.ts';

export const ROLES = ['primary', 'standby'] as const;
export type Role = (typeof ROLES)[number];

/** The link that says which role a node has. Programs read the files of their role through it. */
export const ROLE_LINK = '/etc/sitewright/role';

/** The folder of what a node needs in one role. */
export const roleFolder = (role: Role): string => `/etc/sitewright/roles/${role}`;

/** A file of one role. */
export const roleFile = (role: Role, name: Fact<string>): Fact<string> =>
  map(name, (text) => `${roleFolder(role)}/${text}`);

/** The file of the role that the node has now. */
export const roleTarget = (name: Fact<string>): Fact<string> => map(name, (text) => `${ROLE_LINK}/${text}`);
