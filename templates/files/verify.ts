import type { Verification } from '../../src/target/verification.ts';

/** Whatever program a side file is for: what there is to be asked, the manifest does not say. */
export const verification: Verification = {
  id: 'files',
  programs: [],
  checks: () => [],
  readerOnly: (host) =>
    new Map(
      [...host.files].flatMap(([path, { target }]) =>
        target === 'files' ? [[path, 'which program it is for is not said'] as const] : [],
      ),
    ),
};
