import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { requireSandbox } from '../../src/verify/sandbox.ts';

let programs = '';
beforeEach(() => {
  programs = mkdtempSync(join(tmpdir(), 'sitewright-test-path-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(programs, { recursive: true, force: true });
});

test('this machine can build a sandbox', async () => {
  expect(await requireSandbox()).toBeNull();
});

test('without bubblewrap, the command that installs it is told', async () => {
  vi.stubEnv('PATH', programs);
  const install = /Install it.*: (sudo )?apt-get install -y --no-install-recommends bubblewrap$/;
  expect((await requireSandbox())?.failed).toMatch(install);
});

test('where user namespaces are forbidden, that is said, with the words of bubblewrap', async () => {
  const refusing =
    '#!/bin/sh\n[ "$1" = --version ] && exit 0\necho "bwrap: No permissions to create new namespace" >&2\nexit 1\n';
  writeFileSync(join(programs, 'bwrap'), refusing, { mode: 0o755 });
  vi.stubEnv('PATH', `${programs}:/usr/bin:/bin`);
  expect((await requireSandbox())?.failed).toMatch(
    /^This host does not let bubblewrap make user namespaces \(bwrap: No permissions to create new namespace\)/,
  );
});
