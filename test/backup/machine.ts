import type { ProgramNeed } from '../../src/target/verification.ts';
import type { Answer } from '../../src/verify/process.ts';
import { needOf, start, type Postgres } from '../postgresql/server.ts';
import { scriptOf } from './script.ts';

export const MAJOR = '15';

const BACKUPS = `
  rapidpro: {database: main/rapidpro_db, directory: /srv/backup, cadence: {singlePrimary: {every: 5m}}, keep: {subHourly: 8}, timeout: 8s}
  nightly:
    database: main/rapidpro_db
    directory: /srv/nightly
    cadence: {singlePrimary: {daily: ['00:00', '06:00', '23:00']}}
  small: {database: main/rapidpro_db, directory: /srv/small}
`;

const MANIFEST = `
sitewright: 1
site: example
title: Example
hosts: {db1: {platform: debian-12, addresses: {lan: 192.0.2.4}}}
secrets: {db_password: {for: the owner of the database}}
datastores:
  main:
    engine: postgresql
    version: ${MAJOR}
    on: db1
    databases: {rapidpro_db: {owner: rapidpro}}
    users: {rapidpro: {password: {secret: db_password}}}
backups:${BACKUPS}
`;

/** The clock of the host is a file; who becomes the server's account is it already. */
const STAND_INS = {
  date: 'cat /tmp/now',
  runuser: 'shift 3; exec "$@"',
  logger: 'printf "%s\\n" "$*" >>/tmp/journal',
};

/** A pg_dump that ends well in the middle of a dump: as one whose end was lost by a disk would look. */
const HALF = `#!/bin/bash
/usr/lib/postgresql/${MAJOR}/bin/pg_dump "$@" | head -n 20
`;

/** A server with what the script calls. */
export const NEED: ProgramNeed = {
  ...needOf(MAJOR),
  id: `postgresql-backup-${MAJOR}`,
  packages: [`postgresql-${MAJOR}`, 'bash', 'coreutils', 'findutils', 'grep', 'util-linux', 'mount'],
};

/** A host with a database and the sitectl that was rendered for it. */
export interface Machine {
  readonly postgres: Postgres;
  /** a script for bash, as the account that stands for root and the server both */
  readonly bash: (script: string) => Promise<Answer>;
  /** the same, for what must go well: its output */
  readonly output: (script: string) => Promise<string>;
}

export async function machine(): Promise<Machine> {
  const script = await scriptOf(MANIFEST, 'db1');
  const postgres = await start(MAJOR, {
    need: NEED,
    directories: ['/srv/backup', '/srv/nightly', '/srv/small', '/run/lock'],
    scripts: {
      '/usr/local/sbin/sitectl': script,
      // The same with another pg_dump.
      '/usr/local/sbin/sitectl-half': script.replaceAll(/programs=.*/g, 'programs=/usr/local/sbin'),
      '/usr/local/sbin/pg_dump': HALF,
      ...Object.fromEntries(
        Object.entries(STAND_INS).map(([name, text]) => [
          `/usr/local/sbin/${name}`,
          `#!/bin/bash\n${text}\n`,
        ]),
      ),
    },
  });
  const bash: Machine['bash'] = (text) =>
    postgres.run([
      'bash',
      '-c',
      `PATH=/usr/local/sbin:$PATH\nat() { printf '%s\\n' "$1" >/tmp/now; }\n${text}`,
    ]);
  return {
    postgres,
    bash,
    output: async (text) => {
      const answer = await bash(text);
      if (answer.status !== 0) throw new Error(`${text}: ${answer.stderr}${answer.stdout}`);
      return answer.stdout.trim();
    },
  };
}
