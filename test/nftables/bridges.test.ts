import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Machine } from '../install/machine.ts';
import { hostOf } from '../install/site.ts';

const MANIFEST = `
sitewright: 1
site: example
title: Example
hosts:
  web1:
    platform: debian-12
    addresses: {lan: 192.0.2.4}
    firewall: {administer: {from: [{network: 198.51.100.0/24}]}}
stacks: {main: {directory: /opt/main}}
services:
  app: {container: {image: example/app, tag: 6.4.0}, ports: {http: {number: 8417, expose: public}}}
`;

describe('the rules know the bridges of Docker by their names', { timeout: 120_000 }, () => {
  let machine: Machine;
  beforeAll(async () => {
    machine = new Machine();
    machine.addProgram('nft', '#!/bin/bash\n');
    machine.bring(await hostOf(MANIFEST));
  });
  afterAll(() => machine.close());

  test('another bridge of such a name is told before anything is changed', () => {
    machine.write('/sys/class/net/br-lan/brif/eth0', '');
    const before = machine.tree(['/sys', '/run']);
    const { status, stderr } = machine.install();
    expect(status).toBe(1);
    expect(stderr).toContain('br-lan holds eth0: it is no bridge of Docker');
    expect(machine.tree(['/sys', '/run'])).toEqual(before);
  });

  test('one that holds containers alone is none', () => {
    machine.remove('/sys');
    machine.write('/sys/class/net/br-0123456789ab/brif/veth12ab', '');
    const { status, stderr } = machine.install();
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });
});
