import { expect, it } from 'vitest';
import type { HostArtifacts } from '../../src/target/verification.ts';
import { verifyHost } from '../../src/verify/verify.ts';
import { verification } from '../../templates/install/verify.ts';
import { MANIFEST, hostOf } from './site.ts';

async function asked(script: string): Promise<readonly string[]> {
  const host: HostArtifacts = {
    site: 'example',
    host: 'web1',
    files: new Map([['/install', { text: script, mode: 0o755, target: 'install', format: 'bash' }]]),
    links: new Map(),
    vantages: [],
  };
  const { value, diagnostics } = await verifyHost(host, [verification], { origin: () => null });
  return [...(value ?? []).map(({ outcome }) => outcome), ...diagnostics.map(({ message }) => message)];
}

it('is accepted by bash and shellcheck, without a remark', { timeout: 60_000 }, async () => {
  const script = (await hostOf(MANIFEST)).get('/install') ?? '';
  expect(await asked(script)).toEqual(['verified']);
  const [outcome, remark] = await asked(script.replace('umask 077', 'umask $mask'));
  expect(outcome).toBe('refused');
  expect(remark).toMatch(/mask is referenced but not assigned/);
  const [, fault] = await asked(script.replace('main "$@"', 'main "$@'));
  expect(fault).toMatch(/unexpected EOF/);
});
