import { afterAll, beforeAll, expect, test } from 'vitest';
import { hostNamed, siteOf } from '../real/compiled.ts';
import { openLab, type Lab, type Node } from './lab.ts';

const VIRTUAL = '192.0.2.200';
const ADDRESSES = { db1: '192.0.2.4', db2: '192.0.2.5' };

const SITE = `
sitewright: 1
site: example
title: Example
hosts:
  db1: {platform: debian-12, addresses: {lan: ${ADDRESSES.db1}}}
  db2: {platform: debian-12, addresses: {lan: ${ADDRESSES.db2}}}
secrets: {vrrp_password: {for: word of the virtual router}}
pairs:
  stores:
    nodes: [db1, db2]
    primary: db1
    address:
      at: ${VIRTUAL}/24
      mover: {keepalived: {interface: eth0, routerId: 51, password: {secret: vrrp_password}}}
`;

let lab: Lab;

const whoHas = async (): Promise<string> => {
  const found = [];
  for (const node of ['db1', 'db2'])
    if ((await lab.on(node, `ip -o address show to ${VIRTUAL}`)) !== '') found.push(node);
  return found.join(' and ') || 'nobody';
};

/** Waits until the address is where it is expected; gives where it is in the end. */
async function settled(expected: string): Promise<string> {
  const end = Date.now() + 60_000;
  for (;;) {
    const now = await whoHas();
    if (now === expected || Date.now() > end) return now;
    await pause(0.2);
  }
}

const pause = (seconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, seconds * 1000));

/** What sitectl heard of a host last. */
async function heard(node: string, expected: string): Promise<string | undefined> {
  const end = Date.now() + 30_000;
  for (;;) {
    const last = (await lab.record()).filter((row) => row.startsWith(`${node} `)).at(-1);
    if (last === `${node} ${expected}` || Date.now() > end) return last?.slice(node.length + 1);
    await pause(0.2);
  }
}

beforeAll(async () => {
  const rendered = await siteOf(SITE);
  const node = (name: keyof typeof ADDRESSES, role: 'primary' | 'standby'): Node => ({
    name,
    address: `${ADDRESSES[name]}/24`,
    role,
    files: new Map(
      [...hostNamed(rendered, name).files]
        .filter(([, { target }]) => target === 'keepalived')
        .map(([path, { text }]) => [
          path,
          // A standby that starts waits less long than on a host.
          text.replace('${secret:vrrp_password}', 'word-1.~').replace('_delay 60', '_delay 15'),
        ]),
    ),
  });
  // As after a change of roles: the initial primary is standby.
  lab = await openLab([node('db1', 'standby'), node('db2', 'primary')], VIRTUAL);
}, 300_000);
afterAll(() => lab.close());

test('a standby that starts first leaves the address to its primary', { timeout: 120_000 }, async () => {
  await lab.start('db1');
  await pause(5);
  await lab.start('db2');
  expect(await settled('db2')).toBe('db2');
  expect(await heard('db2', 'record-ipmaster 1')).toBe('record-ipmaster 1');
  expect(await heard('db1', 'record-ipslave 0')).toBe('record-ipslave 0');
  expect(await lab.on('db2', `ip -o address show to ${VIRTUAL}`)).toMatch(/192\.0\.2\.200\/24 .*eth0:vip/);
});

test('a node that may not have it gives it up, and does not take it back', { timeout: 180_000 }, async () => {
  await lab.on('db2', 'touch /etc/unavailable');
  expect(await settled('db1')).toBe('db1');
  expect(await heard('db2', 'record-ipslave 0')).toBe('record-ipslave 0');
  expect(await heard('db1', 'record-ipmaster 1')).toBe('record-ipmaster 1');
  // As if this one had the higher priority: it must not matter.
  await lab.on('db2', 'rm /etc/unavailable; ln -sfn roles/primary /etc/sitewright/role');
  await pause(12);
  expect(await whoHas()).toBe('db1');
  await lab.on('db2', 'ln -sfn roles/standby /etc/sitewright/role');
});

test('a node without a network loses it to the other one', { timeout: 180_000 }, async () => {
  await lab.cable('db1', 'down');
  expect(await settled('db2')).toBe('db2');
  expect(await heard('db2', 'record-ipmaster 1')).toBe('record-ipmaster 1');
  expect(await heard('db1', 'record-ipslave 0')).toBe('record-ipslave 0');
  await lab.cable('db1', 'up');
  await pause(8);
  expect(await whoHas()).toBe('db2');
});
