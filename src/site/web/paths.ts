import { because, map, type Fact } from '../../fact.ts';
import type { Certificate, Secret, Webserver } from '../model.ts';

/** A web server, as far as it decides where files are seen. */
type Seer = Pick<Webserver, 'service'>;

/** Where a web server finds the password file that a secret is: on a host where it lies, in a container where it is mounted. */
export function usersPath({ service }: Seer, name: Fact<string>, secrets: readonly Secret[]): Fact<string> {
  if (service) return map(name, (text) => `/etc/nginx/users/${text}`);
  const secret = secrets.find((one) => one.name.value === name.value);
  // A secret that is not known had a finding of its own.
  return secret ? because(secret.path, name) : name;
}

/** Where a web server finds a certificate and its key. */
export function tlsPaths(
  { service }: Seer,
  { name, certificate, key }: Certificate,
): { readonly certificate: Fact<string>; readonly key: Fact<string> } {
  if (!service) return { certificate: certificate.path, key: key.path };
  const mounted = (ending: string): Fact<string> => map(name, (text) => `/etc/nginx/tls/${text}.${ending}`);
  return { certificate: mounted('crt'), key: mounted('key') };
}
