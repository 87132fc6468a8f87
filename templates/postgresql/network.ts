import { holds } from '../../src/site/firewall/cidr.ts';

/** Whether an earlier address or network of pg_hba.conf holds a later one; null is the socket. Both in CIDR notation. */
export const covers = (earlier: string | null, later: string | null): boolean =>
  earlier === null || later === null ? earlier === later : holds(earlier, later);

/** Whether this is a network in CIDR notation whose length its family has. */
export function isNetwork(text: string): boolean {
  const [, address = '', length] = /^([0-9a-fA-F.:]+)\/(\d+)$/.exec(text) ?? [];
  return length !== undefined && Number(length) <= (address.includes(':') ? 128 : 32);
}
