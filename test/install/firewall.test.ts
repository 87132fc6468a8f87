import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { BlockList } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { PROJECT } from '../compiled.ts';
import { Machine } from './machine.ts';
import { hostOf } from './site.ts';

const MANIFEST = `
sitewright: 1
site: example
title: Example
ranges: {office: [198.51.100.0/25, "2001:db8:1::/48"]}
hosts:
  web1:
    platform: debian-12
    addresses: {lan: 192.0.2.4}
    firewall: {administer: {port: 8022, from: [{range: office}]}}
`;

let files: ReadonlyMap<string, string>;
beforeAll(async () => {
  files = await hostOf(MANIFEST);
});

const machines: Machine[] = [];
afterEach(() => {
  for (const machine of machines.splice(0)) machine.close();
});

interface Around {
  readonly listening?: string;
  readonly sessions?: readonly (readonly [at: string, peer: string])[];
}

/** A machine whose `ss` says where sshd listens, and who is connected. */
function machineWith({ listening = '0.0.0.0:8022', sessions = [] }: Around = {}): Machine {
  const machine = new Machine();
  machines.push(machine);
  machine.bring(files);
  const sshd = 'users:(("sshd",pid=7,fd=3))';
  const established = sessions.map(([at, peer]) => `0 0 ${at} ${peer} ${sshd}`).join('\n');
  machine.addProgram(
    'ss',
    `#!/bin/bash
case $* in
  -ltnp) printf '%s\\n' 'State Recv-Q Send-Q Local Peer' 'LISTEN 0 128 0.0.0.0:443 0.0.0.0:* users:(("nginx",pid=9,fd=6))' \\
    'LISTEN 0 128 ${listening} 0.0.0.0:* ${sshd}' ;;
  '-tnp state established') printf '%s\\n' 'Recv-Q Send-Q Local Peer' '0 0 192.0.2.4:443 203.0.113.9:50000' '${established}' ;;
  *) exit 1 ;;
esac
`,
  );
  return machine;
}

const SHUT = [
  [
    'sshd listens elsewhere',
    { listening: '[::]:22' },
    {},
    'sshd listens on 22, and the rules do not open that: nobody could log in any more.',
  ],
  [
    'the session comes from elsewhere',
    {},
    { SSH_CONNECTION: '203.0.113.9 50000 192.0.2.4 8022' },
    'you are connected from 203.0.113.9 to port 8022, and the rules do not admit that',
  ],
  [
    'the session comes from just beside',
    {},
    { SSH_CONNECTION: '198.51.100.128 50000 192.0.2.4 8022' },
    'you are connected from 198.51.100.128',
  ],
  [
    'the session comes from elsewhere, and sudo hides it',
    { sessions: [['[::ffff:192.0.2.4]:8022', '[2001:db8:2::1]:50000']] as const },
    {},
    'you are connected from [2001:db8:2::1] to port 8022',
  ],
] as const;

describe('rules that would lock out', () => {
  it.each(SHUT)('%s', (_, around, env, words) => {
    const machine = machineWith(around);
    const before = machine.tree(['/run/sitewright.example.lock']);
    const said = machine.install([], { env });
    expect(said.status).toBe(1);
    expect(said.stderr).toContain(words);
    expect(said.stderr).toMatch(/--force-firewall\.\nNothing was changed\.\n$/);
    expect(machine.actions()).toEqual([]);
    expect(machine.tree(['/run/sitewright.example.lock'])).toEqual(before);
    expect(machine.install(['--force-firewall'], { env }).status).toBe(0);
    expect(machine.actions()).toContain('systemctl reload-or-restart nftables.service');
    // What is loaded is not asked about again.
    expect(machine.install([], { env })).toMatchObject({ status: 0, stderr: '' });
  });
});

it.each([
  ['nobody is connected', {}, {}],
  ['from the office', {}, { SSH_CONNECTION: '198.51.100.127 50000 192.0.2.4 8022' }],
  [
    'from the office over IPv6',
    { listening: '*:8022' },
    { SSH_CONNECTION: '2001:db8:1:f::1 50000 2001:db8::4 8022' },
  ],
  [
    'one of several sessions, and a tunnel',
    {
      sessions: [
        ['192.0.2.4:8022', '203.0.113.9:50000'],
        ['[::ffff:192.0.2.4]:8022', '[::ffff:198.51.100.1]:50000'],
        ['127.0.0.1:50000', '127.0.0.1:5432'],
      ] as const,
    },
    {},
  ],
  ['a tunnel alone', { sessions: [['127.0.0.1:50000', '127.0.0.1:5432']] as const }, {}],
])('rules that let one come back are loaded: %s', (_, around, env) => {
  const machine = machineWith(around);
  expect(machine.install([], { env })).toMatchObject({ status: 0, stderr: '' });
});

it('another firewall is told, and the rules are loaded', () => {
  const machine = machineWith();
  machine.addProgram('ufw', '#!/bin/bash\nprintf "Status: active\\n"\n');
  const { status, stderr } = machine.install();
  expect([status, stderr]).toEqual([
    0,
    'ufw is active here too, and keeps closed what it does not know: ufw disable\n',
  ]);
});

/** The functions of the script that compare addresses, alone. */
const functions = readFileSync(join(PROJECT, 'templates/install/way-in.hbs'), 'utf8').replace(
  /^[^]*?(?=^is_within)/m,
  '',
);

it('an address is in a network where Node says so', () => {
  const pick = (seed: number): number => (seed * 2654435761) % 4294967296;
  const rows = Array.from({ length: 400 }, (_, index) => {
    const [a, b, c] = [pick(index + 1), pick(index + 7777), pick(index + 31)];
    const four = (n: number): string => [n >>> 24, (n >>> 16) & 255, (n >>> 8) & 255, n & 255].join('.');
    const six = (n: number, m: number): string =>
      [
        `2001:db8:${(n >>> 16).toString(16)}::${(m & 65535).toString(16)}`,
        `${(n >>> 16).toString(16)}::`,
        '::1',
      ][m % 3] ?? '';
    if (index % 2 === 0) {
      const bits = c % 33;
      // Often the same network, up to the last bits.
      const near = bits === 0 ? b : ((a & (-1 << (32 - bits))) | (b >>> bits)) >>> 0;
      return [four(index % 4 === 0 ? near : b), four(a), bits, 'ipv4'] as const;
    }
    const bits = c % 129;
    return [six(index % 4 === 1 ? a : b, c), six(a, b), bits, 'ipv6'] as const;
  });
  const script = `set -u; export LC_ALL=C\n${functions}
    while read -r address network; do if is_within "$address" "$network"; then echo 1; else echo 0; fi; done`;
  const { stdout, stderr } = spawnSync('bash', ['-c', script], {
    input: rows.map(([address, network, bits]) => `${address} ${network}/${bits}\n`).join(''),
    encoding: 'utf8',
  });
  const wanted = rows.map(([address, network, bits, family]) => {
    const list = new BlockList();
    list.addSubnet(network, bits, family);
    return list.check(address, family) ? '1' : '0';
  });
  expect(stderr).toBe('');
  expect(wanted.filter((one) => one === '1').length).toBeGreaterThan(100);
  expect(wanted.filter((one) => one === '0').length).toBeGreaterThan(100);
  expect(stdout.split('\n').slice(0, -1)).toEqual(wanted);
});
