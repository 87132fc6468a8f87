import type { Fact, Origin, Value } from '../../fact.ts';
import type { Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import type { Datastore, Host, Named, Secret, Service, Variable } from '../model.ts';

/** Something that is on several hosts. */
export interface OnMachines {
  readonly hosts: readonly Host[];
  /** where each host is said; empty where none is said, and it is on all */
  readonly on: ReadonlyMap<Host, Fact<string>>;
}
/** A user of these hosts. */
export interface User extends Named, OnMachines {
  readonly said: Located<M.User>;
}
/** A directory of these hosts; its name is its path. */
export interface Directory extends Named, OnMachines {
  readonly said: Located<M.Directory>;
}
/** A unit that a package brings to these hosts; its name is the unit's, `postgresql@15-main.service`. */
export interface PackageUnit extends Named, OnMachines {
  readonly said: Located<M.Unit>;
}

/** A program of the host itself. */
export interface Process {
  readonly said: Located<M.Process>;
  /** its unit, such as `mailroom.service` */
  readonly unit: Fact<string>;
  readonly command: readonly Fact<Value>[];
  readonly steps: Readonly<Record<StepKind, readonly Step[]>>;
  /** what of this site its references name, by the name of each */
  readonly uses: readonly Use[];
  /** secrets that are files and that it is handed in its credentials directory */
  readonly credentials: readonly Secret[];
  /** its variables that hold no secret: they stand in the unit, which everybody can read */
  readonly plain: readonly Variable[];
  /** the env file, a form, with the others; null where none holds a secret */
  readonly form: { readonly path: Fact<string>; readonly variables: readonly Variable[] } | null;
  /** where it is uWSGI: what it is configured to */
  readonly uwsgi: Uwsgi | null;
}
export interface Uwsgi {
  readonly said: Located<M.Uwsgi>;
  /** the file that its command names */
  readonly path: Fact<string>;
  readonly env: readonly Variable[];
}
export type StepKind = 'conditions' | 'before' | 'started' | 'reload' | 'stop' | 'stopped';
export interface Step {
  readonly run: readonly Fact<Value>[];
  readonly said: Located<M.Step>;
}
/** Something that a program connects to, and every place that says so. */
export interface Use {
  readonly of:
    | { readonly kind: 'datastore'; readonly datastore: Datastore }
    | { readonly kind: 'service'; readonly service: Service };
  readonly from: readonly Origin[];
}
/** Services that are started and stopped together. */
export interface ServiceGroup extends Named {
  readonly said: Located<M.ServiceGroup>;
  readonly members: readonly { readonly service: Service; readonly from: readonly Origin[] }[];
}
export interface Timer extends Named {
  readonly said: Located<M.Timer>;
  readonly service: Service;
}
