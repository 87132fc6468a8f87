import type { Span } from '../diagnostic.ts';
import type { Fact, Origin, Value } from '../fact.ts';
import type { Located } from '../manifest/located.ts';
import type * as M from '../manifest/types.ts';
import type { Backup } from './backup/model.ts';
import type { Running } from './program/known.ts';
import type { Check, Monitor } from './check/model.ts';
import type { Client, Connection } from './clients.ts';
import type { Firewall } from './firewall/model.ts';
import type { HostsFile } from './hostsfile.ts';
import type { Job } from './job/model.ts';
import type { LogFile } from './logfile/model.ts';
import type { Member, Pair } from './pair/model.ts';
import type { Rapidproctl } from './controller/rapidproctl.ts';
import type { Directory, PackageUnit, Process, ServiceGroup, Timer, User } from './process/model.ts';
import type { Platform } from './platform/platform.ts';
import type { External, Image } from './service/model.ts';
import type { Certificate, Vhost, Webserver } from './web/model.ts';

export type { Check, Monitor, Probe, Run, SaidTest, Test } from './check/model.ts';
export type { Backup } from './backup/model.ts';
export type { Job } from './job/model.ts';
export type { LogFile } from './logfile/model.ts';
export type { External, Image } from './service/model.ts';
export type { Certificate, Listener, Route, TlsFile, Upstream, Vhost, Webserver } from './web/model.ts';

/**
 * A site with every name resolved and every fact derived once. `said` is what the manifest says of a thing, each value a
 * fact with its place; the other fields are what follows from it.
 */
export interface Site {
  /** the manifest's path, for the mark in generated files */
  readonly manifest: string;
  readonly name: Fact<string>;
  readonly said: Located<M.SiteManifest>;
  readonly hosts: readonly Host[];
  /** of the hosts that have one */
  readonly firewalls: readonly Firewall[];
  readonly pairs: readonly Pair[];
  /** one for each node of a pair that keeps the package rapidpro_controller */
  readonly rapidproctls: readonly Rapidproctl[];
  readonly users: readonly User[];
  readonly directories: readonly Directory[];
  /** settings added to units that packages bring */
  readonly units: readonly PackageUnit[];
  readonly secrets: readonly Secret[];
  readonly datastores: readonly Datastore[];
  /** who connects to datastores, by the references that reach a file */
  readonly connections: readonly Connection[];
  /** those of them that connect to a database */
  readonly clients: readonly Client[];
  readonly stacks: readonly Stack[];
  readonly networks: readonly Network[];
  readonly volumes: readonly Volume[];
  readonly services: readonly Service[];
  readonly serviceGroups: readonly ServiceGroup[];
  readonly timers: readonly Timer[];
  readonly certificates: readonly Certificate[];
  readonly webservers: readonly Webserver[];
  readonly vhosts: readonly Vhost[];
  readonly files: readonly SideFile[];
  /** one for each host that keeps dumps */
  readonly backups: readonly Backup[];
  /** one for each host that a job runs on */
  readonly jobs: readonly Job[];
  readonly hostsFiles: readonly HostsFile[];
  /** one for each host that an entry is for */
  readonly logFiles: readonly LogFile[];
  /** one for each host that looks */
  readonly checks: readonly Check[];
  readonly monitors: readonly Monitor[];
  /** false where a finding took something out: what is absent may be meant to be there */
  readonly complete: boolean;
  readonly headerSets: ReadonlyMap<string, Located<M.HeaderSet>>;
}

/** Something that the manifest gives a name; `at` is the name's place. */
export interface Named {
  readonly name: Fact<string>;
  readonly at: Span;
}

export interface Host extends Named {
  readonly said: Located<M.Host>;
  readonly addresses: ReadonlyMap<string, Fact<string>>;
  /** what is known of its operating system; null for `other`. What follows from it is owed to `said.platform`. */
  readonly platform: Platform | null;
}

export interface Secret extends Named {
  readonly said: Located<M.Secret>;
  /** its name on a host: `db_password`, and `db_password.2` from its second generation on */
  readonly stored: Fact<string>;
  /** its value, for a file that holds it */
  readonly value: Fact<Value>;
  /** where a secret that is delivered as a file lies on a host */
  readonly path: Fact<string>;
}

/** A server; one on each node where it is on a pair. Both have the same name. */
export interface Datastore extends Named {
  readonly said: Located<M.Datastore>;
  readonly host: Host;
  /** null where it is on a host alone */
  readonly member: Member | null;
  /** the same on the other node */
  readonly twin: Datastore | null;
  readonly port: Fact<number>;
  /** addresses that other machines and containers can connect to; empty where only the host itself can */
  readonly addresses: readonly Fact<string>[];
}

/** A compose project on a host. */
export interface Stack extends Named {
  readonly said: Located<M.Stack>;
  readonly host: Host;
  readonly services: readonly Service[];
  readonly volumes: readonly Volume[];
  readonly networks: readonly Network[];
}
export interface Network extends Named {
  readonly said: Located<M.Network>;
}
export interface Volume extends Named {
  readonly said: Located<M.Volume>;
}

/** One on each node where it is a process of a pair, or of a role of it. Both have the same name. */
export interface Service extends Named {
  readonly said: Located<M.Service>;
  /** whose consequences are in `said`; null where nothing is known but what is said */
  readonly running: Running | null;
  /** where it runs; null for an external endpoint */
  readonly host: Host | null;
  /** of a pair, and in which of its roles it runs; null on a host alone */
  readonly member: Member | null;
  /** the same on the other node */
  readonly twin: Service | null;
  /** null for a program of the host itself and for an external endpoint */
  readonly stack: Stack | null;
  readonly container: Located<M.Container> | null;
  /** how it is run by the host itself */
  readonly process: Process | null;
  /** what its container is made from */
  readonly image: Image | null;
  readonly external: External | null;
  readonly ports: readonly ServicePort[];
  readonly sockets: readonly ServiceSocket[];
  readonly env: readonly Variable[];
  readonly envFiles: readonly SideFile[];
  readonly mounts: readonly Mount[];
  readonly after: readonly After[];
  readonly attachments: readonly Attachment[];
  readonly command: Words | null;
  readonly entrypoint: Words | null;
  readonly labels: readonly Variable[];
  readonly health: Health | null;
  readonly secretFiles: readonly Secret[];
  readonly restart: Fact<string>;
  readonly logs: Located<M.Logs> | null;
  /** the web server that runs in this container */
  readonly webserver: Webserver | null;
}
/** One line for the image's shell form, or words without a shell. */
export type Words = Fact<Value> | readonly Fact<Value>[];

export interface Variable {
  readonly name: Fact<string>;
  readonly value: Fact<Value>;
}
export interface ServicePort extends Named {
  readonly said: Located<M.ServicePort>;
  readonly service: Service;
  /** where a process binds it, or a container's is published; null where only containers of its networks may connect */
  readonly published: { readonly address: Fact<string>; readonly port: Fact<number> } | null;
}
/** A socket file that a process answers on. */
export interface ServiceSocket extends Named {
  readonly said: Located<M.ServiceSocket>;
  readonly service: Service;
}
export interface After {
  readonly service: Service;
  readonly condition: Fact<'started' | 'healthy' | 'completed'>;
  /** whether it is restarted when the other is recreated, since it looked up the other's address at its start */
  readonly restart: boolean;
  readonly from: readonly Origin[];
}
export interface Attachment {
  readonly network: Network;
  readonly name: Fact<string>;
  readonly aliases: readonly Fact<string>[];
  readonly address: Fact<string> | null;
}
export interface Mount {
  readonly path: Fact<string>;
  readonly source: MountSource;
  readonly readOnly: Fact<boolean>;
  readonly at: Span;
  /** every place that asks for it */
  readonly from: readonly Origin[];
}
/** `rendered` is a file of some target, known by its path on the host. */
export type MountSource =
  | { readonly kind: 'volume'; readonly volume: Volume }
  | { readonly kind: 'rendered'; readonly path: Fact<string> }
  | { readonly kind: 'host'; readonly path: Fact<string> }
  | { readonly kind: 'secret'; readonly secret: Secret };

export interface Health {
  readonly said: Located<M.Health>;
  readonly test:
    | { readonly kind: 'words'; readonly words: readonly Fact<Value>[] }
    | { readonly kind: 'shell'; readonly line: Fact<Value> }
    | { readonly kind: 'none'; readonly off: Fact<boolean> };
}

export interface SideFile extends Named {
  readonly said: Located<M.File>;
  readonly host: Host;
  /** the same on the other node */
  readonly twin: { readonly host: Host } | null;
  readonly path: Fact<string>;
  readonly owner: Fact<string>;
  readonly group: Fact<string>;
  /** octal, such as `0644` */
  readonly mode: Fact<string>;
  readonly content: Content;
}
/** Structured data with its references resolved, or text. */
export type Content =
  | { readonly kind: 'leaf'; readonly fact: Fact<Value> }
  | { readonly kind: 'list'; readonly items: readonly Content[] }
  | {
      readonly kind: 'map';
      readonly entries: readonly { readonly key: Fact<string>; readonly value: Content }[];
    };
