import { checkInOtherRole } from './check-in-other-role.ts';
import { checkWithoutListener } from './check-without-listener.ts';
import { dutyClash } from './duty-clash.ts';
import { eitherDaySchedule } from './either-day-schedule.ts';
import { openingWithoutListener } from './opening-without-listener.ts';
import { platformWithoutProgram } from './platform-without-program.ts';
import { portClash } from './port-clash.ts';
import { publishedDatastore } from './published-datastore.ts';
import { routeWithoutServicePort } from './route-without-service-port.ts';
import type { Rule } from './rule.ts';
import { secretLiteral } from './secret-literal.ts';
import { secretLookalike } from './secret-lookalike.ts';
import { unequalNodes } from './unequal-nodes.ts';
import { unevenSchedule } from './uneven-schedule.ts';
import { unkeptState } from './unkept-state.ts';
import { unpinnedImage } from './unpinned-image.ts';
import { unreachableAdministration } from './unreachable-administration.ts';
import { unreachablePort } from './unreachable-port.ts';
import { unresolvedName } from './unresolved-name.ts';
import { unwatchedComponent } from './unwatched-component.ts';
import { unwrittenPidfile } from './unwritten-pidfile.ts';

/** Every rule, one line each, by name; the report sorts findings by place anyway. */
export const rules: readonly Rule[] = [
  checkInOtherRole,
  checkWithoutListener,
  dutyClash,
  eitherDaySchedule,
  openingWithoutListener,
  platformWithoutProgram,
  portClash,
  publishedDatastore,
  routeWithoutServicePort,
  secretLiteral,
  secretLookalike,
  unequalNodes,
  unevenSchedule,
  unkeptState,
  unpinnedImage,
  unreachableAdministration,
  unreachablePort,
  unresolvedName,
  unwatchedComponent,
  unwrittenPidfile,
];
