import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readCase } from '../cases.ts';
import { PROJECT } from '../compiled.ts';
import { hostNamed, siteOf, textOf } from '../real/compiled.ts';
import { readMonit } from '../../templates/monit/reader.ts';

const manifest = readCase(
  readFileSync(join(PROJECT, 'templates/monit/cases/rapidpro.txt'), 'utf8'),
).inputs.get('site.yaml');
const host = hostNamed(await siteOf(manifest ?? ''), 'sms1');

const SYSTEMCTL = (unit: string): readonly string[] =>
  ['start', 'stop', 'restart'].map((verb) => `${verb} program = "/usr/bin/systemctl ${verb} ${unit}"`);
const OWNED = ['if failed uid "rapidpro" then restart', 'if failed gid "www-data" then restart'];
const FAILURE = [
  'if 2 restarts within 3 cycles then exec "/usr/bin/rapidpro-record-failure"',
  'if 2 restarts within 3 cycles then unmonitor',
];
const worker = (name: string): readonly string[] => [
  `check process ${name} with pidfile /var/run/rapidpro/${name}.pid`,
  ...OWNED,
];

/** Check, test, tolerance and action of the sets that the first deployment of the kind wrote by hand, row by row. */
test.each<readonly [set: string, rows: readonly string[]]>([
  ['system', ['check system $HOST', 'if loadavg(5min) > 3 for 4 cycles then alert']],
  ['system', ['if loadavg(15min) > 2 for 4 cycles then alert', 'if memory > 90% then alert']],
  ['system', ['if cpu(user) > 80% for 3 cycles then alert', 'if cpu(system) > 80% for 3 cycles then alert']],
  ['system', ['check filesystem rootfs with path /', 'check filesystem varfs with path /var']],
  ['system', ['if space usage > 80% then alert']],
  ['nginx', ['check process nginx with pidfile /var/run/nginx.pid', 'group rapidpro', ...FAILURE]],
  ['nginx', [...SYSTEMCTL('nginx.service'), 'if failed port 80 protocol http request "/" then restart']],
  ['nginx', ['check host rapidpro-web with address "localhost"', 'if failed port 443 protocol https']],
  ['nginx', ['selfsigned:allow } then alert']],
  [
    'postgresql',
    ['check process postgresql-master with pidfile /var/lib/pgsql/data/postmaster.pid', ...FAILURE],
  ],
  ['postgresql', [...SYSTEMCTL('postgresql.service'), 'port 5432 protocol pgsql then restart']],
  ['redis-server', ['check process redis-server with pidfile /var/run/redis/default.pid', ...FAILURE]],
  ['redis-server', ['if failed host "127.0.0.1" port 6379 protocol redis then restart']],
  [
    'rapidpro',
    ['check process rapidpro-uwsgi with pidfile /var/run/rapidpro/uwsgi.pid', ...OWNED, ...FAILURE],
  ],
  ['rapidpro', [...SYSTEMCTL('rapidpro.service'), 'if failed host "127.0.0.1" port 3030 then restart']],
  ['celerybeat', [...worker('celerybeat'), ...SYSTEMCTL('celerybeat.service'), ...FAILURE]],
  ['celery', [...worker('celery-default-node'), ...worker('celery-msg-node'), ...FAILURE]],
  ['cluster', ['check file rapidpro-status with path /etc/rapidpro.status', 'ignore content = "working"']],
  ['cluster', ['if content = "failure" then alert', 'if status != 0 for 2 cycles then alert']],
  ['cluster', ['check program cluster-ip with path "/usr/bin/rapidpro-cluster-ip --raw"']],
  ['cluster', [`then exec "/usr/bin/rapidpro-alert 'cluster IP is not attached to a node'"`]],
  ['network', ['check network eth0 with interface "eth0"', 'if failed link then alert']],
  ['network', ['check host google with address "google.com"', 'if failed ping for 3 cycles then exec']],
  [
    'network',
    [`if failed port 443 protocol https for 3 cycles then exec "/usr/bin/rapidpro-alert 'internet`],
  ],
  ['smsgateway', ['check host smsgateway with address "smsgateway"', 'if failed ping then alert']],
  ['smsgateway', ['if failed port 90 protocol http request "/" then alert']],
])('the set %s says %j', (set, rows) => {
  const text = textOf(host, `/etc/monit/conf-available/${set}`);
  expect(rows.filter((row) => !text.includes(row))).toEqual([]);
  expect(host.links.get(`/etc/monit/conf-enabled/${set}`)).toBe(`../conf-available/${set}`);
  expect(readMonit(text).length).toBeGreaterThan(rows.length);
});

test('the control file polls every 30 s, 4 min after its start, and lets two people in', () => {
  const text = textOf(host, '/etc/monitrc');
  const rows = [
    'set daemon 30 with start delay 240',
    'set httpd port 2812\n  use address "0.0.0.0"\n  allow 127.0.0.1\n  allow 10.0.10.0/24\n',
    'allow "guest":"${secret:monit_guest}" readonly',
    'allow "admin":"${secret:monit_admin}"\n',
    '"smtp.example.org" port 587 username "rapidpro@example.org" password "${secret:smtp_password}" using tls',
    'set alert ops@example.org',
  ];
  expect(rows.filter((row) => !text.includes(row))).toEqual([]);
});
