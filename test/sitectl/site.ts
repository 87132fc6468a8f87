import type { HostArtifacts } from '../../src/target/verification.ts';
import { hostNamed, siteOf } from '../real/compiled.ts';
import type { Role } from './node.ts';

/** A pair as CIMS is one, with its two stores. */
export const MANIFEST = `
sitewright: 1
site: example
title: Example
hosts:
  sms1: {platform: debian-12, addresses: {lan: 10.0.10.4}}
  sms2: {platform: debian-12, addresses: {lan: 10.0.10.5}}
pairs:
  cims:
    nodes: [sms1, sms2]
    primary: sms1
    address: {at: 10.0.10.200/24, mover: {pacemaker: {resource: admin_addr}}}
    alert:
      mail: [ops@example.org]
      sms: {url: 'http://sms.example.org:90/send.php', from: '85355', to: ['+21655500100']}
secrets:
  replica_password: {for: password of the standby}
  cache_password: {for: password of the cache}
datastores:
  main:
    engine: postgresql
    version: 15
    on: cims
    listen: [lan]
    replication: {user: replica}
    users: {replica: {password: {secret: replica_password}, replication: true}}
  cache: {engine: redis, version: '7.0', on: cims, listen: [lan], password: {secret: cache_password}}
users: {app: {}}
services:
  worker: {on: cims/primary, process: {type: exec, user: app, command: [/opt/app/bin/worker, {service: web, as: url}]}}
  web:
    on: cims/primary
    process:
      user: app
      command: [/opt/app/bin/web]
      steps: {stop: [{run: [/opt/app/bin/web, --stop]}]}
    ports: {http: {number: 8417}}
  agent: {on: cims, process: {user: app, command: [/opt/app/bin/agent]}}
checks:
  postgresql: {of: {datastore: main}}
  redis: {of: {datastore: cache}}
  worker: {on: cims/primary, process: {match: /opt/app/bin/worker}, unit: worker.service}
  web: {on: cims/primary, process: {match: /opt/app/bin/web}, unit: web.service}
  agent: {on: cims, process: {match: /opt/app/bin/agent}, unit: agent.service}
`;

/** The same with one program: each further one would only be one more of the same steps. */
export const SMALL = MANIFEST.replace(/^ {2}(worker|agent): .*\n/gm, '');

/** Its stores alone. */
export const STORES = SMALL.replace(/^users: .*\n[^]*?^checks:/m, 'checks:');

export const hostOf = async (name: string, manifest = MANIFEST): Promise<HostArtifacts> =>
  hostNamed(await siteOf(manifest), name);

/** What runs in a role, in the order in which it is started. */
const UNITS = {
  primary: [
    'postgresql@15-main.service',
    'redis-server.service',
    'web.service',
    'worker.service',
    'agent.service',
  ],
  standby: ['postgresql@15-main.service', 'redis-server.service', 'agent.service'],
} as const;
const units = UNITS.primary;

/** The same as they are listed. */
export const running = (role: Role): readonly string[] => [...UNITS[role]].sort();

const systemctl = (verb: string, all: readonly string[]): string =>
  all.map((unit) => `systemctl ${verb} ${unit}`).join('\n');
const monit = (to: string): string => `ln -sfn -- ${to} /etc/sitewright/watched\nmonit reload`;

/** Words for actions that belong together. */
const GROUPS: readonly (readonly [lines: string, word: string])[] = [
  [monit('unwatched'), 'monit disable'],
  [monit('role/monit'), 'monit enable'],
  [systemctl('stop', [...units].reverse()), 'stop'],
  [systemctl('disable --quiet', units), 'disable'],
  [systemctl('start', UNITS.primary), 'start'],
  [systemctl('start', UNITS.standby), 'start'],
  [systemctl('enable --quiet', units), 'enable'],
];

/** What a program of the site was started with: the unit's own ExecStart and ExecStop. */
export const OWN = /^(web|worker|agent) /;

/** What was done, in words: `status transient; monit disable; stop`. */
export function inWords(actions: readonly string[]): string {
  let text = `\n${actions
    .filter((line) => !OWN.test(line))
    .map(short)
    .join('\n')}\n`;
  for (const [lines, word] of GROUPS) text = text.replaceAll(`\n${lines}\n`, `\n${word}\n`);
  text = text.replaceAll(
    '\nsystemctl start postgresql@15-main.service\npromote\nsystemctl stop postgresql@15-main.service\n',
    '\npromote\n',
  );
  return text.trim().split('\n').join('; ');
}

function short(line: string): string {
  const rules: readonly (readonly [RegExp, string])[] = [
    [/^runuser .*pg_promote.*/, 'promote'],
    [/^runuser .*pg_basebackup.*/, 'seed'],
    [/^runuser .*pg_create_physical_replication_slot.*/, 'slot'],
    [/^role roles\//, 'role '],
    [/^crm node /, 'crm '],
    [/^ssh .* receive-notif$/, 'notify'],
    [/^mail .*/, 'mail'],
    [/^curl .*/, 'sms'],
  ];
  return rules.reduce((text, [from, to]) => text.replace(from, to), line);
}
