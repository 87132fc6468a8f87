import { scriptChecks, shellcheck } from '../../src/target/bash-script.ts';
import type { Verification } from '../../src/target/verification.ts';

export const verification: Verification = {
  id: 'sitectl',
  programs: [shellcheck],
  checks: (host) => scriptChecks(host, '/usr/local/sbin/sitectl', 'sitectl'),
  readerOnly: () => new Map(),
};
