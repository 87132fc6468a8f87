import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { readCase } from '../cases.ts';
import { PROJECT } from '../compiled.ts';
import { siteOf, type Rendered } from '../real/compiled.ts';
import { damaged, lineAt, verdictsOf } from '../real/verdicts.ts';

const folder = join(PROJECT, 'templates/monit/cases');
const caseNamed = (name: string): Promise<Rendered> =>
  siteOf(readCase(readFileSync(join(folder, name), 'utf8')).inputs.get('site.yaml') ?? '');

describe('monit takes', { timeout: 60_000 }, () => {
  it.each(
    readdirSync(folder)
      .filter((name) => name !== 'refused.txt')
      .sort(),
  )('every file of %s', async (name) => {
    const rendered = await caseNamed(name);
    for (const { host } of rendered.hosts) {
      const { verdicts, diagnostics } = await verdictsOf(rendered, host, ['monit']);
      expect(diagnostics).toEqual([]);
      const own = verdicts.filter(({ path }) => path.includes('monit'));
      expect(own.length).toBeGreaterThan(1);
      expect(own.filter(({ outcome }) => outcome !== 'verified')).toEqual([]);
      expect(own[0]).toMatchObject({ by: ['monit 5.33.0'] });
    }
  });
});

describe('monit refuses', { timeout: 60_000 }, () => {
  const AVAILABLE = '/etc/monit/conf-available';
  test.each<readonly [path: string, from: string, to: string, words: string, line: string]>([
    [`${AVAILABLE}/system`, 'loadavg(5min) > 3', 'loadavg(5min) > three', 'syntax error', 'load5'],
    [
      `${AVAILABLE}/nginx`,
      'depends on main',
      'depends on mian',
      "Depending service 'mian' is not defined",
      '',
    ],
    [`${AVAILABLE}/probe`, 'check program probe', 'check program nginx', 'Service name conflict', ''],
    [`${AVAILABLE}/stamp`, 'timestamp > 26 hours', 'timestamp > 26 ours', 'syntax error', '26h'],
    [
      `${AVAILABLE}/nginx`,
      'for 3 times within 5 cycles',
      'for 3 times within 65 cycles',
      'between 1 and 64',
      'cycles: 5',
    ],
    ['/etc/monit/monitrc', 'set daemon 30', 'set deamon 30', 'syntax error', 'every: 30s'],
    ['/etc/monit/monitrc', 'conf-enabled/*', 'conf-enabled/none', 'Include failed', ''],
  ])('%s: %s → %s', async (path, from, to, words, line) => {
    const rendered = await caseNamed('every-field.txt');
    const artifacts = damaged(rendered.artifacts, path, from, to);
    const { verdicts, diagnostics } = await verdictsOf({ ...rendered, artifacts }, 'web1', ['monit']);
    expect(verdicts.find((one) => one.path === path)?.outcome).not.toBe('verified');
    const said = diagnostics.map(({ message }) => message).join('\n');
    expect(said).toContain(words);
    if (line !== '') {
      const [found] = diagnostics.filter(({ message }) => message.includes(words));
      expect(found && lineAt(found.at)).toMatchObject({ name: 'sites/example.yaml' });
      expect(found && lineAt(found.at).text).toContain(line);
    }
  });
});
