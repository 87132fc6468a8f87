import type { Place, Refusal, Syntax } from '../../src/format/place.ts';
import { isRefusal } from '../../src/format/place.ts';
import { hashComment, keyText, refusal, spell, unprintable } from '../../src/format/text.ts';

/** Half of what systemd-sysctl takes for a line in its older versions (LINE_MAX). */
const LONGEST = 1000;

function line(text: string, what: string): string | Refusal {
  const bad = unprintable(text);
  if (bad !== null) return bad;
  return text.includes('\n')
    ? refusal(`holds a newline, which ends a ${what}`, 'Write it on one line.')
    : text;
}

/** Dots or slashes between the parts; an interface with dots needs slashes (`net/ipv4/conf/eth0.5/forwarding`). */
const key: Place = {
  name: 'sysctl key',
  quote: (value) => {
    const text = keyText(value);
    return isRefusal(text) || /^[A-Za-z0-9_*][A-Za-z0-9_*./:@-]*$/.test(text)
      ? text
      : refusal(
          `is ${JSON.stringify(text)}, which is no name of a kernel parameter`,
          'Use a path below /proc/sys, with dots or slashes.',
        );
  },
};

/** The value up to the end of its line; sysctl.d has no quotes and no trailing comments. */
const value: Place = {
  name: 'sysctl value',
  quote: (given) => {
    const text = spell(given, (literal) => line(literal, 'sysctl value'));
    if (isRefusal(text)) return text;
    if (/^\s|\s$/.test(text))
      return refusal('starts or ends with a blank, which sysctl cuts off', 'Remove the blank.');
    if (text === '') return refusal('is empty, and a kernel parameter is not', 'Give it a value.');
    return Buffer.byteLength(text) <= LONGEST
      ? text
      : refusal(`is longer than ${LONGEST} bytes, which sysctl does not read`, 'Use a shorter value.');
  },
};

const comment: Place = {
  name: 'sysctl comment',
  quote: (given) => spell(given, (literal) => line(literal, 'comment')),
};

/** `line`: nothing but blanks so far; `named`: a key and a blank; `assigned`: nothing but blanks after the `=`. */
type State = 'line' | 'comment' | 'key' | 'named' | 'assigned' | 'value';

const NOT_ASSIGNED = 'error: a line of sysctl.d is `key = value`, and this one is not';

function step(state: State, character: string): State | typeof NOT_ASSIGNED {
  const blank = character === ' ' || character === '\t';
  if (character === '\n') return state === 'key' || state === 'named' ? NOT_ASSIGNED : 'line';
  switch (state) {
    case 'line':
      if (character === '=') return NOT_ASSIGNED;
      return blank ? 'line' : character === '#' || character === ';' ? 'comment' : 'key';
    case 'key':
      return character === '=' ? 'assigned' : blank ? 'named' : 'key';
    case 'named':
      return character === '=' ? 'assigned' : blank ? 'named' : NOT_ASSIGNED;
    case 'assigned':
      return blank ? 'assigned' : 'value';
    default:
      return state;
  }
}

const STATES: readonly string[] = ['line', 'comment', 'key', 'named', 'assigned', 'value'] satisfies State[];
const isState = (state: string): state is State => STATES.includes(state);

const PLACES = { key, value, comment };

/** The place of a value in each state; a key may be put together from several, a value too. */
const PLACE_OF: Readonly<Record<State, keyof typeof PLACES | null>> = {
  line: 'key',
  key: 'key',
  named: null,
  assigned: 'value',
  value: 'value',
  comment: 'comment',
};

/** sysctl.d(5): `key = value` lines, comments after `#` or `;`, a `-` before a key that may fail. */
export const syntax: Syntax = {
  id: 'sysctl',
  comment: hashComment,
  initial: 'line',
  advance: (state, text) => {
    let now: string = state;
    for (const character of text) {
      if (!isState(now)) return now;
      now = step(now, character);
    }
    return now;
  },
  place: (state) => (isState(state) ? PLACE_OF[state] : null),
  after: (state) => (state === 'line' ? 'key' : state === 'assigned' ? 'value' : state),
  complete: (state) => state === 'line',
  places: PLACES,
};

/** One kernel parameter, as sysctl reads it. `line` counts from 1; `optional` where a `-` stands before the key. */
export interface SysctlSetting {
  readonly key: string;
  readonly value: string;
  readonly line: number;
  readonly optional: boolean;
}

/** Reads a file of sysctl.d as procps and systemd-sysctl do. Throws a SyntaxError for a line without `=`. */
export function readSysctl(text: string): SysctlSetting[] {
  return text.split('\n').flatMap((row, index) => {
    const trimmed = row.replace(/^[ \t\r\v\f]+|[ \t\r\v\f]+$/g, '');
    if (trimmed === '' || /^[#;]/.test(trimmed)) return [];
    const found = /^(-?)[ \t]*([^=]*?)[ \t]*=[ \t]*(.*)$/s.exec(trimmed);
    const [, dash, name = '', given = ''] = found ?? [];
    if (name === '') throw new SyntaxError(`sysctl.d, line ${index + 1}: no \`key = value\`.`);
    return [{ key: name, value: given, line: index + 1, optional: dash === '-' }];
  });
}
