import { expect, test } from 'vitest';
import type { Variable } from '../../src/site/program/program.ts';
import { faults, PROGRAMS } from './data.ts';

const programs = [...PROGRAMS];

const IS: Readonly<Record<string, (text: string, variable: Variable) => boolean>> = {
  string: (text, { shape }) => shape === undefined || new RegExp(`^(?:${shape})$`).test(text),
  url: (text, { schemes }) =>
    schemes === undefined || schemes.some((scheme) => text.startsWith(`${scheme}://`)),
  domain: (text) => /^[a-z0-9-]+(\.[a-z0-9-]+)*$/.test(text),
  host: (text) => /^[a-z0-9.:-]+$/.test(text),
  address: (text) => /^[a-z0-9.-]+:[0-9]+$/.test(text),
  origin: (text) => /^https?:\/\/[^/]+$/.test(text),
  path: (text) => text.startsWith('/') || text.startsWith('./'),
  pattern: (text) => text.split('%s').length === 2,
  enum: (text, { values }) => values?.includes(text) === true,
  duration: (text) => /^[0-9]+(ms|s|m|h|d)$/.test(text),
  size: (text) => /^[0-9]+([kM]B|[KMG]iB|B)$/.test(text),
};

/** Whether a typed value is of the type of its variable. */
function fits(value: unknown, variable: Variable): boolean {
  const { type, min = -Infinity, max = Infinity } = variable;
  if (type === 'boolean') return typeof value === 'boolean';
  if (type === 'port') return Number.isInteger(value) && Number(value) > 0 && Number(value) < 65536;
  if (type === 'integer' || type === 'number') {
    return (
      typeof value === 'number' &&
      (type === 'number' || Number.isInteger(value)) &&
      value >= min &&
      value <= max
    );
  }
  if (type === 'list') {
    return (
      Array.isArray(value) &&
      value.every((item: unknown) =>
        variable.items === 'integer' ? Number.isInteger(item) : typeof item === 'string',
      ) &&
      !value.some((item: unknown) => String(item).includes(variable.separator ?? ''))
    );
  }
  return typeof value === 'string' && IS[type]?.(value, variable) === true;
}

test('every default, value of a duty and value in a container has the type of its variable', () => {
  const found = [
    ...faults(({ variable }) =>
      [variable.default, variable.inContainer, ...(variable.changes ?? []).map((change) => change.default)]
        .filter((value) => value !== undefined && !fits(value, variable))
        .map((value) => JSON.stringify(value)),
    ),
    ...programs.flatMap(([name, program]) =>
      Object.entries(program.duties ?? {}).flatMap(([duty, { sets = {}, options = {} }]) => [
        ...Object.entries(sets).flatMap(([key, value]) => {
          const variable = program.variables[key];
          return variable && fits(value, variable) ? [] : [`${name} ${duty} sets ${key}`];
        }),
        ...Object.entries(options).flatMap(([key, option]) =>
          option.default === undefined || fits(option.default, option) ? [] : [`${name} ${duty} ${key}`],
        ),
      ]),
    ),
  ];
  expect(found).toEqual([]);
});

test('a variable that its name calls a credential is one, and what belongs to a type is said of it only', () => {
  const belongs: Readonly<Record<string, readonly (keyof Variable)[]>> = {
    list: ['separator', 'reader', 'items'],
    enum: ['values'],
    url: ['schemes'],
    string: ['shape', 'shapeIs'],
    boolean: ['booleans'],
  };
  const found = faults(({ key, variable }) => [
    ...(/(SECRET|SECRET_KEY|PASSWORD|TOKEN|API_KEY|_DSN)$/.test(key) && variable.secret !== true
      ? ['is not secret']
      : []),
    ...Object.entries(belongs).flatMap(([type, keys]) =>
      type === variable.type ? [] : keys.filter((part) => part in variable),
    ),
    ...('unit' in variable === ['duration', 'size'].includes(variable.type) ? [] : ['unit']),
    ...(variable.type !== 'list' || variable.separator !== undefined ? [] : ['has no separator']),
    ...(variable.type !== 'enum' || variable.values !== undefined ? [] : ['has no values']),
  ]);
  expect(found).toEqual([]);
});

/** What the forms of a reference give; a list and a pattern are made of pieces. */
const FORMS: Readonly<Record<string, readonly string[]>> = {
  url: ['url'],
  domain: ['domain'],
  host: ['host'],
  port: ['port'],
  address: ['address'],
  number: ['integer'],
  ...Object.fromEntries(
    ['name', 'user', 'password', 'region', 'prefix', 'access-key', 'secret-key', 'sender'].map((form) => [
      form,
      ['string'],
    ]),
  ),
};

test('what a variable holds by itself is of its type', () => {
  const found = faults(({ variable: { from, type, items = 'string' } }) => {
    if (typeof from !== 'object' || from === null) return [];
    if ('list' in from)
      return type === 'list' && ['string', 'domain', 'origin'].includes(items) ? [] : ['is no list'];
    if ('pattern' in from) return type === 'pattern' ? [] : ['is no pattern'];
    const form = 'as' in from ? String(from.as) : 'nothing';
    return FORMS[form]?.includes(type) === true ? [] : [`holds ${form}`];
  });
  expect(found).toEqual([]);
});

test('a credential is taken from a password or a key, or from a URL that holds one', () => {
  const found = faults(({ variable: { from, secret } }) =>
    JSON.stringify(from ?? '').match(/"(password|secret-key)"/) !== null && secret !== true
      ? ['is not secret']
      : [],
  );
  expect(found).toEqual([]);
});
