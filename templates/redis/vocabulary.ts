import { distance } from 'fastest-levenshtein';
import { compareVersions, series, versionsFor } from './versions.ts';

/** What a directive takes in some versions: without `from` since the first one, without `until` to the last. */
export interface Form {
  readonly type: 'switch' | 'word' | 'integer' | 'size' | 'percent' | 'text';
  /** for `word`: every word that it takes */
  readonly words?: readonly string[];
  readonly min?: number;
  readonly max?: number;
  /** how many arguments, where it is not one: `1,2,3,4` stands for any number up to four and above */
  readonly args?: readonly number[];
  readonly from?: string;
  readonly until?: string;
}

/** vocabulary.json: what the real redis-server answers about every name that it knows, by version. */
export interface Vocabulary {
  /** the oldest first; those before the first of `asked` follow from release notes */
  readonly versions: readonly string[];
  /** the versions that were asked */
  readonly asked: readonly string[];
  readonly directives: Readonly<Record<string, readonly Form[]>>;
}

export interface Use {
  readonly name: string;
  readonly args: readonly (string | number | boolean)[];
}

export interface Misuse {
  readonly problem: 'unknown' | 'newer' | 'removed' | 'arity' | 'value' | 'range';
  /** a sentence */
  readonly message: string;
  /** a sentence */
  readonly help: string;
  /** false where no version of the stated series is known, so that the answer is a neighbour's */
  readonly certain: boolean;
}
type Wrong = Omit<Misuse, 'certain'>;

/** Four arguments were the most that were tried; who takes four takes more. */
export const MOST = 4;

const alive = ({ from, until }: Form, version: string): boolean =>
  (from === undefined || compareVersions(from, version) <= 0) &&
  (until === undefined || compareVersions(version, until) <= 0);

const formsOf = ({ directives }: Vocabulary, name: string): readonly Form[] =>
  Object.hasOwn(directives, name) ? (directives[name] ?? []) : [];

/**
 * Whether redis-server of a stated version takes a directive with these arguments. Where only neighbours of the version
 * are known, what one of them takes may be right: only what is wrong for all is a misuse.
 */
export function checkDirective(vocabulary: Vocabulary, stated: string, use: Use): Misuse | null {
  const versions = versionsFor(vocabulary.versions, stated);
  const [first = null, ...others] = versions.map((version) => wrongIn(vocabulary, version, stated, use));
  if (first === null || others.includes(null)) return null;
  return { ...first, certain: series(versions[0] ?? '') === series(stated) };
}

function wrongIn(vocabulary: Vocabulary, version: string, stated: string, use: Use): Wrong | null {
  const ever = formsOf(vocabulary, use.name);
  const form = ever.find((one) => alive(one, version));
  if (form) return wrongUse(form, stated, use) ?? wrongClass(stated, use);
  const what = `\`${use.name}\``;
  if (ever.length === 0) return unknown(vocabulary, version, stated, use.name);
  const later = ever.find(({ from }) => from !== undefined && compareVersions(version, from) < 0)?.from;
  const other = spelling(vocabulary, version, use.name);
  const help = other === null ? 'Leave it out' : `Write \`${other}\``;
  if (later !== undefined)
    return {
      problem: 'newer',
      message: `${what} is not known to Redis ${stated}.`,
      help: `${help}, or state a newer version: Redis ${series(later)} knows it.`,
    };
  const last = ever.findLast(({ until }) => until !== undefined)?.until ?? '';
  return {
    problem: 'removed',
    message: `${what} is no longer known to Redis ${stated}.`,
    help: `${help}: Redis ${series(last)} still knew it.`,
  };
}

function unknown(vocabulary: Vocabulary, version: string, stated: string, name: string): Wrong {
  const known = Object.entries(vocabulary.directives)
    .filter(([, forms]) => forms.some((form) => alive(form, version)))
    .map(([one]) => one);
  const near = nearest(name, known);
  return {
    problem: 'unknown',
    message: `\`${name}\` is no directive that Redis ${stated} knows.`,
    help: near === null ? 'The redis.conf of that release tells what there is.' : `Did you mean \`${near}\`?`,
  };
}

/** The name that differs in the fewest letters, in at most a third of them. */
export function nearest(name: string, known: readonly string[]): string | null {
  const limit = Math.max(2, Math.floor(name.length / 3));
  const found = known
    .map((one) => ({ one, far: distance(name, one) }))
    .filter(({ far }) => far <= limit)
    .sort((a, b) => a.far - b.far || (a.one < b.one ? -1 : 1));
  return found[0]?.one ?? null;
}

/** Words that were exchanged in the names of directives. */
const EXCHANGED: readonly (readonly [string, string])[] = [
  ['slave', 'replica'],
  ['ziplist', 'listpack'],
];

/** The same directive as another version spells it. */
function spelling(vocabulary: Vocabulary, version: string, name: string): string | null {
  const others = EXCHANGED.flatMap(([old, now]) => [name.replace(old, now), name.replace(now, old)]);
  return (
    others.find((one) => one !== name && formsOf(vocabulary, one).some((form) => alive(form, version))) ??
    null
  );
}

function wrongUse(form: Form, stated: string, { name, args }: Use): Wrong | null {
  const wanted = form.args ?? [1];
  const most = Math.max(...wanted);
  if (!wanted.includes(args.length) && !(most === MOST && args.length > MOST))
    return {
      problem: 'arity',
      message: `\`${name}\` has ${args.length} argument${args.length === 1 ? '' : 's'}.`,
      help: `Redis ${stated} takes ${wanted.join(', ')}${most === MOST ? ' or more' : ''}.`,
    };
  const [value] = args;
  if (value === undefined || args.length > 1) return null;
  const shown = typeof value === 'string' ? `"${value}"` : String(value);
  const wrong = (help: string, problem: 'value' | 'range' = 'value'): Wrong => ({
    problem,
    message: `\`${name}\` of Redis ${stated} cannot be ${shown}.`,
    help,
  });
  const text = typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);
  if (form.type === 'switch')
    return /^(yes|no)$/i.test(text) ? null : wrong('It is a switch: write true or false.');
  if (form.type === 'word') {
    const words = form.words ?? [];
    if (words.includes(text.toLowerCase())) return null;
    return wrong(`It is one of ${words.join(', ')}.`);
  }
  if (form.type === 'integer')
    return /^-?\d+$/.test(text)
      ? inRange(form, BigInt(text), wrong)
      : wrong('It is a whole number, without a unit.');
  if (form.type === 'text') return null;
  if (form.type === 'percent' && /^\d{1,2}%$|^100%$/.test(text)) return null;
  const bytes = bytesOf(text);
  return bytes === null
    ? wrong('It is a size: a whole number with b, k, kb, m, mb, g or gb after it, without a blank.')
    : inRange(form, bytes, wrong);
}

/** Classes of clients: `replica` is known since 5.0 (getClientTypeByName() of networking.c), `slave` to all. */
function wrongClass(stated: string, { name, args }: Use): Wrong | null {
  if (name !== 'client-output-buffer-limit') return null;
  const known = ['normal', 'slave', 'pubsub', ...(compareVersions(stated, '5.0') < 0 ? [] : ['replica'])];
  const wrong = args.find((one, index) => index % 4 === 0 && !known.includes(String(one).toLowerCase()));
  if (wrong === undefined) return null;
  return {
    problem: 'value',
    message: `\`${name}\` of Redis ${stated} knows no clients that are "${wrong}".`,
    help: `Write one of ${known.join(', ')}.`,
  };
}

function inRange(
  { min, max }: Form,
  value: bigint,
  wrong: (help: string, problem: 'range') => Wrong,
): Wrong | null {
  if ((min === undefined || value >= BigInt(min)) && (max === undefined || value <= BigInt(max))) return null;
  return wrong(
    max === undefined ? `It is at least ${min}.` : `It is from ${min ?? 'anything'} to ${max}.`,
    'range',
  );
}

const FACTOR: Readonly<Record<string, bigint>> = {
  '': 1n,
  b: 1n,
  k: 1000n,
  kb: 1024n,
  m: 1000n ** 2n,
  mb: 1024n ** 2n,
  g: 1000n ** 3n,
  gb: 1024n ** 3n,
};

/** memtoull() of util.c; null for what it does not read. */
function bytesOf(text: string): bigint | null {
  const [, number, unit = ''] = /^(\d+)([a-z]*)$/i.exec(text) ?? [];
  const factor = FACTOR[unit.toLowerCase()];
  return number === undefined || factor === undefined ? null : BigInt(number) * factor;
}
