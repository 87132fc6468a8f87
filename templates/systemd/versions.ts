import type { Host } from '../../src/site/model.ts';

/** The version of systemd on a host; null where nothing is known of its platform. */
export function systemdOf({ platform }: Host): number | null {
  const [version] = platform?.systemd.versions ?? [];
  return version === undefined ? null : Number(version);
}
