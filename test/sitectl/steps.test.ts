import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestNode, type Role, type Situation, type Status } from './node.ts';
import { hostOf, SMALL } from './site.ts';

let node: TestNode;
beforeAll(async () => {
  node = new TestNode(await hostOf('sms1', SMALL));
});
afterAll(() => node.close());

interface Change {
  readonly argv: readonly string[];
  readonly from: Situation;
  readonly to: string;
}

/** In the order of their names. */
const RUNNING: Readonly<Record<Role, readonly string[]>> = {
  primary: ['postgresql@15-main.service', 'redis-server.service', 'web.service'],
  standby: ['postgresql@15-main.service', 'redis-server.service'],
};

const at = (role: Role, status: Status, peer: string): Situation => ({
  ...{ role, status, peer, address: role === 'standby' },
  running: status === 'working' ? RUNNING[role] : [],
});

const CHANGES: readonly Change[] = [
  {
    argv: ['change-role', 'standby'],
    from: at('primary', 'working', 'primary working'),
    to: 'standby working',
  },
  {
    argv: ['change-role', 'primary'],
    from: at('standby', 'working', 'primary failure'),
    to: 'primary working',
  },
  {
    argv: ['change-status', 'working'],
    from: at('primary', 'disabled', 'standby working'),
    to: 'primary working',
  },
  {
    argv: ['change-status', 'working'],
    from: at('standby', 'disabled', 'primary working'),
    to: 'standby working',
  },
  {
    argv: ['change-status', 'disabled'],
    from: at('standby', 'working', 'primary working'),
    to: 'standby disabled',
  },
];

const DATA = '/var/lib/postgresql/15/main';

/** The data that was on the node is there, in its place or kept beside it. */
const isKept = (): boolean =>
  [DATA, `${DATA}.before`].some(
    (folder) =>
      node.exists(`${folder}/PG_VERSION`) && node.read(`${folder}/PG_VERSION`) === 'the data of this node\n',
  );

/** Commands of the system, as they are printed and as they are recorded. */
const COMMANDS = /^(systemctl|monit|ln|rm) /;

describe.each(CHANGES)('$argv from $from.role, $from.status', ({ argv, from, to }) => {
  it('without --force: prints what it would do, and changes nothing', async () => {
    node.set(from);
    const before = node.tree();
    const said = await node.sitectl(...argv);
    expect([said.status, said.stderr]).toEqual([0, '']);
    expect(node.tree()).toEqual(before);
    node.set(from);
    await node.sitectl(...argv, '--force');
    const printed = said.stdout.split('\n').filter((line) => COMMANDS.test(line));
    const recorded = node.actions().filter((line) => COMMANDS.test(line));
    // The step `promote` starts and stops the server by itself.
    const own = recorded.findIndex(
      (line, index) =>
        line.startsWith('systemctl start') && recorded[index + 1] === line.replace('start', 'stop'),
    );
    if (own !== -1) recorded.splice(own, 2);
    expect(printed).toEqual(recorded);
    await expect(said.stdout).toMatchFileSnapshot(`printed/${argv.join('-')}-${from.role}.txt`);
  });

  it(
    'stops at the first failure in a state that has a name, and ends well when it is run again',
    {
      timeout: 240_000,
    },
    async () => {
      node.set(from);
      expect((await node.sitectl(...argv, '--force')).status).toBe(0);
      const all = [...new Set(node.actions())].filter((line) => !line.includes('rm -f -- /beside'));
      expect(node.state).toBe(to);
      for (const [index, failing] of all.entries()) {
        node.set(from);
        node.beside('failing', `${failing}\n`);
        const said = await node.sitectl(...argv, '--force');
        const [role] = node.state.split(' ');
        const state = index === 0 ? `${from.role} ${String(from.status)}` : `${String(role)} transient`;
        expect([failing, said.status, node.state]).toEqual([failing, 1, state]);
        expect([failing, said.stderr]).toEqual([failing, expect.stringMatching(/^sitectl: stopped at /m)]);
        expect(said.stderr).toContain(`run: sitectl ${argv.join(' ')} --force`);
        expect(node.read('/var/lib/sitewright/sitectl/change')).toMatch(new RegExp(`^${argv.join(' ')}\\n.`));
        // Nothing more was done, but to stop what had been started.
        const done = node.actions();
        const after = done.slice(done.indexOf(failing) + 1);
        expect(after.filter((line) => !/^(systemctl stop |web --stop$)/.test(line))).toEqual([]);
        expect([failing, isKept()]).toEqual([failing, true]);

        node.beside('failing', '');
        const again = await node.sitectl(...argv, '--force');
        expect([failing, again.status, node.state]).toEqual([failing, 0, to]);
        expect(node.running).toEqual(
          to.endsWith('disabled') ? [] : RUNNING[to.startsWith('primary') ? 'primary' : 'standby'],
        );
        expect(node.exists('/var/lib/sitewright/sitectl/change')).toBe(false);
        expect([failing, isKept()]).toEqual([failing, true]);
      }
    },
  );
});
