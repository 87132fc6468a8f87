import type { Fact } from '../../fact.ts';
import type { Located } from '../../manifest/located.ts';
import type * as M from '../../manifest/types.ts';
import type { Datastore, Host, Named } from '../model.ts';

/** What a node may be while it makes dumps; a host that is in no pair is always `singlePrimary`. */
export const BACKUP_STATES = ['workingStandby', 'supportedPrimary', 'singlePrimary'] as const;
export type BackupState = (typeof BACKUP_STATES)[number];

/** The time in its name gives a dump one of these: XX05 to XX55, XX00, 0000, and 0000 of the first of a month. */
export const BACKUP_CLASSES = ['subHourly', 'hourly', 'daily', 'monthly'] as const;
export type BackupClass = (typeof BACKUP_CLASSES)[number];

/** Dumps of a database on one host; one on each node where its server is on a pair. */
export interface Backup extends Named {
  readonly said: Located<M.Backup>;
  readonly store: Datastore;
  readonly host: Host;
  readonly database: Fact<string>;
  /** without a slash at its end */
  readonly directory: Fact<string>;
  /** `every 5`: minutes from midnight; `0600 2300`: times; empty: never */
  readonly cadence: Readonly<Record<BackupState, Fact<string>>>;
  /** how many of each class stay */
  readonly keep: Readonly<Record<BackupClass, Fact<number>>>;
}
