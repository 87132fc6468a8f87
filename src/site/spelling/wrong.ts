import { error, type Span } from '../../diagnostic.ts';
import { listOf } from '../../source/suggest.ts';
import type { VariableType } from '../program/program.ts';
import type { Speller } from './speller.ts';

/** What a type is called, and an example of it. */
const WORDS: Readonly<Record<VariableType, readonly [words: string, example: string | null]>> = {
  string: ['text', null],
  integer: ['a whole number', '30'],
  number: ['a number', '0.5'],
  boolean: ['true or false', 'true'],
  duration: ['a duration with its unit', '90s'],
  size: ['a size with its unit', '512KiB'],
  list: ['a list', '[one, two]'],
  url: ['a URL', '{service: NAME, as: url}'],
  origin: ['a scheme and a host without a path', '{vhost: NAME, as: url}'],
  domain: ['a domain', '{vhost: NAME, as: domain}'],
  address: ['a host and a port', '{service: NAME, as: address}'],
  host: ['a host name or an address', '{service: NAME, as: host}'],
  port: ['a port', '8080'],
  path: ['an absolute path', '/srv/site'],
  enum: ['one of its words', null],
  pattern: ['a pattern with exactly one %s', '{pattern: ["https://%s.", {vhost: NAME, as: domain}]}'],
};

/** A finding about a value of the wrong type. */
export function wrong(
  at: Span,
  fault: string,
  { name, variable, diagnostics }: Speller,
  help?: string,
): null {
  const [usual, example] = WORDS[variable.type];
  const words = variable.shapeIs ?? (variable.values ? listOf(variable.values) : usual);
  diagnostics.push(
    error('variable-type', at, `${name.value} is ${words}; ${fault}.`, {
      why: variable.not === undefined ? variable.meaning : `It is not ${variable.not}.`,
      help: help ?? (example === null ? null : `For example: ${example}`),
    }),
  );
  return null;
}
