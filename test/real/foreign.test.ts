import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { HostArtifacts } from '../../src/target/verification.ts';
import { ensurePrograms } from '../../src/verify/programs.ts';
import { verifyHost } from '../../src/verify/verify.ts';
import { readEnv } from '../../src/format/env/write.ts';
import { verification as env } from '../../templates/env/verify.ts';
import { verification as sysctl } from '../../templates/sysctl/verify.ts';
import { readSysctl } from '../../templates/sysctl/syntax.ts';
import { needs } from '../format/env/programs.ts';
import { programRoot } from '../programs.ts';

beforeAll(async () => {
  expect((await ensurePrograms([...needs, ...env.programs, ...sysctl.programs])).diagnostics).toEqual([]);
}, 300_000);

/** Files that Debian wrote. Of the sysctl ones the comments are settings, so those are read as well. */
const uncommented = (text: string): string => text.replace(/^#(?=[a-z0-9._]+\s*=)/gm, '');

test.each<[string, string, string, number]>([
  ['usr/lib/os-release', 'env', 'env-shell', 9],
  ['usr/lib/os-release', 'env', 'env-compose', 9],
  ['etc/default/nss', 'env', 'env-shell', 0],
  ['etc/sysctl.conf', 'sysctl', 'sysctl', 10],
  ['usr/lib/sysctl.d/50-pid-max.conf', 'sysctl', 'sysctl', 1],
  ['usr/lib/sysctl.d/99-protect-links.conf', 'sysctl', 'sysctl', 4],
])('of %s our reader for %s reads what the program reads (%s)', async (path, target, format, settings) => {
  const file = readFileSync(join(programRoot('env-readers'), path), 'utf8');
  const text = target === 'sysctl' ? uncommented(file) : file;
  const read =
    target === 'sysctl' ? readSysctl(text) : readEnv(format === 'env-shell' ? 'shell' : 'compose', text);
  expect(read.length).toBeGreaterThanOrEqual(settings);
  const place = `/etc/${path}`;
  const here = {
    service: null,
    suite: null,
    platform: null,
    present: [],
    names: new Map(),
    addresses: [],
    users: [],
  };
  const host: HostArtifacts = {
    site: 'cims',
    host: 'web1',
    files: new Map([[place, { text, mode: 0o644, target, format }]]),
    links: new Map(),
    vantages: [{ ...here, files: new Map([[place, place]]) }],
  };
  const { value, diagnostics } = await verifyHost(host, [env, sysctl], { origin: () => null });
  expect(diagnostics.map(({ message }) => message)).toEqual([]);
  expect(value).toMatchObject([{ path: place, outcome: 'verified' }]);
});
