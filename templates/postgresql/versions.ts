import { map, type Fact } from '../../src/fact.ts';

/** The majors that are known, the oldest first. */
export const MAJORS = ['9.6', '10', '11', '12', '13', '14', '15', '16', '17'] as const;
export type Major = (typeof MAJORS)[number];

/** `10.19` is 10, `9.6.24` is 9.6; null for what is no known version. */
export function majorOf(version: string | number): Major | null {
  const [first = '', second = '', ...rest] = String(version).split('.');
  if (![second, ...rest].every((part) => /^[0-9]*$/.test(part))) return null;
  const name = first === '9' ? `9.${second}` : first;
  return MAJORS.find((major) => major === name) ?? null;
}

/** Its place in the list: for comparisons. */
export const order = (major: Major): number => MAJORS.indexOf(major);

export const since = (major: Major, first: Major): boolean => order(major) >= order(first);

/** The major of a datastore as a fact; null where it is none that is known. */
export function majorFact(version: Fact<string> | Fact<number>): Fact<Major> | null {
  const major = majorOf(version.value);
  return major && map<string | number, Major>(version, () => major);
}

/** The majors whose servers can be had, from Debian. */
const SERVED: readonly Major[] = ['13', '15', '17'];

/** The nearest major that can be had; of two that are as near, the newer one: more is added to PostgreSQL than is taken out. */
export const nearest = (major: Major): Major =>
  [...SERVED].sort((a, b) => far(a, major) - far(b, major) || order(b) - order(a))[0] ?? major;

const far = (a: Major, b: Major): number => Math.abs(order(a) - order(b));
