import {
  EMPTY_STAGE,
  type Check,
  type Problem,
  type ProgramAnswer,
  type ProgramNeed,
  type Verification,
} from '../../src/target/verification.ts';
import { readHosts } from './syntax.ts';

const resolver: ProgramNeed = {
  id: 'getent',
  suite: 'bookworm',
  packages: ['libc-bin', 'dash'],
  closure: true,
};

export const verification: Verification = {
  id: 'hosts',
  programs: [resolver],
  checks: (host) =>
    [...host.files].flatMap(([path, { target, text, mode }]) =>
      target === 'hosts' ? [checkOf(path, text, mode)] : [],
    ),
  readerOnly: () => new Map(),
};

/** `ahosts` gives every address of a name, of both families. */
const SCRIPT = `while read -r name; do getent ahosts "$name" | while read -r address rest; do echo "$name $address"; done; done`;

/** The resolver of the C library is asked for every name; a line that it cannot read, it passes over. */
function checkOf(path: string, text: string, mode: number): Check {
  const names = [...new Set(readHosts(text).flatMap((entry) => entry.names))];
  const list = '/tmp/names';
  return {
    title: `getent ahosts of every name of ${path}`,
    artifacts: [path],
    program: resolver,
    stage: {
      ...EMPTY_STAGE,
      files: new Map([
        [path, { text, mode }],
        [list, { text: names.map((name) => `${name}\n`).join(''), mode: 0o600 }],
      ]),
    },
    command: ['sh', '-c', `${SCRIPT} <"$1"`, 'sh', list],
    read: (answer) => readAnswer(path, text, answer),
  };
}

/** What is not found, and what is found somewhere else. IPv6 addresses are compared as the resolver spells them. */
export function readAnswer(path: string, text: string, answer: ProgramAnswer): readonly Problem[] {
  const found = new Map<string, Set<string>>();
  for (const row of answer.stdout.split('\n')) {
    const [name = '', address = ''] = row.split(' ');
    found.set(name, (found.get(name) ?? new Set()).add(address));
  }
  return readHosts(text).flatMap(({ address, names, line }) => {
    const complain = (message: string): Problem => ({ path, line, key: null, message });
    if (names.length === 0) return [complain(`${address} has no name`)];
    return names.flatMap((name) => {
      const addresses = found.get(name);
      if (!addresses) return [complain(`${name} is not found`)];
      const isOwn = isLoopback(address) || addresses.has(spelt(address));
      return isOwn ? [] : [complain(`${name} is found at ${[...addresses].join(', ')}`)];
    });
  });
}

/** The resolver gives 127.0.0.1 for `::1 localhost` too, unless both are asked for. */
const isLoopback = (address: string): boolean => address === '::1' || address === '127.0.0.1';

/** `2001:DB8:0::4` as inet_ntop(3) writes it. */
const spelt = (address: string): string =>
  address.includes(':') ? new URL(`http://[${address}]/`).hostname.slice(1, -1) : address;
