import { distance } from 'fastest-levenshtein';
import { amountOf, fits } from './amount.ts';
import { order, since, type Major } from './versions.ts';

/** One way in which a setting is known, and in which versions; without `from` since the oldest, without `until` to the newest. */
export interface Form {
  readonly type: 'bool' | 'integer' | 'real' | 'string' | 'enum';
  /** of a bare number: `kB`, `8kB`, `ms` … */
  readonly unit?: string;
  readonly min?: string;
  readonly max?: string;
  readonly values?: readonly string[];
  /** when a change is taken over (pg_settings.context); `internal` is never set */
  readonly context: string;
  readonly from?: string;
  readonly until?: string;
}

/** vocabulary.json: what real servers say of their settings. */
export interface Vocabulary {
  /** majors that were asked → their versions */
  readonly asked: Readonly<Record<string, string>>;
  readonly settings: Readonly<Record<string, readonly Form[]>>;
  readonly extensions: readonly string[];
}

/** What is wrong with a setting. */
export interface Misuse {
  readonly problem:
    'unknown' | 'newer' | 'removed' | 'read-only' | 'wrong-type' | 'wrong-unit' | 'out-of-range';
  /** whether it is the name or the value */
  readonly about: 'name' | 'value';
  /** sentences */
  readonly message: string;
  readonly help: string;
}

const alive = ({ from, until }: Form, major: Major): boolean =>
  (from === undefined || since(major, from as Major)) &&
  (until === undefined || since(until as Major, major));

const formsOf = (vocabulary: Vocabulary, name: string): readonly Form[] =>
  Object.hasOwn(vocabulary.settings, name) ? (vocabulary.settings[name] ?? []) : [];

/** Whether a PostgreSQL of a major takes a setting with a value. */
export function checkSetting(
  vocabulary: Vocabulary,
  major: Major,
  name: string,
  value: string | number | boolean,
): Misuse | null {
  const ever = formsOf(vocabulary, name);
  const forms = ever.filter((form) => alive(form, major));
  if (ever.length === 0) return unknown(vocabulary, major, name);
  if (forms.length === 0) return untimely(major, name, ever);
  if (forms.every(({ context }) => context === 'internal'))
    return {
      problem: 'read-only',
      about: 'name',
      message: `\`${name}\` only shows how PostgreSQL was made or runs; it cannot be set.`,
      help: 'Leave it out.',
    };
  const wrong = forms.map((form) => wrongValue(form, major, name, value));
  return wrong.includes(null) ? null : (wrong.at(-1) ?? null);
}

function unknown(vocabulary: Vocabulary, major: Major, name: string): Misuse {
  const known = Object.keys(vocabulary.settings).filter((one) =>
    formsOf(vocabulary, one).some((form) => alive(form, major)),
  );
  const near = nearNames(name, known);
  return {
    problem: 'unknown',
    about: 'name',
    message: `\`${name}\` is no setting that PostgreSQL ${major} knows.`,
    help:
      near === '' ? 'See the list of settings in its manual, or ask `SHOW ALL`.' : `Did you mean ${near}?`,
  };
}

/** Up to three names that differ in at most a third of their letters, the nearest first: `a` or `b`; empty without any. */
export function nearNames(name: string, known: readonly string[]): string {
  const limit = Math.max(2, Math.floor(name.length / 3));
  return known
    .map((one) => ({ one, far: distance(one, name) }))
    .filter(({ far }) => far <= limit)
    .sort((a, b) => a.far - b.far || (a.one < b.one ? -1 : 1))
    .slice(0, 3)
    .map(({ one }) => `\`${one}\``)
    .join(' or ');
}

/** What took the place of a setting that is gone. */
const INSTEAD: Readonly<Record<string, string>> = {
  wal_keep_segments: '`wal_keep_size`, an amount: as many times 16MB',
  wal_keep_size: '`wal_keep_segments`, a number of 16MB each',
  force_parallel_mode: '`debug_parallel_query`',
  min_parallel_relation_size: '`min_parallel_table_scan_size`',
  promote_trigger_file: '`pg_ctl promote`',
};

function untimely(major: Major, name: string, ever: readonly Form[]): Misuse {
  const later = ever.find(({ from }) => from !== undefined && order(from as Major) > order(major))?.from;
  const instead = Object.hasOwn(INSTEAD, name) ? ` There is ${INSTEAD[name]}.` : '';
  if (later !== undefined)
    return {
      problem: 'newer',
      about: 'name',
      message: `PostgreSQL ${major} does not know \`${name}\` yet.`,
      help: `Leave it out: PostgreSQL ${later} is the first to know it.${instead}`,
    };
  const last = ever.findLast(({ until }) => until !== undefined)?.until ?? '';
  return {
    problem: 'removed',
    about: 'name',
    message: `PostgreSQL ${major} no longer knows \`${name}\`.`,
    help: `Leave it out: PostgreSQL ${last} was the last to know it.${instead}`,
  };
}

const SWITCH = /^(on|off|true|false|yes|no|1|0|t|tr|tru|f|fa|fal|fals|y|ye|n|of)$/i;

function wrongValue(form: Form, major: Major, name: string, value: string | number | boolean): Misuse | null {
  const wrong = (problem: Misuse['problem'], message: string, help: string): Misuse => ({
    ...{ problem, about: 'value' as const },
    ...{ message: `\`${name}\` ${message}`, help },
  });
  if (form.type === 'string') return null;
  if (form.type === 'bool')
    return typeof value === 'boolean' || SWITCH.test(String(value))
      ? null
      : wrong('wrong-type', `is a switch, and ${JSON.stringify(value)} is none.`, 'Write true or false.');
  if (form.type === 'enum') return wrongWord(form, value, wrong);
  const amount = typeof value === 'boolean' ? null : amountOf(value);
  const unit = form.unit === undefined ? '' : ` of ${form.unit}`;
  if (!amount)
    return wrong(
      'wrong-type',
      `is ${form.unit === undefined ? 'a number' : 'an amount'}, and ${JSON.stringify(value)} is none.`,
      form.unit === undefined ? 'Write a number.' : `Write a number with its unit, such as ${example(form)}.`,
    );
  const measured = fits(amount, form, major);
  if (measured === 'unit')
    return wrong(
      'wrong-unit',
      form.unit === undefined
        ? `has no unit, and ${String(value)} has one.`
        : `does not take the unit of ${String(value)} in PostgreSQL ${major}.`,
      form.unit === undefined
        ? 'Write the number alone.'
        : `Its units are ${units(form, major)}, in these letters.`,
    );
  if (measured === 'missing')
    return wrong(
      'wrong-unit',
      `is ${String(value)} without a unit, which would be that many times ${form.unit ?? ''}.`,
      `Write the unit, such as ${example(form)}.`,
    );
  if (measured === 'fraction')
    return wrong('wrong-type', `takes whole numbers in PostgreSQL ${major}.`, 'Write it in a smaller unit.');
  if (measured === 'range')
    return wrong(
      'out-of-range',
      `is ${String(value)}, which is out of range: from ${form.min ?? ''} to ${form.max ?? ''}${unit}.`,
      'Write a value in this range.',
    );
  return null;
}

/** Words that PostgreSQL takes and does not list. */
const HIDDEN: Readonly<Record<string, readonly string[]>> = { minimal: ['archive', 'hot_standby'] };

function wrongWord(
  form: Form,
  value: string | number | boolean,
  wrong: (problem: Misuse['problem'], message: string, help: string) => Misuse,
): Misuse | null {
  const values = form.values ?? [];
  const said = typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value).toLowerCase();
  const isSwitch = values.includes('on') && SWITCH.test(said);
  const hidden = values.flatMap((one) => HIDDEN[one] ?? []);
  if (isSwitch || [...values, ...hidden].some((one) => one.toLowerCase() === said)) return null;
  const near = nearNames(said, values);
  return wrong(
    'wrong-type',
    `does not take ${JSON.stringify(value)}.`,
    `${near === '' ? '' : `Did you mean ${near}? `}It takes ${values.map((one) => `\`${one}\``).join(', ')}.`,
  );
}

const isTime = (form: Form): boolean => /^(us|ms|s|min|h|d)$/.test(form.unit ?? '');
const example = (form: Form): string => (isTime(form) ? '30s' : '64MB');

function units(form: Form, major: Major): string {
  if (isTime(form)) return `${since(major, '12') ? 'us, ' : ''}ms, s, min, h and d`;
  return `${since(major, '11') ? 'B, ' : ''}kB, MB, GB and TB`;
}
