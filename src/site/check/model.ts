import type { Fact, Value } from '../../fact.ts';
import type { Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import type { Host, Named } from '../model.ts';
import type { Member } from '../pair/model.ts';
import type { Component } from './places.ts';

/** Something that monit looks at, on one host; where it differs by the role of its node, once for each. */
export interface Check extends Named {
  readonly said: Located<M.Check>;
  readonly host: Host;
  /** of a pair, and in which of its roles it looks; null where roles make no difference to it */
  readonly member: Member | null;
  /** the file of monit's conf-available that it stands in */
  readonly set: Fact<string>;
  readonly subject: Subject;
  /** the server or process of this site that it follows from */
  readonly component: Component | null;
  /** the one that it starts and stops, by its unit */
  readonly controls: Component | null;
  readonly commands: readonly Command[];
  /** checks of the same host */
  readonly depends: readonly { readonly check: Check; readonly name: Fact<string> }[];
  readonly tests: readonly Test[];
}

/** What it looks at. */
export type Subject =
  | { readonly kind: 'process'; readonly pidfile: Fact<string> | null; readonly match: Fact<string> | null }
  | { readonly kind: 'host'; readonly address: Fact<Value> }
  | { readonly kind: 'program'; readonly command: Run; readonly timeout: Fact<string> | null }
  | { readonly kind: 'file' | 'directory' | 'filesystem'; readonly path: Fact<string> }
  | {
      readonly kind: 'network';
      readonly interface: Fact<string> | null;
      readonly address: Fact<string> | null;
    }
  | { readonly kind: 'system'; readonly said: Fact<boolean> };

/** A program that monit runs, without a shell. */
export interface Run {
  readonly words: readonly Fact<Value>[];
  readonly user: Fact<string> | null;
  readonly group: Fact<string> | null;
}
export interface Command {
  readonly verb: 'start' | 'stop' | 'restart';
  readonly run: Run;
  readonly timeout: Fact<string> | null;
}

/** A condition and what is done. `said` is null where it follows from what the check is of. */
export type Test = SaidTest | DerivedTest;
export interface SaidTest {
  readonly said: Located<M.CheckTest>;
  /** the set that it is of, as its check names it; null for one of its own */
  readonly set: Fact<string> | null;
  /** what a connection is made to, with its references resolved */
  readonly connection: Probe | null;
  readonly then: Action;
  readonly recovered: Action | null;
}
export interface DerivedTest {
  readonly said: null;
  readonly condition:
    | { readonly kind: 'answers'; readonly connection: Probe; readonly protocol: Fact<string> | null }
    | { readonly kind: 'user'; readonly user: Fact<string> }
    | { readonly kind: 'group'; readonly group: Fact<string> };
  readonly then: Fact<string>;
}
export interface Probe {
  /** null for this machine, or that of a host check */
  readonly host: Fact<Value> | null;
  /** null for a unix socket */
  readonly port: Fact<Value> | null;
  readonly user: Fact<Value> | null;
  readonly password: Fact<Value> | null;
}
export type Action =
  { readonly do: Fact<string> } | { readonly exec: Run; readonly repeat: Fact<number> | null };

/** How monit runs on a host that has checks; null values have monit's own defaults. */
export interface Monitor {
  readonly host: Host;
  readonly said: Located<M.Monit> | null;
  readonly servers: readonly MailServer[];
  readonly users: readonly {
    readonly name: Fact<string>;
    readonly password: Fact<Value>;
    readonly readOnly: Fact<boolean>;
  }[];
}
export interface MailServer {
  readonly host: Fact<Value>;
  readonly port: Fact<Value> | null;
  readonly user: Fact<Value> | null;
  readonly password: Fact<Value> | null;
  readonly tls: Fact<boolean>;
}
