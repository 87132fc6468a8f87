import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { checkSetting, type Vocabulary } from '../../templates/systemd/vocabulary.ts';
import { derive, merge, printVocabulary, type Derived } from './derive.ts';
import { ADDED, REMOVED } from './history.ts';
import { systemdPrograms } from './programs.ts';

const FILE = new URL('../../templates/systemd/vocabulary.json', import.meta.url);

test(
  'vocabulary.json is what the real systemd answers, and the table of versions agrees',
  { timeout: 120_000 },
  async () => {
    const programs = await systemdPrograms();
    const asked: Derived[] = [];
    for (const program of programs) asked.push(await derive(program));
    expect(asked.map(({ version }) => version)).toEqual([247, 252, 257]);
    for (const { settings } of asked) expect(settings.size).toBeGreaterThan(350);
    for (const [index, later] of asked.entries()) {
      const earlier = asked[index - 1];
      if (!earlier) continue;
      const news = [...later.settings.keys()].filter((name) => !earlier.settings.has(name));
      const told = Object.entries(ADDED).flatMap(([version, names]) =>
        Number(version) > earlier.version && Number(version) <= later.version ? names : [],
      );
      expect(news.sort()).toEqual([...told].sort());
      const gone = [...earlier.settings.keys()].filter((name) => !later.settings.has(name));
      const over = Object.entries(REMOVED).filter(
        ([, version]) => version > earlier.version && version <= later.version,
      );
      expect(gone.sort()).toEqual(over.map(([name]) => name).sort());
    }
    for (const [version, names] of Object.entries(ADDED))
      for (const name of names)
        for (const { version: one, settings } of asked)
          expect(settings.has(name), `${name} in ${one}`).toBe(Number(version) <= one);
    await expect(printVocabulary(merge(asked))).toMatchFileSnapshot(FILE.pathname);
  },
);

const real = JSON.parse(readFileSync(FILE, 'utf8')) as Vocabulary;

type Question = readonly [version: number, section: string, name: string, value: string | number | boolean];

describe('what systemd takes', () => {
  test.each<Question>([
    [252, 'Service', 'OOMScoreAdjust', -500],
    [252, 'Service', 'NotifyAccess', 'all'],
    [252, 'Service', 'TimeoutStartSec', 'infinity'],
    [252, 'Service', 'WatchdogSec', '1min 30s'],
    [252, 'Service', 'WatchdogSec', '2.5h'],
    [252, 'Service', 'ExecStart', ''],
    [252, 'Unit', 'StartLimitBurst', 3],
    [228, 'Service', 'StartLimitInterval', '10s'],
    [252, 'Timer', 'FixedRandomDelay', true],
    [252, 'Socket', 'Accept', 'no'],
    [252, 'Service', 'X-Team', 'ops'],
    [237, 'Service', 'StateDirectory', 'app'],
    [249, 'Service', 'SocketBindDeny', 'any'],
  ])('%i: [%s] %s=%s', (version, section, name, value) => {
    expect(checkSetting(real, version, section, name, [value])).toBeNull();
  });
});

describe('what it does not take', () => {
  test.each<readonly [...Question, string, string, string]>([
    [252, 'Service', 'RestartSecs', 5, 'unknown', 'no setting of the section Service', '`RestartSec`'],
    [252, 'Service', 'restartsec', 5, 'unknown', 'no setting', '`RestartSec`'],
    [252, 'Service', 'toString', 5, 'unknown', 'no setting', 'manual pages'],
    [228, 'Service', 'StateDirectory', 'app', 'newer', 'systemd 228 does not know', 'systemd 235'],
    [237, 'Service', 'LoadCredential', 'a:/b', 'newer', 'systemd 237 does not know', 'systemd 247'],
    [252, 'Service', 'RestartSteps', 3, 'newer', 'systemd 252', 'systemd 254'],
    [252, 'Service', 'StartLimitIntervalSec', 5, 'place', 'no meaning in the section Service', 'Unit'],
    [252, 'Service', 'OnCalendar', 'daily', 'place', 'section Service', 'Timer'],
    [252, 'Service', 'NoNewPrivileges', 'maybe', 'value', 'cannot be "maybe"', 'switch'],
    [252, 'Unit', 'StartLimitBurst', -1, 'value', 'cannot be -1', 'whole number'],
    [252, 'Service', 'RestartSec', 'soon', 'value', 'cannot be "soon"', 'span of time'],
    [252, 'Service', 'ManagedOOMMemoryPressureLimitPercent', 5, 'removed', 'no longer knows', '249'],
  ])('%i: [%s] %s=%s', (version, section, name, value, problem, message, help) => {
    const wrong = checkSetting(real, version, section, name, [value]);
    expect(wrong).toMatchObject({ problem });
    expect(wrong?.message).toContain(message);
    expect(wrong?.help).toContain(help);
  });
});
