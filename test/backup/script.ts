import { hostNamed, siteOf } from '../real/compiled.ts';

const PATH = '/usr/local/sbin/sitectl';

/** The sitectl of a host, as it is rendered. */
export async function scriptOf(manifest: string, host: string): Promise<string> {
  const site = await siteOf(manifest);
  const file = hostNamed(site, host).files.get(PATH);
  if (!file) throw new Error(`${host} has no ${PATH}`);
  return file.text;
}

/** Its functions alone: nothing is done yet. */
export const functionsOf = (script: string): string => {
  const end = '\nmain "$@"\n';
  if (!script.endsWith(end)) throw new Error('the script does not end in its beginning');
  return script.slice(0, -end.length);
};

/** A host alone with one backup. */
export const alone = (backup: string): string => `
sitewright: 1
site: example
title: Example
hosts: {db1: {platform: debian-12, addresses: {lan: 192.0.2.4}}}
secrets: {db_password: {for: the owner of the database}}
datastores:
  main:
    engine: postgresql
    version: 15
    on: db1
    databases: {rapidpro_db: {owner: rapidpro}}
    users: {rapidpro: {password: {secret: db_password}}}
backups:
  rapidpro: {database: main/rapidpro_db, directory: /srv/backup, ${backup}}
`;
