import { distance } from 'fastest-levenshtein';

/** What one setting takes, and where it may stand. */
export interface Form {
  /** sections: `Service`, `Socket` … */
  readonly in: readonly string[];
  /** systemd’s own word: BOOLEAN, SECONDS, UNIT [...]; the newest version’s */
  readonly takes: string;
  /** the first version that knows it; absent where all of our platforms do */
  readonly since?: number;
  /** the first version that does not know it any more */
  readonly until?: number;
}

/** vocabulary.json: what the real systemd answers to --dump-configuration-items. */
export interface Vocabulary {
  /** versions that were asked */
  readonly asked: readonly number[];
  readonly settings: Readonly<Record<string, Form>>;
}

/** What is wrong with a setting, as sentences. */
export interface Wrong {
  readonly problem: 'section' | 'unknown' | 'newer' | 'removed' | 'place' | 'value';
  readonly message: string;
  readonly help: string;
}

type Scalar = string | number | boolean;

/** @param version of systemd on the host: 252 */
export function checkSetting(
  { settings }: Vocabulary,
  version: number,
  section: string,
  name: string,
  values: readonly Scalar[],
): Wrong | null {
  // systemd skips these, for other programs.
  if (name.startsWith('X-') || section.startsWith('X-')) return null;
  const form = Object.hasOwn(settings, name) ? settings[name] : undefined;
  if (!form) return unknown(settings, version, section, name);
  if (form.since !== undefined && form.since > version)
    return {
      problem: 'newer',
      message: `systemd ${version} does not know \`${name}\`.`,
      help: `Leave it out: it came with systemd ${form.since}.`,
    };
  if (form.until !== undefined && form.until <= version)
    return {
      problem: 'removed',
      message: `systemd ${version} no longer knows \`${name}\`.`,
      help: `Leave it out: systemd ${form.until} gave it up.`,
    };
  if (!form.in.includes(section))
    return {
      problem: 'place',
      message: `\`${name}\` has no meaning in the section ${section}.`,
      help: `It stands in ${form.in.join(', ')}.`,
    };
  const bad = values.find((value) => !takes(form.takes, value));
  if (bad === undefined) return null;
  return {
    problem: 'value',
    message: `\`${name}\` cannot be ${typeof bad === 'string' ? `"${bad}"` : String(bad)}.`,
    help: HELP[form.takes] ?? '',
  };
}

function unknown(settings: Vocabulary['settings'], version: number, section: string, name: string): Wrong {
  const known = Object.entries(settings)
    .filter(([, form]) => form.in.includes(section) && (form.since ?? 0) <= version)
    .map(([one]) => one);
  const near = nearest(name, known);
  return {
    problem: 'unknown',
    message: `\`${name}\` is no setting of the section ${section} that systemd ${version} knows.`,
    help: near === null ? 'Its manual pages list what there is.' : `Did you mean \`${near}\`?`,
  };
}

/** The name that differs in the fewest letters, in at most a third of them. */
export function nearest(name: string, known: readonly string[]): string | null {
  const limit = Math.max(1, Math.floor(name.length / 3));
  const found = known
    .map((one) => ({ one, far: distance(name.toLowerCase(), one.toLowerCase()) }))
    .filter(({ far }) => far <= limit)
    .sort((a, b) => a.far - b.far || (a.one < b.one ? -1 : 1));
  return found[0]?.one ?? null;
}

const HELP: Readonly<Record<string, string>> = {
  BOOLEAN: 'It is a switch: write true or false.',
  UNSIGNED: 'It is a whole number.',
  INTEGER: 'It is a whole number.',
  SECONDS: 'It is a span of time: 90, 90s, 2min, 1h30min or infinity.',
};

/** parse_boolean(), parse_sec() and safe_atou(); an empty text resets a setting. */
function takes(kind: string, value: Scalar): boolean {
  const text = String(value);
  if (text === '') return true;
  if (kind === 'BOOLEAN') return /^(1|0|yes|no|y|n|true|false|t|f|on|off)$/i.test(text);
  if (kind === 'UNSIGNED') return /^\d+$/.test(text);
  if (kind === 'INTEGER') return /^[+-]?\d+$/.test(text);
  if (kind === 'SECONDS') return text === 'infinity' || SPAN.test(text);
  return true;
}

const UNIT =
  '(seconds?|sec|s|minutes?|min|m|months?|M|msec|ms|hours?|hr|h|days?|d|weeks?|w|years?|y|usec|us|µs|nsec|ns)?';
const SPAN = new RegExp(`^\\s*(\\d+(\\.\\d+)?\\s*${UNIT}\\s*)+$`);
