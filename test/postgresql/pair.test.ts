import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readCase } from '../cases.ts';
import { PROJECT } from '../compiled.ts';
import { hostNamed, siteOf } from '../real/compiled.ts';
import { filled, Server } from './follower.ts';
import { nodes } from './nodes.ts';

const { inputs } = readCase(readFileSync(join(PROJECT, 'templates/postgresql/cases/pair.txt'), 'utf8'));
const manifest = inputs.get('site.yaml') ?? '';
const eventually = { timeout: 15_000, interval: 100 };

test.each(['13', '15', '17'])(
  'PostgreSQL %s: a standby follows, and the nodes change places and back, from the rendered files',
  { timeout: 120_000 },
  async (major) => {
    const site = await siteOf(manifest.replace('version: 15', `version: ${major}`));
    const hosts = ['db1', 'db2'].map((name) => hostNamed(site, name));
    const lab = await nodes(major, hosts, ['10.0.10.4', '10.0.10.5', '10.0.10.200'], filled);
    try {
      const [first, second] = lab.nodes;
      if (!first || !second) throw new Error('a pair has two nodes');
      const [a, b] = [new Server(first, major), new Server(second, major)];
      await a.create();
      await a.slot('db2');
      await a.tell('1-first');
      await b.follow();
      await a.tell('2-second');
      await expect.poll(() => b.story(), eventually).toBe('1-first 2-second');
      expect(await b.sql('SELECT status, slot_name FROM pg_stat_wal_receiver')).toBe('streaming|db2');
      await expect(b.tell('refused')).rejects.toThrow('read-only');

      await a.stop();
      await b.lead();
      await b.slot('db1');
      await b.tell('3-third');
      await a.follow();
      await b.tell('4-fourth');
      await expect.poll(() => a.story(), eventually).toBe('1-first 2-second 3-third 4-fourth');

      await b.stop();
      await a.lead();
      await a.slot('db2').catch(() => undefined);
      await a.tell('5-fifth');
      await b.follow();
      await expect.poll(() => b.story(), eventually).toBe('1-first 2-second 3-third 4-fourth 5-fifth');
      // Each promotion began a timeline.
      expect(await b.sql('SELECT timeline_id FROM pg_control_checkpoint()')).toBe('3');
      await a.sql('SELECT pg_switch_wal()');
      await expect
        .poll(() => first.run(['sh', '-c', 'ls /srv/archive/main | grep -c "^00000003"']), eventually)
        .not.toBe('0');
    } finally {
      await lab.close();
    }
  },
);
