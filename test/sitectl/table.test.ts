import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestNode, type Role, type Situation, type Status } from './node.ts';
import { hostOf, inWords, OWN, running } from './site.ts';

let node: TestNode;
beforeAll(async () => {
  node = new TestNode(await hostOf('sms1'));
});
afterAll(() => node.close());

const ROLES: readonly Role[] = ['primary', 'standby'];
const STATUSES: readonly Status[] = ['working', 'disabled', 'transient', 'failure'];

/** Every node that there can be: role, status, and whether it has the virtual address. */
const EVERY = ROLES.flatMap((role) =>
  STATUSES.flatMap((status) => [true, false].map((address) => ({ role, status, address }))),
);

/** The other node can be followed, or can be left. */
const peerOf = (role: Role): string => (role === 'primary' ? 'standby working' : 'primary failure');

const situation = (
  { role, status, address }: { role: Role; status: Status; address: boolean },
  peer: string | null = peerOf(role),
): Situation => ({ role, status, address, peer, running: status === 'working' ? running(role) : [] });

const words = (): string => inWords(node.actions());
const done = async (...argv: readonly string[]): Promise<readonly [words: string, state: string]> => {
  await node.sitectl(...argv);
  return [words(), node.state];
};

// Section 1.9 of the facts: what the transitions consist of.
const TO_STANDBY =
  'status transient; monit disable; stop; disable; seed; role standby; start; enable; monit enable; status working';
const TO_PRIMARY =
  'status transient; monit disable; stop; disable; promote; role primary; start; slot; enable; monit enable; status working';
const FAILURE = 'status failure; monit disable; disable; stop; crm standby sms1; notify; mail; sms';
const NOTHING = '';
const CALL = 'mail; sms';
const REQUEST = 'crm ready sms1; crm online sms1; crm standby sms2; crm ready sms2; crm online sms2';

describe.each(EVERY)('$role, $status, has the address: $address', ({ role, status, address }) => {
  const here = { role, status, address };
  const before = `${role} ${status}`;

  it('state, has-role, has-address', async () => {
    node.set(situation(here));
    const said = await node.sitectl('state');
    expect(said.stdout.split('\n')[0]).toBe(before);
    expect((await node.sitectl('has-role', role)).status).toBe(0);
    expect((await node.sitectl('has-role', role === 'primary' ? 'standby' : 'primary')).status).toBe(1);
    expect((await node.sitectl('has-address')).status).toBe(address ? 0 : 1);
    expect((await node.sitectl('cluster-ip')).stdout).toBe(address ? 'sms1\n' : 'sms2\n');
    expect(node.actions()).toEqual([]);
  });

  it.each(ROLES)('change-role %s', async (to) => {
    node.set(situation(here, to === 'standby' ? 'primary working' : 'primary failure'));
    const expected = to === role ? NOTHING : to === 'standby' ? TO_STANDBY : TO_PRIMARY;
    expect(await done('change-role', to, '--force')).toEqual([
      expected,
      to === role ? before : `${to} working`,
    ]);
    expect(node.running).toEqual(to === role && status !== 'working' ? [] : running(to));
    // The units of the site did what is rendered in them.
    const own = [
      ...(role === 'primary' && status === 'working' ? ['web --stop'] : []),
      ...(to === 'primary' ? ['web ', 'worker http://127.0.0.1:8417', 'agent '] : ['agent ']),
    ];
    expect(node.actions().filter((line) => OWN.test(line))).toEqual(to === role ? [] : own);
  });

  it.each(['working', 'disabled', 'transient', 'failure'] as const)('change-status %s', async (to) => {
    node.set(situation(here, role === 'primary' ? 'standby working' : 'primary working'));
    const expected =
      to === status || to === 'transient' || (to === 'working' && status === 'failure')
        ? NOTHING
        : to === 'failure'
          ? FAILURE
          : to === 'disabled'
            ? 'status transient; monit disable; stop; disable; status disabled'
            : role === 'primary'
              ? 'status transient; stop; start; slot; enable; monit enable; status working'
              : 'status transient; stop; seed; start; enable; monit enable; status working';
    expect(await done('change-status', to, '--force')).toEqual([
      expected,
      `${role} ${expected === NOTHING ? status : to}`,
    ]);
  });

  it('record-failure', async () => {
    node.set(situation(here));
    expect(await done('record-failure')).toEqual([FAILURE, `${role} failure`]);
    expect([node.running, node.hasAddress]).toEqual([[], false]);
  });

  /** What a node does that is told to take over, and what it is then. */
  const takesOver = (): readonly [string, string] => {
    if (role === 'primary')
      switch (status) {
        case 'working':
          return [address ? NOTHING : REQUEST, before];
        case 'transient':
          return [NOTHING, before];
        default:
          return [CALL, before];
      }
    switch (status) {
      case 'working':
      case 'disabled':
        return [address ? TO_PRIMARY : `${TO_PRIMARY}; ${REQUEST}`, 'primary working'];
      default:
        return [CALL, before];
    }
  };

  it.each(['receive-notif', 'record-ipmaster'])('%s', async (verb) => {
    node.set(situation(here));
    expect(await done(verb)).toEqual(takesOver());
  });

  /** What a node does that lost the virtual address. */
  const stepsDown = (): readonly [string, string] =>
    role === 'primary' && (status === 'working' || status === 'disabled')
      ? [TO_STANDBY, 'standby working']
      : [NOTHING, before];

  it('record-ipslave', async () => {
    node.set(situation(here, 'primary working'));
    expect(await done('record-ipslave')).toEqual(address ? [NOTHING, before] : stepsDown());
  });

  it.each([true, false])('cluster-check, where it had the address before: %s', async (had) => {
    node.set(situation(here, address ? peerOf(role) : 'primary working'));
    node.write('/var/lib/sitewright/sitectl/address', had ? 'yes\n' : 'no\n');
    expect(await done('cluster-check')).toEqual(
      had === address ? [NOTHING, before] : address ? takesOver() : stepsDown(),
    );
    expect(node.read('/var/lib/sitewright/sitectl/address')).toBe(address ? 'yes\n' : 'no\n');
  });
});
