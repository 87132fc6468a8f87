import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Machine } from '../install/machine.ts';
import { hostOf } from '../install/site.ts';

const SITE = (checks: string): string => `
sitewright: 1
site: example
title: Example
hosts:
  web1:
    platform: debian-12
    monit: {every: 30s, web: {port: 2812, users: {admin: {password: {secret: monit_password}}}}}
secrets: {monit_password: {for: admin of monit}}
checks:
  root: {set: system, filesystem: {path: /}, tests: [{space: {over: 80%}, then: {do: alert}}]}
${checks}`;
const NGINX = `  nginx: {process: {pidfile: /run/nginx.pid}, unit: nginx.service, depends: [root]}\n`;

const WITH_SECRETS = ['--secrets', '/root/secrets'];
const TOLD = ['systemctl enable monit.service', 'systemctl reload-or-restart monit.service'];

describe('the install script of a host with checks', { timeout: 120_000 }, () => {
  let machine: Machine;
  beforeAll(async () => {
    machine = new Machine();
    machine.bring(await hostOf(SITE(NGINX)));
    machine.write('/root/secrets', 'monit_password=not-told\n', 0o600);
  });
  afterAll(() => machine.close());

  it('lets monit look at all sets, puts them in use, and tells monit once', () => {
    expect(machine.install(WITH_SECRETS)).toMatchObject({ status: 0, stderr: '' });
    expect(machine.actions().filter((one) => one.includes('monit'))).toEqual(TOLD);
    expect(machine.tree().get('/etc/monit/conf-enabled/nginx')).toBe('link ../conf-available/nginx');
    expect(machine.tree().get('/etc/monit/monitrc')).toMatch(/600 0:0/);
    expect(machine.read('/etc/monit/monitrc')).toContain('allow "admin":"not-told"');
    expect(machine.install(WITH_SECRETS)).toMatchObject({ status: 0 });
    expect(machine.actions()).toEqual([]);
  });

  it('changes nothing where monit refuses a set', async () => {
    const files = new Map(await hostOf(SITE(NGINX)));
    const path = '/etc/monit/conf-available/nginx';
    files.set(path, (files.get(path) ?? '').replace('depends on root', 'depends on toor'));
    machine.bring(files);
    const before = machine.tree();
    const said = machine.install(WITH_SECRETS);
    expect(said.status).not.toBe(0);
    expect(`${said.stdout}${said.stderr}`).toContain("Depending service 'toor' is not defined");
    expect(machine.actions()).toEqual([]);
    expect(machine.tree(['/run/sitewright.example.lock'])).toEqual(
      new Map([...before].filter(([one]) => one !== '/run/sitewright.example.lock')),
    );
  });

  it('takes a set away with its link', async () => {
    machine.bring(await hostOf(SITE('')));
    expect(machine.install(WITH_SECRETS)).toMatchObject({ status: 0, stderr: '' });
    const tree = machine.tree();
    expect([...tree.keys()].filter((path) => /^\/etc\/monit\/.*\/nginx$/.test(path))).toEqual([]);
    expect(tree.get('/etc/monit/conf-enabled/system')).toBe('link ../conf-available/system');
    expect(machine.actions().filter((one) => one.includes('monit'))).toEqual(TOLD);
  });
});
