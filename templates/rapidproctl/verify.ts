import type { Verification } from '../../src/target/verification.ts';

/** Its own reader takes any JSON, ignores keys that it does not know, and reads an unreadable file as `{}`. */
export const verification: Verification = {
  id: 'rapidproctl',
  programs: [],
  checks: () => [],
  readerOnly: (host) =>
    new Map(
      [...host.files].flatMap(([path, { target }]) =>
        target === 'rapidproctl'
          ? [
              [
                path,
                'rapidpro_controller runs on Python 2.7, which cannot be had, and refuses nothing',
              ] as const,
            ]
          : [],
      ),
    ),
};
