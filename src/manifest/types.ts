/* Generated from schema/ by `npm run update`. */

/**
 * A name: letters, digits, `_`, `-` and `.`, beginning with a letter or digit.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "name".
 */
export type Name = string;
/**
 * An amount of bytes with its unit; kB, MB, GB count by 1000, KiB, MiB, GiB by 1024.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "size".
 */
export type Size = string;
/**
 * An absolute path.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "path".
 */
export type Path = string;
/**
 * A TCP or UDP port.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "port".
 */
export type Port = number;
/**
 * A user or group of the host.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "account".
 */
export type Account = string;
/**
 * A span of time with its unit: ms, s, m, h or d.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "duration".
 */
export type Duration = string;
/**
 * A literal, or a reference: a typed object that is resolved from where it is used.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "text".
 */
export type Text =
  | string
  | number
  | {
      /**
       * The name of a secret. Its value never enters an artifact; the artifact refers to it.
       */
      secret?: string;
      /**
       * A literal that looks like a credential and is not one (a client key, a digest).
       */
      public?: string;
      /**
       * The name of a service, as it is reached from where this stands: by its name inside its compose project, by address from elsewhere.
       */
      service?: string;
      /**
       * The name of a vhost, as it is reached from outside.
       */
      vhost?: string;
      /**
       * A database, as datastore/database.
       */
      database?: string;
      /**
       * A numbered cache of a Redis, as datastore/cache.
       */
      cache?: string;
      /**
       * The name of a bucket.
       */
      bucket?: string;
      /**
       * The name of a host; gives one of its addresses.
       */
      host?: string;
      /**
       * Pieces that are put together without a separator.
       *
       * @minItems 1
       */
      concat?: Text[];
      /**
       * Pieces that are put together with `separator`.
       *
       * @minItems 1
       */
      list?: Text[];
      /**
       * Pieces of a printf pattern; together they hold exactly one `%s` and no other `%`.
       *
       * @minItems 1
       */
      pattern?: Text[];
      /**
       * Which form of the thing is wanted.
       */
      as?:
        | 'host'
        | 'port'
        | 'address'
        | 'url'
        | 'listen'
        | 'domain'
        | 'name'
        | 'user'
        | 'password'
        | 'number'
        | 'region'
        | 'prefix'
        | 'access-key'
        | 'secret-key'
        | 'path'
        | 'sender'
        | 'value';
      /**
       * Which port of the service; may be left out where it has one only.
       */
      port?: string;
      /**
       * Which user of the datastore connects; default: the owner of the database.
       */
      user?: string;
      /**
       * A path appended to the URL.
       */
      path?: string;
      /**
       * The scheme of the URL, where the reader wants another than the usual one.
       */
      scheme?: string;
      /**
       * Query options of the URL. Each is percent-encoded.
       */
      options?: {
        [k: string]: Text;
      };
      /**
       * What stands between the pieces of `list`; default a comma.
       */
      separator?: string;
      /**
       * Which address of the host is meant, by its name under `addresses`.
       */
      via?: string;
    };
/**
 * File permissions in octal, quoted.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "mode".
 */
export type Mode = string;
/**
 * The value, or one for each time that the setting stands.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "unitSetting".
 */
export type NativeUnitSetting = string | number | boolean | (string | number | boolean)[];
/**
 * The name of a network interface.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "interface".
 */
export type Interface = string;
/**
 * Addresses, and networks in CIDR notation.
 *
 * @minItems 1
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "range".
 *
 * Items: An address, or a network in CIDR notation.
 */
export type Range = string[];
/**
 * `connect`: it may connect, and has what its own grants in the database give it. `read`: it may also read the tables of the schema public, those to come too. `write`: it may also change their rows.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "databaseGrant".
 */
export type DatabaseGrant = 'connect' | 'read' | 'write';
/**
 * The value of a setting, in the program’s own spelling; true and false for its switches.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "serverSetting".
 */
export type ServerSetting = string | number | boolean | (string | number | boolean)[];
/**
 * The value of an environment variable: a literal or a reference. Of a known program it is typed: `true` and `false`, lists, durations (`300s`) and sizes (`1MiB`) are written in the one spelling that the program reads; elsewhere it is text, a number or a reference.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "variable".
 */
export type Variable =
  | string
  | number
  | boolean
  | {
      /**
       * The name of a secret. Its value never enters an artifact; the artifact refers to it.
       */
      secret?: string;
      /**
       * A literal that looks like a credential and is not one (a client key, a digest).
       */
      public?: string;
      /**
       * The name of a service, as it is reached from where this stands: by its name inside its compose project, by address from elsewhere.
       */
      service?: string;
      /**
       * The name of a vhost, as it is reached from outside.
       */
      vhost?: string;
      /**
       * A database, as datastore/database.
       */
      database?: string;
      /**
       * A numbered cache of a Redis, as datastore/cache.
       */
      cache?: string;
      /**
       * The name of a bucket.
       */
      bucket?: string;
      /**
       * The name of a host; gives one of its addresses.
       */
      host?: string;
      /**
       * Pieces that are put together without a separator.
       *
       * @minItems 1
       */
      concat?: Text[];
      /**
       * Pieces that are put together with `separator`.
       *
       * @minItems 1
       */
      list?: Text[];
      /**
       * Pieces of a printf pattern; together they hold exactly one `%s` and no other `%`.
       *
       * @minItems 1
       */
      pattern?: Text[];
      /**
       * Which form of the thing is wanted.
       */
      as?:
        | 'host'
        | 'port'
        | 'address'
        | 'url'
        | 'listen'
        | 'domain'
        | 'name'
        | 'user'
        | 'password'
        | 'number'
        | 'region'
        | 'prefix'
        | 'access-key'
        | 'secret-key'
        | 'path'
        | 'sender'
        | 'value';
      /**
       * Which port of the service; may be left out where it has one only.
       */
      port?: string;
      /**
       * Which user of the datastore connects; default: the owner of the database.
       */
      user?: string;
      /**
       * A path appended to the URL.
       */
      path?: string;
      /**
       * The scheme of the URL, where the reader wants another than the usual one.
       */
      scheme?: string;
      /**
       * Query options of the URL. Each is percent-encoded.
       */
      options?: {
        [k: string]: Text;
      };
      /**
       * What stands between the pieces of `list`; default a comma.
       */
      separator?: string;
      /**
       * Which address of the host is meant, by its name under `addresses`.
       */
      via?: string;
    }
  | Text[];
/**
 * A command: a list of arguments (no shell), or one line that the image’s shell form splits.
 *
 * @minItems 1
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "argv".
 */
export type Argv = string | Text[];
/**
 * A Linux capability without CAP_.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "capability".
 */
export type Capability = string;
/**
 * A DNS name: no scheme, no port, no path. `*.example.org` stands for every subdomain, `.example.org` for the domain itself too.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "domain".
 */
export type Domain = string;
/**
 * Text made from the request: literal text and placeholders in braces, from a closed list ({host}, {path}, {query}, {scheme}, {header.accept}, {capture.id} …). `{{` and `}}` are literal braces.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "requestText".
 */
export type RequestText = string;
/**
 * The arguments of a directive.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "directive".
 */
export type Directive =
  string | number | boolean | (string | number | boolean | (string | number | boolean)[])[];
/**
 * A time of the day, in the time zone of the host.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "timeOfDay".
 */
export type TimeOfDay = string;
/**
 * The command: a list of arguments that no shell splits or expands, or one line for a shell. A line holds no references; give them in `env`, where the shell finds them as "$NAME".
 *
 * @minItems 1
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "jobCommand".
 */
export type JobCommand = string | Text[];
/**
 * Structured data; a map whose keys are those of a reference (`secret`, `database`, `concat` …) is one.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "anything".
 */
export type Anything = string | number | boolean | {} | unknown[];
/**
 * Tests that several checks share.
 *
 * @minItems 1
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "testSet".
 */
export type TestSet = CheckTest[];

/**
 * One deployment. Maps are keyed by names; what is said once here is read by every file that needs it.
 */
export interface SiteManifest {
  /**
   * The version of the manifest language.
   */
  sitewright: 1;
  site: Name;
  /**
   * What the deployment is called by people.
   */
  title: string;
  /**
   * Manifests below sites/ that this one is laid over, in order. Maps merge by key, scalars and lists replace, null removes.
   */
  extends?: string[];
  /**
   * The machines.
   */
  hosts: {
    [k: string]: Host;
  };
  /**
   * Users of the hosts, besides those that every host of its platform has.
   */
  users?: {
    [k: string]: User;
  };
  /**
   * Directories of the hosts, by path.
   */
  directories?: {
    [k: string]: Directory;
  };
  /**
   * Settings added to units that packages bring, by the name of the unit.
   */
  units?: {
    [k: string]: Unit;
  };
  /**
   * Hosts that do the same work in turns, by name. A pair and a host cannot have one name.
   */
  pairs?: {
    [k: string]: Pair;
  };
  /**
   * Ranges of addresses, by name: the networks that addresses of hosts are in, an office, a partner. A range with the name of a host’s address is the network of that address.
   */
  ranges?: {
    [k: string]: Range;
  };
  /**
   * Secrets, by name.
   */
  secrets?: {
    [k: string]: Secret;
  };
  /**
   * Database servers.
   */
  datastores?: {
    [k: string]: Datastore;
  };
  /**
   * Object stores.
   */
  buckets?: {
    [k: string]: Bucket;
  };
  /**
   * Compose projects.
   */
  stacks?: {
    [k: string]: Stack;
  };
  /**
   * Container networks.
   */
  networks?: {
    [k: string]: Network;
  };
  /**
   * Volumes.
   */
  volumes?: {
    [k: string]: Volume;
  };
  /**
   * Environment variables that services share.
   */
  envSets?: {
    [k: string]: EnvironmentSet;
  };
  /**
   * Images that several services are made from, by name.
   */
  images?: {
    [k: string]: Image;
  };
  /**
   * Known programs that several services share.
   */
  applications?: {
    [k: string]: Application;
  };
  /**
   * Applications.
   */
  services?: {
    [k: string]: Service;
  };
  /**
   * Services that are started and stopped together, by name.
   */
  serviceGroups?: {
    [k: string]: ServiceGroup;
  };
  /**
   * What is started at certain times, by name.
   */
  timers?: {
    [k: string]: Timer;
  };
  /**
   * TLS certificates.
   */
  certificates?: {
    [k: string]: Certificate;
  };
  /**
   * Sets of response headers.
   */
  headerSets?: {
    [k: string]: HeaderSet;
  };
  /**
   * Web servers.
   */
  webservers?: {
    [k: string]: Webserver;
  };
  /**
   * Virtual hosts.
   */
  vhosts?: {
    [k: string]: Vhost;
  };
  /**
   * Commands that run by the clock. A name may hold no dot: cron reads no file with one.
   */
  jobs?: {
    [k: string]: Job;
  };
  /**
   * Dumps of databases, by name; the name is the beginning of each file’s name. A name may hold no dot: cron reads no file with one.
   */
  backups?: {
    [k: string]: Backup;
  };
  /**
   * Log files that logrotate keeps small. A name may hold no dot: logrotate leaves out files with some endings.
   */
  logFiles?: {
    [k: string]: LogFile;
  };
  /**
   * Configuration files of other programs.
   */
  files?: {
    [k: string]: File;
  };
  /**
   * What is watched on the hosts, by monit. The key is its name there; names that differ in case alone are one to monit.
   */
  checks?: {
    [k: string]: Check;
  };
  /**
   * Tests that several checks share, by name.
   */
  testSets?: {
    [k: string]: TestSet;
  };
  /**
   * Warnings that are right as they are.
   */
  accept?: Accept[];
}
/**
 * A machine that files are rendered for.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "host".
 */
export interface Host {
  /**
   * The operating system; decides paths, unit names, users and packages. `other` is for hosts that only receive files.
   */
  platform: 'debian-12' | 'ubuntu-18.04' | 'ubuntu-22.04' | 'sles-12' | 'other';
  /**
   * The addresses of the host, by the name of the network they are in.
   */
  addresses?: {
    /**
     * An IPv4 or IPv6 address.
     */
    [k: string]: string;
  };
  capacity?: Capacity;
  /**
   * Kernel settings, written to /etc/sysctl.d.
   */
  sysctls?: {
    /**
     * The value of a kernel setting.
     */
    [k: string]: string | number;
  };
  firewall?: Firewall;
  /**
   * Other names by which it is found. The first one with a dot is its full name.
   *
   * Items: A host name.
   */
  names?: string[];
  etcHosts?: EtcHosts;
  /**
   * Users that it has besides those of its system and packages; jobs may run as them.
   */
  accounts?: Account[];
  monit?: Monit;
  /**
   * A remark for the reader, rendered as a comment above the entry.
   */
  note?: string;
}
/**
 * What the machine has; rules compare budgets with it.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "capacity".
 */
export interface Capacity {
  /**
   * Number of processors.
   */
  cpus?: number;
  memory?: Size;
  /**
   * The disks, by name.
   */
  disks?: {
    [k: string]: Disk;
  };
}
/**
 * A file system.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "disk".
 */
export interface Disk {
  mount: Path;
  size: Size;
}
/**
 * Who may reach a host. Published ports of containers and datastores follow from the manifest; here stands what it cannot know. All other new connections to the host and its containers are dropped; those that stand go on. Containers are known by the bridges that Docker makes (docker0, br-…); `install` refuses a host on which a bridge of such a name holds anything else.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "firewall".
 */
export interface Firewall {
  administer: Administration;
  /**
   * Further ports of the host that are open, by name.
   */
  admit?: {
    [k: string]: Admission;
  };
  /**
   * Whether the host answers to ping. What IPv4 and IPv6 cannot work without is let through in any case.
   */
  ping: boolean;
  /**
   * A remark for the reader, rendered as a comment above the entry.
   */
  note?: string;
}
/**
 * The way in for administrators.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "administration".
 */
export interface Administration {
  port: Port;
  /**
   * From where. A mistake here locks everybody out.
   *
   * @minItems 1
   */
  from: Source[];
  /**
   * A remark for the reader, rendered as a comment above the entry.
   */
  note?: string;
}
/**
 * Where a connection comes from.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "source".
 */
export interface Source {
  /**
   * From everywhere.
   */
  anywhere?: true;
  /**
   * A range of addresses, by its name under `ranges`.
   */
  range?: string;
  /**
   * A host: every address that it has.
   */
  host?: string;
  /**
   * An address, or a network in CIDR notation. No host name: a firewall that asks the name service is only as good as the answer at its start.
   */
  network?: string;
  /**
   * The containers of a compose project of this host.
   */
  stack?: string;
}
/**
 * A port of the host that is open.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "admission".
 */
export interface Admission {
  port: Port;
  /**
   * The transport.
   */
  protocol: 'tcp' | 'udp';
  /**
   * The program that listens, where it is none that the manifest knows.
   */
  listener?: string;
  /**
   * From where.
   *
   * @minItems 1
   */
  from: Source[];
  /**
   * A remark for the reader, rendered as a comment above the entry.
   */
  note?: string;
}
/**
 * If said, /etc/hosts of this host is written as a whole: localhost, the host itself, every host of the site that has an address, the virtual addresses of pairs that have a name, and `names`. It knows them without DNS. What else stood in the file is gone; on a machine that cloud-init sets up, `manage_etc_hosts` must be off.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "etcHosts".
 */
export interface EtcHosts {
  /**
   * Which address of each host is meant, by its name under `addresses`; a host without one of this name is known by its first. Default: the first one whose name both hosts have.
   */
  network?: string;
  /**
   * Further names with their addresses: a machine of others, a second name of a virtual address.
   */
  names?: {
    /**
     * An IPv4 or IPv6 address.
     */
    [k: string]: string;
  };
}
/**
 * How monit runs on a host that has checks.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "monit".
 */
export interface Monit {
  every: Duration;
  startDelay?: Duration;
  /**
   * Whether checks that do not say are watched after the machine starts.
   */
  onReboot: 'start' | 'nostart' | 'laststate';
  web?: MonitWeb;
  mail?: MonitMail;
  /**
   * Who gets mail about all checks of the host.
   */
  alerts?: MonitAlert[];
  /**
   * How many mails are kept while no mail server answers.
   */
  queue: number;
}
/**
 * Monit’s pages. Who may use them can stop everything; the `monit` command goes through a socket of its own.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "monitWeb".
 */
export interface MonitWeb {
  port: Port;
  /**
   * The address that it listens on.
   */
  address: string;
  /**
   * Which machines may connect: addresses or networks.
   *
   * @minItems 1
   *
   * Items: An address or network.
   */
  allow?: string[];
  /**
   * Who may log in.
   */
  users: {
    [k: string]: MonitUser;
  };
}
/**
 * Somebody who may log in.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "monitUser".
 */
export interface MonitUser {
  password: SecretRef;
  /**
   * Whether they may look, and change nothing.
   */
  readOnly: boolean;
}
/**
 * A secret, by name.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "secretRef".
 */
export interface SecretRef {
  /**
   * The name of a secret. Its value never enters an artifact; the artifact refers to it.
   */
  secret: string;
}
/**
 * How mail leaves the host.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "monitMail".
 */
export interface MonitMail {
  /**
   * Mail servers; the first that answers is taken.
   *
   * @minItems 1
   */
  servers: MonitServer[];
  /**
   * The sender.
   */
  from?: string;
  /**
   * Who gets answers.
   */
  replyTo?: string;
  /**
   * The subject; `$HOST`, `$SERVICE`, `$EVENT`, `$ACTION` and `$DATE` stand for what happened.
   */
  subject?: string;
  timeout?: Duration;
}
/**
 * A mail server.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "monitServer".
 */
export interface MonitServer {
  host: Text;
  port?: Text;
  user?: Text;
  password?: Text;
  /**
   * Whether the connection is encrypted.
   */
  tls: boolean;
}
/**
 * Somebody who gets mail; default: about everything.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "monitAlert".
 */
export interface MonitAlert {
  /**
   * A mail address.
   */
  to: string;
  /**
   * Only about these events.
   *
   * @minItems 1
   *
   * Items: An event of monit.
   */
  only?: (
    | 'action'
    | 'bytein'
    | 'byteout'
    | 'checksum'
    | 'connection'
    | 'content'
    | 'data'
    | 'exec'
    | 'exist'
    | 'fsflags'
    | 'gid'
    | 'icmp'
    | 'instance'
    | 'invalid'
    | 'link'
    | 'nonexist'
    | 'packetin'
    | 'packetout'
    | 'permission'
    | 'pid'
    | 'ppid'
    | 'resource'
    | 'saturation'
    | 'size'
    | 'speed'
    | 'status'
    | 'timeout'
    | 'timestamp'
    | 'uid'
    | 'uptime'
  )[];
  /**
   * About all events but these.
   *
   * @minItems 1
   *
   * Items: An event of monit.
   */
  except?: (
    | 'action'
    | 'bytein'
    | 'byteout'
    | 'checksum'
    | 'connection'
    | 'content'
    | 'data'
    | 'exec'
    | 'exist'
    | 'fsflags'
    | 'gid'
    | 'icmp'
    | 'instance'
    | 'invalid'
    | 'link'
    | 'nonexist'
    | 'packetin'
    | 'packetout'
    | 'permission'
    | 'pid'
    | 'ppid'
    | 'resource'
    | 'saturation'
    | 'size'
    | 'speed'
    | 'status'
    | 'timeout'
    | 'timestamp'
    | 'uid'
    | 'uptime'
  )[];
  /**
   * They are told again after so many cycles while it lasts; default: once.
   */
  remind?: number;
}
/**
 * A user of hosts.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "user".
 */
export interface User {
  /**
   * The hosts; a pair, or a role of one, is both of its nodes; default: all.
   *
   * @minItems 1
   */
  on?: string[];
  /**
   * Whether it is made by this site. `false`: a package or a person makes it, and it is only known here.
   */
  create: boolean;
  /**
   * A fixed number; default: the next free one of a system user.
   */
  uid?: number;
  group?: Account;
  /**
   * Further groups that it is a member of.
   */
  groups?: Account[];
  home?: Path;
  shell?: Path;
  /**
   * Its full name.
   */
  description?: string;
  /**
   * A remark for the reader, rendered as a comment above the entry.
   */
  note?: string;
}
/**
 * A directory of hosts, made at boot where it is missing; its owner and permissions are kept as said here.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "directory".
 */
export interface Directory {
  /**
   * The hosts; a pair, or a role of one, is both of its nodes; default: all.
   *
   * @minItems 1
   */
  on?: string[];
  owner?: Account;
  group?: Account;
  mode?: Mode;
  age?: Duration;
  /**
   * A remark for the reader, rendered as a comment above the entry.
   */
  note?: string;
}
/**
 * Settings added to a unit that a package brings.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "unit".
 */
export interface Unit {
  /**
   * The hosts; a pair, or a role of one, is both of its nodes; default: all.
   *
   * @minItems 1
   */
  on?: string[];
  settings: NativeUnitSettings;
  /**
   * A remark for the reader, rendered as a comment above the entry.
   */
  note?: string;
}
/**
 * Settings of a systemd unit by section and by their own names, checked against what systemd knows on the platform of the host. They are written as they stand: `%` is a specifier, and quotes are systemd’s. A list repeats the setting.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "unitSections".
 */
export interface NativeUnitSettings {
  [k: string]: NativeSettingsOfASection;
}
/**
 * Settings by name.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "unitSettings".
 */
export interface NativeSettingsOfASection {
  [k: string]: NativeUnitSetting;
}
/**
 * Two hosts that do the same work in turns: one is primary, the other stands by. Both are rendered for both roles.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "pair".
 */
export interface Pair {
  /**
   * The two hosts.
   *
   * @minItems 1
   */
  nodes: string[];
  /**
   * The node that is primary when the pair is set up. Afterwards the nodes decide.
   */
  primary: string;
  address?: VirtualAddress;
  /**
   * The network over which the nodes reach each other, by the name of their addresses.
   */
  via: string;
  ssh?: PeerLogin;
  alert?: PairAlert;
  rapidproctl?: Rapidproctl;
  /**
   * A remark for the reader, rendered as a comment above the entry.
   */
  note?: string;
}
/**
 * The address that the primary has: clients use it and need not know which node is primary.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "virtualAddress".
 */
export interface VirtualAddress {
  /**
   * The address with the length of its subnet, in which both nodes must be.
   */
  at: string;
  /**
   * The host name that stands for it; /etc/hosts knows it where that is written from here.
   */
  name?: string;
  mover?: Mover;
}
/**
 * Who gives the virtual address of a pair to one of its nodes, and takes it away. A job on the pair that runs `sitectl cluster-check` every minute acts on that: with pacemaker nobody else does, with keepalived it tries again what did not work at once.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "mover".
 */
export interface Mover {
  pacemaker?: PacemakerMover;
  keepalived?: KeepalivedMover;
}
/**
 * The address as a resource of the agent IPaddr2. The cluster itself (corosync.conf, fencing, quorum) is not made from here, and an administrator loads the resource into it.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "pacemakerMover".
 */
export interface PacemakerMover {
  /**
   * The name of the resource, unique in the cluster.
   */
  resource: string;
  interface?: Interface;
  monitor: Duration;
  timeout: Duration;
  /**
   * How much the address stays where it is. With 0 it may go back to a node as soon as that is there again, and the roles swap once more.
   */
  stickiness: number;
  /**
   * How much the initial primary is preferred when neither node has the address. Below `stickiness`, or the address would go back by itself. Without it pacemaker chooses.
   */
  preference?: number;
  port: Port;
}
/**
 * The address of a virtual router: the nodes tell each other that they are there, without multicast. The address stays where it is until its node fails; a node that starts again does not take it back.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "keepalivedMover".
 */
export interface KeepalivedMover {
  interface: Interface;
  /**
   * The number of the virtual router, which no other one of the network has.
   */
  routerId: number;
  advertise: Duration;
  password?: SecretRef;
}
/**
 * How sitectl of one node runs sitectl of the other, by ssh and without a password. Each node must know the other’s host key.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "peerLogin".
 */
export interface PeerLogin {
  user: Account;
  port?: Port;
  /**
   * The file of the private key on both nodes, if it is none that ssh tries by itself.
   */
  key?: string;
}
/**
 * Who is told when a node fails, or cannot take over. Everybody gets every message; without it nobody is told.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "pairAlert".
 */
export interface PairAlert {
  /**
   * Mail addresses; the host needs the command `mail`.
   *
   * @minItems 1
   *
   * Items: A mail address.
   */
  mail?: string[];
  sms?: SMSGateway;
}
/**
 * A server that sends an SMS for each POST request, whose query says `from`, `to` and `text`.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "smsGateway".
 */
export interface SMSGateway {
  /**
   * Where the request goes, without a query.
   */
  url: string;
  /**
   * The number or name that the SMS comes from.
   */
  from: string;
  /**
   * The numbers that it goes to.
   *
   * @minItems 1
   *
   * Items: A number, quoted.
   */
  to: string[];
}
/**
 * The file /etc/rapidproctl.conf on both nodes, for those who keep the package rapidpro_controller instead of sitectl. Its keys have their own names. SERVERA and SERVERB are the nodes.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "rapidproctl".
 */
export interface Rapidproctl {
  LOG_FILE: Path;
  /**
   * From which weight on they log: 10 everything, 20 what they do, 30 warnings, 40 errors, 50 failures.
   */
  LOG_LEVEL: 10 | 20 | 30 | 40 | 50;
  SSH_USER: Account;
  ROLE_PATH: Path;
  STATUS_PATH: Path;
  CLUSTERIP_PATH: Path;
  SERVICE_COMMAND?: Path;
  REDIS_CONFIG_PATH?: Path;
  POSTGRES_CONFIG_PATH?: Path;
  POSTGRES_HBACONF_PATH?: Path;
  POSTGRES_DATA_DIR?: Path;
  POSTGRES_DATABACKUP_DIR?: Path;
  POSTGRES_TRIGGER_PATH: Path;
  POSTGRES_USER?: Account;
  POSTGRES_GROUP?: Account;
  PG_BASEBACKUP_COMMAND?: Path;
  /**
   * When a working standby dumps the database. `every-N-minutes`, or a list of times `HHMM`; both in steps of five minutes, since cron asks every five minutes.
   *
   * @minItems 1
   */
  WORKING_SLAVE_BACKUP_ON: string | string[];
  /**
   * When a primary with a working standby dumps it; default: at 0600 and 2300. `every-N-minutes`, or a list of times `HHMM`; both in steps of five minutes, since cron asks every five minutes.
   *
   * @minItems 1
   */
  SUPPORTED_MASTER_BACKUP_ON?: string | string[];
  /**
   * When a primary alone dumps it. `every-N-minutes`, or a list of times `HHMM`; both in steps of five minutes, since cron asks every five minutes.
   *
   * @minItems 1
   */
  SINGLE_MASTER_BACKUP_ON: string | string[];
  BACKUP_DIR: Path;
  /**
   * How many dumps with a time code from XX05 to XX55 are kept.
   */
  SUB_HOURLY_BACKUPS_TO_KEEP: number;
  /**
   * How many with a time code XX00.
   */
  HOURLY_BACKUPS_TO_KEEP: number;
  /**
   * How many dumps of midnight.
   */
  DAILY_BACKUPS_TO_KEEP: number;
  /**
   * How many dumps of the first midnight of a month.
   */
  MONTHLY_BACKUPS_TO_KEEP: number;
  /**
   * Whether the database is dumped at all.
   */
  ENABLE_BACKUP: boolean;
  /**
   * Whether alerts are mailed, with the program `mail` of the node.
   */
  SEND_EMAIL_ALERTS: boolean;
  /**
   * Whether alerts are sent as SMS.
   */
  SEND_SMS_ALERTS: boolean;
  /**
   * Who gets alerts by mail; default: nobody.
   *
   * Items: A mail address.
   */
  EMAIL_ALERTS_TO?: string[];
  /**
   * Who gets alerts by SMS; default: nobody.
   *
   * Items: A number, quoted.
   */
  SMS_ALERTS_TO?: string[];
  ALERT_COMMAND: Path;
  SEND_SMS_URL?: Text;
  /**
   * The number or name that an SMS comes from, quoted.
   */
  SEND_SMS_FROM: string;
  /**
   * A proxy for the gateway; default: none.
   */
  HTTP_PROXY?: string;
  /**
   * The same for https; default: none.
   */
  HTTPS_PROXY?: string;
  /**
   * The resource of pacemaker that is the virtual address; default: that of the pair, where pacemaker moves it, else admin_addr.
   */
  CRM_IP_RESOURCE?: string;
  MONIT_AVAILABLE_CONF_DIR?: Path;
  MONIT_ENABLED_CONF_DIR?: Path;
  /**
   * The sets that it takes in and out of use with the components; default: nginx, postgresql, redis-server, rapidpro, celerybeat and celery, where the package itself misspells one and forgets another.
   *
   * @minItems 1
   *
   * Items: A set.
   */
  MONIT_FILES?: string[];
  MONIT_COMMAND?: Path;
  BIN_PREFIX: Path;
}
/**
 * A value that only the host knows. The compiler never reads it. Sites that share a host share secrets of one name: /etc/sitewright/secrets is that of the host.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "secret".
 */
export interface Secret {
  /**
   * What it is for: the words an operator sees when it is asked for.
   */
  for: string;
  /**
   * Which characters it may hold: `url-safe` (letters, digits, `-`, `_`, `.`, `~`) or `any` of one line. A secret of `any` is quoted by `install` for each place, and refused where a place cannot quote it.
   */
  alphabet: 'url-safe' | 'any';
  /**
   * Raised to rotate the secret: a change that reviewers see.
   */
  generation: number;
  /**
   * `value`: one line, filled into files. `file`: a file of its own on the host, such as a private key.
   */
  deliver: 'value' | 'file';
  /**
   * Who may read the file on the host, for a secret that is a file: a user or its number; root where it is not said. Inside a container, the number is that of the container's own user.
   */
  owner?: string;
  mode?: Mode;
  /**
   * A remark for the reader, rendered as a comment above the entry.
   */
  note?: string;
}
/**
 * A PostgreSQL or Redis server.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "datastore".
 */
export interface Datastore {
  /**
   * The program.
   */
  engine: 'postgresql' | 'redis';
  /**
   * The major version of PostgreSQL, or major.minor of Redis, quoted.
   */
  version: number | string;
  /**
   * The host, or the pair, that it runs on. On a pair its server is primary or standby as the node is.
   */
  on: string;
  /**
   * The addresses it listens on, by their names at the host; without it only the host itself can connect.
   */
  listen?: string[];
  port?: Port;
  replication?: Replication;
  /**
   * PostgreSQL databases.
   */
  databases?: {
    [k: string]: Database;
  };
  /**
   * PostgreSQL users.
   */
  users?: {
    [k: string]: DatabaseUser;
  };
  /**
   * Redis accounts, by name: from 6.0 on. Where there are some and no `password`, nobody connects without one of them.
   */
  accounts?: {
    [k: string]: RedisAccount;
  };
  /**
   * Redis databases, by the name of the application that owns the number.
   */
  caches?: {
    [k: string]: Cache;
  };
  memory?: RedisMemory;
  password?: RedisPassword;
  persistence?: RedisPersistence;
  settings?: ServerSettings;
  /**
   * On a pair: what is otherwise on single nodes, by their names.
   */
  nodes?: {
    [k: string]: StoreNode;
  };
  /**
   * A remark for the reader, rendered as a comment above the entry.
   */
  note?: string;
  /**
   * PostgreSQL: who may connect besides those who refer to its databases, in order: the first line of pg_hba.conf that fits decides. They stand before the lines that follow from references.
   */
  access?: DatabaseAccess[];
}
/**
 * How the standby follows the primary. Needed by a datastore on a pair.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "replication".
 */
export interface Replication {
  /**
   * The user that the standby connects as. PostgreSQL: one of `users`, with `replication: true`; Redis: one of `accounts`, where there are some and no `password`.
   */
  user?: string;
  /**
   * PostgreSQL: whether the primary keeps, without limit but `keep`, what the standby has not read yet.
   */
  slot: boolean;
  keep?: Size;
  /**
   * PostgreSQL: a directory that both nodes see (NFS, for example), where the primary puts each piece of its log and the standby finds it.
   */
  archive?: string;
}
/**
 * A database of a PostgreSQL.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "database".
 */
export interface Database {
  /**
   * The user that owns it.
   */
  owner: string;
  /**
   * Extensions to be created in it.
   */
  extensions?: string[];
  /**
   * A remark for the reader, rendered as a comment above the entry.
   */
  note?: string;
  /**
   * Its character set, by PostgreSQL’s own name. It is said when the database is made and cannot be changed later.
   */
  encoding: string;
  /**
   * The locale of its order and character classes, which the host must have; default: that of the server. It cannot be changed later.
   */
  locale?: string;
}
/**
 * A user of a PostgreSQL.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "databaseUser".
 */
export interface DatabaseUser {
  password: SecretRef;
  /**
   * A remark for the reader, rendered as a comment above the entry.
   */
  note?: string;
  /**
   * Whether it may do everything, past every check: a program that is broken into owns the server.
   */
  superuser: boolean;
  /**
   * Whether it may create databases.
   */
  createDatabases: boolean;
  /**
   * Whether it may create and change other users.
   */
  createRoles: boolean;
  /**
   * Whether it may copy the whole server. A standby also needs a line under `access` for the database `replication`.
   */
  replication: boolean;
  /**
   * What it may do in databases that it does not own, by their names.
   */
  grants?: {
    [k: string]: DatabaseGrant;
  };
  passfile?: Passfile;
}
/**
 * A file with its password on the server’s own host, for programs of libpq that run there, such as pg_dump.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "passfile".
 */
export interface Passfile {
  path: Path;
  owner?: Account;
}
/**
 * An account of a Redis: it may do what is said, and nothing else.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "redisAccount".
 */
export interface RedisAccount {
  password: SecretRef;
  /**
   * The commands that it may use, as rules of Redis: `+name`, `-name`, `+@category`; in this order.
   *
   * @minItems 1
   */
  commands: string[];
  /**
   * Patterns of the keys that it may use, without blanks; `*` for all.
   */
  keys: string[];
  /**
   * Patterns of the channels that it may publish to and subscribe to, from Redis 6.2 on.
   */
  channels?: string[];
  /**
   * A remark for the reader, rendered as a comment above the entry.
   */
  note?: string;
}
/**
 * A numbered Redis database.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "cache".
 */
export interface Cache {
  /**
   * The Redis account that the application connects with; without it the password of all.
   */
  account?: string;
  /**
   * The number.
   */
  number: number;
  /**
   * A remark for the reader, rendered as a comment above the entry.
   */
  note?: string;
}
/**
 * How much memory the data of a Redis may take, and what it does then.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "redisMemory".
 */
export interface RedisMemory {
  limit: Size;
  /**
   * What is removed when the limit is reached; `noeviction` refuses writes instead, as a queue needs it.
   */
  policy:
    | 'noeviction'
    | 'allkeys-lru'
    | 'allkeys-lfu'
    | 'allkeys-random'
    | 'volatile-lru'
    | 'volatile-lfu'
    | 'volatile-random'
    | 'volatile-ttl';
}
/**
 * The password of everybody who connects without an account (requirepass). It stands in a file of its own that redis.conf includes.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "redisPassword".
 */
export interface RedisPassword {
  /**
   * The name of a secret. Its value never enters an artifact; the artifact refers to it.
   */
  secret: string;
}
/**
 * What a Redis writes to disk; without it snapshots an hour after 1 change, 5 minutes after 100, a minute after 10000, as is built in.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "redisPersistence".
 */
export interface RedisPersistence {
  /**
   * When the whole data is written to a file, by the rules that are built in where they are not said; an empty list never writes it.
   */
  snapshots?: RedisSnapshot[];
  /**
   * Whether each write is also appended to a log. Turned on for a server that has snapshots only, it starts empty unless `CONFIG SET appendonly yes` came first.
   */
  appendOnly: boolean;
  /**
   * When that log is forced to disk: at `always` no write is lost, at `everysec` those of the last moment, at `never` the kernel decides.
   */
  sync: 'always' | 'everysec' | 'never';
}
/**
 * A snapshot is made when both have come true.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "redisSnapshot".
 */
export interface RedisSnapshot {
  after: Duration;
  /**
   * Writes since the last snapshot.
   */
  changes: number;
}
/**
 * Settings of the server by their own names, checked against what the program knows at its version. A list holds several arguments.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "serverSettings".
 */
export interface ServerSettings {
  [k: string]: ServerSetting;
}
/**
 * What is otherwise on one node of the pair of a datastore.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "storeNode".
 */
export interface StoreNode {
  settings: ServerSettings;
}
/**
 * A line of pg_hba.conf.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "databaseAccess".
 */
export interface DatabaseAccess {
  /**
   * From these addresses, in CIDR notation.
   */
  network?: string;
  /**
   * From the addresses of this host.
   */
  host?: string;
  /**
   * Through the socket in the file system, from the server’s own host.
   */
  socket?: true;
  /**
   * The database; `replication` for copies of the whole server, `all` for every database.
   */
  database: string;
  /**
   * The user; `all` for every user.
   */
  user: string;
  /**
   * Whether TLS is asked for.
   */
  tls: boolean;
  /**
   * How it is known who connects: `password` by the password, in the way that the version does best; `peer` by the account of the host, through the socket alone; `reject` not at all.
   */
  method: 'password' | 'peer' | 'reject';
  /**
   * A remark for the reader, rendered as a comment above the entry.
   */
  note?: string;
}
/**
 * An object store bucket that somebody else runs.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "bucket".
 */
export interface Bucket {
  name: Text;
  /**
   * Its region.
   */
  region: string;
  /**
   * The prefix of the keys that this site writes.
   */
  prefix?: string;
  accessKey?: Text;
  secretKey?: Text;
  /**
   * A remark for the reader, rendered as a comment above the entry.
   */
  note?: string;
}
/**
 * A compose project on a host.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "stack".
 */
export interface Stack {
  /**
   * The host; default: the only host.
   */
  on?: string;
  directory: Path;
  /**
   * Restart policy of its services that say none.
   */
  restart: 'no' | 'on-failure' | 'always' | 'unless-stopped';
  /**
   * The addresses of the project’s own network, in CIDR notation: datastores of the host admit its containers from there alone. Without it Docker takes one from 172.16.0.0/12 or 192.168.0.0/16, and both are admitted.
   */
  subnet?: string;
  logs?: Logs;
  /**
   * A remark for the reader, rendered as a comment above the entry.
   */
  note?: string;
}
/**
 * What the container runtime keeps of its output.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "logs".
 */
export interface Logs {
  /**
   * The log driver.
   */
  driver: 'json-file' | 'local' | 'journald' | 'syslog' | 'none';
  maxSize?: Size;
  /**
   * How many files are kept.
   */
  maxFiles?: number;
  /**
   * Further options of the driver.
   */
  options?: {
    [k: string]: string;
  };
}
/**
 * A container network.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "network".
 */
export interface Network {
  /**
   * Whether it has no way out.
   */
  internal?: boolean;
  /**
   * Whether it exists already and is not made by compose.
   */
  external?: boolean;
  name?: Name;
  /**
   * The network driver.
   */
  driver?: string;
  /**
   * Its addresses, in CIDR notation.
   */
  subnet?: string;
  /**
   * The gateway’s address.
   */
  gateway?: string;
  /**
   * A remark for the reader, rendered as a comment above the entry.
   */
  note?: string;
}
/**
 * A named volume. It outlives its containers.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "volume".
 */
export interface Volume {
  /**
   * Whether it exists already and is not made by compose.
   */
  external?: boolean;
  name?: Name;
  /**
   * The volume driver.
   */
  driver?: string;
  /**
   * Options of the driver.
   */
  options?: {
    [k: string]: string;
  };
  /**
   * A remark for the reader, rendered as a comment above the entry.
   */
  note?: string;
}
/**
 * Environment variables that several services share.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "envSet".
 */
export interface EnvironmentSet {
  [k: string]: Variable;
}
/**
 * An image that several services are made from: its version stands once.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "image".
 */
export interface Image {
  /**
   * The image without its tag.
   */
  image: string;
  /**
   * The tag of the image: a version, never a moving one.
   */
  tag?: string;
  /**
   * The digest of the image; pins it for good.
   */
  digest?: string;
}
/**
 * A known program of which several services each have a duty: what they share is said once.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "application".
 */
export interface Application {
  /**
   * A known program, one of schema/programs or of the site’s own sites/programs: its image, ports, health and variables follow, and its variables are typed.
   */
  program: string;
  /**
   * The version of the program, quoted where it would be a number. It decides which variables there are, and is the tag of the image unless the container says one.
   */
  version: string;
  /**
   * What the program uses, by the names that it gives to its needs: a database or cache (datastore/name), a bucket, a vhost, a service, a volume. The variables that carry it follow.
   */
  uses?: {
    /**
     * The name of the thing.
     */
    [k: string]: string;
  };
  /**
   * Environment variables that all its services share; those of `envSets` and of a service override them.
   */
  env?: {
    [k: string]: Variable;
  };
  /**
   * A remark for the reader.
   */
  note?: string;
}
/**
 * An application. It runs in a container, as a `process` of the host itself, or elsewhere as an `external` endpoint. Of a known program the container need not be said.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "service".
 */
export interface Service {
  /**
   * The host it runs on, for a process also a pair (`cims`: on both nodes) or a role of one (`cims/primary`: on the node that has it); default: the only host.
   */
  on?: string;
  /**
   * The compose project it belongs to; default: the only one of its host.
   */
  stack?: string;
  /**
   * A known program, one of schema/programs or of the site’s own sites/programs: its image, ports, health and variables follow, and its variables are typed.
   */
  program?: string;
  /**
   * The version of the program, quoted where it would be a number. It decides which variables there are, and is the tag of the image unless the container says one.
   */
  version?: string;
  /**
   * An application of `applications`, of which this service has one duty: program, version, uses and variables are its.
   */
  application?: string;
  /**
   * Which duty of the program it has; default: the first that the program lists.
   */
  duty?: string;
  /**
   * Options of the duty, typed by the program; they become words of its command.
   */
  options?: {
    [k: string]: Variable;
  };
  /**
   * What the program uses, by the names that it gives to its needs: a database or cache (datastore/name), a bucket, a vhost, a service, a volume. The variables that carry it follow.
   */
  uses?: {
    /**
     * The name of the thing.
     */
    [k: string]: string;
  };
  container?: Container;
  process?: Process;
  external?: External;
  /**
   * Socket files that a process makes and answers on, by name, for programs of its own host.
   */
  sockets?: {
    [k: string]: ServiceSocket;
  };
  /**
   * What it listens on, by name.
   */
  ports?: {
    [k: string]: ServicePort;
  };
  /**
   * Environment variables; they override those of `envSets`.
   */
  env?: {
    [k: string]: Variable;
  };
  /**
   * Sets of variables that it shares with others, in order; later ones win.
   */
  envSets?: string[];
  /**
   * Rendered env files that it reads, by their names under `files`; for a process their `consumer` is `systemd`.
   */
  envFiles?: string[];
  /**
   * What is mounted at which path of the container.
   */
  mounts?: {
    [k: string]: Mount;
  };
  /**
   * Services that are started first, with the condition to wait for.
   */
  after?: {
    /**
     * What to wait for.
     */
    [k: string]: 'started' | 'healthy' | 'completed';
  };
  /**
   * The networks of its stack that it joins; default: the project’s own.
   */
  networks?: {
    [k: string]: Attachment;
  };
  /**
   * Additional host names it knows, with their addresses.
   */
  names?: {
    /**
     * An address, or `host-gateway`.
     */
    [k: string]: string;
  };
  /**
   * Secret files mounted under /run/secrets, by name.
   */
  secrets?: string[];
  health?: Health;
  logs?: Logs;
  limits?: Limits;
  stop?: Stop;
  /**
   * When it is started again. `no`: never; `unless-stopped`: after crashes and reboots, until an operator stops it. Of a process, `always` is the same.
   */
  restart?: 'no' | 'on-failure' | 'always' | 'unless-stopped';
  /**
   * `always`, or `onDemand`: only when an operator, a timer or a connection asks (a compose profile of its own, a unit that is not enabled).
   */
  runs: 'always' | 'onDemand';
  /**
   * Compose profiles that start it.
   */
  profiles?: Name[];
  /**
   * A remark for the reader, rendered as a comment above the entry.
   */
  note?: string;
}
/**
 * How the container is made.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "container".
 */
export interface Container {
  /**
   * The image without its tag; default for a known program: its own image.
   */
  image?: string;
  /**
   * An image of `images`, by name, for services that share one.
   */
  from?: string;
  /**
   * The tag of the image: a version, never a moving one. Default for a known program: its version.
   */
  tag?: string;
  /**
   * The digest of the image; pins it for good.
   */
  digest?: string;
  build?: Build;
  command?: Argv;
  entrypoint?: Argv;
  /**
   * The user inside: a name, a number, or user:group.
   */
  user?: string;
  workingDirectory?: Path;
  hostname?: Name;
  /**
   * A fixed name of the container; forbids more than one replica.
   */
  name?: string;
  /**
   * Whether an init process reaps children and passes signals on.
   */
  init?: boolean;
  /**
   * Whether the root file system is read-only.
   */
  readOnly?: boolean;
  /**
   * Whether it has a terminal.
   */
  tty?: boolean;
  /**
   * Whether standard input stays open.
   */
  interactive?: boolean;
  /**
   * Whether it has all rights of the host. Dangerous.
   */
  privileged?: boolean;
  /**
   * Directories that are kept in memory.
   */
  tmpfs?: Path[];
  shm?: Size;
  /**
   * Linux capabilities.
   */
  capabilities?: {
    /**
     * Capabilities to add.
     */
    add?: Capability[];
    /**
     * Capabilities to drop.
     */
    drop?: Capability[];
  };
  /**
   * Security options of the container.
   */
  securityOptions?: string[];
  /**
   * Kernel settings of the container’s own namespace.
   */
  sysctls?: {
    /**
     * The value.
     */
    [k: string]: string | number;
  };
  /**
   * The platform of the image.
   */
  platform?: string;
  /**
   * When the image is pulled.
   */
  pull?: 'always' | 'missing' | 'never';
  /**
   * Labels of the container.
   */
  labels?: {
    [k: string]: Text;
  };
  /**
   * `host`, `none` or `service:NAME`; without it the container is in the networks of its stack.
   */
  networkMode?: string;
}
/**
 * How the image is built from source.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "build".
 */
export interface Build {
  /**
   * The directory with the sources.
   */
  context: string;
  /**
   * The Dockerfile inside it.
   */
  dockerfile?: string;
  /**
   * The stage to build.
   */
  target?: string;
  /**
   * Build arguments; never secrets, they stay in the image.
   */
  args?: {
    [k: string]: string;
  };
}
/**
 * How a program of the host itself is run: a unit of systemd.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "process".
 */
export interface Process {
  /**
   * The program and its arguments, without a shell. The program is an absolute path. A `$` or `%` is itself.
   *
   * @minItems 1
   */
  command: Text[];
  uwsgi?: Uwsgi;
  /**
   * The name of its unit without `.service`; default: the name of the service.
   */
  unit?: string;
  /**
   * What operators read in `systemctl status`; default: the name of the service.
   */
  description?: string;
  /**
   * When it counts as started. `simple`: at once. `exec`: when the program runs. `notify`: when it says so. `forking`: when the command ends and leaves a daemon. `oneshot`: it ends by itself, and then it is done.
   */
  type: 'simple' | 'exec' | 'notify' | 'forking' | 'oneshot';
  user?: Account;
  group?: Account;
  workingDirectory?: Path;
  /**
   * The permissions, in octal and quoted, that files which it makes do not get; default: 0022.
   */
  umask?: string;
  pidFile?: Path;
  steps?: Steps;
  /**
   * The signal that makes it read its configuration again.
   */
  reloadSignal?: string;
  restartDelay?: Duration;
  startLimit?: StartLimit;
  directories?: Directories;
  output?: Path;
  /**
   * What it is kept from. `service`: new privileges, devices, kernel settings, writing below /usr, /boot and /etc. `strict`: also homes, system calls of no service, all files but `writable` and its directories. `none`: nothing. A key under `settings.Service` replaces that key of the preset.
   */
  hardening: 'service' | 'strict' | 'none';
  /**
   * Files and directories that it may write, where `hardening` would not let it.
   */
  writable?: Path[];
  socket?: Socket;
  watch?: Watch;
  settings?: NativeUnitSettings;
}
/**
 * The configuration of a process that is uWSGI, in the ini file that its command names. What it listens on follows from the ports and sockets of the service, its directory and pid file from the process. Says exactly one of module and wsgiFile.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "uwsgi".
 */
export interface Uwsgi {
  /**
   * The Python module of the application, and after a colon the callable in it.
   */
  module?: string;
  wsgiFile?: Path;
  virtualenv?: Path;
  /**
   * Further directories in which Python looks for modules.
   */
  pythonPath?: Path[];
  /**
   * Plugins that are loaded. A uWSGI of Debian’s packages needs `python3` for Python; one from PyPI has it built in.
   */
  plugins?: string[];
  /**
   * Workers. Each takes its share of memory, and a database connection for each of its threads.
   */
  processes: number;
  /**
   * Threads of each worker; default: one.
   */
  threads?: number;
  /**
   * Whether threads that the application starts itself run. Without it they stand still, and nothing says so.
   */
  enableThreads: boolean;
  harakiri?: Duration;
  /**
   * After how many requests a worker is replaced, against memory that leaks; default: never.
   */
  maxRequests?: number;
  bufferSize?: Size;
  postBuffering?: Size;
  /**
   * How many connections may wait; uWSGI’s own default is 100. The kernel’s net.core.somaxconn must not be lower.
   */
  listen?: number;
  socketMode?: Mode;
  /**
   * Whether a master watches over the workers: without it, one that dies is not replaced.
   */
  master: boolean;
  /**
   * Whether its sockets and its pid file are removed when it ends.
   */
  vacuum: boolean;
  /**
   * Whether SIGTERM, with which systemd stops a unit, ends it. By itself uWSGI would reload, and be killed after 90 seconds.
   */
  dieOnTerm: boolean;
  /**
   * Whether it ends when the application cannot be loaded. By itself uWSGI would go on and answer everything with an error.
   */
  needApp: boolean;
  /**
   * Whether each worker loads the application itself: more memory, and nothing that is opened before is shared.
   */
  lazyApps: boolean;
  /**
   * Whether each request is logged. A web server in front has done so.
   */
  logRequests: boolean;
  logTo?: Path;
  /**
   * Where it tells its state as JSON: a socket file, or a loopback address and a port. Everybody who reaches it can read what is asked of the application.
   */
  stats?: string;
  /**
   * Variables that uWSGI sets itself; those of the service are in its unit.
   */
  env?: {
    [k: string]: Text;
  };
  /**
   * Native options by their own names, checked against what uWSGI knows. A list repeats the option.
   */
  settings?: {
    [k: string]: NativeUnitSetting;
  };
  /**
   * A remark for the reader, rendered as a comment above the entry.
   */
  note?: string;
}
/**
 * Commands around the program, in order. One that fails stops what comes after it.
 */
export interface Steps {
  /**
   * Before all others: unless each ends well, it is not started, and that is no failure.
   */
  conditions?: Step[];
  /**
   * Before the program.
   */
  before?: Step[];
  /**
   * When it counts as started.
   */
  started?: Step[];
  /**
   * To reload it.
   */
  reload?: Step[];
  /**
   * To stop it; what is left then gets the signal.
   */
  stop?: Step[];
  /**
   * After it ended, for whatever reason.
   */
  stopped?: Step[];
}
/**
 * One command.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "step".
 */
export interface Step {
  /**
   * The program and its arguments, without a shell.
   *
   * @minItems 1
   */
  run: Text[];
  /**
   * Whether it runs as root, where the service does not.
   */
  asRoot?: boolean;
  /**
   * Whether a failure is no failure.
   */
  mayFail?: boolean;
}
/**
 * After how many starts it is given up: it stays down until an operator looks. systemd’s default is 5 within 10s.
 */
export interface StartLimit {
  /**
   * How many starts.
   */
  starts: number;
  within: Duration;
}
/**
 * Directories that systemd makes for it, owned by its user. Two units must not share one: the first that stops takes a runtime directory away.
 */
export interface Directories {
  /**
   * Below /run; gone when it stops.
   *
   * Items: A directory below the one that systemd makes for it.
   */
  runtime?: string[];
  /**
   * Below /var/lib.
   *
   * Items: A directory below the one that systemd makes for it.
   */
  state?: string[];
  /**
   * Below /var/cache.
   *
   * Items: A directory below the one that systemd makes for it.
   */
  cache?: string[];
  /**
   * Below /var/log.
   *
   * Items: A directory below the one that systemd makes for it.
   */
  logs?: string[];
  /**
   * Below /etc.
   *
   * Items: A directory below the one that systemd makes for it.
   */
  configuration?: string[];
  mode?: Mode;
}
/**
 * Sockets that systemd opens for it: it is started at the first connection, and gets them.
 */
export interface Socket {
  /**
   * Ports of the service, by name.
   */
  ports?: string[];
  /**
   * Unix sockets.
   */
  files?: Path[];
  user?: Account;
  group?: Account;
  mode?: Mode;
  settings?: NativeUnitSettings;
}
/**
 * Paths that start it.
 */
export interface Watch {
  /**
   * Started when one of them is closed after a write.
   */
  changed?: Path[];
  /**
   * Started while one of them exists.
   */
  exists?: Path[];
  /**
   * Started while one of these directories holds something.
   */
  notEmpty?: Path[];
  settings?: NativeUnitSettings;
}
/**
 * An endpoint that somebody else runs: no artifact is made for it.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "external".
 */
export interface External {
  /**
   * What it speaks.
   */
  kind: 'smtp' | 'http' | 'https' | 'other';
  address: Text;
  port: Port;
  user?: Text;
  password?: Text;
  /**
   * For `smtp`: the address that mail is sent from.
   */
  sender?: string;
}
/**
 * A socket file of a service. Who connects to it must be able to write to it: that is up to its owner, group and mode.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "serviceSocket".
 */
export interface ServiceSocket {
  path: Path;
  /**
   * The application protocol.
   */
  speaks: 'http' | 'uwsgi' | 'fastcgi';
}
/**
 * A port of a service.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "servicePort".
 */
export interface ServicePort {
  number: Port;
  /**
   * The transport.
   */
  protocol: 'tcp' | 'udp';
  /**
   * The application protocol, for those who proxy to it.
   */
  speaks: 'http' | 'https' | 'uwsgi' | 'fastcgi' | 'other';
  /**
   * Who may reach it: `network` (containers of its networks; for a process the same as `loopback`), `loopback` (programs of the host), `lan` (an address of the host, see `via`) or `public` (every address). A process itself must bind that address: see `as: listen` of a reference.
   */
  expose: 'network' | 'loopback' | 'lan' | 'public';
  published?: Port;
  /**
   * For `lan`: which address of the host, by name.
   */
  via?: string;
  /**
   * Why a datastore may be reached from outside the host; see the rule published-datastore.
   */
  because?: string;
  /**
   * A remark for the reader, rendered as a comment above the entry.
   */
  note?: string;
}
/**
 * One mount; says exactly one source.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "mount".
 */
export interface Mount {
  /**
   * A volume, by name.
   */
  volume?: string;
  /**
   * A rendered file, by its name under `files`; the container is recreated when it changes.
   */
  file?: string;
  host?: Path;
  /**
   * A secret that is delivered as a file.
   */
  secret?: string;
  /**
   * Whether it cannot be written.
   */
  readOnly?: boolean;
}
/**
 * How a service is attached to a network.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "attachment".
 */
export interface Attachment {
  /**
   * Further names in this network.
   */
  aliases?: Domain[];
  /**
   * A fixed address in this network.
   */
  address?: string;
}
/**
 * How one knows that it works; becomes the container’s health check and the condition `healthy`.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "health".
 */
export interface Health {
  /**
   * A path that answers with success; it stands in a line of a shell, in single quotes.
   */
  http?: string;
  /**
   * The port of the service that `http` asks.
   */
  port?: string;
  /**
   * A command that succeeds, without a shell.
   *
   * @minItems 1
   */
  command?: Text[];
  /**
   * A line for the container’s shell.
   */
  shell?: string;
  /**
   * Whether the check of the image is switched off.
   */
  disabled?: boolean;
  every?: Duration;
  timeout?: Duration;
  /**
   * Failures in a row that count.
   */
  retries?: number;
  grace?: Duration;
}
/**
 * What it may use.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "limits".
 */
export interface Limits {
  memory?: Size;
  /**
   * Processors, as a number.
   */
  cpus?: number;
  /**
   * Processes and threads.
   */
  pids?: number;
  reservedMemory?: Size;
  /**
   * How many run.
   */
  replicas?: number;
  /**
   * Resource limits of the process.
   */
  ulimits?: {
    [k: string]: Ulimit;
  };
}
/**
 * A resource limit; -1 is no limit.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "ulimit".
 */
export interface Ulimit {
  /**
   * The limit in force.
   */
  soft: number;
  /**
   * How far it may be raised.
   */
  hard: number;
}
/**
 * How it is stopped.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "stop".
 */
export interface Stop {
  grace?: Duration;
  /**
   * The first signal.
   */
  signal?: string;
}
/**
 * Services of a host that are started and stopped together: a target of systemd. Starting the group starts those that run always.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "serviceGroup".
 */
export interface ServiceGroup {
  /**
   * Its services, each with a `process`.
   *
   * @minItems 1
   */
  services: string[];
  /**
   * What operators read in `systemctl status`; default: the name of the group.
   */
  description?: string;
  settings?: NativeUnitSettings;
  /**
   * A remark for the reader, rendered as a comment above the entry.
   */
  note?: string;
}
/**
 * Starts a service at certain times. It does so only where its unit is known to systemd: a service with a `process`.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "timer".
 */
export interface Timer {
  /**
   * The service that it starts.
   */
  starts: string;
  /**
   * When, as systemd.time(7) writes it: `daily`, `Mon..Fri *-*-* 02:00`, `*:0/15`. In the time zone of the host.
   *
   * @minItems 1
   */
  calendar?: string[];
  every?: Duration;
  afterBoot?: Duration;
  /**
   * With `calendar`: whether a start that was missed while the host was down is made up for.
   */
  persistent?: boolean;
  accuracy?: Duration;
  spread?: Duration;
  settings?: NativeUnitSettings;
  /**
   * A remark for the reader, rendered as a comment above the entry.
   */
  note?: string;
}
/**
 * A TLS certificate with its key: secrets that are delivered as files, or files that a host has already. Says exactly one of certificate and onHost.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "certificate".
 */
export interface Certificate {
  /**
   * The secret with the certificate chain in PEM.
   */
  certificate?: string;
  /**
   * The secret with the private key in PEM; goes with `certificate`.
   */
  key?: string;
  /**
   * Files that something else keeps on each host that uses them, such as certbot; containers get them mounted.
   */
  onHost?: {
    certificate: Path;
    key: Path;
  };
  /**
   * The names that it covers.
   *
   * @minItems 1
   */
  names: Domain[];
  /**
   * A remark for the reader, rendered as a comment above the entry.
   */
  note?: string;
}
/**
 * Response headers that several vhosts or routes share.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "headerSet".
 */
export interface HeaderSet {
  [k: string]: RequestText;
}
/**
 * An nginx, in a container or as the packages of a host bring it. Its virtual hosts follow from `vhosts`. Says exactly one of service and on.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "webserver".
 */
export interface Webserver {
  /**
   * The service whose container it runs in; its ports `http` and `https` are the listeners.
   */
  service?: string;
  /**
   * For the nginx of the host’s own packages: a host, or a pair for both of its nodes. Its main file is written as a whole, and of other sites of the host only those that end in .conf are read.
   */
  on?: string;
  /**
   * For the nginx of a host: what it listens on. That of a container follows the ports of its service.
   */
  ports?: {
    http?: Listener;
    https?: Listener;
  };
  /**
   * Worker processes: a number or `auto`.
   */
  workers: string | number;
  /**
   * Connections per worker.
   */
  connections: number;
  unknownHost?: Respond;
  tls?: TlsProfile;
  gzip?: Gzip;
  /**
   * Log formats.
   */
  logFormats?: {
    [k: string]: LogFormat;
  };
  accessLog?: AccessLog;
  /**
   * Values made from a request value.
   */
  maps?: {
    [k: string]: Map;
  };
  /**
   * Rate limits.
   */
  rateLimitZones?: {
    [k: string]: LimitZone;
  };
  /**
   * Caches on disk.
   */
  caches?: {
    [k: string]: CacheZone;
  };
  realIp?: RealIp;
  /**
   * DNS servers, for names that are looked up at run time.
   */
  resolver?: string[];
  /**
   * How a service is proxied to, by service.
   */
  upstreams?: {
    [k: string]: Upstream;
  };
  keepalive?: Duration;
  maxBody?: Size;
  timeouts?: Timeouts;
  /**
   * Whether the version is kept to itself.
   */
  hideVersion: boolean;
  headers?: ResponseHeaders;
  requestHeaders?: RequestHeaders;
  /**
   * Native directives by the block they stand in.
   */
  settings?: {
    main?: NativeDirectives;
    events?: NativeDirectives;
    http?: NativeDirectives;
  };
  /**
   * A remark for the reader, rendered as a comment above the entry.
   */
  note?: string;
}
/**
 * Where the nginx of a host listens.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "listener".
 */
export interface Listener {
  number: Port;
  /**
   * Who may reach it: `loopback` (programs of the host), `lan` (an address of the host, see `via`; on a pair also the virtual one of the same network) or `public` (every address).
   */
  expose: 'loopback' | 'lan' | 'public';
  /**
   * For `lan`: which address of the host, by name; default: the first.
   */
  via?: string;
}
/**
 * A fixed answer.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "respond".
 */
export interface Respond {
  /**
   * The status; 444 closes the connection.
   */
  code: number;
  /**
   * The body.
   */
  body?: string;
  /**
   * Its content type.
   */
  type?: string;
}
/**
 * TLS for all virtual hosts.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "tlsProfile".
 */
export interface TlsProfile {
  /**
   * Protocol versions.
   *
   * @minItems 1
   *
   * Items: A version.
   */
  protocols?: ('TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3')[];
  /**
   * OpenSSL cipher list for TLS 1.2.
   */
  ciphers?: string;
  /**
   * Whether the server chooses.
   */
  preferServerCiphers?: boolean;
  sessionTimeout?: Duration;
  sessionCache?: Size;
  /**
   * Whether tickets are issued.
   */
  sessionTickets?: boolean;
}
/**
 * Compression.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "gzip".
 */
export interface Gzip {
  /**
   * Content types besides text/html.
   */
  types?: string[];
  /**
   * 1 is fast, 9 is small.
   */
  level?: number;
  minLength?: Size;
  /**
   * Whether answers to proxies are compressed too.
   */
  proxied?: boolean;
  /**
   * Whether Vary: Accept-Encoding is sent.
   */
  vary: boolean;
}
/**
 * A log format.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "logFormat".
 */
export interface LogFormat {
  text: RequestText;
  /**
   * How values are escaped.
   */
  escape: 'default' | 'json' | 'none';
}
/**
 * The log of requests.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "accessLog".
 */
export interface AccessLog {
  /**
   * A file, or `stdout`.
   */
  path?: string;
  /**
   * A log format of the web server, by name.
   */
  format?: string;
  /**
   * Whether nothing is logged.
   */
  off?: boolean;
}
/**
 * A value that depends on a request value.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "map".
 */
export interface Map {
  of: RequestText;
  /**
   * Exact cases come first, then regexes in order.
   */
  cases: MapCase[];
  /**
   * The value when nothing matches.
   */
  default: string;
}
/**
 * One case.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "mapCase".
 */
export interface MapCase {
  /**
   * The whole value.
   */
  exact?: string;
  /**
   * A regular expression.
   */
  regex?: string;
  /**
   * Request text.
   */
  value: string;
}
/**
 * A rate limit.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "limitZone".
 */
export interface LimitZone {
  key: RequestText;
  /**
   * Requests per second or minute.
   */
  rate: string;
  size: Size;
}
/**
 * A cache on disk.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "cacheZone".
 */
export interface CacheZone {
  path: Path;
  keys: Size;
  maxSize?: Size;
  inactive?: Duration;
}
/**
 * Proxies in front that tell the client’s address.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "realIp".
 */
export interface RealIp {
  /**
   * Addresses of the proxies.
   *
   * @minItems 1
   */
  from: string[];
  /**
   * The header that carries it.
   */
  header: string;
  /**
   * Whether trusted proxies are skipped.
   */
  recursive: boolean;
}
/**
 * How a service is proxied to.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "upstream".
 */
export interface Upstream {
  /**
   * Failures before it is left alone.
   */
  maxFails?: number;
  failTimeout?: Duration;
  /**
   * Idle connections that are kept.
   */
  keepalive?: number;
  /**
   * How requests are spread.
   */
  balance: 'round-robin' | 'least-connections' | 'client';
}
/**
 * How long nginx waits for the application.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "timeouts".
 */
export interface Timeouts {
  connect?: Duration;
  read?: Duration;
  send?: Duration;
}
/**
 * Headers of the answer. A route’s headers are added to those of its vhost; the effective set is written where any of them differ, since nginx inherits all or none.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "responseHeaders".
 */
export interface ResponseHeaders {
  /**
   * Sets of headers, by name.
   */
  use?: string[];
  /**
   * Headers with their values; sent with every status.
   */
  set?: {
    [k: string]: RequestText;
  };
  /**
   * Headers of the application that are not passed on.
   */
  hide?: string[];
  /**
   * Headers of the application that are passed on although nginx would drop them.
   */
  pass?: string[];
}
/**
 * Headers of the request as the application sees it.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "requestHeaders".
 */
export interface RequestHeaders {
  /**
   * `standard`: Host, X-Real-IP, X-Forwarded-For, -Proto and -Host as the client sent or nginx knows them. `none`: nginx’s own two only.
   */
  forward: 'standard' | 'none';
  /**
   * Headers with their values; an empty text removes one.
   */
  set?: {
    /**
     * Request text, may be empty.
     */
    [k: string]: string;
  };
}
/**
 * Directives by their own names, checked against what the program knows at its version. A value is one argument or a list of arguments; a list of lists repeats the directive. Placeholders in braces stand for request values.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "directives".
 */
export interface NativeDirectives {
  [k: string]: Directive;
}
/**
 * A site of a web server, by its names.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "vhost".
 */
export interface Vhost {
  /**
   * The web server.
   */
  at: string;
  /**
   * Its domains; the first one is the public one.
   *
   * @minItems 1
   */
  names: Domain[];
  /**
   * Further names, as regular expressions.
   */
  nameRegexes?: string[];
  tls?: Tls;
  /**
   * What happens to which requests.
   */
  routes: {
    [k: string]: Route;
  };
  headers?: ResponseHeaders;
  requestHeaders?: RequestHeaders;
  maxBody?: Size;
  timeouts?: Timeouts;
  buffers?: Buffers;
  auth?: Auth;
  access?: Access;
  accessLog?: AccessLog;
  /**
   * Rate limits that apply.
   */
  rateLimits?: LimitUse[];
  /**
   * Answers instead of errors.
   */
  errorPages?: ErrorPage[];
  /**
   * Changes of the path, in order.
   */
  rewrites?: Rewrite[];
  settings?: NativeDirectives;
  /**
   * A remark for the reader, rendered as a comment above the entry.
   */
  note?: string;
}
/**
 * TLS, and what becomes of plain HTTP.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "tls".
 */
export interface Tls {
  /**
   * A certificate, by name.
   */
  certificate: string;
  /**
   * Whether plain HTTP is redirected to HTTPS; else it serves the same routes.
   */
  redirect: boolean;
  hsts?: Duration;
  /**
   * Paths that plain HTTP serves without a redirect.
   */
  except?: string[];
}
/**
 * What happens to the requests that match. Says exactly one of to, static, redirect, respond and fallback.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "route".
 */
export interface Route {
  match: Match;
  to?: Target;
  static?: Static;
  redirect?: Redirect;
  respond?: Respond;
  fallback?: Fallback;
  /**
   * Whether only internal redirects reach it.
   */
  internal: boolean;
  /**
   * Whether connections may be upgraded.
   */
  websocket: boolean;
  cache?: CacheUse;
  /**
   * How long browsers may keep it: a duration, `max`, `epoch` or `off`.
   */
  expires?: string;
  headers?: ResponseHeaders;
  requestHeaders?: RequestHeaders;
  maxBody?: Size;
  timeouts?: Timeouts;
  buffers?: Buffers;
  auth?: Auth;
  access?: Access;
  accessLog?: AccessLog;
  /**
   * Rate limits that apply.
   */
  rateLimits?: LimitUse[];
  /**
   * Answers instead of errors.
   */
  errorPages?: ErrorPage[];
  /**
   * Changes of the path, in order.
   */
  rewrites?: Rewrite[];
  settings?: NativeDirectives;
  /**
   * A remark for the reader, rendered as a comment above the entry.
   */
  note?: string;
}
/**
 * Which requests. Exact comes first, then the longest prefix; regexes come before prefixes unless the prefix says `overRegex`.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "match".
 */
export interface Match {
  /**
   * The beginning of the path.
   */
  prefix?: string;
  /**
   * The whole path.
   */
  exact?: string;
  /**
   * A regular expression (PCRE) over the path.
   */
  regex?: string;
  /**
   * Only reached by name, from `fallback` and error pages.
   */
  named?: string;
  /**
   * Whether the regex ignores case.
   */
  ignoreCase: boolean;
  /**
   * The place of a regex among the regexes: lower comes first.
   */
  order?: number;
  /**
   * Whether this prefix wins over regexes.
   */
  overRegex: boolean;
}
/**
 * The application.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "target".
 */
export interface Target {
  /**
   * The service.
   */
  service: string;
  /**
   * Its port, by name; may be left out where it has one only, and no socket.
   */
  port?: string;
  /**
   * Instead of a port: its socket file, by name; for a web server of the same host. May be left out where it has one only, and no port.
   */
  socket?: string;
  /**
   * What replaces the matched prefix.
   */
  path?: string;
}
/**
 * Files.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "static".
 */
export interface Static {
  /**
   * A volume; the web server’s own mount of it is used.
   */
  volume?: string;
  path?: Path;
  /**
   * Files that stand for a directory.
   */
  index?: string[];
  /**
   * Whether the matched prefix is cut off (alias) or kept (root).
   */
  strip: boolean;
}
/**
 * A redirect.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "redirect".
 */
export interface Redirect {
  to: RequestText;
  /**
   * 301 and 308 are permanent, 302 and 307 are not.
   */
  code: 301 | 302 | 303 | 307 | 308;
}
/**
 * Tries files first, then goes elsewhere.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "fallback".
 */
export interface Fallback {
  root: Path;
  /**
   * Paths to try, as request text.
   *
   * @minItems 1
   */
  try: RequestText[];
  /**
   * The name of a route that matches by `named`, or a status.
   */
  then: string | number;
}
/**
 * Whether and how answers are cached.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "cacheUse".
 */
export interface CacheUse {
  /**
   * A cache of the web server, by name.
   */
  zone: string;
  /**
   * How long, by status or `any`.
   */
  valid?: {
    [k: string]: Duration;
  };
  key?: RequestText;
  /**
   * When an old answer may be given.
   *
   * Items: A condition.
   */
  useStale?: (
    | 'error'
    | 'timeout'
    | 'invalid_header'
    | 'updating'
    | 'http_500'
    | 'http_502'
    | 'http_503'
    | 'http_504'
    | 'http_403'
    | 'http_404'
    | 'http_429'
  )[];
  /**
   * Request values that, if not empty, skip the cache.
   */
  bypass?: RequestText[];
  /**
   * Whether one request at a time fills an entry.
   */
  lock?: boolean;
  /**
   * Methods that are cached.
   *
   * Items: A method.
   */
  methods?: ('GET' | 'HEAD' | 'POST')[];
}
/**
 * How nginx buffers.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "buffers".
 */
export interface Buffers {
  /**
   * Whether answers are buffered.
   */
  response: boolean;
  /**
   * Whether request bodies are buffered.
   */
  request: boolean;
  header?: Size;
  /**
   * Number of buffers.
   */
  count?: number;
  size?: Size;
  busy?: Size;
  body?: Size;
}
/**
 * Basic authentication.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "auth".
 */
export interface Auth {
  /**
   * What the browser shows.
   */
  realm: string;
  /**
   * The secret file with users and password hashes (htpasswd).
   */
  users: string;
}
/**
 * Which clients are let in; the first line that matches decides.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "access".
 */
export interface Access {
  /**
   * Addresses and networks that are let in.
   */
  allow?: string[];
  /**
   * Addresses and networks that are refused first.
   */
  deny?: string[];
  /**
   * What happens to all others.
   */
  others: 'allow' | 'deny';
}
/**
 * A rate limit that applies here.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "limitUse".
 */
export interface LimitUse {
  /**
   * A rate limit of the web server, by name.
   */
  zone: string;
  /**
   * Requests above the rate that are let through or delayed.
   */
  burst?: number;
  /**
   * Whether they are delayed; else passed at once.
   */
  delay: boolean;
  /**
   * The status of a refusal.
   */
  status?: number;
}
/**
 * What is answered instead of an error.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "errorPage".
 */
export interface ErrorPage {
  /**
   * Statuses.
   *
   * @minItems 1
   *
   * Items: A status.
   */
  codes: number[];
  /**
   * A path of this vhost.
   */
  path: string;
  /**
   * The status that is sent instead.
   */
  as?: number;
}
/**
 * An ordered change of the path.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "rewrite".
 */
export interface Rewrite {
  /**
   * What the path must match.
   */
  regex: string;
  to: RequestText;
  /**
   * What happens next.
   */
  then: 'last' | 'break' | 'redirect' | 'permanent';
}
/**
 * A command that runs by the clock.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "job".
 */
export interface Job {
  /**
   * The hosts it runs on: a host, a pair for both of its nodes, a role of a pair (`cims/primary`) for the node that has it, or a list of such names; default: the only host.
   *
   * @minItems 1
   */
  on?: string | string[];
  user: Account;
  schedule: Schedule;
  command: JobCommand;
  /**
   * Which shell runs a command that is one line; default: sh.
   */
  shell?: 'sh' | 'bash';
  directory?: Path;
  /**
   * Its environment variables; they override those of `envSets`. Cron itself sets HOME, LOGNAME, SHELL and PATH=/usr/bin:/bin, and nothing else. A secret cannot stand here: everybody on the host may read a crontab.
   */
  env?: {
    [k: string]: Text;
  };
  /**
   * Sets of variables that it shares with others, in order; later ones win.
   */
  envSets?: string[];
  timeout?: Duration;
  /**
   * Whether it may start while an earlier run is still going. If not, it is skipped that time, without a word.
   */
  overlap: boolean;
  lock?: Name;
  wait?: Duration;
  /**
   * Who gets by mail what it prints and `output` does not take; default: its user’s mailbox on the host. An empty list: nobody.
   *
   * Items: A mail address, or an account of the host.
   */
  mail?: string[];
  output?: JobOutput;
  /**
   * Where it is written. `system`: a file of its own in /etc/cron.d, which cron finds by itself. `user`: its user’s crontab, as `crontab -l` shows it; all of that crontab is then written from here, and what was in it before is gone.
   */
  crontab: 'system' | 'user';
  /**
   * A remark for the reader, rendered as a comment above the entry.
   */
  note?: string;
}
/**
 * When something runs. All times are those of the host’s time zone; where that has a summer time, say no time between one and three at night.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "schedule".
 */
export interface Schedule {
  every?: Duration;
  /**
   * At these minutes of every hour.
   *
   * @minItems 1
   *
   * Items: Which minute.
   */
  hourly?: number[];
  /**
   * Every day at these times.
   *
   * @minItems 1
   */
  daily?: TimeOfDay[];
  weekly?: WeeklySchedule;
  monthly?: MonthlySchedule;
  /**
   * The five fields of crontab(5), or `@reboot`, `@daily` …: minute, hour, day of the month, month, day of the week. Where both days are restricted, either is enough.
   */
  cron?: string;
}
/**
 * On these days of every week.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "weekly".
 */
export interface WeeklySchedule {
  /**
   * The days.
   *
   * @minItems 1
   *
   * Items: A day of the week.
   */
  on: ('monday' | 'tuesday' | 'wednesday' | 'thursday' | 'friday' | 'saturday' | 'sunday')[];
  /**
   * At which times of such a day.
   *
   * @minItems 1
   */
  at: TimeOfDay[];
}
/**
 * On these days of every month.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "monthly".
 */
export interface MonthlySchedule {
  /**
   * The days of the month, up to the 28th: later ones are missing in some months, and are said as `cron`.
   *
   * @minItems 1
   *
   * Items: A day of the month.
   */
  on: number[];
  /**
   * At which times of such a day.
   *
   * @minItems 1
   */
  at: TimeOfDay[];
}
/**
 * Where what it prints goes; default: all of it is mailed.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "jobOutput".
 */
export interface JobOutput {
  /**
   * What is thrown away: `stdout`, its usual output, so that only complaints are mailed; or `all`.
   */
  discard?: 'stdout' | 'all';
  append?: Path;
}
/**
 * Dumps of one PostgreSQL database on the hosts of its datastore, as plain SQL: NAME-20171215_1105.sql is the one of that time of the host’s clock. `sitectl dump NAME` makes them and `sitectl clean-up NAME` deletes old ones; cron calls both. Users and their passwords are not in a dump. Copies on another machine are not made from here.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "backup".
 */
export interface Backup {
  /**
   * The database, as datastore/database. On a pair each node keeps dumps of its own.
   */
  database: string;
  directory: Path;
  cadence?: BackupCadence;
  keep?: BackupRetention;
  timeout: Duration;
  /**
   * Who gets by mail what the dumps and the clean-up complain about; default: root’s mailbox on the host. On a pair the first failure, and one every six hours while it lasts, also goes to those whom the pair alerts.
   *
   * @minItems 1
   *
   * Items: A mail address, or an account of the host.
   */
  mail?: string[];
  /**
   * A remark for the reader, rendered as a comment above the entry.
   */
  note?: string;
}
/**
 * When dumps are made, by what the node is at that time. A dump slows the server down, least where nobody works: on the standby. A standby whose primary does not work makes none, and neither does a node that is not working.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "backupCadence".
 */
export interface BackupCadence {
  workingStandby?: BackupTimes;
  supportedPrimary?: BackupTimes;
  singlePrimary?: BackupTimes;
}
/**
 * Times of the day in steps of five minutes, by which dumps are named. Where the host’s time zone has a summer time, the hour that comes twice is dumped once.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "backupTimes".
 */
export interface BackupTimes {
  every?: Duration;
  /**
   * Every day at these times, each a multiple of 5 minutes.
   *
   * @minItems 1
   */
  daily?: TimeOfDay[];
  /**
   * No dumps in this state.
   */
  never?: true;
}
/**
 * How many dumps of each class stay, the newest of each; the time in its name gives a dump one class. Every second hour the others are deleted. What is not named as a dump, is empty, or is named after a time to come is neither counted nor deleted.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "backupKeep".
 */
export interface BackupRetention {
  /**
   * How many of those named XX05 to XX55; default: 10.
   */
  subHourly?: number;
  /**
   * How many of those named XX00, but not 0000; default: 10.
   */
  hourly?: number;
  /**
   * How many of those named 0000, but not of the first of a month; default: 10.
   */
  daily?: number;
  /**
   * How many of those named 0000 of the first of a month; default: 3.
   */
  monthly?: number;
}
/**
 * Files that a program goes on writing, and how they are kept small. Logrotate looks once a day.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "logFile".
 */
export interface LogFile {
  /**
   * The hosts they lie on: a host, a pair for both of its nodes, or a list of such names; default: the only host.
   *
   * @minItems 1
   */
  on?: string | string[];
  /**
   * The files; `*`, `?` and `[…]` stand for any name, any character, some characters.
   *
   * @minItems 1
   *
   * Items: An absolute path.
   */
  paths: string[];
  /**
   * How often a file is put aside.
   */
  every: 'day' | 'week' | 'month';
  maxSize?: Size;
  /**
   * How many old files are kept; the oldest goes.
   */
  keep: number;
  /**
   * Whether old files are compressed.
   */
  compress: boolean;
  /**
   * The units that are reloaded when files were put aside, so that they open new ones. A unit that does not run is left alone.
   *
   * @minItems 1
   *
   * Items: A unit of systemd.
   */
  reload?: string[];
  /**
   * For a program that cannot be told: a file is copied and then emptied. What is written between the two is lost, and the disk must hold both.
   */
  copyTruncate?: true;
  /**
   * For a writer that opens the file for every line or every run, as a job of cron does: nobody needs to be told.
   */
  reopened?: true;
  owner?: Account;
  group?: Account;
  mode?: Mode;
  /**
   * Whether files are moved with the rights of `owner` and `group`. Logrotate asks for it where others than root may write to the folder.
   */
  rotateAsOwner: boolean;
  /**
   * A remark for the reader, rendered as a comment above the entry.
   */
  note?: string;
}
/**
 * A file that some program reads, from structured data or text.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "file".
 */
export interface File {
  /**
   * The host, or a pair or a role of one for both of its nodes, since either may take the role; default: the only host.
   */
  on?: string;
  path: Path;
  owner?: Account;
  group?: Account;
  mode?: Mode;
  /**
   * How the content is written.
   */
  format: 'json' | 'yaml' | 'ini' | 'toml' | 'env' | 'properties' | 'text';
  /**
   * For `env`: who reads it; each has its own quoting.
   */
  consumer?: 'compose' | 'docker' | 'systemd' | 'shell';
  content?: Anything;
  /**
   * For `text`: a file in the site’s own folder, taken as it is.
   */
  source?: string;
  /**
   * For `text`: how a comment line begins; without it the file carries no mark.
   */
  comment?: '#' | ';' | '//' | '--' | '!';
  /**
   * A remark for the reader, rendered as a comment above the entry.
   */
  note?: string;
}
/**
 * Something on a host that monit looks at in every cycle, and what it does where a test is met.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "check".
 */
export interface Check {
  /**
   * The hosts that look: a host, a pair for both of its nodes, a role of a pair (`cims/primary`) for the node that has it, or a list of such names; default: the only host.
   *
   * @minItems 1
   */
  on?: string | string[];
  set?: Name;
  of?: CheckOf;
  process?: CheckProcess;
  host?: CheckHost;
  program?: CheckProgram;
  file?: CheckFile;
  directory?: CheckPath;
  filesystem?: CheckPath;
  network?: CheckNetwork;
  /**
   * The machine as a whole. Monit calls this check by the name of the host.
   */
  system?: true;
  /**
   * Groups that it belongs to: `monit -g NAME start` acts on all of one.
   */
  groups?: Name[];
  /**
   * Checks of the same host that must be up before this one is started. It is stopped before one of them is restarted, and started after.
   *
   * Items: A check.
   */
  depends?: string[];
  /**
   * The systemd unit by which it is started, stopped and restarted, through sitectl where it is one of a pair; `start`, `stop` and `restart` override single ones. A unit with `Restart=` is restarted by systemd before monit notices.
   */
  unit?: string;
  timeout?: Duration;
  start?: CheckCommand;
  stop?: CheckCommand;
  restart?: CheckCommand;
  every?: CheckEvery;
  /**
   * `passive`: monit tells, and never starts or restarts anything.
   */
  mode: 'active' | 'passive';
  /**
   * Whether it is watched after the machine starts: always, not until somebody says so, or as it was before; default: as the host says.
   */
  onReboot?: 'start' | 'nostart' | 'laststate';
  /**
   * Who gets mail about this check, besides those of the host.
   *
   * @minItems 1
   */
  alerts?: MonitAlert[];
  /**
   * Tests, in order.
   */
  tests?: CheckTest[];
  /**
   * Sets of tests that it shares with others; they follow its own.
   *
   * Items: A test set.
   */
  testSets?: string[];
  /**
   * A remark for the reader, rendered as a comment above the entry.
   */
  note?: string;
}
/**
 * Something of this site: where its pid file is, by what it is started, and that it answers, follows from it.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "checkOf".
 */
export interface CheckOf {
  /**
   * A datastore. Its process is watched, and restarted where it does not answer on its port.
   */
  datastore?: string;
  /**
   * A service with a `process`, which says its `pidFile`. It is watched where it runs: as its user and group, and on each of its TCP ports; it is restarted where one of these is not so.
   */
  service?: string;
}
/**
 * A process; where it is not there, it is started.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "checkProcess".
 */
export interface CheckProcess {
  pidfile?: Path;
  /**
   * A POSIX regular expression that the command line of one process fits.
   */
  match?: string;
  /**
   * The program of the host that writes `pidfile`, where neither `unit` nor anything else of this site does.
   */
  by?: string;
}
/**
 * A machine as the network sees it: it is asked by `ping` or `connection`, at least one of them.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "checkHost".
 */
export interface CheckHost {
  address: Text;
}
/**
 * A program that is run in each cycle; `status` judges how it ended. It gets no shell and nearly no environment.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "checkProgram".
 */
export interface CheckProgram {
  /**
   * The program and its arguments.
   *
   * @minItems 1
   */
  run: Text[];
  timeout?: Duration;
  as?: Account;
}
/**
 * A file.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "checkFile".
 */
export interface CheckFile {
  path: Path;
  /**
   * Regular expressions: a line that one of them fits is no match of `content`.
   *
   * Items: A POSIX regular expression.
   */
  ignore?: string[];
}
/**
 * A place in the file system.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "checkPath".
 */
export interface CheckPath {
  path: Path;
}
/**
 * A network interface.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "checkNetwork".
 */
export interface CheckNetwork {
  /**
   * Its name.
   */
  interface?: string;
  /**
   * An address that it has.
   */
  address?: string;
}
/**
 * A command that monit runs, without a shell.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "checkCommand".
 */
export interface CheckCommand {
  /**
   * The program and its arguments.
   *
   * @minItems 1
   */
  run: Text[];
  as?: Account;
  group?: Account;
  timeout?: Duration;
}
/**
 * When it is looked at; default: in every cycle.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "checkEvery".
 */
export interface CheckEvery {
  /**
   * In every n-th cycle.
   */
  cycles?: number;
  /**
   * At these times: minute, hour, day of month, month and day of week as in a crontab, without steps. A cycle may miss a single minute: use ranges.
   */
  during?: string;
  /**
   * Not at these times, written the same way.
   */
  except?: string;
}
/**
 * A condition, and what is done when it is met. Which conditions a check can have follows from what it looks at.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "checkTest".
 */
export interface CheckTest {
  connection?: TestConnection;
  ping?: TestPing;
  user?: Account;
  group?: Account;
  mode?: Mode;
  resource?: TestResource;
  space?: TestSpace;
  inodes?: TestSpace;
  age?: TestAge;
  size?: TestSize;
  /**
   * Met where the file has another MD5 or SHA-1 sum.
   */
  checksum?: string;
  /**
   * Met in the cycle in which it changed.
   */
  changed?: 'checksum' | 'pid' | 'parent' | 'time' | 'size' | 'mode' | 'status' | 'link' | 'flags';
  content?: TestContent;
  /**
   * `false`: met where it is not there; `true`: where it is.
   */
  exists?: boolean;
  status?: TestStatus;
  /**
   * Met where the interface is down.
   */
  link?: 'down';
  saturation?: TestSaturation;
  traffic?: TestTraffic;
  uptime?: TestAge;
  restarts?: TestRestarts;
  /**
   * A condition in monit’s own words, for what has no field here.
   */
  native?: string;
  for?: TestFor;
  then: CheckAction;
  recovered?: CheckAction;
  /**
   * A remark for the reader, rendered as a comment above the entry.
   */
  note?: string;
}
/**
 * Met where no connection comes about, or the answer is not what it should be.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "testConnection".
 */
export interface TestConnection {
  host?: Text;
  port?: Text;
  socket?: Path;
  /**
   * What listens there, where nothing of this manifest does: a word for the reader. Without it a port that nobody binds is an error.
   */
  by?: string;
  /**
   * The transport.
   */
  transport: 'tcp' | 'udp';
  /**
   * Which protocol is spoken; default: only a connection is made.
   */
  protocol?:
    | 'http'
    | 'https'
    | 'redis'
    | 'pgsql'
    | 'mysql'
    | 'mongodb'
    | 'memcache'
    | 'smtp'
    | 'smtps'
    | 'imap'
    | 'imaps'
    | 'pop'
    | 'ssh'
    | 'dns'
    | 'ftp'
    | 'ntp3'
    | 'ldap2'
    | 'ldap3'
    | 'lmtp'
    | 'rsync'
    | 'sip'
    | 'mqtt'
    | 'clamav';
  http?: TestHTTP;
  user?: Text;
  password?: Text;
  database?: Name;
  tls?: TestTLS;
  /**
   * What is sent and what must come back, in order, instead of a protocol.
   *
   * @minItems 1
   */
  exchange?: TestStep[];
  slowerThan?: Duration;
  timeout?: Duration;
  /**
   * How often it tries again in the same cycle.
   */
  retry?: number;
}
/**
 * What is asked over HTTP, and what must come back.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "testHttp".
 */
export interface TestHTTP {
  /**
   * The path and query.
   */
  path: string;
  /**
   * The method; default: GET, or HEAD where nothing of the body is needed.
   */
  method?: 'GET' | 'HEAD';
  /**
   * The status that must come; default: any below 400.
   */
  status?: number;
  /**
   * A regular expression that the body must fit.
   */
  content?: string;
  /**
   * Headers of the request.
   */
  headers?: {
    /**
     * The value of a header.
     */
    [k: string]: string;
  };
}
/**
 * How the certificate is judged.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "testTls".
 */
export interface TestTLS {
  /**
   * Whether it must be one that this machine trusts.
   */
  verify: boolean;
  /**
   * Whether one that signed itself will do.
   */
  selfSigned: boolean;
  validFor?: Duration;
}
/**
 * One step of an exchange.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "testStep".
 */
export interface TestStep {
  /**
   * A text; in YAML, `\r\n` between double quotes ends a line.
   */
  send?: string;
  /**
   * A regular expression that the answer fits.
   */
  expect?: string;
}
/**
 * Met where no echo comes back.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "testPing".
 */
export interface TestPing {
  /**
   * How many are sent before it counts as failed; default: 3.
   */
  count?: number;
  /**
   * Length of each, in octets; default: 64.
   */
  size?: number;
  timeout?: Duration;
}
/**
 * A share of processors or memory, an amount of memory, or a number.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "testResource".
 */
export interface TestResource {
  /**
   * Of a process: cpu, memory (with children: totalCpu, totalMemory), children, threads. Of the system: cpu and its parts, memory, swap, and the load over 1, 5 and 15 min.
   */
  of:
    | 'cpu'
    | 'cpuUser'
    | 'cpuSystem'
    | 'cpuWait'
    | 'totalCpu'
    | 'memory'
    | 'totalMemory'
    | 'swap'
    | 'load1'
    | 'load5'
    | 'load15'
    | 'children'
    | 'threads';
  /**
   * The test is met above this.
   */
  over?: string | number;
  /**
   * The test is met below this.
   */
  under?: string | number;
}
/**
 * A share, an amount or a number.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "testSpace".
 */
export interface TestSpace {
  /**
   * What is in use, or what is left.
   */
  of: 'used' | 'free';
  /**
   * The test is met above this.
   */
  over?: string | number;
  /**
   * The test is met below this.
   */
  under?: string | number;
}
/**
 * A span of time.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "testAge".
 */
export interface TestAge {
  over?: Duration;
  under?: Duration;
}
/**
 * The size of a file.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "testSize".
 */
export interface TestSize {
  over?: Size;
  under?: Size;
}
/**
 * New lines of a file, or what a program printed.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "testContent".
 */
export interface TestContent {
  /**
   * Met where a line fits this POSIX regular expression.
   */
  matches?: string;
  /**
   * Met where it does not.
   */
  lacks?: string;
}
/**
 * The status with which a program ended.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "testStatus".
 */
export interface TestStatus {
  /**
   * Met with this status.
   */
  is?: number;
  /**
   * Met with any other.
   */
  not?: number;
}
/**
 * How much of an interface is in use.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "testSaturation".
 */
export interface TestSaturation {
  /**
   * The test is met above this share.
   */
  over: string;
}
/**
 * What goes through an interface, per second, or over some hours.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "testTraffic".
 */
export interface TestTraffic {
  /**
   * Which way.
   */
  of: 'upload' | 'download';
  over: Size;
  within?: Duration;
}
/**
 * How often it was restarted, by this check.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "testRestarts".
 */
export interface TestRestarts {
  /**
   * So many restarts.
   */
  count: number;
  /**
   * Within so many cycles.
   */
  within: number;
}
/**
 * How long a test must be met before something is done; default: one cycle.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "testFor".
 */
export interface TestFor {
  /**
   * So often, within `cycles`; default: in all of them.
   */
  times?: number;
  /**
   * Of so many cycles.
   */
  cycles: number;
}
/**
 * What monit does. A mail goes to those who want it in any case.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "checkAction".
 */
export interface CheckAction {
  /**
   * `alert`: nothing more than the mail; `stop` and `unmonitor` last until somebody says `monit monitor`.
   */
  do?: 'alert' | 'restart' | 'start' | 'stop' | 'unmonitor';
  /**
   * A program and its arguments; no shell reads them. It finds what happened in MONIT_SERVICE, MONIT_EVENT and MONIT_DESCRIPTION.
   *
   * @minItems 1
   */
  exec?: Text[];
  as?: Account;
  /**
   * It is run again after so many cycles while the test is still met; default: once.
   */
  repeat?: number;
}
/**
 * A warning that is right as it is.
 *
 * This interface was referenced by `SiteManifest`'s JSON-Schema
 * via the `definition` "accept".
 */
export interface Accept {
  /**
   * The rule.
   */
  rule: string;
  /**
   * Why.
   */
  because: string;
}
