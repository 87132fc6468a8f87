import type { ProgramNeed, Verification } from '../../src/target/verification.ts';

const need = (major: string, suite: ProgramNeed['suite'], more: readonly string[]): ProgramNeed => ({
  id: `postgresql-${major}`,
  suite,
  packages: [`postgresql-${major}`, ...more, 'util-linux'],
  closure: true,
});

/** The servers that can be had. */
export const programs: readonly ProgramNeed[] = [
  need('13', 'bullseye', ['postgresql-13-postgis-3', 'postgresql-13-postgis-3-scripts']),
  need('15', 'bookworm', ['postgresql-15-postgis-3', 'postgresql-15-postgis-3-scripts']),
  need('17', 'trixie', []),
];

export const verification: Verification = {
  id: 'postgresql',
  programs,
  checks: () => [],
  readerOnly: () => new Map(),
};
