import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestNode, type Situation } from './node.ts';
import { hostOf, running, STORES } from './site.ts';

let node: TestNode;
beforeAll(async () => {
  node = new TestNode(await hostOf('sms1'));
});
afterAll(() => node.close());

const primary: Situation = {
  ...{ role: 'primary', status: 'working', address: true, peer: 'standby working' },
  running: running('primary'),
};

const said = async (situation: Situation, ...argv: readonly string[]): Promise<readonly [number, string]> => {
  node.set(situation);
  const { status, stdout } = await node.sitectl(...argv);
  return [status, stdout];
};

it('help names every verb, and a wrong call ends with 2', async () => {
  const [status, help] = await said(primary, 'help');
  expect(status).toBe(0);
  for (const verb of [
    ...['state', 'peer-state', 'status', 'change-role', 'change-status', 'record-failure', 'receive-notif'],
    ...[
      'notify-peer',
      'cluster-check',
      'record-ipmaster',
      'record-ipslave',
      'cluster-ip',
      'requestip',
      'setipmaster',
    ],
    ...['available', 'unavailable', 'monit', 'alert', 'start', 'stop', 'restart', 'enable', 'disable'],
    ...['has-role', 'has-address', 'may-start', 'may-get-address', 'set-role', 'set-status'],
  ])
    expect(help).toMatch(new RegExp(`\\b${verb}\\b`));
  for (const argv of [
    [],
    ['reboot'],
    ['change-role'],
    ['change-role', 'standby', 'primary'],
    ['monit', 'reload'],
    ['state', 'x'],
  ])
    expect([argv, (await said(primary, ...argv))[0]]).toEqual([argv, 2]);
  expect(node.actions()).toEqual([]);
  expect((await said(primary, 'change-role', 'master'))[0]).toBe(1);
  expect((await said(primary, 'change-status', 'broken', '--force'))[0]).toBe(1);
});

it('says how things are', async () => {
  expect(await said(primary, 'peer-state')).toEqual([0, 'standby working\nrunning: nothing\n']);
  const [, status] = await said(primary, 'status');
  expect(status.split('\n').slice(0, 3)).toEqual([
    'primary working',
    'running: main cache web worker agent',
    'address: sms1',
  ]);
  expect(status).toMatch(/^web +active +disabled +primary$/m);
  expect((await said({ ...primary, peer: null }, 'peer-state'))[0]).not.toBe(0);
  expect((await said({ ...primary, address: false, peer: null }, 'cluster-ip'))[0]).toBe(1);
});

it('a state that says nothing known is refused', async () => {
  node.set(primary);
  node.write('/var/lib/sitewright/sitectl/status', 'transiant\n');
  const { status, stderr } = await node.sitectl('state');
  expect([status, stderr]).toEqual([1, expect.stringContaining('says transiant, which is no status')]);
  expect((await node.sitectl('record-ipmaster')).status).toBe(1);
  expect(node.actions()).toEqual([]);
});

describe('components', () => {
  it.each([
    ['start', { ...primary, running: [] }, running('primary')],
    ['stop', primary, []],
    ['restart', primary, running('primary')],
  ] as const)('%s', async (verb, situation, left) => {
    expect((await said(situation, verb))[0]).toBe(0);
    expect([node.running, node.state]).toEqual([left, 'primary working']);
  });

  it('on a standby only what runs there is started', async () => {
    expect((await said({ ...primary, role: 'standby', running: [] }, 'start'))[0]).toBe(0);
    expect(node.running).toEqual(running('standby'));
  });

  it('enable, disable', async () => {
    await said(primary, 'enable');
    expect(node.enabled).toEqual(running('primary'));
    await node.sitectl('disable');
    expect(node.enabled).toEqual([]);
  });

  it('whatever was started before one fails is stopped again', async () => {
    node.set({ ...primary, running: [] });
    node.beside('failing', 'systemctl start worker.service\n');
    const { status, stderr } = await node.sitectl('start');
    expect([status, stderr]).toEqual([1, expect.stringContaining('worker.service was not started')]);
    expect(node.running).toEqual([]);
  });
});

describe('the virtual address', () => {
  it('requestip, setipmaster', async () => {
    expect((await said({ ...primary, address: false }, 'requestip'))[0]).toBe(0);
    expect(node.hasAddress).toBe(true);
    expect((await said(primary, 'setipmaster', 'sms2'))[0]).toBe(0);
    expect(node.hasAddress).toBe(false);
    expect((await said(primary, 'setipmaster', 'sms3'))[0]).toBe(1);
  });

  it('a node that was unavailable before stays so', async () => {
    node.set({ ...primary, address: false });
    node.beside('standby.sms2', '');
    expect((await node.sitectl('requestip')).status).toBe(0);
    expect([node.hasAddress, node.actions().includes('crm node online sms2')]).toEqual([true, false]);
  });

  it('available, unavailable', async () => {
    await said(primary, 'unavailable');
    await node.sitectl('available', 'sms2');
    expect(node.actions()).toEqual(['crm node standby sms1', 'crm node ready sms2', 'crm node online sms2']);
  });
});

it('an alert goes to everybody; that somebody could not be told stops nothing', async () => {
  await said(primary, 'alert', 'it is "late"');
  expect(node.actions()).toEqual([
    'mail -s cims: sms1 ops@example.org: it is "late"',
    'curl --silent --show-error --fail --max-time 20 --output /dev/null --get --request POST' +
      ' --data-urlencode from=85355 --data-urlencode to=+21655500100 --data-urlencode text=it is "late"' +
      ' http://sms.example.org:90/send.php',
  ]);
  node.set(primary);
  node.beside('failing', 'mail -s\ncurl\nnode standby\nreceive-notif\nmonit reload\nstop redis\n');
  const { status, stderr } = await node.sitectl('record-failure', 'web');
  expect([status, node.state]).toEqual([0, 'primary failure']);
  for (const words of [
    'web has failed',
    'redis-server.service was not stopped',
    'may still get',
    'sms2 could not be told',
    'the mail was not sent',
    'the SMS to +21655500100 was not sent',
  ])
    expect(stderr).toContain(words);
  expect(node.running).toEqual(['redis-server.service']);
});

it('one change at a time: who only looks does not wait', async () => {
  node.set({ ...primary, role: 'standby' });
  const both = await Promise.all([
    node.sitectl('change-status', 'disabled', '--force'),
    node.sitectl('change-status', 'disabled', '--force'),
    node.sitectl('has-role', 'standby'),
  ]);
  expect(both.map(({ status }) => status).sort()).toEqual([0, 0, 1]);
  expect(node.actions().filter((line) => line === 'status disabled')).toHaveLength(1);
});

describe('before version 12', () => {
  const DATA = '/var/lib/postgresql/11/main';
  let old: TestNode;
  beforeAll(async () => {
    old = new TestNode(await hostOf('sms1', STORES.replace('version: 15', 'version: 11')), '11');
  });
  afterAll(() => old.close());

  it('a standby is made by recovery.conf, which is a link to the file of its role', async () => {
    old.set({ ...primary, address: false, peer: 'primary working' });
    expect((await old.sitectl('change-role', 'standby', '--force')).status).toBe(0);
    expect(old.tree().get(`${DATA}/recovery.conf`)).toBe(
      '→ /etc/sitewright/role/postgresql-main-recovery.conf',
    );
    expect([old.state, old.exists(`${DATA}/standby.signal`)]).toEqual(['standby working', false]);
    expect(old.actions().find((line) => line.includes('pg_basebackup'))).toContain(
      '-d host=10.0.10.5 port=5432 user=replica passfile=/etc/sitewright/postgresql/main/replication.pgpass application_name=sms1 -X stream -c fast --slot sms1',
    );
  });

  it('it is promoted by the file that recovery.conf names', async () => {
    old.set({ ...primary, role: 'standby', peer: 'primary failure' });
    expect((await old.sitectl('change-role', 'primary', '--force')).status).toBe(0);
    expect(old.actions()).toContain('runuser -u postgres -- touch -- /var/run/postgresql/main.promote');
    expect([old.state, old.exists(`${DATA}/recovery.conf`)]).toEqual(['primary working', false]);
  });
});
