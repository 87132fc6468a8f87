import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    // Fetches the programs that tests ask, once, and fails at the start where this machine cannot ask them.
    globalSetup: ['test/setup.ts'],
    // Processes, because some tests change their working directory.
    pool: 'forks',
    testTimeout: 60_000,
    hookTimeout: 180_000,
    expandSnapshotDiff: true,
  },
});
