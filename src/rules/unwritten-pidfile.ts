import { partsOf, type Fact, type Value } from '../fact.ts';
import { unitOf } from '../site/check/derived.ts';
import type { Check, Content, Service, Site } from '../site/model.ts';
import { storePlace } from '../site/platform/datastore.ts';
import { placed } from '../site/platform/platform.ts';
import { at, defineRule } from './rule.ts';

/** A pid file that never comes is, to monit, a process that never runs. */
export const unwrittenPidfile = defineRule({
  id: 'unwritten-pidfile',
  severity: 'error',
  title: 'A check looks for a pid file that nobody writes',
  why: 'Monit takes the process for dead in every cycle, and starts it again for ever, or gives the whole node up.',
  fix: 'Name the file that the program writes. Say `unit` where a unit of a package writes it, or `by` for another program of the host.',
  *check(site) {
    if (!site.complete) return;
    for (const check of site.checks) {
      const { subject, said, host, controls } = check;
      if (subject.kind !== 'process' || !subject.pidfile || check.component || said.process?.by) continue;
      const path = plain(subject.pidfile.value);
      // A unit that is none of this site is its package's matter.
      if (said.unit && !controls) continue;
      if (controls ? writes(site, controls.of.name.value, check, path) : anyWrites(site, check, path))
        continue;
      yield {
        message: controls
          ? `${check.name.value} looks for ${subject.pidfile.value}, and ${unitOf(controls)?.value ?? controls.of.name.value} does not write it.`
          : `${check.name.value} looks for ${subject.pidfile.value} on ${host.name.value}, and no unit writes it.`,
        at: at(subject.pidfile),
        related: [
          controls
            ? { at: controls.of.at, message: `${controls.of.name.value} is said here.` }
            : { at: host.at, message: `${host.name.value} is said here.` },
        ],
      };
    }
  },
  good: [
    `
sitewright: 1
site: example
title: Example
hosts: {web1: {platform: debian-12}}
datastores: {cache: {engine: redis, version: '7.0', on: web1}}
services:
  app: {process: {command: [/opt/app/run], pidFile: /run/app/app.pid}}
  workers: {process: {command: [/opt/app/multi, start, one, two, --pidfile=/run/app/%n.pid]}}
  web: {process: {command: [/opt/uwsgi, --ini, /etc/web.ini]}}
files: {web: {path: /etc/web.ini, format: ini, content: {uwsgi: {pidfile: /run/web.pid}}}}
checks:
  app: {process: {pidfile: /var/run/app/app.pid}, unit: app.service}
  one: {process: {pidfile: /run/app/one.pid}, unit: workers.service}
  web: {process: {pidfile: /run/web.pid}, unit: web.service}
  nginx: {process: {pidfile: /run/nginx.pid}}
  cache: {process: {pidfile: /run/redis/redis-server.pid}}
  packaged: {process: {pidfile: /run/packaged.pid}, unit: packaged.service}
  sshd: {process: {pidfile: /run/sshd.pid, by: sshd}}
`,
  ],
  bad: [
    `
sitewright: 1
site: example
title: Example
hosts: {web1: {platform: debian-12}}
services: {app: {process: {command: [/opt/app/run], pidFile: /run/app/app.pid}}}
checks: {app: {process: {pidfile: /run/app.pid}, unit: app.service}}
`,
    `
sitewright: 1
site: example
title: Example
hosts: {web1: {platform: debian-12}}
checks: {app: {process: {pidfile: /run/app.pid}}}
`,
  ],
});

/** /var/run is a link to /run. */
const plain = (path: string): string => path.replace(/^\/var\/run\//, '/run/');

/** Whether the unit that a check controls writes a file: by itself, or because a file that its host has says so. */
function writes(site: Site, name: string, check: Check, path: string): boolean {
  const { host } = check;
  const services = site.services.filter((one) => one.host === host && one.name.value === name);
  return (
    services.some((one) => leaves(one, path)) || inFile(site, check, path) || ofServer(site, check, path)
  );
}

function anyWrites(site: Site, check: Check, path: string): boolean {
  const { host } = check;
  const own = host.platform
    ? [host.platform.nginx.pid, host.platform.docker?.pid].flatMap((pid) =>
        pid === undefined ? [] : [plain(placed(host, pid, {}).value)],
      )
    : [];
  return (
    own.includes(path) ||
    site.services.some((one) => one.host === host && leaves(one, path)) ||
    inFile(site, check, path) ||
    ofServer(site, check, path)
  );
}

const ofServer = (site: Site, { host }: Check, path: string): boolean =>
  site.datastores.some((store) => store.host === host && plain(storePlace(store)?.pid.value ?? '') === path);

/** Whether a process says that it writes a file, or is told to by its command line; `%n` is one name of several. */
function leaves({ process: own }: Service, path: string): boolean {
  if (!own) return false;
  const { said, command, steps } = own;
  if (said.pidFile && plain(said.pidFile.value) === path) return true;
  const all = [command, ...Object.values(steps).flatMap((some) => some.map(({ run }) => run))].flat();
  return all.some((word) => names(word, path));
}

function names(word: Fact<Value>, path: string): boolean {
  const text = partsOf(word.value)
    .map((part) => (typeof part === 'string' ? part : ''))
    .join('');
  return [...text.matchAll(/\/[A-Za-z0-9_.@%/-]+/g)].some(([found]) => {
    const pattern = plain(found).replaceAll('.', '\\.').replaceAll(/%./g, '[^/]+');
    return new RegExp(`^${pattern}$`).test(path);
  });
}

const inFile = (site: Site, { host }: Check, path: string): boolean =>
  site.files.some((file) => file.host === host && holds(file.content, path));

function holds(content: Content, path: string): boolean {
  if (content.kind === 'leaf') return names(content.fact, path);
  return content.kind === 'list'
    ? content.items.some((item) => holds(item, path))
    : content.entries.some(({ value }) => holds(value, path));
}
