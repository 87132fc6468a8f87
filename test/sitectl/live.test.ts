import { expect, test } from 'vitest';
import { hostNamed, siteOf } from '../real/compiled.ts';
import { openLab, type Node } from './lab.ts';
import { STORES } from './site.ts';

const ADDRESSES = new Map([
  ['sms1', '10.0.10.4'],
  ['sms2', '10.0.10.5'],
]);
const REDIS: Readonly<Record<string, string>> = { '13': '6.0', '15': '7.0', '17': '8.0' };
const filled = (text: string): string =>
  text.replaceAll(/\$\{secret:([^}|]+)(?:\|[a-z]+)*\}/g, (_, secret: string) => `${secret}~A-1.x`);

const eventually = { timeout: 60_000, interval: 200 };

const story = (node: Node): Promise<string> =>
  node.sql(`SELECT string_agg(line, ' ' ORDER BY line) FROM story`);

/** Writes a line into both stores. */
async function tell(node: Node, line: string): Promise<void> {
  await node.sql(`INSERT INTO story VALUES ('${line}')`);
  await node.redis(`rpush story ${line}`);
}

/** What both stores of a node know. */
const known = async (node: Node): Promise<readonly string[]> => [
  await story(node),
  (await node.redis('lrange story 0 -1')).replaceAll('\n', ' '),
];

async function works(node: Node, line: string): Promise<void> {
  const said = await node.sitectl(line);
  if (said.status !== 0) throw new Error(`${node.name}: sitectl ${line}: ${said.stderr} ${said.stdout}`);
}

const stateOf = async (node: Node): Promise<string> => (await node.sitectl('state')).stdout;

const UNIT = (major: string): string => `postgresql@${major}-main.service`;

test.each(['13', '15', '17'])(
  'PostgreSQL %s and Redis: roles change both ways, and an old primary does not come back as one',
  { timeout: 900_000 },
  async (major) => {
    const site = await siteOf(
      STORES.replace('version: 15', `version: ${major}`).replace(
        "version: '7.0'",
        `version: '${REDIS[major] ?? ''}'`,
      ),
    );
    const lab = await openLab(major, [hostNamed(site, 'sms1'), hostNamed(site, 'sms2')], ADDRESSES, filled);
    try {
      const [a, b] = lab.nodes;
      const programs = `/usr/lib/postgresql/${major}/bin`;
      await lab.give('sms1');
      // As the packages and the first installation leave the nodes.
      for (const node of [a, b])
        await node.must(
          `runuser -u postgres -- ${programs}/initdb -D /var/lib/postgresql/${major}/main --no-sync -A peer -U postgres --locale C`,
        );
      await works(a, 'start');
      await a.must(
        `runuser -u postgres -- ${programs}/psql -X -q -d postgres -f /etc/sitewright/postgresql/main/bootstrap.sql`,
      );
      await a.sql('CREATE TABLE story (line text)');
      await works(a, 'change-status working --force');
      await works(b, 'change-status working --force');
      expect(await stateOf(a)).toBe('primary working\nrunning: main cache');
      expect(await stateOf(b)).toBe('standby working\nrunning: main cache');
      await tell(a, '1');
      await expect.poll(() => known(b), eventually).toEqual(['1', '1']);
      expect(await b.sql('SELECT status, slot_name FROM pg_stat_wal_receiver')).toBe('streaming|sms2');
      expect(await b.redis('info replication')).toContain('master_link_status:up');
      expect((await b.run('ls /var/lib/postgresql/*/main.before/PG_VERSION')).status).toBe(0);

      // The address moves, and the nodes follow it, as cron has them look.
      for (const cluster of [a, b]) await works(cluster, 'cluster-check');
      await works(b, 'requestip');
      await Promise.all([works(b, 'cluster-check'), works(a, 'cluster-check')]);
      expect([await stateOf(a), await stateOf(b)]).toEqual([
        'standby working\nrunning: main cache',
        'primary working\nrunning: main cache',
      ]);
      await tell(b, '2');
      await expect.poll(() => known(a), eventually).toEqual(['1 2', '1 2']);
      await expect(a.sql(`INSERT INTO story VALUES ('refused')`)).rejects.toThrow('read-only');

      await works(a, 'requestip');
      await Promise.all([works(b, 'cluster-check'), works(a, 'cluster-check')]);
      await tell(a, '3');
      await expect.poll(() => known(b), eventually).toEqual(['1 2 3', '1 2 3']);
      expect(await a.sql('SELECT timeline_id FROM pg_control_checkpoint()')).toBe('3');
      expect((await a.sitectl('cluster-ip')).stdout).toBe('sms1');

      // The primary breaks and is cut off; the other one takes over.
      await a.crash();
      await lab.cable('down');
      await lab.give('sms2');
      await works(b, 'cluster-check');
      expect(await stateOf(b)).toBe('primary working\nrunning: main cache');
      await tell(b, '4');

      // It comes back: alone, without the address; then beside the new primary.
      await a.must(`systemctl start ${UNIT(major)} 2>&1`);
      expect((await a.run(`systemctl is-active ${UNIT(major)}`)).stdout).toBe('inactive');
      expect(await a.sitectl('may-start main')).toMatchObject({
        status: 1,
        stderr: expect.stringContaining(
          'sms2 does not answer, and 10.0.10.200 is not here: it may be primary.',
        ),
      });
      // Who has the address may start again, though nobody answers.
      await works(b, 'stop');
      await works(b, 'start');
      await lab.cable('up');
      expect((await a.run(`systemctl start ${UNIT(major)}; systemctl is-active ${UNIT(major)}`)).stdout).toBe(
        'inactive',
      );
      expect(await a.sitectl('may-start main')).toMatchObject({
        status: 1,
        stderr: expect.stringContaining('sms2 is primary: a second one would take a second history.'),
      });
      await works(a, 'cluster-check');
      expect(await stateOf(a)).toBe('standby working\nrunning: main cache');
      await tell(b, '5');
      await expect.poll(() => known(a), eventually).toEqual(['1 2 3 4 5', '1 2 3 4 5']);
    } finally {
      await lab.close();
    }
  },
);
