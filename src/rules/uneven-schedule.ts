import { entriesOf } from '../manifest/located.ts';
import { parseCrontab, unevenSteps, type Uneven } from '../site/job/crontab.ts';
import { at, defineRule } from './rule.ts';

/** crontab(5): steps are counted from the first number of a field, which comes again with every hour, day, month or year. */
export const unevenSchedule = defineRule({
  id: 'uneven-schedule',
  severity: 'warning',
  title: 'A step of a schedule does not come out even',
  why: 'Cron begins again with every hour, day, month or year, so that one gap is shorter than the others.',
  fix: 'Take a step that divides the whole, list the numbers, or accept it with a reason.',
  *check(site) {
    for (const { name, value } of entriesOf(site.said.jobs)) {
      const { cron } = value.schedule;
      const parsed = cron && parseCrontab(cron.value);
      if (cron && parsed?.kind === 'times')
        for (const one of unevenSteps(parsed.times))
          yield { message: `${name.value} runs ${words(one)}`, at: at(cron) };
    }
  },
  good: [
    `
sitewright: 1
site: example
title: Example
hosts: {web1: {platform: debian-12, addresses: {lan: 192.0.2.4}}}
jobs:
  sync: {schedule: {cron: '*/15 */6 * * *'}, command: [/usr/local/bin/sync]}
  sweep: {schedule: {cron: '7,14,21,28,35,42,49,56 * * * *'}, command: [/usr/local/bin/sweep]}
`,
  ],
  bad: [
    `
sitewright: 1
site: example
title: Example
hosts: {web1: {platform: debian-12, addresses: {lan: 192.0.2.4}}}
jobs:
  sync: {schedule: {cron: '*/7 1-5 * * mon'}, command: [/usr/local/bin/sync]}
`,
    `
sitewright: 1
site: example
title: Example
hosts: {web1: {platform: debian-12, addresses: {lan: 192.0.2.4}}}
jobs:
  sync: {schedule: {cron: '0 3 */2 * *'}, command: [/usr/local/bin/sync]}
`,
  ],
});

const words = ({ unit, step, last, rest }: Uneven): string =>
  rest === null
    ? `every ${step} days, and on day ${last} of a month and again on the first of the next.`
    : `every ${step} ${unit}s, and after the ${unit} ${last} again ${rest} ${rest === 1 ? unit : `${unit}s`} later.`;
