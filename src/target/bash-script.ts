import {
  EMPTY_STAGE,
  type Check,
  type HostArtifacts,
  type Problem,
  type ProgramAnswer,
  type ProgramNeed,
} from './verification.ts';

/** bash, and shellcheck, which knows what bash accepts and nobody means. */
export const shellcheck: ProgramNeed = {
  id: 'shellcheck-bash',
  suite: 'bookworm',
  packages: ['shellcheck', 'bash'],
  closure: true,
};

/** Asks both about one script of a host; nothing where a target other than `target` wrote that file, or none did. */
export function scriptChecks(host: HostArtifacts, path: string, target: string): readonly Check[] {
  const file = host.files.get(path);
  if (file?.target !== target) return [];
  return [
    {
      title: `bash -n and shellcheck of ${path}`,
      artifacts: [path],
      program: shellcheck,
      stage: { ...EMPTY_STAGE, files: new Map([[path, { text: file.text, mode: 0o755 }]]) },
      command: ['sh', '-c', 'bash -n "$1" && shellcheck --format=gcc "$1"', 'sh', path],
      read: (answer) => scriptProblems(path, answer),
    },
  ];
}

/** `/install:12:3: warning: … [SC2034]` of shellcheck, `/install: line 12: …` of bash. */
export function scriptProblems(path: string, { stdout, stderr }: ProgramAnswer): readonly Problem[] {
  return `${stdout}\n${stderr}`.split('\n').flatMap((row) => {
    if (!row.startsWith(`${path}:`)) return [];
    const [, first, second, message] =
      /^:(?:(\d+):\d+:| line (\d+):) (?:(?:error|warning|note): )?(.+)$/.exec(row.slice(path.length)) ?? [];
    return message === undefined ? [] : [{ path, line: Number(first ?? second), key: null, message }];
  });
}
