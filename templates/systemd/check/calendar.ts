import { error, type Diagnostic } from '../../../src/diagnostic.ts';
import type { Site } from '../../../src/site/model.ts';
import { comes, readCalendar } from '../calendar.ts';
import { at } from './place.ts';

/** Times of timers: systemd loads a unit without those that it cannot read, and waits for those that never come. */
export function* calendars(site: Site): Generator<Diagnostic> {
  for (const { said } of site.timers)
    for (const text of said.calendar ?? []) {
      const read = readCalendar(text.value);
      const quoted = JSON.stringify(text.value);
      if (!read)
        yield error('systemd/bad-calendar', at(text), `systemd reads ${quoted} as no time.`, {
          why: 'It would leave the line out, and the timer would not start anything at that time.',
          help: 'See systemd.time(7), calendar events: for example `*-*-* 06,23:00:00`.',
        });
      else if (!comes(read))
        yield error('systemd/calendar-never', at(text), `The time ${quoted} never comes.`, {
          why: 'systemd takes a day that no month has, and never starts anything.',
          help: 'Name a day that there is.',
        });
    }
}
