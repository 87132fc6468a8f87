import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { HostArtifacts } from '../../src/target/verification.ts';
import { verifyHost } from '../../src/verify/verify.ts';
import { verification } from '../../templates/sitectl/verify.ts';
import { readCase } from '../cases.ts';
import { PROJECT } from '../compiled.ts';
import { hostNamed, siteOf } from '../real/compiled.ts';

const SCRIPT = '/usr/local/sbin/sitectl';

async function asked(
  host: HostArtifacts,
  change: (text: string) => string = (text) => text,
): Promise<readonly string[]> {
  const file = host.files.get(SCRIPT);
  if (!file) throw new Error(`${host.host} has no sitectl`);
  const alone = { ...host, files: new Map([[SCRIPT, { ...file, text: change(file.text) }]]) };
  const { value, diagnostics } = await verifyHost(alone, [verification], { origin: () => null });
  return [...(value ?? []).map(({ outcome }) => outcome), ...diagnostics.map(({ message }) => message)];
}

const hostOf = async (name: string, host: string): Promise<HostArtifacts> => {
  const { inputs } = readCase(readFileSync(join(PROJECT, 'templates/sitectl/cases', name), 'utf8'));
  return hostNamed(await siteOf(inputs.get('site.yaml') ?? ''), host);
};

it.each([
  ['pair.txt', 'sms1'],
  ['movers.txt', 'db1'],
  ['movers.txt', 'web1'],
  ['no-address.txt', 'db2'],
])('%s, %s: accepted by bash and shellcheck, without a remark', async (name, host) => {
  expect(await asked(await hostOf(name, host))).toEqual(['verified']);
});

it('what they say is told', async () => {
  const host = await hostOf('pair.txt', 'sms1');
  const [outcome, remark] = await asked(host, (text) => text.replace('umask 022', 'umask $mask'));
  expect([outcome, remark]).toEqual([
    'refused',
    expect.stringContaining('mask is referenced but not assigned'),
  ]);
  const [, fault] = await asked(host, (text) => text.replace('main "$@"', 'main "$@'));
  expect(fault).toMatch(/unexpected EOF/);
});
