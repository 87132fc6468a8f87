import { distance } from 'fastest-levenshtein';

/** How many near names help; more is a list. */
const NEAR = 3;
/** How many names of a list are printed. */
const LISTED = 8;
/** A beginning shorter than this fits too many names. */
const PREFIX = 3;

/**
 * The tail of a message about an unknown name: ` Did you mean "port"?`, with up to three near names, the nearest first;
 * empty where none is near. Case, hyphens and underscores do not count, because tools disagree about them.
 */
export function didYouMean(name: string, candidates: Iterable<string>): string {
  const near = [...new Set(candidates)]
    .filter((candidate) => candidate !== name)
    .map((candidate) => ({ candidate, far: farness(plain(name), plain(candidate)) }))
    .filter(({ far }) => far < Infinity)
    .sort((a, b) => a.far - b.far || compare(a.candidate, b.candidate));
  const nearest = near[0];
  if (nearest === undefined) return '';
  const names = near.filter(({ far }) => far <= nearest.far + 1).slice(0, NEAR);
  return ` Did you mean ${either(names.map(({ candidate }) => JSON.stringify(candidate)))}?`;
}

/** The names that would be right, sorted: `"a", "b" or "c"`; of more than eight, the first eight and `… (12 in all)`. */
export function listOf(names: Iterable<string>): string {
  const quoted = [...new Set(names)].sort(compare).map((name) => JSON.stringify(name));
  if (quoted.length <= LISTED) return either(quoted);
  return `${quoted.slice(0, LISTED).join(', ')}, … (${quoted.length} in all)`;
}

const plain = (name: string): string => name.toLowerCase().replaceAll(/[-_]/g, '');

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** How many changes make one name the other; Infinity if that is more than about 40 % of the name. */
function farness(name: string, candidate: string): number {
  if (name === candidate) return 0;
  const [short, long] = name.length < candidate.length ? [name, candidate] : [candidate, name];
  if (short.length >= PREFIX && long.startsWith(short)) return 1;
  const most = Math.max(1, Math.round(name.length * 0.4));
  if (long.length - short.length > most) return Infinity;
  // Swapped neighbours are two changes: too many for a short name, and the commonest slip.
  if (isSwap(name, candidate)) return 1;
  const changes = distance(name, candidate);
  return changes <= most && changes < long.length ? changes : Infinity;
}

function isSwap(name: string, candidate: string): boolean {
  const at = [...candidate].findIndex((letter, index) => letter !== name.charAt(index));
  return name.slice(0, at) + name.charAt(at + 1) + name.charAt(at) + name.slice(at + 2) === candidate;
}

/** `a, b or c` */
function either(names: readonly string[]): string {
  if (names.length < 2) return names.join('');
  return `${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;
}
