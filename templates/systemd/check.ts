import type { Diagnostic } from '../../src/diagnostic.ts';
import type { Site } from '../../src/site/model.ts';
import { accounts } from './check/accounts.ts';
import { calendars } from './check/calendar.ts';
import { foreign } from './check/foreign.ts';
import { names } from './check/names.ts';
import { nativeSettings, ulimits } from './check/native.ts';
import { starts } from './check/starts.ts';
import { versions } from './check/versions.ts';
import type { Vocabulary } from './vocabulary.ts';

/** Findings about units, users and directories of hosts; `systemd-analyze verify` sees few of them. */
export function* check(site: Site, vocabulary: () => unknown): Generator<Diagnostic> {
  yield* foreign(site);
  yield* names(site);
  yield* starts(site);
  yield* calendars(site);
  yield* accounts(site);
  yield* versions(site);
  // The registry hands each target its own vocabulary.json.
  const known = (): Vocabulary => vocabulary() as Vocabulary;
  yield* nativeSettings(site, known);
  yield* ulimits(site, known);
}
