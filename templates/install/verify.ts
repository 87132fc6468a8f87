import { scriptChecks, shellcheck } from '../../src/target/bash-script.ts';
import type { Verification } from '../../src/target/verification.ts';

const LIST = '/secrets.list';

export const verification: Verification = {
  id: 'install',
  programs: [shellcheck],
  checks: (host) => scriptChecks(host, '/install', 'install'),
  readerOnly: (host) =>
    new Map(
      host.files.has(LIST) ? [[LIST, 'a person fills it in, and the script beside it reads that']] : [],
    ),
};
