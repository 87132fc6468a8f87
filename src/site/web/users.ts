import { map, type Fact } from '../../fact.ts';

/** Where nginx finds a password file. */
export const usersPath = (name: Fact<string>): Fact<string> =>
  map(name, (text) => `/etc/nginx/users/${text}`);
