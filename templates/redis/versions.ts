/** Minor versions of Redis that have a release, the oldest first; what follows 8.0 is not known yet. */
export const RELEASES: readonly string[] = ['4.0', '5.0', '6.0', '6.2', '7.0', '7.2', '7.4', '8.0'];

/** `7.0.15` → 7, 0, 15; what is missing is 0 */
const numbers = (version: string): readonly number[] =>
  version.split('.').map((part) => Number.parseInt(part, 10) || 0);

/** Negative where `a` is older. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbers(a), numbers(b)];
  for (const at of [0, 1, 2]) {
    const difference = (left[at] ?? 0) - (right[at] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

export const series = (version: string): string => numbers(version).slice(0, 2).join('.');

/** Whether a stated version is at least this one. */
export const since = (stated: string, first: string): boolean => compareVersions(stated, first) >= 0;

/**
 * Which of the known versions speak for a stated one: that of its series, else its neighbours below and above.
 * @param known the oldest first
 */
export function versionsFor(known: readonly string[], stated: string): readonly string[] {
  const same = known.find((one) => series(one) === series(stated));
  if (same !== undefined) return [same];
  const below = known.findLast((one) => compareVersions(one, stated) < 0);
  const above = known.find((one) => compareVersions(one, stated) > 0);
  return [below, above].filter((one) => one !== undefined);
}

/** The series whose servers can be had, from Debian. */
const SERVED: readonly string[] = ['6.0', '7.0', '8.0'];

/** The nearest series that can be had; of two that are as near, the newer one, which takes what older ones took. */
export function nearestServed(stated: string): string {
  const place = (one: string): number => RELEASES.indexOf(series(one));
  const far = (one: string): number => Math.abs(place(one) - place(stated));
  return [...SERVED].sort((a, b) => far(a) - far(b) || place(b) - place(a))[0] ?? series(stated);
}
