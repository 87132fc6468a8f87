import { isIP } from 'node:net';
import type { ErrorObject } from 'ajv/dist/2020.js';
import type { Diagnostic } from '../diagnostic.ts';
import { plain, type Node } from '../source/tree.ts';
import { messages } from './messages.ts';

/** Says whether a value is as the schema wants it, and leaves what is not in `errors`. */
export interface Check {
  (value: unknown): unknown;
  errors?: ErrorObject[] | null;
}

/** What the schema has to say about a tree, each fault at its own line. */
export const validate = (tree: Node, check: Check): readonly Diagnostic[] =>
  check(plain(tree)) ? [] : messages(check.errors ?? [], tree);

/** The formats that the schema names; ajv's own package of formats reads addresses more loosely than programs do. */
export const FORMATS: Readonly<Record<string, (text: string) => boolean>> = {
  ip: (text) => isIP(text) !== 0,
  cidr: isCidr,
  network: (text) => isIP(text) !== 0 || isCidr(text),
};

export function isCidr(text: string): boolean {
  const [address = '', bits = '', ...rest] = text.split('/');
  const version = isIP(address);
  return (
    version !== 0 &&
    rest.length === 0 &&
    /^(0|[1-9][0-9]{0,2})$/.test(bits) &&
    Number(bits) <= (version === 4 ? 32 : 128)
  );
}
