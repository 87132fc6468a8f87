import { listOf } from '../../source/suggest.ts';
import type { Variable } from '../program/program.ts';

type Shaped = Pick<Variable, 'type' | 'min' | 'max' | 'values' | 'schemes' | 'shape' | 'shapeIs'>;

const SCHEME = /^([A-Za-z][A-Za-z0-9+.-]*):\/\//;
const HOST =
  /^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9_]([A-Za-z0-9_.-]*[A-Za-z0-9_])?|[0-9A-Fa-f:]*::[0-9A-Fa-f:.]*)$/;

/** What is wrong with a text, after the name and type of the variable; null where it is of the type. */
export function checkOf(variable: Shaped, text: string): string | null {
  return (CHECKS[variable.type] ?? (() => null))(text, variable);
}

const none = (text: string): string => `${JSON.stringify(text)} is none`;

/** A URL where its host is meant: programs put their own scheme before it. */
const notUrl = (text: string): string | null =>
  SCHEME.test(text)
    ? `${JSON.stringify(text)} is a URL, and the program puts its own scheme before it: write ${text.replace(SCHEME, '').replace(/[/?#].*$/, '')}`
    : null;

const CHECKS: Readonly<Partial<Record<Variable['type'], (text: string, variable: Shaped) => string | null>>> =
  {
    string: (text, { shape }) =>
      shape === undefined || new RegExp(`^(?:${shape})$`, 'u').test(text) ? null : none(text),
    integer: (text, range) => (/^-?[0-9]+$/.test(text) ? outOf(range, text) : none(text)),
    number: (text, range) =>
      text.trim() === text && Number.isFinite(Number(text)) ? outOf(range, text) : none(text),
    port: (text) => (/^[0-9]+$/.test(text) ? outOf({ min: 1, max: 65535 }, text) : none(text)),
    url: (text, { schemes }) => {
      const scheme = SCHEME.exec(text)?.[1]?.toLowerCase();
      if (scheme === undefined) return none(text);
      if (!schemes || schemes.includes(scheme)) return null;
      return `its scheme must be ${listOf(schemes)}, and ${JSON.stringify(scheme)} stands here`;
    },
    origin: (text) => (/^https?:\/\/[^/?#\s]+$/i.test(text) ? null : none(text)),
    domain: (text) =>
      notUrl(text) ?? (/^(\*\.|\.)?([A-Za-z0-9_-]+\.)*[A-Za-z0-9-]+$/.test(text) ? null : none(text)),
    host: (text) => notUrl(text) ?? (HOST.test(text) ? null : none(text)),
    address: (text) => {
      const [, host = '', port = ''] = /^(.*):([0-9]+)$/.exec(text) ?? [];
      return HOST.test(host) && outOf({ min: 1, max: 65535 }, port) === null
        ? null
        : (notUrl(text) ?? none(text));
    },
    path: (text) => (text.startsWith('/') ? null : none(text)),
    enum: (text, { values = [] }) => (values.includes(text) ? null : none(text)),
    pattern: (text) => (/^[^%]*%s[^%]*$/.test(text) ? null : none(text)),
  };

function outOf({ min, max }: Pick<Shaped, 'min' | 'max'>, text: string): string | null {
  const number = Number(text);
  if (text !== '' && number >= (min ?? -Infinity) && number <= (max ?? Infinity)) return null;
  const range =
    min === undefined
      ? `at most ${String(max)}`
      : max === undefined
        ? `at least ${String(min)}`
        : `from ${String(min)} to ${String(max)}`;
  return `${text} is out of range: ${range}`;
}
