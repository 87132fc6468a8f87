import { expect } from 'vitest';
import type { Artifact } from '../../src/render/artifact.ts';
import { stubCertificate } from '../../src/verify/certificate.ts';
import { compiled } from '../compiled.ts';

/** A site of all that a host can have, on one host. */
export const MANIFEST = `
sitewright: 1
site: example
title: Example
hosts:
  web1: {platform: debian-12, addresses: {lan: 192.0.2.4}, sysctls: {vm.swappiness: 10}}
secrets:
  app_db_password: {for: password of app in PostgreSQL main, alphabet: any}
  cache_password: {for: everybody at the cache, alphabet: any}
  app_key: {for: cookies of app, alphabet: any}
  app_token: {for: the API}
  site_crt: {for: certificate of app.example.org, deliver: file, mode: "0644"}
  site_key: {for: private key of app.example.org, deliver: file}
stacks: {main: {directory: /opt/main, logs: {maxSize: 50MB, maxFiles: 3}}}
datastores:
  main:
    engine: postgresql
    version: 15
    on: web1
    listen: [lan]
    databases: {app: {owner: app}}
    users: {app: {password: {secret: app_db_password}}}
  cache:
    engine: redis
    version: '7.0'
    on: web1
    password: {secret: cache_password}
    caches: {app: {number: 0}}
services:
  nginx:
    container: {image: nginx, tag: 1.26.3}
    ports: {http: {number: 80, expose: public}, https: {number: 443, expose: public}}
  app:
    container: {image: example/app, tag: 2.4.1}
    ports: {http: {number: 8417}}
    env: {DATABASE_URL: {database: main/app, as: url}, KEY: {secret: app_key}}
    envFiles: [app-env]
    mounts: {/etc/app.json: {file: app-json}}
certificates: {site: {certificate: site_crt, key: site_key, names: [app.example.org]}}
webservers: {front: {service: nginx}}
vhosts:
  site:
    at: front
    names: [app.example.org]
    tls: {certificate: site}
    routes: {app: {match: {prefix: /}, to: {service: app}}}
files:
  app-env: {path: /opt/main/app.env, format: env, consumer: compose, mode: "0600", content: {LEVEL: info, TOKEN: {secret: app_token}}}
  app-json: {path: /opt/main/app.json, format: json, content: {key: {secret: app_key}, workers: 2}}
  motd: {path: /etc/motd, format: text, content: Welcome.}
`;

/** What the files of secrets hold: values that every format has to quote. */
export const SECRETS: Readonly<Record<string, string>> = {
  app_db_password: `it's "50%" \\o/ $HOME @:/?#&é`,
  cache_password: `a b'c"d\\e#f\${g}`,
  app_key: `k"e'y $x`,
  app_token: 'tok-en_1.~',
};

/** The directory of a host, as \`generate\` writes it. */
export async function hostOf(manifest: string, host = 'web1'): Promise<ReadonlyMap<string, string>> {
  const { artifacts, diagnostics } = await compiled(manifest.trimStart());
  expect(diagnostics).toEqual([]);
  return new Map((artifacts ?? []).flatMap((one) => (one.host === host ? [entry(one)] : [])));
}

const entry = ({ path, content }: Artifact): readonly [string, string] => [
  path,
  content.kind === 'file' ? content.text : '',
];

/** A file of secrets, with the certificate and its key beside it. */
export const secretsFile = (values: Readonly<Record<string, string>> = SECRETS): string =>
  [
    ...Object.entries(values).map(([name, value]) => `${name}=${value}`),
    'site_crt=@site.pem',
    'site_key=@site.pem',
    '',
  ].join('\n');

export async function certificate(): Promise<Buffer> {
  const { cacheFolder } = await import('../../src/verify/cache.ts');
  const stub = await stubCertificate(
    { root: '/', usr: '/usr', overUsr: [], program: null, addresses: [] },
    cacheFolder(),
  );
  if ('failed' in stub) throw new Error(stub.failed);
  return Buffer.from(stub.pem);
}
