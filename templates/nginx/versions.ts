/** Versions in which something is so; without `from` since the first one of the vocabulary, without `until` to the last. */
export interface Lifetime {
  readonly from?: string;
  readonly until?: string;
}

/** `1.26.3` → 1, 26, 3; what is missing is 0 */
function numbers(version: string): readonly [number, number, number] {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map((part) => Number.parseInt(part, 10) || 0);
  return [major, minor, patch];
}

/** Negative where `a` is older. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbers(a), numbers(b)];
  return left[0] - right[0] || left[1] - right[1] || left[2] - right[2];
}

export const series = (version: string): string => numbers(version).slice(0, 2).join('.');

/**
 * The versions of a vocabulary that speak for a stated one: the one of the same series (`1.26`), else its neighbours
 * below and above. Where none is stated it is the newest.
 */
export function versionsFor(versions: readonly string[], stated: string | null): readonly string[] {
  const same = stated === null ? versions.at(-1) : versions.find((one) => series(one) === series(stated));
  if (same !== undefined || stated === null) return same === undefined ? [] : [same];
  const below = versions.findLast((one) => compareVersions(one, stated) < 0);
  const above = versions.find((one) => compareVersions(one, stated) > 0);
  return [below, above].filter((one) => one !== undefined);
}

export const alive = (life: Lifetime, version: string): boolean =>
  (life.from === undefined || compareVersions(life.from, version) <= 0) &&
  (life.until === undefined || compareVersions(version, life.until) <= 0);
