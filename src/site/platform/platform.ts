import debian12 from '../../../schema/platforms/debian-12.json' with { type: 'json' };
import sles12 from '../../../schema/platforms/sles-12.json' with { type: 'json' };
import ubuntu1804 from '../../../schema/platforms/ubuntu-18.04.json' with { type: 'json' };
import ubuntu2204 from '../../../schema/platforms/ubuntu-22.04.json' with { type: 'json' };
import { because, map, type Fact } from '../../fact.ts';
import type * as M from '../../manifest/types.ts';
import type { Host } from '../model.ts';

/**
 * What is known of an operating system: where its packages put the programs that files are written for. The fields are
 * described in schema/platforms/platform.schema.json. Texts may hold `{major}`, `{digits}` and `{name}`, see `fill`.
 */
export interface Platform {
  /** as people call it */
  readonly title: string;
  /** the program that installs packages: apt or zypper */
  readonly packages: string;
  /** the Debian suite whose programs are the same; null where none is */
  readonly suite: string | null;
  readonly sources: readonly string[];
  readonly postgresql: PostgresqlPlatform;
  readonly redis: RedisPlatform;
  readonly nginx: NginxPlatform;
  readonly docker: DockerPlatform | null;
  readonly systemd: SystemdPlatform;
  readonly cron: CronPlatform;
  readonly monit: MonitPlatform;
  readonly keepalived: Configured;
  readonly pacemaker: PacemakerPlatform;
  readonly uwsgi: UwsgiPlatform | null;
  readonly nftables: Configured | null;
  readonly logrotate: LogrotatePlatform;
  readonly sysctl: SysctlPlatform;
  /** where a script finds a program: `systemctl` → `/usr/bin/systemctl` */
  readonly tools: Readonly<Partial<Record<Tool, string>>>;
}

export type Tool = keyof (typeof debian12)['tools'];

/** A program as its packages bring it. */
export interface Installed {
  /** versions that the platform ships, as far as they decide what may be written; empty where they are not known */
  readonly versions: readonly string[];
  readonly packages: readonly string[];
  /** where the packages come from; null for the platform's own archive */
  readonly archive: string | null;
  /** the command by which a running program takes a new configuration; null where none is needed or none does */
  readonly apply: string | null;
}
interface Unit {
  /** as systemctl wants it; null where no unit runs the program */
  readonly unit: string | null;
}
interface Account {
  readonly user: string;
  readonly group: string;
}
export interface Configured extends Installed, Unit {
  readonly configuration: string;
}

export interface PostgresqlPlatform extends Installed, Account {
  /** majors for which no package was ever made */
  readonly lacks: readonly string[];
  readonly unit: string;
  /** folder of postgresql.conf and pg_hba.conf */
  readonly configuration: string;
  readonly data: string;
  readonly pid: string;
  readonly sockets: string;
  readonly log: string;
  /** folder of the server's programs */
  readonly programs: string;
  /** whether a host can have more than one server */
  readonly many: boolean;
  /** the shell file that tells the unit where the configuration is; null where the unit knows */
  readonly options: string | null;
  readonly extensions: {
    /** whether the packages themselves were asked, so that what is not listed does not exist */
    readonly asked: boolean;
    /** package → extensions */
    readonly packages: Readonly<Record<string, readonly string[]>>;
  };
}

export interface RedisPlatform extends Installed, Account {
  /** whether the unit expects a server that goes to the background */
  readonly daemonize: boolean;
  /** the server on port 6379; null where it is an instance like any other */
  readonly first: RedisPlace | null;
  readonly further: RedisPlace;
}
export interface RedisPlace {
  readonly unit: string;
  readonly configuration: string;
  /** the form with the passwords, beside it */
  readonly access: string;
  readonly pid: string;
  readonly log: string;
  /** folder */
  readonly data: string;
  /** names in it */
  readonly dump: string;
  readonly append: string;
}

export interface NginxPlatform extends Configured, Account {
  /** folders of the virtual hosts; null where there is only one */
  readonly available: string | null;
  readonly enabled: string;
  /** folder in which packages of modules say that they are loaded; null where there is none */
  readonly modules: string | null;
  readonly data: string;
  readonly log: string;
  readonly pid: string;
}
export interface DockerPlatform extends Configured {
  readonly group: string;
  readonly data: string;
  readonly pid: string;
  /** the words that stand before the commands of compose */
  readonly compose: readonly string[];
}
export interface SystemdPlatform extends Installed {
  readonly units: string;
  readonly tmpfiles: string;
  /** null where the version has none */
  readonly sysusers: string | null;
}
export interface CronPlatform extends Installed, Unit {
  /** `debian` or `cronie`: they differ in steps, names and environment lines */
  readonly flavour: string;
  /** the file of all users, the folder of packages, and the folder of a user's own tables */
  readonly table: string;
  readonly folder: string;
  readonly spool: string;
  /** a folder in which the jobs of every user may make a lock */
  readonly locks: string;
}
export interface MonitPlatform extends Configured, Account {
  /** folders of the sets, and of the links to those in use */
  readonly available: string;
  readonly enabled: string;
  readonly pid: string;
  readonly log: string;
  readonly id: string;
  readonly state: string;
  /** the socket of the command `monit`; ours, no package asks for it */
  readonly socket: string;
  readonly queue: string;
}
export interface PacemakerPlatform extends Installed, Unit {
  readonly corosync: { readonly unit: string; readonly configuration: string };
}
export interface UwsgiPlatform extends Installed, Account {
  readonly run: string;
  readonly log: string;
}
export interface LogrotatePlatform extends Configured {
  readonly folder: string;
}
export interface SysctlPlatform extends Installed, Unit {
  readonly folder: string;
}

/** The platforms that are known; `other` is a machine about which nothing is. */
export const PLATFORMS: Readonly<Record<Exclude<M.Host['platform'], 'other'>, Platform>> = {
  'debian-12': debian12,
  'ubuntu-18.04': ubuntu1804,
  'ubuntu-22.04': ubuntu2204,
  'sles-12': sles12,
};

export const platformOf = (name: M.Host['platform']): Platform | null =>
  name === 'other' ? null : PLATFORMS[name];

/** The major of a PostgreSQL as packages name it: `10.19` is 10, `9.6.24` is 9.6. */
export const postgresqlMajor = (version: string | number): string =>
  /^9\.\d+|^\d+/.exec(String(version))?.[0] ?? '';

/** What stands for the braces in the texts of a platform. */
export interface Names {
  /** of PostgreSQL: `15`, `9.6` */
  readonly major?: string;
  /** what systemd and folders call an instance: the datastore */
  readonly name?: string;
}

/** A text of a platform with its names filled in; `{digits}` is the major without a dot, `96`. */
export const fill = (text: string, { major = '', name = '' }: Names): string =>
  text.replaceAll('{major}', major).replaceAll('{digits}', major.replace('.', '')).replaceAll('{name}', name);

/** A text of a host's platform as a fact: owed to the platform, and to each name that it takes in. */
export function placed(
  host: Host,
  text: string,
  names: { readonly major?: Fact<string>; readonly name?: Fact<string> },
): Fact<string> {
  const { major, name } = names;
  const filled = fill(text, {
    ...(major ? { major: major.value } : {}),
    ...(name ? { name: name.value } : {}),
  });
  return because(
    map(host.said.platform, () => filled),
    /\{(major|digits)\}/.test(text) && major ? major : null,
    text.includes('{name}') && name ? name : null,
  );
}
