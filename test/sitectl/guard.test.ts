import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestNode, type Situation } from './node.ts';
import { hostOf, running } from './site.ts';

let node: TestNode;
beforeAll(async () => {
  node = new TestNode(await hostOf('sms1'));
});
afterAll(() => node.close());

const primary: Situation = { role: 'primary', status: 'working', address: false, peer: null, running: [] };
const standby: Situation = { ...primary, role: 'standby' };

const mayStart = async (situation: Situation, name = 'main'): Promise<readonly [number, string]> => {
  node.set(situation);
  const { status, stderr } = await node.sitectl('may-start', name);
  return [status, stderr];
};

describe('may-start', () => {
  it.each([
    ['standby working', false, 0],
    ['standby working', true, 0],
    ['standby disabled', false, 0],
    ['primary working', false, 1],
    ['primary working', true, 1],
    ['primary failure', false, 1],
    ['primary failure', true, 0],
    ['primary transient', false, 1],
    ['primary transient', true, 0],
    [null, false, 1],
    [null, true, 0],
  ] as const)(
    'an old primary, where the other node is %s and the address here: %s',
    async (peer, address, status) => {
      const [exit, words] = await mayStart({ ...primary, peer, address });
      expect(exit).toBe(status);
      if (peer === 'primary working') expect(words).toContain('Run: sitectl change-role standby --force');
      else if (status === 1) expect(words).toContain('sitectl start --alone');
    },
  );

  it('a node that has never worked has nothing to lose, but does not make a second primary', async () => {
    expect((await mayStart({ ...primary, status: null }))[0]).toBe(0);
    expect((await mayStart({ ...primary, status: null, peer: 'standby disabled' }))[0]).toBe(0);
    expect((await mayStart({ ...primary, status: null, peer: 'primary working' }))[0]).toBe(1);
    expect((await mayStart({ ...standby, status: null }))[0]).toBe(0);
  });

  it('a standby starts without asking, but not as a server of its own', async () => {
    expect(await mayStart(standby)).toEqual([0, '']);
    expect(await mayStart(standby, 'cache')).toEqual([0, '']);
    expect(await mayStart(standby, 'postgresql@15-main.service')).toEqual([0, '']);
    node.set(standby);
    node.remove('/var/lib/postgresql/15/main/standby.signal');
    const { status, stderr } = await node.sitectl('may-start', 'main');
    expect([status, stderr]).toEqual([1, expect.stringContaining('is no copy of sms2')]);
  });

  it('nothing that is not known', async () => {
    expect(await mayStart(primary, 'apache')).toEqual([1, 'sitectl: sms1 has no component apache.\n']);
  });
});

describe('before a node becomes primary', () => {
  const force = async (
    situation: Situation,
    ...more: readonly string[]
  ): Promise<readonly [number, string]> => {
    node.set(situation);
    const before = node.tree();
    const { status, stderr } = await node.sitectl('change-role', 'primary', '--force', ...more);
    if (status !== 0) expect(node.tree()).toEqual(before);
    return [status, stderr];
  };

  it('it waits for an old primary that has lost the address, and gives up in the end', async () => {
    const situation: Situation = { ...standby, address: true, peer: 'primary working' };
    expect(await force(situation)).toEqual([1, expect.stringContaining('still primary working after')]);
  });

  it('it does not take over from a working primary that has the address', async () => {
    const situation: Situation = { ...standby, peer: 'primary working' };
    expect(await force(situation)).toEqual([1, expect.stringContaining('run: sitectl requestip')]);
  });

  it('it does not believe in silence, unless it has the address or is told so', async () => {
    expect(await force(standby)).toEqual([1, expect.stringContaining('it may be primary')]);
    expect((await force({ ...standby, address: true }))[0]).toBe(0);
    expect((await force(standby, '--alone'))[0]).toBe(0);
    expect([node.state, node.exists('/run/sitectl.alone')]).toEqual(['primary working', false]);
  });

  it('it waits until nothing runs any more on a primary that steps down', async () => {
    node.set({ ...standby, address: true });
    node.beside('peer', 'primary transient\nrunning: main\n');
    expect((await node.sitectl('change-role', 'primary', '--force')).stderr).toContain('running there: main');
    node.beside(
      'peer',
      'primary transient\nrunning: nothing\nnot done: change-role standby, at configure standby\n',
    );
    expect((await node.sitectl('change-role', 'primary', '--force')).status).toBe(0);
  });
});

describe('before a node copies the other one', () => {
  it.each([null, 'standby working', 'primary transient', 'primary disabled'])('which is %s', async (peer) => {
    node.set({ ...primary, peer, running: running('primary') });
    const { status, stderr } = await node.sitectl('change-role', 'standby', '--force');
    expect([status, stderr]).toEqual([1, expect.stringContaining('sms2 is no working primary')]);
    expect([node.state, node.running]).toEqual(['primary transient', []]);
  });

  it.each([
    ["primary_conninfo = 'host=10.0.10.9'", 'primary_conninfo'],
    ["  RECOVERY_target_time='2017-12-15'\nrestore_command = 'x'", 'RECOVERY_target_time restore_command'],
    ["primary_slot_name='x'", 'primary_slot_name'],
  ])('postgresql.auto.conf may not say %s', async (text, names) => {
    node.set({ ...primary, peer: 'primary working' });
    node.write('/var/lib/postgresql/15/main/postgresql.auto.conf', `# by hand\nwork_mem = '8MB'\n${text}\n`);
    const own = await node.sitectl('change-role', 'standby', '--force');
    expect(own.stderr).toContain(`/var/lib/postgresql/15/main/postgresql.auto.conf sets ${names}:`);
    expect(node.actions().join('\n')).not.toContain('pg_basebackup');

    node.set({ ...primary, peer: 'primary working' });
    node.beside('hidden', `${text}\n`);
    const copied = await node.sitectl('change-role', 'standby', '--force');
    expect(copied.stderr).toContain(`main.new/postgresql.auto.conf sets ${names}:`);
    expect(node.read('/var/lib/postgresql/15/main/PG_VERSION')).toBe('the data of this node\n');
    expect(node.exists('/var/lib/postgresql/15/main.new')).toBe(false);

    node.set({ ...standby, address: true });
    node.write('/var/lib/postgresql/15/main/postgresql.auto.conf', `${text}\n`);
    const up = await node.sitectl('change-role', 'primary', '--force');
    expect([up.status, up.stderr]).toEqual([1, expect.stringContaining(`sets ${names}:`)]);
  });
});

describe('record-ipslave', () => {
  const lost: Situation = { ...primary, peer: 'primary working', running: ['web.service'] };

  it('waits until the other node has the address', async () => {
    node.set(lost);
    node.onItsWay(4);
    expect((await node.sitectl('record-ipslave')).status).toBe(0);
    expect((await node.sitectl('state')).stdout).toContain('standby working');
  });

  it('leaves a primary what it is where nobody gets the address', async () => {
    node.set(lost);
    node.onItsWay(null);
    const { status, stderr } = await node.sitectl('record-ipslave');
    expect([status, stderr]).toEqual([1, expect.stringContaining('nothing was changed')]);
    expect((await node.sitectl('state')).stdout).toContain('primary working\nrunning: ');
  });
});
