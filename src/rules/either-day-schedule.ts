import { entriesOf } from '../manifest/located.ts';
import { parseCrontab } from '../site/job/crontab.ts';
import { at, defineRule } from './rule.ts';

/** crontab(5): where neither day is `*`, a line runs when either field matches. */
export const eitherDaySchedule = defineRule({
  id: 'either-day-schedule',
  severity: 'warning',
  title: 'A schedule restricts the day of the month and the day of the week',
  why: 'Cron then runs it on both kinds of days: `0 3 1-7 * mon` is no first Monday, but seven days and every Monday.',
  fix: 'Restrict one of them, and let the command look at the other; or accept it with a reason.',
  *check(site) {
    for (const { name, value } of entriesOf(site.said.jobs)) {
      const { cron } = value.schedule;
      const parsed = cron && parseCrontab(cron.value);
      if (!cron || parsed?.kind !== 'times') continue;
      const { day, weekday } = parsed.times;
      if (!day.star && !weekday.star)
        yield {
          message: `${name.value} runs on the days ${day.text} of a month, and also on the weekdays ${weekday.text}.`,
          at: at(cron),
        };
    }
  },
  good: [
    `
sitewright: 1
site: example
title: Example
hosts: {web1: {platform: debian-12, addresses: {lan: 192.0.2.4}}}
jobs:
  first: {schedule: {cron: '0 3 1-7 * *'}, command: [/usr/local/bin/first-monday]}
  week: {schedule: {cron: '0 3 * * mon-fri'}, command: [/usr/local/bin/sync]}
`,
  ],
  bad: [
    `
sitewright: 1
site: example
title: Example
hosts: {web1: {platform: debian-12, addresses: {lan: 192.0.2.4}}}
jobs:
  first: {schedule: {cron: '0 3 1-7 * mon'}, command: [/usr/local/bin/first-monday]}
`,
  ],
});
