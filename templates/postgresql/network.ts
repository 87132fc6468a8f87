/** Whether an earlier address or network of pg_hba.conf holds a later one; null is the socket. Both in CIDR notation. */
export function covers(earlier: string | null, later: string | null): boolean {
  if (earlier === null || later === null) return earlier === later;
  const [wide, narrow] = [bitsOf(earlier), bitsOf(later)];
  return wide.family === narrow.family && narrow.bits.startsWith(wide.bits);
}

/** The bits that a network fixes, as a text of zeros and ones. */
function bitsOf(network: string): { readonly family: 4 | 6; readonly bits: string } {
  const [address = '', length = ''] = network.split('/');
  const family = address.includes(':') ? 6 : 4;
  const groups = family === 4 ? address.split('.').map(Number) : groupsOf(address);
  const width = family === 4 ? 8 : 16;
  const bits = groups.map((group) => group.toString(2).padStart(width, '0')).join('');
  return { family, bits: bits.slice(0, Number(length)) };
}

/** The eight groups of an IPv6 address; its last two may be written as an IPv4 address. */
function groupsOf(address: string): readonly number[] {
  const [front = '', back] = address.split('::');
  const parts = (text: string): readonly number[] =>
    text === ''
      ? []
      : text.split(':').flatMap((group) => {
          if (!group.includes('.')) return [Number.parseInt(group, 16)];
          const [a = 0, b = 0, c = 0, d = 0] = group.split('.').map(Number);
          return [a * 256 + b, c * 256 + d];
        });
  const [first, last] = [parts(front), back === undefined ? [] : parts(back)];
  return [...first, ...Array<number>(Math.max(0, 8 - first.length - last.length)).fill(0), ...last];
}

/** Whether this is a network in CIDR notation whose length its family has. */
export function isNetwork(text: string): boolean {
  const [, address = '', length] = /^([0-9a-fA-F.:]+)\/(\d+)$/.exec(text) ?? [];
  return length !== undefined && Number(length) <= (address.includes(':') ? 128 : 32);
}
