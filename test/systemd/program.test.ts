import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readUnit, type UnitSetting } from '../../templates/systemd/reader.ts';
import type { Vocabulary } from '../../templates/systemd/vocabulary.ts';
import { readCase } from '../cases.ts';
import { PROJECT } from '../compiled.ts';
import { siteOf, type Rendered } from '../real/compiled.ts';
import { damaged, verdictsOf } from '../real/verdicts.ts';

const read = (path: string): string => readFileSync(join(PROJECT, 'templates/systemd', path), 'utf8');
const manifest = (name: string): string => readCase(read(`cases/${name}.txt`)).inputs.get('site.yaml') ?? '';
const { settings } = JSON.parse(read('vocabulary.json')) as Vocabulary;

describe.each([
  ['cims', 'sms1', '252.39'],
  ['go-services', 'app1', '252.39'],
  ['known-program', 'app1', '252.39'],
  ['every-field', 'app1', '252.39'],
  ['between', 'web1', '252.39'],
  ['older-systemd', 'sms1', '247.3'],
  ['older-systemd', 'web1', '247.3'],
])('of the case %s, systemd', (name, host, version) => {
  test(`accepts every file of ${host}`, { timeout: 60_000 }, async () => {
    const { verdicts, diagnostics } = await verdictsOf(await siteOf(manifest(name)), host, ['systemd']);
    expect(diagnostics.map(({ message }) => message)).toEqual([]);
    const own = verdicts.filter(({ path }) => /^\/etc\/(systemd|sysusers|tmpfiles)/.test(path));
    expect(own.length).toBeGreaterThan(0);
    expect(own.filter(({ outcome }) => outcome !== 'verified')).toEqual([]);
    expect(new Set(own.flatMap(({ by }) => by))).toEqual(new Set([`systemd ${version}`]));
  });
});

const APP = '/etc/systemd/system/example-app.service';

async function saidOf(site: Rendered, path: string, from: string, to: string): Promise<readonly string[]> {
  const artifacts = damaged(site.artifacts, path, from, to);
  const { diagnostics } = await verdictsOf({ ...site, artifacts }, 'app1', ['systemd']);
  return diagnostics.map(({ message }) => message.replace(/^systemd \S+ refuses /, ''));
}

test.each([
  [
    APP,
    'RestartSec=5s',
    'RestartSecs=5s',
    `${APP}:57: Unknown key 'RestartSecs' in section [Service], ignoring.`,
  ],
  [APP, 'Restart=on-failure', 'Restart=sometimes', 'Failed to parse service restart specifier'],
  [APP, '[Install]', '[Instal]', "Unknown section 'Instal'"],
  [APP, 'WorkingDirectory=/srv/app', 'WorkingDirectory=srv', 'path is not absolute'],
  [APP, '--date=%%Y', '--date=%QY', 'Failed to resolve unit specifiers'],
  [
    '/etc/systemd/system/nightly.timer',
    'OnCalendar=*-*-* 03:10:00',
    'OnCalendar=*-*-* 25:10',
    'Failed to parse calendar',
  ],
  ['/etc/systemd/system/inbox.path', 'PathExists=/srv', 'PathExists=srv', 'path is not absolute'],
  ['/etc/systemd/system/worker.socket', 'SocketMode=0660', 'SocketMode=9', 'Failed to parse'],
  [
    '/etc/systemd/system/redis-server.service.d/60-example.conf',
    'OOMScoreAdjust=-800',
    'OOMScore=1',
    'Unknown key',
  ],
  ['/etc/sysusers.d/example.conf', 'u app 990', 'u app x90', 'Failed to parse UID'],
  ['/etc/tmpfiles.d/example.conf', '0750', '0958', 'Invalid mode'],
])('a damaged %s is refused: %s is %s', { timeout: 60_000 }, async (path, from, to, words) => {
  const site = await siteOf(manifest('every-field'));
  const said = await saidOf(site, path, from, to);
  // A unit that cannot be loaded is mentioned again by those that name it.
  expect(said[0]).toContain(words);
  expect(said[0]).toContain(path);
});

test('every setting of the units is one that the vocabulary knows there', async () => {
  for (const name of ['cims', 'every-field', 'between'])
    for (const { path, content } of (await siteOf(manifest(name))).artifacts) {
      if (!path.startsWith('/etc/systemd/') || content.kind !== 'file') continue;
      const strange = readUnit(content.text).filter(
        (one: UnitSetting) =>
          !one.name.startsWith('X-') && settings[one.name]?.in.includes(one.section) !== true,
      );
      expect(strange, path).toEqual([]);
    }
});
