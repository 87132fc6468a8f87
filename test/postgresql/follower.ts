import { readConf } from '../../templates/postgresql/reader.ts';
import type { Node } from './nodes.ts';

/** Every secret has a value of its own. */
export const filled = (text: string): string =>
  text.replaceAll(/\$\{secret:([^}|]+)(?:\|[a-z]+)*\}/g, (_, secret: string) => `${secret}~A-1.x`);

/** A node and the steps of a change of role, as a script would take them; the files are those that were rendered. */
export class Server {
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
