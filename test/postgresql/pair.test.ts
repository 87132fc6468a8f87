import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readConf } from '../../templates/postgresql/reader.ts';
import { readCase } from '../cases.ts';
import { PROJECT } from '../compiled.ts';
import { hostNamed, siteOf } from '../real/compiled.ts';
import { nodes, type Node } from './nodes.ts';

const { inputs } = readCase(readFileSync(join(PROJECT, 'templates/postgresql/cases/pair.txt'), 'utf8'));
const manifest = inputs.get('site.yaml') ?? '';
const filled = (text: string): string =>
  text.replaceAll(/\$\{secret:([^}|]+)(?:\|[a-z]+)*\}/g, (_, secret: string) => `${secret}~A-1.x`);

/** A node and the steps of a change of role, as a script would take them; the files are those that were rendered. */
class Server {
  readonly #node: Node;
  readonly #data: string;
  readonly #options: string;

  constructor(node: Node, major: string) {
    this.#node = node;
    this.#data = `/var/lib/postgresql/${major}/main`;
    this.#options = `-c config_file=/etc/postgresql/${major}/main/postgresql.conf -c fsync=off`;
  }

  async role(role: 'primary' | 'standby'): Promise<void> {
    await this.#node.run(['ln', '-sfn', `roles/${role}`, '/etc/sitewright/role']);
  }

  async start(): Promise<void> {
    await this.#node
      .run(['pg_ctl', '-D', this.#data, '-w', '-t', '30', '-l', '/tmp/log', '-o', this.#options, 'start'])
      .catch(async (reason: unknown) => {
        throw new Error(`${String(reason)}\n${await this.#node.run(['cat', '/tmp/log'])}`);
      });
  }

  stop = (): Promise<string> => this.#node.run(['pg_ctl', '-D', this.#data, '-w', '-m', 'fast', 'stop']);

  async create(): Promise<void> {
    await this.#node.run([
      'initdb',
      '-D',
      this.#data,
      '--no-sync',
      '-A',
      'peer',
      '-U',
      'postgres',
      '--locale',
      'C',
    ]);
    await this.role('primary');
    await this.start();
    await this.#node.run([
      'psql',
      '-X',
      '-q',
      '-U',
      'postgres',
      '-d',
      'postgres',
      '-f',
      '/etc/sitewright/postgresql/main/bootstrap.sql',
    ]);
    await this.sql('CREATE TABLE story (line text)');
  }

  /** Copies the other node by what the standby's own file says of it. */
  async follow(): Promise<void> {
    const settings = new Map(
      readConf(await this.#node.run(['cat', '/etc/sitewright/roles/standby/postgresql-main.conf'])),
    );
    await this.#node.run(['rm', '-rf', `${this.#data}.before`]);
    await this.#node.run(['sh', '-c', `[ ! -e ${this.#data} ] || mv ${this.#data} ${this.#data}.before`]);
    await this.#node.run([
      'pg_basebackup',
      '-D',
      this.#data,
      '-X',
      'stream',
      '-c',
      'fast',
      '-d',
      String(settings.get('primary_conninfo')),
    ]);
    await this.#node.run(['touch', `${this.#data}/standby.signal`]);
    await this.role('standby');
    await this.start();
  }

  /** From a standby to a primary, on a timeline of its own. */
  async lead(): Promise<void> {
    await this.sql('SELECT pg_promote(true)');
    await this.stop();
    await this.role('primary');
    await this.start();
  }

  slot = (name: string): Promise<string> => this.sql(`SELECT pg_create_physical_replication_slot('${name}')`);
  tell = (line: string): Promise<string> => this.sql(`INSERT INTO story VALUES ('${line}')`);
  sql = (query: string): Promise<string> => this.#node.sql(query);

  async story(): Promise<string> {
    return this.sql(`SELECT string_agg(line, ' ' ORDER BY line) FROM story`);
  }
}

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
