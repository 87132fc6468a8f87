/** Addresses and networks as text: `10.0.10.4`, `10.0.10.0/24`, `2001:db8::/32`. An address is a network of one. */
interface Network {
  readonly family: 4 | 6;
  /** every bit of the address, as a text of zeros and ones */
  readonly bits: string;
  /** how many of them the network fixes */
  readonly length: number;
}

export const familyOf = (network: string): 4 | 6 => (network.includes(':') ? 6 : 4);

/** Whether every address of one network is in the other. */
export function holds(wide: string, narrow: string): boolean {
  const [outer, inner] = [read(wide), read(narrow)];
  return (
    outer.family === inner.family &&
    outer.length <= inner.length &&
    inner.bits.startsWith(outer.bits.slice(0, outer.length))
  );
}

/** The network that is meant where bits are set behind its length: `10.0.10.0/24` for `10.0.10.4/24`; else null. */
export function meantNetwork(network: string): string | null {
  const { family, bits, length } = read(network);
  if (!bits.slice(length).includes('1')) return null;
  const width = family === 4 ? 8 : 16;
  const kept = bits.slice(0, length).padEnd(bits.length, '0');
  const groups = Array.from({ length: bits.length / width }, (_, index) =>
    Number.parseInt(kept.slice(index * width, (index + 1) * width), 2),
  );
  return `${family === 4 ? groups.join('.') : spelt(groups)}/${length}`;
}

/** The groups of an IPv6 network, its zeros at the end left out; there are some, because bits were cleared. */
function spelt(groups: readonly number[]): string {
  const text = groups.map((group) => group.toString(16)).join(':');
  return text.replace(/^(0:)*0$|(:0)+$/, '::');
}

function read(network: string): Network {
  const [address = '', length] = network.split('/');
  const family = familyOf(address);
  const groups = family === 4 ? address.split('.').map(Number) : groupsOf(address);
  const width = family === 4 ? 8 : 16;
  const bits = groups.map((group) => group.toString(2).padStart(width, '0')).join('');
  return { family, bits, length: length === undefined ? bits.length : Number(length) };
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
