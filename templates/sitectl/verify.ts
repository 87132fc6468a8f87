import {
  EMPTY_STAGE,
  type Check,
  type HostArtifacts,
  type Problem,
  type ProgramAnswer,
  type ProgramNeed,
  type Verification,
} from '../../src/target/verification.ts';

const shellcheck: ProgramNeed = {
  id: 'shellcheck-bash',
  suite: 'bookworm',
  packages: ['shellcheck', 'bash'],
  closure: true,
};

const SCRIPT = '/usr/local/sbin/sitectl';

export const verification: Verification = {
  id: 'sitectl',
  programs: [shellcheck],
  checks: (host) => checksOf(host),
  readerOnly: () => new Map(),
};

function checksOf(host: HostArtifacts): readonly Check[] {
  const file = host.files.get(SCRIPT);
  if (file?.target !== 'sitectl') return [];
  return [
    {
      title: 'bash -n and shellcheck of sitectl',
      artifacts: [SCRIPT],
      program: shellcheck,
      stage: { ...EMPTY_STAGE, files: new Map([[SCRIPT, { text: file.text, mode: 0o755 }]]) },
      command: ['sh', '-c', 'bash -n "$1" && shellcheck --format=gcc "$1"', 'sh', SCRIPT],
      read: readAnswer,
    },
  ];
}

/** `/usr/local/sbin/sitectl:12:3: warning: … [SC2034]` of shellcheck, `…/sitectl: line 12: …` of bash. */
export function readAnswer(answer: ProgramAnswer): readonly Problem[] {
  return `${answer.stdout}\n${answer.stderr}`.split('\n').flatMap((row) => {
    const [, first, second, message] =
      /^\/usr\/local\/sbin\/sitectl:(?:(\d+):\d+:| line (\d+):) (?:(?:error|warning|note): )?(.+)$/.exec(
        row,
      ) ?? [];
    if (message === undefined) return [];
    return [{ path: SCRIPT, line: Number(first ?? second), key: null, message }];
  });
}
