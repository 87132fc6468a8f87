import {
  EMPTY_STAGE,
  stageOf,
  type Check,
  type HostArtifacts,
  type Problem,
  type ProgramAnswer,
  type ProgramNeed,
  type Verification,
} from '../../src/target/verification.ts';

import { substitutions } from './substitution.ts';

const need = (suite: ProgramNeed['suite']): ProgramNeed => ({
  id: `nftables-${suite}`,
  suite,
  packages: ['nftables'],
  closure: true,
});

/** The versions that can be had: 0.9.8, 1.0.6 and 1.1.3. */
const PROGRAMS = { bullseye: need('bullseye'), bookworm: need('bookworm'), trixie: need('trixie') };

export const verification: Verification = {
  id: 'nftables',
  programs: Object.values(PROGRAMS),
  checks: (host) =>
    [...host.files].flatMap(([path, { target }]) => (target === 'nftables' ? checkOf(host, path) : [])),
  substitutions,
  readerOnly: () => new Map(),
};

/**
 * The kernel is asked too, in a network of the sandbox’s own. Where the host’s own version cannot be had, the oldest one
 * is asked: what it reads, later ones read.
 */
function checkOf(host: HostArtifacts, path: string): readonly Check[] {
  const [vantage] = host.vantages;
  const own = vantage && stageOf(host, vantage).files.get(path);
  if (!own) return [];
  const program = PROGRAMS[vantage.suite ?? 'bullseye'];
  return [
    {
      title: `nft -c -f ${path}`,
      artifacts: [path],
      program,
      stage: { ...EMPTY_STAGE, files: new Map([[path, own]]) },
      command: ['nft', '-c', '-f', path],
      read: (answer) => readAnswer(path, answer),
    },
  ];
}

/** `/etc/nftables.conf:8:3-9: Error: syntax error, unexpected string`, and below it the line with carets. */
const COMPLAINT = /^(\S+?):(\d+):\d+-\d+: (?:Error|Warning): (.+)$/;

export function readAnswer(path: string, answer: ProgramAnswer): readonly Problem[] {
  return answer.stderr.split('\n').flatMap((row): readonly Problem[] => {
    const [, file, line, message] = COMPLAINT.exec(row) ?? [];
    if (file === path && message !== undefined) return [{ path, line: Number(line), key: null, message }];
    return /\bError: /.test(row) ? [{ path, line: null, key: null, message: row }] : [];
  });
}
