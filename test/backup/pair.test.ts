import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { HostArtifacts, RenderedFile } from '../../src/target/verification.ts';
import { readCase } from '../cases.ts';
import { PROJECT } from '../compiled.ts';
import { filled, Server } from '../postgresql/follower.ts';
import { nodes, type Node } from '../postgresql/nodes.ts';
import { hostNamed, siteOf, textOf } from '../real/compiled.ts';
import { MAJOR, NEED } from './machine.ts';

const SCRIPT = '/usr/local/sbin/sitectl';
/** What stands in for a program of the host: who becomes the server's account is it already. */
const STAND_INS = {
  date: 'cat /tmp/now',
  runuser: 'shift 3; exec "$@"',
  logger: ':',
  // What the other node says of itself; nothing where it does not answer.
  ssh: 'cat /tmp/peer',
};

/** The sitectl of a node in a folder that the node has for itself, with the stand-ins first on its PATH. */
function withScript(host: HostArtifacts): HostArtifacts {
  const executable = (text: string): RenderedFile => ({ text, mode: 0o755, target: '', format: '' });
  const script = textOf(host, SCRIPT)
    .replace(/^export PATH=/m, 'export PATH=/etc/stand-ins:')
    .replaceAll('/run/lock/', '/tmp/');
  return {
    ...host,
    files: new Map([
      ...host.files,
      ['/etc/sitectl', executable(script)],
      ...Object.entries(STAND_INS).map(
        ([name, text]) => [`/etc/stand-ins/${name}`, executable(`#!/bin/bash\n${text}\n`)] as const,
      ),
      ['/var/lib/sitewright/sitectl/status', executable('working\n')],
      ['/var/backup/.keep', executable('')],
    ]),
  };
}

/** One run of cron on a node. @param peer what the other node says; empty where it does not answer */
async function dump(node: Node, now: string, peer: string): Promise<readonly string[]> {
  const script = `printf '%s\\n' "$1" >/tmp/now; rm -f /tmp/peer; [ -z "$2" ] || printf '%s\\n' "$2" >/tmp/peer
    bash /etc/sitectl dump rapidpro && ls /var/backup`;
  return (await node.run(['bash', '-c', script, 'bash', now, peer])).split('\n').filter((one) => one !== '');
}

test(
  'each node of a pair dumps by what it is and by what the other one is',
  { timeout: 120_000 },
  async () => {
    const path = join(PROJECT, 'templates/sitectl/cases/backups-of-a-pair.txt');
    const manifest = (readCase(readFileSync(path, 'utf8')).inputs.get('site.yaml') ?? '')
      .replace('/data/rapidpro-backups', '/var/backup')
      .replace('{never: true}', "{daily: ['06:00', '23:00']}");
    const site = await siteOf(manifest);
    const hosts = ['sms1', 'sms2'].map((name) => withScript(hostNamed(site, name)));
    const lab = await nodes(MAJOR, hosts, ['10.0.10.4', '10.0.10.5', '10.0.10.200'], filled, NEED);
    try {
      const [first, second] = lab.nodes;
      if (!first || !second) throw new Error('a pair has two nodes');
      const [a, b] = [new Server(first, MAJOR), new Server(second, MAJOR)];
      await a.create();
      await a.slot('sms2');
      await b.follow();
      const asked = (node: Node, query: string): Promise<string> =>
        node.run(['psql', '-X', '-A', '-t', '-q', '-U', 'postgres', '-d', 'rapidpro_db', '-c', query]);
      await asked(first, "CREATE TABLE messages (text text); INSERT INTO messages VALUES ('of the primary')");
      const arrived = (): Promise<string> => asked(second, "SELECT to_regclass('messages') IS NOT NULL");
      await expect.poll(arrived, { timeout: 30_000 }).toBe('t');
      // A working standby, at every time code; not while its primary does not work, or does not answer.
      expect(await dump(second, '20240301_1007', 'primary working')).toEqual(['rapidpro-20240301_1005.sql']);
      expect(await dump(second, '20240301_1010', 'primary failure')).toHaveLength(1);
      expect(await dump(second, '20240301_1015', '')).toHaveLength(1);
      // A primary with a working standby twice a day.
      expect(await dump(first, '20240301_1005', 'standby working')).toEqual([]);
      expect(await dump(first, '20240301_0603', 'standby working')).toEqual(['rapidpro-20240301_0600.sql']);
      // A primary alone, every hour.
      expect(await dump(first, '20240301_1030', 'standby failure')).toHaveLength(1);
      expect(await dump(first, '20240301_1101', '')).toContain('rapidpro-20240301_1100.sql');
      // The standby has dumped what the primary has.
      const content = (node: Node, name: string): Promise<string> =>
        node.run(['grep', '-Ev', String.raw`^\\(un)?restrict `, `/var/backup/rapidpro-${name}.sql`]);
      const dumped = await content(second, '20240301_1005');
      expect(dumped).toBe(await content(first, '20240301_0600'));
      expect(dumped).toContain('\nof the primary\n');
    } finally {
      await lab.close();
    }
  },
);
